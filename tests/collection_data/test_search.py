"""What readers type, and what they shall find first: the same on both databases."""

import pytest

from publication.kinds import path_of
from publication.reading.moment import resolve
from publication.reading.names import names_at
from publication.searching.ranking import search

# What is typed, and the address of the first hit.
FIRST = [
    # names as they stand
    ("Russia", "/countries/russia/"),
    ("russia", "/countries/russia/"),
    ("United States", "/countries/united-states/"),
    ("Soviet Union", "/countries/soviet-union/"),
    ("North Atlantic Treaty Organization", "/organizations/nato/"),
    ("Vladimir Putin", "/people/vladimir-putin/"),
    ("Orange Revolution", "/events/orange-revolution/"),
    ("Kosovo", "/countries/kosovo/"),
    ("Warsaw Pact", "/organizations/warsaw-pact/"),
    ("Sanctions", "/topics/sanctions/"),
    ("Military bases", "/topics/military-bases/"),
    ("unfriendly countries", "/organizations/unfriendly-countries/"),
    # short names, abbreviations, surnames
    ("NATO", "/organizations/nato/"),
    ("G8", "/organizations/g8/"),
    ("BRICS", "/organizations/brics/"),
    ("WTO", "/organizations/wto/"),
    ("USA", "/countries/united-states/"),
    ("US", "/countries/united-states/"),
    ("UN", "/organizations/united-nations/"),
    ("Putin", "/people/vladimir-putin/"),
    ("Merkel", "/people/angela-merkel/"),
    ("Litvinenko", "/people/alexander-litvinenko/"),
    # Russian
    ("Россия", "/countries/russia/"),
    ("россия", "/countries/russia/"),
    ("Путин", "/people/vladimir-putin/"),
    ("НАТО", "/organizations/nato/"),
    ("ООН", "/organizations/united-nations/"),
    ("Китай", "/countries/china/"),
    ("США", "/countries/united-states/"),
    ("Абхазия", "/countries/abkhazia/"),
    ("Советский Союз", "/countries/soviet-union/"),
    ("Шрёдер", "/people/gerhard-schroder/"),
    ("Шредер", "/people/gerhard-schroder/"),
    # accents, plurals, order
    ("Schroder", "/people/gerhard-schroder/"),
    ("Schröder", "/people/gerhard-schroder/"),
    ("sanction", "/topics/sanctions/"),
    ("military base", "/topics/military-bases/"),
    ("Turkey Russia", "/relationships/russia--turkey/"),
    ("Munich speech", "/events/munich-speech-2007/"),
    ("speech in Munich", "/events/munich-speech-2007/"),
    ("CIS founding", "/events/founding-of-the-cis/"),
    ("Russia NATO founding act", "/agreements/founding-act/"),
    # begun
    ("Abkh", "/countries/abkhazia/"),
    ("Gorba", "/people/mikhail-gorbachev/"),
    # other spellings and slips
    ("Kiev", "/sources/russia-ukraine-friendship-1997/"),
    ("Киев", "/sources/russia-ukraine-friendship-1997/"),
    ("Rossiya", "/countries/russia/"),
    ("Putyin", "/people/vladimir-putin/"),
    ("Byelorussia", "/countries/belarus/"),
    ("Litvinyenko", "/people/alexander-litvinenko/"),
    ("Afganistan", "/countries/afghanistan/"),
    ("Uzbekhistan", "/countries/uzbekistan/"),
    # what is said
    ("Verkhovna Rada", "/organizations/verkhovna-rada/"),
    ("Ukrainian bill to leave", "/events/ukraine-cis-withdrawal-bill/"),
]


@pytest.fixture(scope="module")
def moment(whole_record, django_db_blocker):
    with django_db_blocker.unblock():
        return resolve(None, None)


def first(text: str, moment) -> str:
    """The address of the first hit, '' for none."""
    found = search(text, moment).found[:1]
    return "".join(
        path_of(name["kind"], name["slug"]) for name in names_at([one.entry for one in found], moment.seq).values()
    )


def test_there_are_queries_enough():
    assert len(FIRST) >= 50


@pytest.mark.parametrize(("typed", "address"), FIRST)
def test_what_is_looked_for_stands_first(moment, db, typed, address):
    assert first(typed, moment) == address


# Nothing in the record is called so, and nothing like it is.
@pytest.mark.parametrize("typed", ["xyzzyx", "qqqq wwww", "……", "1234567890"])
def test_what_the_record_does_not_hold_is_not_found(moment, db, typed):
    assert search(typed, moment).found == []


def test_a_likeness_that_misleads_is_offered_and_not_taken(moment, db):
    found = search("Chechnya", moment)
    assert (found.found, found.instead) == ([], "")


def test_a_russian_name_finds_what_english_sentences_say(moment, db):
    english, russian = search("NATO", moment), search("НАТО", moment)
    assert "NATO" in russian.also
    assert {one.entry for one in english.found} == {one.entry for one in russian.found}


def test_only_as_typed_leaves_other_names_out(moment, db):
    found = search("НАТО", moment, as_typed=True)
    assert found.also == []
    assert len(found.found) < len(search("НАТО", moment).found)
