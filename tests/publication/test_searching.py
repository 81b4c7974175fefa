"""What search holds follows the record: its spans, withdrawals, merges, redactions, and a rebuild."""

import pytest
from django.core.management import call_command
from django.db import connection

from publication.log import append
from publication.models import Face, Name, Wording
from publication.reading.moment import resolve
from publication.rebuild import derived_digest, rebuild
from publication.searching import native
from publication.searching.completion import begun
from publication.searching.native import Asked, query_text
from publication.searching.ranking import IN_TEXT, Way, search
from publication.searching.spelling import alike, mended
from publication.searching.words import fold, grams, lexemes, likeness, marked, sound, stem, words
from publication.verify import verify_derived
from tests.publication.writing import claim, dyad, entry, operation, publish, ref, withdraw


def found(text: str, known_at=None, as_of=None, marks=(), **more) -> list[str]:
    """The slugs of what a search finds, in order."""
    moment = resolve(as_of, None if known_at is None else str(known_at))
    numbers = [one.entry for one in search(text, moment, marks, **more).found]
    slugs = dict(Face.objects.at(moment.seq).filter(entry__in=numbers).values_list("entry", "slug"))
    return [slugs[number] for number in numbers]


@pytest.fixture
def atlas(db):
    publish(entry("atlas", "source"))


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Russia’s S-400 for O'Brien", ["russia", "s", "400", "for", "obrien"]),
            ("Łódź, Ørsted & Đilas", ["lodz", "orsted", "dilas"]),
            ("Путин и Ельцин; Йемен", ["путин", "и", "ельцин", "иемен"]),
            ("snake_case «—» …", ["snake", "case"]),
            ("", []),
        ],
    )
    def test_words_are_folded_and_cut_alike(self, text, expected):
        assert words(text) == expected

    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("countries", "country"),
            ("forces", "force"),
            ("bases", "base"),
            ("bus", "bus"),
            ("pass", "pass"),
            ("us", "us"),
            ("status", "status"),
            ("speeches", "speech"),
            ("страны", "страны"),
            ("1990s", "1990"),
            ("ties", "tie"),
        ],
    )
    def test_english_plurals_alone_are_stemmed(self, word, expected):
        assert stem(word) == expected

    @pytest.mark.parametrize(
        ("one", "other"), [("Kiev", "Kyiv"), ("Киев", "Kyiv"), ("Putyin", "Путин"), ("Rossiya", "Россия")]
    )
    def test_spellings_of_one_sound_are_one(self, one, other):
        assert sound(fold(one)) == sound(fold(other)) != ""

    def test_likeness_is_that_of_trigrams(self):
        assert grams("kiv") == {"  k", " ki", "kiv", "iv "}
        assert likeness("kiv", "kiv") == 1
        assert likeness("lukashenka", "lukashenko") == pytest.approx(9 / 13)
        assert sound("g8") == sound("东京") == ""

    def test_marked_gives_the_text_back(self):
        text = "Putin’s <b>speech</b> in Munich."
        pieces = marked(text, set(lexemes("speeches putin")))
        assert "".join(piece for piece, _ in pieces) == text
        assert [piece for piece, found in pieces if found] == ["Putin’s", "speech"]


class TestOrder:
    def test_exact_names_come_first_then_beginnings_then_words_then_what_is_said(self, atlas):
        publish(
            entry("said", "event", title="Talks", summary="A word on Vostok."),
            entry("within", "event", title="Summit in Vostok"),
            entry("part", "event", title="Vostokgrad meeting"),
            entry("begins", "event", title="Vostok talks"),
            entry("other", "country", claim("n", "named", name="Vostok"), title="East"),
            entry("title", "event", title="Vostok"),
            entry("actor", "country", title="Land", summary="Lies near Vostok."),
        )
        assert found("vostok") == ["title", "other", "begins", "within", "part", "actor", "said"]

    def test_actors_come_first_and_sources_last_at_equal_rank(self, atlas):
        publish(entry("a", "source", title="Map of Vostok"), entry("b", "event", title="Fall of Vostok"))
        publish(entry("c", "organization", title="Bank of Vostok"))
        assert found("vostok") == ["c", "b", "a"]

    def test_all_words_must_be_held_in_any_order(self, atlas):
        publish(entry("a", title="Upper Vostok", summary="A cold land."), entry("b", title="Lower Vostok"))
        assert found("vostok upper") == ["a"]
        assert found("lands VOSTÓK") == ["a"]
        assert found("upper lower", as_typed=True) == []

    def test_what_is_read_is_bounded_and_says_so(self, atlas, monkeypatch):
        monkeypatch.setattr("publication.searching.ranking.IN_TEXT", 3)
        publish(*(entry(f"e{n}", "event", title=f"Event {n}", summary="Vostok.") for n in range(5)))
        held = search("vostok", resolve(None, None))
        assert (len(held.found), held.more) == (3, True)
        assert IN_TEXT >= 100

    def test_other_names_of_an_actor_are_searched_for_too(self, atlas):
        publish(
            entry("league", "organization", title="League of Vostok", abbreviation="LV1", title_ru="Лига Востока"),
            entry("met", "event", title="Meeting", summary="The LV1 met."),
            entry("person", "person", title="Ann Vostokova", sort_name="Vostokova, Ann", title_ru="Анна Востокова"),
            entry("spoke", "event", title="Speech", summary="Vostokova spoke."),
        )
        assert found("Лига Востока") == ["league", "met"]
        assert search("Лига Востока", resolve(None, None)).also == ["League of Vostok", "LV1"]
        assert found("Лига Востока", as_typed=True) == ["league"]
        assert found("Востокова") == ["person", "spoke"]

    def test_marks_narrow(self, atlas):
        publish(entry("a", "event", title="Vostok one"), entry("b", "country", title="Vostok two"))
        assert found("vostok", marks=[("kind:event", "kind:topic")]) == ["a"]
        assert found("kind:event") == []

    @pytest.mark.parametrize(
        "typed",
        ["'", '"', "q' | z", "\\", 'q" OR "vostok', "NEAR(q z)", "q*", "-q", "%", "(", ":*", "''\\", "kind:country"],
    )
    def test_nothing_typed_means_anything_to_the_database(self, atlas, typed):
        publish(entry("a", title="Vostok"))
        assert found(typed) == []

    def test_a_word_is_quoted_as_the_database_wants_it(self):
        asked = Asked((("o'x", 'y"z', "\\"),), (("kind:event",),))
        assert query_text(asked, "sqlite") == '(("o\'x" AND "y""z" AND "\\")) AND ("kind:event")'
        assert query_text(asked, "postgresql") == "(('o''x' & 'y\"z' & '\\\\')) & ('kind:event')"


class TestSpelling:
    def test_what_sounds_like_it_is_searched_for_instead(self, atlas):
        publish(
            entry("lukashenko", "person", title="Alexander Lukashenko"),
            entry("kyiv", "organization", title="Kyiv City"),
        )
        held = search("Lukashenka", resolve(None, None))
        assert (held.instead, len(held.found)) == ("lukashenko", 1)
        assert found("Kiev") == found("Киев") == ["kyiv"]
        assert found("Kiev", as_typed=True) == []

    def test_a_word_is_offered_only_while_the_record_holds_it(self, atlas):
        publish(entry("vostok", "country"))
        publish(entry("vostok", "country", title="Zapad"))
        assert [word for _, word in alike("wostok", resolve(None, "2"))] == ["vostok"]
        assert alike("wostok", resolve(None, None)) == []
        assert mended("wostok", resolve(None, "1")) == []

    def test_several_words_are_mended_together(self, atlas):
        publish(entry("munich", "event", title="Speech in Munich"))
        assert mended("speach munich", resolve(None, None))[0].text == "speech munich"
        assert mended("speech munich", resolve(None, None)) == []


class TestSpans:
    def test_the_past_is_searched_as_it_was(self, atlas):
        publish(entry("north", title="Vostok"))
        publish(entry("north", title="Zapad", summary="No longer so called."))
        assert (found("vostok", 2), found("vostok"), found("zapad", 2), found("zapad")) == (
            ["north"],
            [],
            [],
            ["north"],
        )
        assert found("vostok", 1) == []

    def test_what_is_withdrawn_merged_or_redacted_is_not_found(self, atlas):
        publish(entry("north", title="Vostok"), entry("south", title="Zapad"), entry("west", title="Sever"))
        publish(dyad("north", "south"))
        assert found("vostok zapad") == ["north--south"]
        withdraw("west")
        append([operation("withdraw", "north--south", "relationship")])
        append([operation("merge", "south", into=ref("north"))])
        assert found("sever", as_typed=True) == found("zapad", as_typed=True) == []
        assert found("sever", 5) == ["west"]
        append([operation("redact", "west", redacts=[4])])
        assert found("sever", 5) == []
        assert begun("seve", resolve(None, "5")) == ()
        assert verify_derived() is None

    def test_a_dyad_is_found_by_its_actors_new_name(self, atlas):
        publish(entry("north"), entry("south"))
        publish(dyad("north", "south"))
        publish(entry("north", title="Vostok"))
        assert found("vostok south") == ["north--south"]
        assert found("north south", as_typed=True) == []

    def test_a_claim_that_points_at_what_is_withdrawn_is_not_found(self, atlas):
        publish(entry("south"))
        publish(entry("north", "country", claim("c", text="An old quarrel.", object=ref("south"))))
        assert found("quarrel") == ["north"]
        withdraw("south")
        assert found("quarrel", as_typed=True) == []

    def test_only_what_was_there_on_the_day_is_found(self, atlas):
        publish(
            entry("north", "country", claim("c", "existed", start="1950", end="1990", status="state"), title="Vostok")
        )
        assert found("vostok", as_of="1960-01-01") == ["north"]
        assert found("vostok", as_of="1940-01-01") == found("vostok", as_of="2000-01-01") == []

    def test_unchanged_words_keep_their_rows(self, atlas):
        publish(entry("north", title="Vostok", latitude="1"))
        publish(entry("north", title="Vostok", latitude="2"))
        assert Face.objects.filter(slug="north").count() == 2
        assert Wording.objects.filter(entry=2).count() == Name.objects.filter(entry=2).count() == 1

    def test_a_rebuild_makes_the_same_rows_and_an_index_that_fits(self, atlas):
        publish(entry("north", title="Vostok"), entry("south"))
        publish(dyad("north", "south"))
        publish(entry("west", title="Sever"))
        withdraw("west")
        before = derived_digest()
        rebuild()
        assert derived_digest() == before
        assert not native.broken(connection)
        assert found("vostok") == ["north", "north--south"]


class TestIndex:
    def test_check_names_a_part_that_is_missing_and_migrate_makes_it_again(self, atlas):
        publish(entry("north", title="Vostok"))
        part = {"sqlite": "DROP TABLE publication_wording_words", "postgresql": "DROP INDEX wording_words"}
        name = {"sqlite": "publication_wording_words", "postgresql": "wording_words"}[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(part[connection.vendor])
        assert native.missing(connection) == [name]
        assert "search index" in str(verify_derived())
        native.install(connection)
        assert native.missing(connection) == []
        assert found("vostok") == ["north"]
        call_command("check", databases=["default"])

    def test_an_index_that_says_otherwise_than_its_table_is_reported(self, atlas):
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL keeps its index itself")
        publish(entry("north", title="Vostok"))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE publication_wording SET words = 'other' WHERE entry = 2")
        assert native.broken(connection)

    def test_ways_are_in_the_order_of_their_worth(self):
        assert list(Way) == sorted(Way)


def test_names_begin_from_any_word_actors_first(atlas):
    publish(
        entry("a", "event", title="Vostok talks"),
        entry("b", "organization", title="Bank of Vostok"),
        entry("c", "country", claim("n", "named", name="Vostokia"), title="East"),
    )
    moment = resolve(None, None)
    assert [(name["slug"], name["called"]) for name in begun("Vosto", moment)] == [
        ("c", "Vostokia"),
        ("a", ""),
        ("b", ""),
    ]
    assert [name["slug"] for name in begun("bank of vo", moment)] == ["b"]
    assert [name["slug"] for name in begun("wostok", moment)] == ["c", "a", "b"]
    assert begun("", moment) == begun("!", moment) == ()


def test_a_word_of_any_length_is_published_and_found_by_its_beginning(atlas):
    publish(entry("a", title="Vostok", summary="я" * 5000))
    moment = resolve(None, None)
    assert words("x" * 101 + " y") == ["x" * 100, "y"]
    assert [one.entry for one in search("я" * 5000, moment).found] == [Face.objects.open().get(slug="a").entry]
    assert search("я" * 99, moment, as_typed=True).found == []
