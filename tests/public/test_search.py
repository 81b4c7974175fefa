"""The page of a search, its API, and the names that help while typing."""

import re

import pytest
from django.core.cache import cache

from desk.publishing import publish
from relations.models import Country

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def page(site, query: str, status: int = 200) -> str:
    response = site.get(f"/search/?{query}")
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_a_hit_shows_the_passage_with_the_words_marked_and_the_claim_it_is_from(site):
    html = page(site, "q=regretted")
    assert "<mark>regretted</mark>" in html
    [link] = re.findall(r'href="([^"]+)#(claim-[0-9a-f-]+)"', html)[:1]
    assert f'id="{link[1]}"' in site.get(link[0]).content.decode()


def test_ids_of_claims_are_met_once_on_a_page(site):
    for path in ("/relationships/north--south/", "/countries/north/", "/events/harbour-speech/"):
        ids = re.findall(r' id="([^"]+)"', site.get(path).content.decode())
        assert len(ids) == len(set(ids)), path


def test_what_is_searched_for_is_escaped(site):
    html = page(site, "q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html


def test_facets_count_and_narrow(site):
    html = page(site, "q=north")
    assert re.search(r'name="kind" value="event">Events<span>\d+</span>', html)
    narrowed = page(site, "q=north&kind=event&kind=statement")
    kinds = set(re.findall(r'<p class="meta">(\w+)', narrowed))
    assert kinds <= {"Event", "Statement"} and kinds
    assert 'value="event" checked' in narrowed
    count = int(re.search(r'value="event">Events<span>(\d+)', html)[1])
    assert f"{count} result" in text_of(page(site, "q=north&kind=event"))


def test_a_topic_and_a_decade_narrow_and_are_counted_with_what_lies_below(site):
    html = page(site, "q=north")
    for name in ("topic", "decade"):
        value, count = re.search(rf'name="{name}" value="([^"]+)">[^<]+<span>(\d+)', html).groups()
        assert f"{count} result" in text_of(page(site, f"q=north&{name}={value}"))


def test_pages_follow_one_another(site, monkeypatch):
    monkeypatch.setattr("publication.searching.views.PER_PAGE", 2)
    first, second = page(site, "q=north"), page(site, "q=north&page=2")
    assert 'rel="next"' in first and 'rel="prev"' not in first
    assert 'rel="prev"' in second
    titles = [re.findall(r"<h2><a href=\"([^\"?]+)", html) for html in (first, second)]
    assert len(titles[0]) == 2 and not set(titles[0]) & set(titles[1])


def test_nothing_found_says_why_and_offers_what_is_like_it(site):
    assert "Nothing found" in text_of(page(site, "q=xyzzyx"))
    assert "Searched for South instead" in text_of(page(site, "q=souht"))
    unsure = page(site, "q=souutch")
    assert "Did you mean south" in text_of(unsure)
    assert "/countries/south/" in unsure
    assert "Type a name" in text_of(page(site, ""))
    assert "Nothing fits" in text_of(page(site, "q=north&decade=1800"))


def test_the_clocks_are_kept_and_respected(site):
    before = page(site, "q=north&known_at=0")
    assert "Nothing found" in text_of(before)
    then = page(site, "q=north&as_of=2007-03-01&known_at=17")
    assert re.search(r'href="/countries/north/\?as_of=2007-03-01&amp;known_at=17"', then)
    assert then.count('name="known_at" value="17"') >= 3
    none = page(site, "q=harbour&as_of=1950-01-01")
    assert "Nothing on this day" in text_of(none) and "of other days" in text_of(none)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=" + "x" * 201, "q"),
        ("q=a%00b", "q"),
        ("q=a&kind=planet", "kind"),
        ("q=a&topic=nowhere", "topic"),
        ("q=a&topic=%00", "topic"),
        ("q=a&decade=1995", "decade"),
        ("q=a&decade=%D9%A1990", "decade"),
        ("q=a&page=0", "page"),
        ("q=a&page=x", "page"),
        ("q=a&as_typed=yes", "as_typed"),
        ("q=a&colour=red", "colour"),
        ("q=a&as_of=2007-13-01", "as_of"),
        ("q=a&known_at=999999", "known_at"),
        ("q=a&" + "&".join(f"kind=event{n}" for n in range(11)), "kind"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(site, query, name):
    assert name in page(site, query, 400)
    if name != "page":
        response = site.get(f"/api/v1/search/?{query}")
        assert response.status_code == 400
        assert [error["parameter"] for error in response.json()["parameters"]] == [name]


class TestApi:
    def test_hits_are_those_of_the_page_in_the_same_order(self, site):
        hits = site.get("/api/v1/search/?q=north").json()
        paths = re.findall(r"<h2><a href=\"([^\"?]+)", page(site, "q=north"))
        assert [hit["url"] for hit in hits["results"]] == paths
        assert hits["found"] >= len(paths)

    def test_a_hit_has_its_name_its_way_its_passage_and_its_claim(self, site):
        [hit] = site.get("/api/v1/search/?q=regretted&kind=statement").json()["results"]
        assert set(hit) >= {"id", "kind", "slug", "title", "url"}
        assert hit["matched"] == "in_text"
        assert "regretted" in hit["passage"] and hit["words"] == ["regretted"]
        assert site.get(f"/api/v1/claims/{hit['claim']}/").status_code == 200

    def test_limit_is_1_to_50_and_more_says_that_there_is_more(self, site):
        one = site.get("/api/v1/search/?q=north&limit=1").json()
        assert (len(one["results"]), one["more"]) == (1, True)
        for limit in ("0", "51", "x", "1e1"):
            assert site.get(f"/api/v1/search/?q=north&limit={limit}").status_code == 400
        assert site.get("/api/v1/search/").json()["parameters"][0]["parameter"] == "q"

    def test_it_says_what_was_searched_for_instead_and_too(self, site):
        assert site.get("/api/v1/search/?q=Nortth").json()["searched_instead"] == "north"
        assert site.get("/api/v1/search/?q=souutch").json()["did_you_mean"][0] == "south"
        assert site.get("/api/v1/search/?q=север").json()["also_searched"]

    def test_lists_find_whole_words_in_names_and_claims(self, site):
        slugs = [entry["slug"] for entry in site.get("/api/v1/statements/?q=regretted").json()["results"]]
        assert slugs == ["south-replies"]
        assert site.get("/api/v1/countries/?q=NORTHS").json()["results"][0]["slug"] == "north"
        assert site.get("/api/v1/countries/?q=!!!").json()["results"] == []
        assert site.get("/api/v1/countries/?q=north&known_at=0").json()["results"] == []


class TestNames:
    def test_names_that_begin_so_come_with_their_address(self, site):
        response = site.get("/search/names/?q=nor&as_of=2007-03-01")
        names = response.json()["names"]
        assert names[0]["url"] == "/countries/north/?as_of=2007-03-01"
        assert len(names) <= 8

    def test_an_answer_is_kept_for_the_state_of_the_record(self, site):
        cache.clear()
        first = site.get("/search/names/?q=zap")
        assert first.json()["names"] == []
        assert "max-age=60" in first["Cache-Control"]
        again = site.get("/search/names/?q=zap", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        country = Country.objects.get(slug="north")
        country.title = "Zapad"
        country.save()
        publish(country, by="test", note="")
        changed = site.get("/search/names/?q=zap", headers={"If-None-Match": first["ETag"]})
        assert changed.json()["names"][0]["title"] == "Zapad"

    def test_bad_parameters_are_problems(self, site):
        response = site.get("/search/names/?q=a&limit=5")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_the_number_of_queries_does_not_grow_with_what_is_found(site, django_assert_max_num_queries):
    for text in ("regretted", "north"):
        with django_assert_max_num_queries(25):
            site.get(f"/search/?q={text}")


def test_a_list_finds_the_same_whether_a_word_is_rare_or_common(site, monkeypatch):
    def slugs() -> list[str]:
        return [entry["slug"] for entry in site.get("/api/v1/events/?q=north&as_of=2020-01-01").json()["results"]]

    rare = slugs()
    monkeypatch.setattr("publication.searching.native.FREQUENT", 1)
    assert slugs() == rare != []
