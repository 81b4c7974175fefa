"""The page of an entry's history: its words, its order, how often it asks, who may see it."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.beginning import begin_history
from desk.history import forget, history_of
from desk.models import Claim, Entry
from desk.story import Story
from publication.models import Revision
from relations.models import Country, Membership, Organization, Phase
from sources.models import Citation, Remark, Source
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import form_data, list_url, new_row, pk, url_of
from tests.desk_admin.told import moments, text_of, url_of_claim


@pytest.fixture
def boss(collection):
    return signed_in(account("boss", "Administrators"))


def test_an_edit_in_the_admin_is_told_in_words(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "summary": "Two quarrelling neighbours.", "phase-0-level": "2"}
    data |= {"phase-0-citations": "atlas-2024 | p. 5\r\ngazette-2007 | p. 1", "phase-2-DELETE": "on"}
    data = new_row(data, "tagging", topic=pk("security"))
    data = new_row(data, "remark", text="A remark.", kind="remark", citations="atlas-2024 | p. 9")
    assert curator.post(url_of(dyad), data).status_code == 302
    (by, rows), *earlier = moments(curator, dyad)
    assert by == "curator"
    found = sorted(rows, key=str)
    claim = "The two got on well in the 1990s."
    gone = "North stopped applying the treaty on forces."
    assert found == sorted(
        [
            ("changed", "the entry itself", "", {"summary": "Two neighbours. -> Two quarrelling neighbours."}),
            ("made", "topic", "Security", {}),
            ("changed", "phase", claim, {"level": "+1 cooperative -> +2 friendly"}),
            (
                "deleted",
                "phase",
                gone,
                {
                    "start": "2007-12-12 -> ",
                    "standing": "contested -> ",
                    "standing reason": "The gazette gives another day. -> ",
                    "topic": "Conventional forces -> ",
                    "level": "−1 strained -> ",
                },
            ),
            ("made", "remark", "A remark.", {"kind": " -> remark"}),
            ("made", "citation of the remark", "A remark.", {"source": " -> The Small Atlas", "where": " -> p. 9"}),
            ("deleted", "citation of the phase", claim, {"source": "The Small Atlas -> ", "where": "p. 4 -> "}),
            ("made", "citation of the phase", claim, {"source": " -> The Small Atlas", "where": " -> p. 5"}),
            ("made", "citation of the phase", claim, {"source": " -> The Gazette", "where": " -> p. 1"}),
            ("deleted", "citation of the phase", gone, {"source": "The Gazette -> ", "where": "p. 1 -> "}),
        ],
        key=str,
    )
    assert {(by, what) for by, rows in earlier for what, *_ in rows} == {("load", ""), ("The operator", "made")}


def test_a_claim_of_its_own_form_and_its_deletion_are_told_with_the_entry(curator, collection):
    league = Organization.objects.get(slug="league")
    claim = Membership.objects.filter(owner=league).order_by("pk").first()
    page, title = url_of_claim(claim), str(claim.member)
    curator.post(page, {**form_data(curator, page), "status": "observer"})
    curator.post(page.replace("change", "delete"), {"post": "yes"})
    (_, deleted), *_ = told = moments(curator, league)
    rows = [row for by, some in told if by == "curator" for row in some]
    assert ("changed", "membership", f"{title}, observer, founding", {"status": "member -> observer"}) in rows
    assert [row[:3] for row in rows if row[0] == "deleted"] == [
        ("deleted", "membership", f"{title}, observer, founding"),
        ("deleted", "citation of the membership", f"{title}, observer, founding"),
    ]
    assert deleted
    # The claim's own history is the entry's.
    other = Membership.objects.filter(owner=league).first()
    response = curator.get(url_of_claim(other, "history"))
    assert (response.status_code, response["Location"]) == (302, url_of(league, "history"))


def test_the_page_says_it_in_these_words(editor, dyad, one_reader):
    data = {**form_data(editor, url_of(dyad)), "summary": "Two old neighbours.", "phase-2-DELETE": "on"}
    editor.post(url_of(dyad), {**data, "_publish": "1", "publication-note": "Corrected."})
    moment = datetime(2026, 5, 4, 10, 20, 30, tzinfo=UTC)
    for model in (type(dyad), Phase, Citation):
        history_of(model).objects.filter(by_name="editor").update(history_date=moment)
        history_of(model).objects.filter(by_name="").update(history_date=moment - timedelta(days=1))
    seq = Revision.objects.of(dyad.public_id).last().seq
    page = text_of(editor.get(url_of(dyad, "history")))
    assert re.search(rf"editor \d+ \w+ 20\d\d, [\d:]+ UTC Published, no. {seq} Corrected\. ", page)
    assert (
        "editor 4 May 2026, 10:20:30 UTC "
        "Changed the entry itself Summary Two old neighbours. "
        "Deleted phase: North stopped applying the treaty on forces. "
        "Start 2007-12-12 Standing contested "
        "Standing reason The gazette gives another day. Topic Conventional forces Level −1 strained "
        "Deleted citation of the phase: North stopped applying the treaty on forces. "
        "Source The Gazette Where p. 1"
    ) in page
    assert (
        "The operator 3 May 2026, 10:20:30 UTC "
        "Made the entry itself Slug north--south Title North – South Title in Russian Север – Юг "
        "Summary Two neighbours. First North Second South "
        "Made phase: The two got on well in the 1990s. Start 1992 End 2007-02 Topic Overall Level +1 cooperative"
    ) in page


def test_a_deleted_draft_keeps_its_history_at_its_address(boss, curator):
    land = Country.objects.create(slug="draft", title="Draft land", capital="Port")
    remark = Remark.objects.create(owner=land.entry_ptr, text="A remark.")
    page = url_of(land, "history")
    assert boss.post(url_of(land, "delete"), {"post": "yes"}).status_code == 302
    assert not Claim.objects.filter(pk=remark.pk).exists()
    (by, rows), (_, made) = moments(curator, land)
    assert (by, [row[:3] for row in rows]) == (
        "boss",
        [("deleted", "the entry itself", ""), ("deleted", "remark", "A remark.")],
    )
    assert len(made) == 2
    for nowhere in ("0", "99999999999999999999", "x"):
        assert curator.get(page.replace(str(land.pk), nowhere)).status_code == 302


def forget_and_begin(entry: Entry) -> None:
    """Bring the database to where it was when its history began."""
    forget([entry])
    for model in apps.get_app_config("relations").get_models():
        if hasattr(model, "instance_type"):
            model.objects.all().delete()
    begin_history("relations")(apps, SimpleNamespace(connection=connection))


def test_what_was_there_before_is_kept_as_found(curator, dyad):
    forget_and_begin(dyad)
    page = text_of(curator.get(url_of(dyad, "history")))
    assert "UTC The entry itself It stood at the desk when its history began." in page
    curator.post(url_of(dyad), {**form_data(curator, url_of(dyad)), "summary": "Changed."})
    assert moments(curator, dyad)[0] == (
        "curator",
        [("changed", "the entry itself", "", {"summary": "Two neighbours. -> Changed."})],
    )


def test_the_page_asks_as_often_for_fifty_changes_as_for_one(curator, dyad):
    def queries(**query) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert curator.get(url_of(dyad, "history"), query).status_code == 200
        return len(caught)

    phase, source = Phase.objects.order_by("pk").first(), Source.objects.get(slug="atlas-2024")

    def change(number: int) -> None:
        phase.text = f"Text {number}."
        phase.save()
        citation = Citation.objects.create(claim=phase.claim_ptr, source=source, locator=f"p. {number + 100}")
        citation.note = "x"
        citation.save()

    change(0)
    few = queries()
    for number in range(1, 20):
        change(number)
    later = datetime.now(UTC) + timedelta(hours=1)
    history_of(Phase).objects.filter(text__startswith="Text").update(history_date=later)
    many = queries()
    # Other tables have their rows on the second page now.
    assert many <= few
    for number in range(20, 40):
        change(number)
    assert queries() == many
    story = Story(dyad)
    first, second = (curator.get(url_of(dyad, "history"), {"p": page}).context for page in (1, 2))
    assert first["page"].paginator.count == story.count() > 100
    assert [sum(len(moment.told) for moment in one["moments"]) for one in (first, second)] == [50, 50]
    assert curator.get(url_of(dyad, "history"), {"p": "x"}).context["page"].number == 1


def test_lists_and_forms_lead_to_the_history(curator, dyad):
    assert f'href="{url_of(dyad, "history")}"' in curator.get(url_of(dyad)).content.decode()
    assert curator.get(list_url(Entry)).status_code == 200
    response = curator.get(f"/admin/desk/entry/{dyad.pk}/history/")
    assert (response.status_code, response["Location"]) == (302, url_of(dyad, "history"))
