"""The desk's own history: what is kept of each way of writing, and the page that tells it."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import workflow
from desk.beginning import FOUND
from desk.history import histories, history_of
from desk.importing.undo import undo
from desk.models import Claim, Entry
from desk.schema import schema
from desk.story import Story
from publication.models import Revision
from relations.models import Country, Membership, Organization, Phase, Tagging, Tie
from sources.models import Citation, Remark, Source
from tests.conftest import SMALL
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import form_data, list_url, new_row, pk, said, step_url, url_of
from tests.importing.conftest import written


def in_words(pieces: list[tuple[str, str]]) -> str:
    """Return a change as 'old -> new'."""
    old = "".join(text for what, text in pieces if what != "added")
    new = "".join(text for what, text in pieces if what != "removed")
    return f"{old} -> {new}"


def moments(client, entry, **query) -> list[tuple]:
    """Return what an entry's page tells: who, and what with each part."""
    response = client.get(url_of(entry, "history"), query)
    assert response.status_code == 200
    return [
        (
            moment.by,
            [
                (one.what, one.part, one.title, {change.label: in_words(change.pieces) for change in one.changes})
                for one in moment.told
            ],
        )
        for moment in response.context["moments"]
    ]


def text_of(response) -> str:
    """Return the words of a page's content."""
    body = response.content.decode().partition('<div id="content"')[2].partition("<footer")[0]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def kept(model) -> list[tuple]:
    """Return a model's history, oldest first: which row, what kind, whose."""
    key = model._meta.pk.attname
    return list(history_of(model).objects.order_by("history_id").values_list(key, "history_type", "by_name"))


def all_history() -> dict[str, int]:
    """Return how many rows each table of history has."""
    models = [model for model in apps.get_models() if hasattr(model, "history_id")]
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def boss(collection):
    return signed_in(account("boss", "Administrators"))


def test_each_kind_claim_and_child_row_has_a_history_and_their_parents_none():
    kept_models = {model.instance_type for model in apps.get_models() if hasattr(model, "instance_type")}
    kinds = {kind.model for kind in schema.kinds.values()}
    parts = {part.model for kind in schema.kinds.values() for part in schema.parts_of(kind)}
    assert kept_models == kinds | parts | {Citation, Tagging}


def test_the_loader_keeps_each_row_once_as_made_by_the_operator(collection):
    for kind in schema.kinds.values():
        for model, rows in histories(kind, list(Entry.objects.values_list("pk", flat=True))):
            made = rows.filter(history_type="+").values_list(model._meta.pk.attname, "by_name", "history_user")
            assert sorted(made) == [(row, "", None) for row in sorted(set(row for row, _, _ in made))]
    assert len(kept(Phase)) == Phase.objects.count() == 3
    assert len(kept(Citation)) == Citation.objects.count()
    assert not history_of(Phase).objects.exclude(history_type="+").exists()
    before = all_history()
    call_command("load", SMALL)
    assert all_history() == before


def test_an_edit_in_the_admin_is_told_in_words(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "summary": "Two quarrelling neighbours.", "phase-0-level": "2"}
    data |= {"phase-0-citations": "atlas-2024 | p. 5\r\ngazette-2007 | p. 1", "phase-2-DELETE": "on"}
    data = new_row(data, "tagging", topic=pk("security"))
    data = new_row(data, "remark", text="A remark.", kind="remark", citations="atlas-2024 | p. 9")
    assert curator.post(url_of(dyad), data).status_code == 302
    (by, rows), *earlier = moments(curator, dyad)
    assert by == "curator"
    found = sorted(rows)
    claim = "The two got on well in the 1990s."
    gone = "North stopped applying the treaty on forces."
    assert found == sorted(
        [
            ("changed", "the entry itself", "", {"summary": "Two neighbours. -> Two quarrelling neighbours."}),
            ("made", "tagging", "Security", {"topic": " -> Security"}),
            ("changed", "phases", claim, {"level": "+1 cooperative -> +2 friendly"}),
            (
                "deleted",
                "phases",
                gone,
                {
                    "text": f"{gone} -> ",
                    "start": "2007-12-12 -> ",
                    "standing": "contested -> ",
                    "standing reason": "The gazette gives another day. -> ",
                    "topic": "Conventional forces -> ",
                    "level": "−1 strained -> ",
                },
            ),
            ("made", "remarks", "A remark.", {"text": " -> A remark.", "kind": " -> remark"}),
            ("made", "citation of remarks", "A remark.", {"source": " -> Atlas 2024", "where": " -> p. 9"}),
            ("deleted", "citation of phases", claim, {"source": "Atlas 2024 -> ", "where": "p. 4 -> "}),
            ("made", "citation of phases", claim, {"source": " -> Atlas 2024", "where": " -> p. 5"}),
            ("made", "citation of phases", claim, {"source": " -> Gazette 2007", "where": " -> p. 1"}),
            ("deleted", "citation of phases", gone, {"source": "Gazette 2007 -> ", "where": "p. 1 -> "}),
        ],
    )
    assert {by for by, _ in earlier} == {"the operator", "load"}
