"""The public history: revisions of an entry, what changed between two, one for good, the feed, citations."""

import json
import re
from html import unescape

import pytest

from desk.publishing import merge, publish, redact, restore, withdraw
from events.models import Event, Occurrence
from publication.models import Revision
from relations.models import Country

SPEECH = "/events/harbour-speech/"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def edited(site):
    """The speech in two revisions: its place is another, its summary is new."""
    speech = Event.objects.get(slug="harbour-speech")
    speech.summary = "A speech <b>by the sea</b>."
    speech.save()
    Occurrence.objects.filter(owner=speech).update(place="Southport")
    publish(speech, by="tests", note="Say where it was & why")
    return speech


def test_history_lists_every_revision_newest_first(site, edited):
    response = site.get(f"{SPEECH}history/")
    page = text_of(response)
    assert re.search(r"Revision Record no\. When What SHA-256 2 18 .* Say where it was & why · what changed", page)
    assert page.index("Say where it was") < page.index("Loaded from the collection")
    assert f"{SPEECH}history/compare/?from=" in response.content.decode()
    assert "Say where it was" not in text_of(site.get(f"{SPEECH}history/?known_at=17")), "it came later"


def test_two_revisions_are_compared_field_by_field_and_claim_by_claim(site, edited):
    html = site.get(f"{SPEECH}history/compare/").content.decode()
    page = text_of(site.get(f"{SPEECH}history/compare/"))
    assert "What changed from revision 1 to revision 2." in page
    assert "Summary added: A speech <b>by the sea</b>." in page
    assert "<b>by the sea" not in html
    assert "Occurrences: claim changed this claim Place removed: Northport added: Southport" in page
    assert "3 claims are the same in both." in page
    first, last = Revision.objects.of(edited.public_id).values_list("seq", flat=True)
    turned = text_of(site.get(f"{SPEECH}history/compare/?from={last}&to={first}"))
    assert "Place removed: Southport added: Northport" in turned
    assert "Both say the same." in text_of(site.get(f"{SPEECH}history/compare/?from={last}&to={last}"))
    assert "Both say the same." in text_of(site.get("/countries/north/history/compare/"))


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("compare/?from=1", 400, "from: no revision of this entry has the record number 1. Its last ones are: 18,"),
        ("compare/?to=x", 400, "to: ‘x’ is not a record number, a whole number."),
        ("compare/?from=-1", 400, "is not a record number"),
        ("compare/?colour=1", 400, "is not a parameter here. This address takes: from, to, as_of, known_at."),
        ("?before=first", 400, "before: ‘first’ is not the number of a revision"),
        ("?known_at=99", 400, "the record ends at number 18"),
    ],
)
def test_addresses_that_cannot_be_read_say_what_would_be(site, edited, query, status, words):
    response = site.get(f"{SPEECH}history/{query}")
    assert response.status_code == status
    assert words in text_of(response)


def test_a_revision_stays_at_its_number_with_all_that_checks_it(site, edited):
    revision = Revision.objects.head()
    page = text_of(site.get("/revisions/18/"))
    for words in ("Record no. 18", "Say where it was & why", revision.hash, revision.previous_hash, "revision 1"):
        assert words in page
    assert bytes(revision.salt).hex() in page
    assert site.get("/revisions/18/snapshot.json").content == revision.snapshot_bytes
    assert site.get("/revisions/19/").status_code == 404
    assert site.get("/revisions/18/?known_at=17").status_code == 404
    assert site.get("/revisions/0/").status_code == 404
    assert site.get("/revisions/99999999999999999999/").status_code == 404
    then = re.search(r'href="(/id/[^"]+)">The page as it stood then', site.get("/revisions/18/").content.decode())[1]
    assert site.get(unescape(then))["Location"].startswith(f"{SPEECH}?known_at=18")


def test_withdrawn_restored_and_merged_entries_keep_their_history(site, edited):
    withdraw(edited, by="tests", reason="Not our subject")
    assert site.get(SPEECH).status_code == 410
    page = text_of(site.get(f"{SPEECH}history/"))
    assert "Withdrawn" in page
    assert "Not our subject" in text_of(site.get("/revisions/19/"))
    assert "Revision 3 has no content of its own: withdrawn." in text_of(site.get(f"{SPEECH}history/compare/"))
    restore(edited, by="tests")
    assert "Restored" in text_of(site.get(f"{SPEECH}history/"))
    other = Country.objects.create(slug="north-again", title="North again")
    publish(other, by="tests")
    merge(other, Country.objects.get(slug="north"), by="tests")
    assert site.get("/countries/north-again/history/")["Location"] == "/countries/north/history/"
    assert "Merged into this entry North again" in text_of(site.get("/countries/north/history/"))


def test_a_redacted_body_is_gone_everywhere_and_the_chain_stays(site, edited):
    target = Revision.objects.of(edited.public_id).first()
    redact(edited, [target.seq], by="tests", reason="By order")
    assert site.get(f"/revisions/{target.seq}/snapshot.json").status_code == 410
    page = text_of(site.get(f"/revisions/{target.seq}/"))
    assert "The body of this revision was removed." in page
    assert target.hash in page
    assert "Northport" not in page
    item = site.get(f"/api/v1/revisions/{target.seq}/").json()
    assert (item["snapshot"], item["salt"], item["hash"]) == (None, None, target.hash)
    compared = text_of(site.get(f"{SPEECH}history/compare/?from={target.seq}&to=18"))
    assert "Revision 1 was redacted: its body is gone." in compared


def test_changes_are_listed_by_day_and_kind(site, edited):
    page = text_of(site.get("/changes/"))
    assert page.index("The harbour speech event, revision 2: published. Say where it was") < page.index("revision 1")
    only = text_of(site.get("/changes/?kind=country"))
    assert "North country, revision 1" in only
    assert "The harbour speech" not in only
    assert "Kinds are: country," in text_of(site.get("/changes/?kind=planet"))
    assert "Nothing was published" in text_of(site.get("/changes/?known_at=0"))


def test_the_feed_goes_on_from_any_number(site, edited):
    page = site.get("/api/v1/changes/?after=15&limit=2").json()
    assert [item["seq"] for item in page["results"]] == [16, 17]
    assert page["head"] == {"seq": 18, "digest": Revision.objects.head().hash}
    following = site.get(page["next"]).json()
    assert ([item["seq"] for item in following["results"]], following["next"]) == ([18], None)
    assert following["results"][0]["snapshot"] == Revision.objects.head().snapshot
    assert site.get("/api/v1/changes/?after=18").json()["results"] == []
    assert site.get("/api/v1/changes/?after=x").status_code == 400
    assert site.get("/api/v1/changes/?limit=0").status_code == 400
    of = site.get(f"/api/v1/revisions/?entry={edited.public_id}").json()["results"]
    assert [(item["number"], "snapshot" in item) for item in of] == [(1, False), (2, False)]
    assert site.get("/api/v1/revisions/?entry=x").status_code == 400
    assert site.get("/api/v1/revisions/19/").status_code == 404


def test_a_claim_has_an_address_and_all_its_wordings(site, edited):
    claim = Occurrence.objects.get(owner=edited)
    address = f"/claims/{claim.public_id}/"
    page = text_of(site.get(address))
    assert "It stands: read it in its entry" in page
    assert "it changed Place removed: Northport added: Southport" in page
    assert "it came" in page
    assert "Southport" not in text_of(site.get(f"{address}?known_at=17"))
    claim.delete()
    publish(Event.objects.get(pk=edited.pk), by="tests")
    assert "It is gone since record no. 19." in text_of(site.get(address))
    assert site.get("/claims/00000000-0000-4000-8000-000000000000/").status_code == 404


# Citations


def cited(site, form: str, query: str = "") -> str:
    response = site.get(f"{SPEECH}cite.{form}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_is_cited_by_revision_and_hash(site, edited):
    digest, address = Revision.objects.head().hash[:16], f"http://testserver/id/{edited.public_id}/?known_at=18"
    assert cited(site, "txt").startswith(
        "“The harbour speech” (event). Chancery: an open record of foreign relations, revision 2, record no. 18, "
        f"SHA-256 {digest}, published "
    )
    assert address in cited(site, "txt")
    assert cited(site, "txt").strip()[:60] in text_of(site.get(SPEECH))
    early = cited(site, "txt", "?known_at=17&as_of=2007-03-01")
    assert "revision 1, record no. " in early
    assert "as of 2007-03-01" in early
    assert f"/id/{edited.public_id}/?known_at=17&as_of=2007-03-01" in early


def test_citations_are_read_by_other_programs(site, edited):
    import rispy
    from pybtex.database import parse_string

    edited.title = "Trust {me} & 100% of\n$ _all_ \\ ~tilde^ “Ärger” #1"
    edited.save()
    publish(edited, by="tests")
    [(key, entry)] = parse_string(cited(site, "bib"), "bibtex").entries.items()
    assert key == "chancery-harbour-speech-19"
    assert entry.fields["title"] == (
        r"{Trust \textbraceleft{}me\textbraceright{} \& 100\% of "
        r"\$ \_all\_ \textbackslash{} \textasciitilde{}tilde\textasciicircum{} “Ärger” \#1}"
    )
    assert entry.fields["url"].endswith("?known_at=19")
    [record] = rispy.loads(cited(site, "ris"))
    assert record["title"] == "Trust {me} & 100% of $ _all_ \\ ~tilde^ “Ärger” #1"
    assert record["type_of_reference"] == "ELEC"
    [item] = json.loads(cited(site, "json"))
    assert item["title"] == record["title"]
    assert item["version"] == "revision 3"
    assert site.get("/events/nowhere/cite.bib").status_code == 404
    assert site.get(f"{SPEECH}cite.bib?style=apa").status_code == 400


@pytest.mark.parametrize("title", ["One { alone", "One } alone", "}{", "Ends with \\", "a,b=c@d", '"quoted"'])
def test_no_title_breaks_a_bibtex_file(site, edited, title):
    from pybtex.database import parse_string

    edited.title = title
    edited.save()
    publish(edited, by="tests")
    [(key, entry)] = parse_string(cited(site, "bib"), "bibtex").entries.items()
    assert key == "chancery-harbour-speech-19"
    assert entry.fields["url"].endswith("?known_at=19")


def test_an_earlier_revision_is_cited_as_it_was_called_also_once_it_is_withdrawn(site, edited):
    first = Revision.objects.of(edited.public_id).first()
    edited.title = "Another title"
    edited.save()
    second = publish(edited, by="tests")
    assert "“Another title”" in cited(site, "txt", f"?revision={second.seq}")
    early = cited(site, "txt", f"?revision={first.seq}")
    assert early.startswith("“The harbour speech” (event).")
    assert f"revision 1, record no. {first.seq}, SHA-256 {first.hash[:16]}" in early
    assert f"/id/{edited.public_id}/?known_at={first.batch_end} " in early
    [gone] = withdraw(edited, by="tests", reason="A test")
    assert site.get(f"{SPEECH}cite.txt").status_code == 410
    assert cited(site, "txt", f"?revision={first.seq}") == early
    files = re.findall(
        rf'href="({SPEECH}cite\.[a-z]+\?revision=\d+)"', site.get(f"/revisions/{first.seq}/").content.decode()
    )
    assert files == [f"{SPEECH}cite.{form}?revision={first.seq}" for form in ("bib", "ris", "json", "txt")]
    assert [site.get(file).status_code for file in files] == [200] * 4
    for query, words in (
        ("revision=1", "revision: no revision of this entry has the record number 1."),
        ("revision=x", "revision: ‘x’ is not a record number"),
        (f"revision={gone.seq}", f"revision: record no. {gone.seq} has no content that could be cited."),
        (f"revision={second.seq}&known_at={first.seq}", "revision: no revision of this entry has the record number"),
    ):
        response = site.get(f"{SPEECH}cite.bib?{query}")
        assert response.status_code == 400
        assert words in text_of(response)
    assert site.get("/organizations/north/cite.bib?revision=1")["Location"] == "/countries/north/cite.bib?revision=1"


def test_a_redacted_revision_cannot_be_cited(site, edited):
    first = Revision.objects.of(edited.public_id).first()
    redact(edited, [first.seq], by="tests", reason="By order")
    assert site.get(f"{SPEECH}cite.txt?revision={first.seq}").status_code == 400


def test_what_was_published_of_one_entry_is_listed_page_by_page(site, edited, monkeypatch):
    monkeypatch.setattr("publication.history.changes.PER_PAGE", 1)
    found, address = [], f"/changes/?kind=event&entry={edited.public_id}"
    while address:
        html = site.get(address).content.decode()
        found += re.findall(r'class="num" href="/revisions/(\d+)/"', html)
        older = re.search(r'href="([^"]+)" rel="next"', html)
        address = unescape(older[1]) if older else None
    listed = site.get(f"/api/v1/revisions/?entry={edited.public_id}").json()["results"]
    assert found == [str(item["seq"]) for item in reversed(listed)]
    assert "Nothing was published" in text_of(site.get("/changes/?entry=00000000-0000-4000-8000-000000000000"))
    refused = site.get("/changes/?entry=banana")
    assert refused.status_code == 400
    assert "entry: ‘banana’ is not a permanent id, a UUID." in text_of(refused)
