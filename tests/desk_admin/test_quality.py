"""The desk's home: what needs an eye, list by list."""

import pytest

from desk.models import Claim
from desk.quality import watches
from events.models import Event
from relations.models import Membership, Organization, Phase
from sources.models import Citation, LinkCheck, Remark, Source
from tests.desk_admin.screens import form_data, pk, url_of


def found(name: str) -> list[tuple[str, str]]:
    """Return a list's rows: what, and why."""
    watch = watches[name]
    rows = list(watch.find()[:50])
    assert watch.count() == str(len(rows))
    return [(item.title, item.why) for item in watch.say(rows)]


def test_what_was_published_has_no_unpublished_changes(curator, dyad):
    assert found("unpublished-changes") == []
    curator.post(url_of(dyad), {**form_data(curator, url_of(dyad)), "summary": "Anew."})
    assert found("unpublished-changes") == [("North – South", "relationship")]


def test_a_claim_changed_on_its_own_page_changes_its_entry(curator, dyad):
    address = f"/admin/relations/phase/{Phase.objects.filter(owner=dyad.pk).first().pk}/change/"
    assert curator.post(address, {**form_data(curator, address), "note": "Anew."}).status_code == 302
    assert found("unpublished-changes") == [("North – South", "relationship")]


def test_drafts_and_claims_without_citation_are_listed(collection):
    event = Event.objects.create(slug="draft", title="A draft")
    Remark.objects.create(owner=event.entry_ptr, text="Uncited.")
    Remark.objects.create(owner=event.entry_ptr, text="Kept at the desk.", held_back=True)
    assert found("drafts") == [("A draft", "event")]
    assert ("Uncited.", "A draft, remarks") in found("uncited")
    assert "Kept at the desk." not in dict(found("uncited"))


def test_full_memberships_that_overlap_are_listed_and_rivals_are_not(collection):
    league = Organization.objects.get(slug="league").entry_ptr
    Membership.objects.all().delete()

    def member(start, end, **more):
        return Membership.objects.create(owner=league, member_id=pk("north"), start=start, end=end, **more)

    member("1990", "2000")
    member("2000-01-01", "2005")
    assert [why for _, why in found("overlapping-memberships")] == []
    member("1995", "1997", status="observer")
    member("1995", "1996", standing="contested", standing_reason="x")
    assert found("overlapping-memberships") == []
    member("1994", "1999")
    [(title, why)] = found("overlapping-memberships")
    assert title == "North, member"
    assert why == "League of Lands, members: 1990 to 2000 and 1994 to 1999, both on 1994-12-31"


def test_two_preferred_answers_to_one_question_are_listed(collection, dyad):
    topic = Phase.objects.filter(owner=dyad.pk).first().topic
    for level, start in ((1, "1900"), (2, "1905"), (2, "1950")):
        Phase.objects.create(
            owner=dyad.entry_ptr,
            topic=topic,
            level=level,
            start=start,
            end="1910" if start < "1920" else "1960",
            standing="preferred",
            standing_reason="x",
            text=f"Level {level}",
        )
    assert found("preferred-twice") == [
        ("Level 1", "North – South, phases: and 'Level 2' are both preferred on 1905-12-31")
    ]


def test_dates_that_fit_no_day_are_listed(collection, dyad):
    claim = Remark.objects.create(owner=dyad.entry_ptr, text="Impossible.", start="2005", seen="2004")
    assert found("dates-that-fit-no-day") == [("Impossible.", "North – South, remarks")]
    Claim.objects.filter(pk=claim.pk).delete()


@pytest.mark.parametrize(
    ("as_of", "published", "seen", "listed"),
    [
        ("2007-05", "", "", True),
        ("", "2007", "", True),
        ("2999", "", "", False),
        ("", "2999-01", "", False),
        ("2007", "2999", "", True),
        ("[..2001]", "", "", True),
        ("2007", "", "2999", False),
    ],
)
def test_ongoing_claims_by_old_sources_are_listed(collection, dyad, as_of, published, seen, listed):
    source = Source.objects.create(slug="one", title="One", as_of=as_of, published=published)
    claim = Remark.objects.create(owner=dyad.entry_ptr, text="Still so?", start="1990", end="..", seen=seen)
    Citation.objects.create(claim=claim, source=source)
    assert (("Still so?", "North – South, remarks") in found("stale")) is listed


def test_links_are_listed_by_what_the_last_check_found(collection):
    from django.utils import timezone

    Source.objects.all().update(source_url="", archived_url="")
    source = Source.objects.create(slug="one", title="One", source_url="https://example.org/")
    assert found("unarchived") == [("One", "https://example.org/")]
    LinkCheck.objects.create(
        source=source, url="https://example.org/", problem="answers 404", failures=2, checked_at=timezone.now()
    )
    [(title, why)] = found("dead-links")
    assert title == "One" and why.startswith("answers 404 (https://example.org/, ")
    Source.objects.filter(pk=source.pk).update(source_url="https://example.org/new", archived_url="https://a.org/")
    assert found("dead-links") == found("unarchived") == []


def test_gaps_and_least_cited_entries_are_listed(collection, dyad):
    Remark.objects.create(owner=dyad.entry_ptr, kind="gap", text="A list is not given.")
    assert ("A list is not given.", "North – South, remarks") in found("gaps")
    event = Event.objects.create(slug="bare", title="Bare")
    for text in ("a", "b", "c"):
        Remark.objects.create(owner=event.entry_ptr, text=text)
    assert found("least-cited")[0] == ("Bare", "event: 3 claims on 0 source")


def test_home_counts_and_every_list_answers(curator, collection):
    home = curator.get("/admin/")
    assert [one["watch"].name for one in home.context["watched"]] == list(watches)
    for name in watches:
        page = curator.get(f"/admin/quality/{name}/", {"page": "999999999999"})
        assert page.status_code == 200
        assert page.context["watch"].name == name
    assert curator.get("/admin/quality/nothing/").status_code == 404
