"""The public pages in Russian: one address and one language each, no English word of the interface left."""

import json
import re
from urllib.parse import unquote

import polib
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

from desk.publishing import withdraw
from events.models import Event
from publication.kinds import KINDS, counted
from publication.models import Face
from tests.conftest import ROOT
from tests.languages.walking import words_of
from tests.public.heads import Head

PAGES = [
    "/",
    "/?as_of=2001-06-01&known_at=17",
    "/?known_at=0",
    "/countries/north/history/",
    "/countries/",
    "/countries/?q=zzz",
    "/countries/north/",
    "/countries/north/?as_of=1990-01-01",
    "/organizations/league/",
    "/people/ann-north/",
    "/relationships/",
    "/relationships/north--south/",
    "/relationships/north--south/?as_of=2001-06-01",
    "/relationships/north--south/compare/",
    "/events/",
    "/events/harbour-speech/",
    "/events/treaty-suspension/",
    "/agreements/",
    "/agreements/?step=signed",
    "/agreements/forces-treaty/",
    "/statements/",
    "/statements/north-on-threats/",
    "/topics/",
    "/topics/security/",
    "/indicators/trust/",
    "/sources/",
    "/sources/gazette-2007/",
    "/sources/gazette-2007/coverage/",
    "/search/",
    "/search/?q=north",
    "/search/?q=souht",
    "/search/?q=zzzz",
    "/claims/",
    "/claims/?actor=north",
    "/explore/",
    "/timeline/",
    "/timeline/?date_after=2007&date_before=2007&actor=north",
    "/matrix/",
    "/matrix/?actors=north,south,old-union",
    "/network/?centre=north",
    "/network/?centre=north&lines=ties",
    "/network/?centre=north&lines=memberships",
    "/compare/?from=2001-01-01&to=2021-01-01",
    "/suggest/",
    "/suggest/thanks/",
    "/changes/",
    "/revisions/5/",
    "/about/",
    "/about/method/",
    "/about/citing/",
    "/about/corrections/",
    "/about/privacy/",
    "/about/accessibility/",
]
# What a Russian page may say in Latin letters outside of what it calls English.
LATIN = re.compile(
    r"""Chancery( · .*)? | English | Kiev | Kyiv        # names
    | (COW-IGO|[A-Z0-9]{2,8})[.\s\u2060]*                        # codes, forms of files
    | GraphML | BibTeX | RIS | CSL-JSON | Atom | CC\ BY\ 4\.0 | as_of | known_at | [0-9a-f-]{32,36}
    | (,\ [0-9-]+\.\ )?SHA-256 | [0-9a-f]{16} | [0-9a-f]{64}   # hashes, shortened and whole
    | (https?://|/)\S+                                  # addresses
    | [a-z-]+(,\s?[a-z-]+)* | \[?[0-9X.~?%-]+\]?        # slugs and dates to type, as examples in empty boxes
    """,
    re.VERBOSE,
)


@pytest.fixture(scope="module")
def messages():
    """Every English word or sentence of the interface that has no blank to fill in."""
    catalogue = polib.pofile(str(ROOT / "locale" / "ru" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid.strip() for entry in catalogue if "%(" not in entry.msgid and "<" not in entry.msgid}
    return known | {words[:1].upper() + words[1:] for words in known}


def russian(site, path, status=200):
    response = site.get(f"/ru{path}")
    assert response.status_code == status, path
    return response.content.decode()


@override_settings(FOCUS_ACTOR="north")
@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_the_interface_is_left_in_english(site, messages, path):
    # The small collection's titles have no Russian; they are said to be English, but in a list to choose from as well.
    titles = set(Face.objects.open().values_list("title", flat=True))
    html = re.sub(r"<text[^>]*>[^<]*</text>", "", russian(site, path))
    left = []
    for words in words_of(html, "ru"):
        if words in messages or (re.search("[A-Za-z]{2}", words) and not re.search("[А-Яа-яё]", words)):
            left.append(words)
    assert [words for words in left if words not in titles and not LATIN.fullmatch(words)] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_its_language_and_where_it_stands_in_the_others(site, path):
    bare, _, query = path.partition("?")
    for code, address in (("en", path), ("ru", f"/ru{path}")):
        response = site.get(address)
        assert response["Content-Language"] == code
        assert "Accept-Language" not in response.get("Vary", "")
        assert response.cookies == {} or path == "/suggest/"
        html = response.content.decode()
        assert f'<html lang="{code}"' in html
        head = Head()
        head.feed(html)
        [canonical] = head.links["canonical"]
        assert canonical.startswith(f"http://testserver{address.partition('?')[0]}")
        tail = canonical.partition("?")[2]
        tail = f"?{tail}" if tail else ""
        for other, there in (("en", bare), ("ru", f"/ru{bare}"), ("x-default", bare)):
            assert f'hreflang="{other}" href="http://testserver{there}{tail}"'.replace("&", "&amp;") in html
        assert head.metas["og:locale"] == {"en": "en_GB", "ru": "ru_RU"}[code]
        [switch] = re.findall(r'<a href="([^"]*)" rel="alternate"', html)
        assert unquote(switch.replace("&amp;", "&")) == (bare if code == "ru" else f"/ru{bare}") + (
            f"?{query}" if query else ""
        )


@pytest.mark.parametrize("path", PAGES)
def test_links_and_forms_keep_the_language(site, path):
    html = russian(site, path)
    html = re.sub(r'<a href="[^"]*" rel="alternate"', "", html)
    addresses = re.findall(r'(?:<a [^>]*href|action|data-names)="(/[^"]*)"', html)
    plain = ("/api/", "/static/")
    files = re.compile(r"\.(csv|atom|ics|graphml|bib|ris|json|txt)(\?|$)")
    assert [one for one in addresses if not one.startswith(("/ru/", *plain)) and not files.search(one)] == []


def test_neither_a_cookie_nor_a_wish_of_the_browser_changes_the_language(site):
    site.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    response = site.get("/countries/", headers={"accept-language": "ru,de;q=0.5"})
    assert (response.status_code, response["Content-Language"]) == (200, "en")
    assert site.get("/en/countries/").status_code == 404
    assert site.get("/ru-ru/countries/").status_code == 404
    assert site.get("/ru")["Location"] == "/ru/"


def test_what_programs_read_has_one_address_and_stays_english(site):
    russian(site, "/countries/north/")
    north = json.loads(site.get("/api/v1/countries/north/").content)
    assert (north["title"], north["title_ru"]) == ("North", "Север")
    for path in ("/api/v1/", "/feeds/changes.atom", "/events/calendar.ics", "/sitemap.xml", "/timeline/timeline.csv"):
        assert site.get(path).status_code == 200
        assert site.get(f"/ru{path}", follow=True).status_code == 404
    error = json.loads(site.get("/api/v1/countries/?as_of=2007-13").content)
    assert error["parameters"][0]["detail"] == "'2007-13' has no thirteenth month. Did you mean 2007-12?"


def test_names_are_the_reader_s_and_order_lists(site):
    listed = russian(site, "/countries/")
    names = [name for name in words_of(listed, "ru") if name in ("Север", "Юг")]
    assert names == ["Север", "Юг"]
    assert "Old Union" in words_of(listed, "en")
    assert ">North<" not in listed
    page = russian(site, "/countries/north/")
    assert re.search(r"<h1>Север</h1>\s*<p class=\"note\" lang=\"en\">North</p>", page)
    assert "North" in site.get("/countries/north/").content.decode()
    shown = json.loads(site.get("/ru/search/names/?q=nor").content)["names"][0]
    assert (shown["title"], shown["label"], shown["url"]) == ("Север", "страна", "/ru/countries/north/")
    # The answer is kept for a while: not in another language's place.
    assert json.loads(site.get("/search/names/?q=nor").content)["names"][0]["title"] == "North"
    english, other = site.get("/search/names/?q=nor"), site.get("/ru/search/names/?q=nor")
    assert english["ETag"] != other["ETag"]


def test_a_list_by_names_is_walked_in_the_order_of_its_language(site, monkeypatch):
    monkeypatch.setattr("publication.pages.PAGE_LIMIT", 1)
    path, met = "/ru/countries/", []
    while path:
        html = site.get(path).content.decode()
        met += re.findall(r'<ul class="tree">\s*<li><a href="/ru/countries/([^/]*)/', html)
        found = re.search(r'<a href="http://testserver(/[^"]*)" rel="next"', html)
        path = found and found[1].replace("&amp;", "&")
    assert met == ["old-union", "north", "south"]
    cursor = re.search(r"cursor=([^&\"]+)", site.get("/countries/").content.decode())[1]
    assert site.get(f"/ru/countries/?cursor={cursor}").status_code == 400
    assert (
        "cursor"
        not in re.findall(
            r'<a href="([^"]*)" rel="alternate"', site.get(f"/countries/?cursor={cursor}").content.decode()
        )[0]
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 событий"), (1, "1 событие"), (2, "2 события"), (5, "5 событий"), (11, "11 событий"), (21, "21 событие")],
)
def test_plural_forms(number, words):
    with translation.override("ru"):
        assert counted("event", number) == words


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_counted(kind):
    assert counted(kind, 1).startswith("1 ")
    with translation.override("ru"):
        assert len({counted(kind, number).removeprefix(f"{number} ") for number in (1, 2, 5)}) == 3


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/countries/?as_of=2007-13", "as_of: '2007-13': тринадцатого месяца нет. Возможно, имелось в виду 2007-12?"),
        ("/countries/?qq=1", "qq: не параметр этого списка. Возможно, имелось в виду «q»?"),
        (
            "/events/?actor=nort",
            "actor: на этот момент не опубликован участник «nort». Возможно, имелось в виду «north»?",
        ),
        ("/matrix/?region=Nowhere", "region: ни одна страна не относится к региону «Nowhere»."),
        ("/compare/?from=2021-01-01&to=2020-01-01", "from: 2021-01-01 — не раньше второго дня, 2020-01-01."),
        ("/?year=1066", "year: «1066» — не год от 1991 до"),
        ("/countries/?known_at=999999", "known_at: свод заканчивается номером"),
        ("/agreements/?step=eaten", "step: «eaten» — не шаг соглашения."),
        ("/suggest/?about=x", "about: «x» — не постоянный идентификатор."),
    ],
)
def test_bad_input_is_explained_in_russian(site, path, said):
    html = russian(site, path, 400)
    assert "Исправьте одно место, чтобы открыть страницу" in html
    assert said in " ".join(words_of(html, "ru"))


def test_what_is_not_there_is_said_in_russian(site):
    assert "Статьи с таким адресом нет" in russian(site, "/countries/nort/", 404)
    assert "Статьи с таким адресом нет" in russian(site, "/nowhere/", 404)
    withdraw(Event.objects.get(slug="harbour-speech"), by="test", reason="It doubled another entry.")
    html = russian(site, "/events/harbour-speech/", 410)
    assert "её история сохраняется" in html
    assert "It doubled another entry." in words_of(html, "en")
    response = site.get("/ru/organizations/north/")
    assert (response.status_code, response["Location"]) == (308, "/ru/countries/north/")


def test_a_letter_is_written_and_answered_in_russian(site):
    wrong = site.post("/ru/suggest/", {"text": ""})
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert "Исправьте несколько мест, чтобы отправить форму" in html
    assert "Напишите, что следует исправить." in html
    assert site.post("/ru/suggest/", {"website": "x"})["Location"] == "/ru/suggest/thanks/"


def test_drawings_to_take_away_speak_the_language_and_tables_do_not(site):
    drawing = site.get("/ru/relationships/north--south/levels.svg")
    assert drawing["Content-Language"] == "ru"
    words = drawing.content.decode()
    assert "Север – Юг: уровень отношений по темам и годам" in words
    assert "Партнёрские +1" in words
    assert "Cooperative +1" in site.get("/relationships/north--south/levels.svg").content.decode()
    assert site.get("/relationships/north--south/levels.csv").status_code == 200
    assert site.get("/ru/relationships/north--south/levels.csv").status_code == 404


def test_texts_of_the_record_are_said_to_be_english(site):
    html = russian(site, "/events/harbour-speech/")
    assert "Тексты свода приводятся на английском языке." in html
    english = " ".join(words_of(html, "en"))
    for claim in json.loads(site.get("/api/v1/events/harbour-speech/").content)["claims"]:
        if claim["text"]:
            assert " ".join(claim["text"].split()) in english


def test_the_sitemap_names_each_page_in_each_language(site):
    text = site.get("/sitemaps/entries-1.xml").content.decode()
    page = "http://testserver/countries/north/"
    assert f'hreflang="en" href="{page}"' in text
    assert f'hreflang="ru" href="{page.replace("/countries", "/ru/countries")}"' in text
    assert "Disallow: /ru/search/" in site.get("/robots.txt").content.decode()
