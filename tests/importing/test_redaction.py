"""A redacted text is gone from the desk's own copies too: imports, schedules, answers to programs."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from desk.importing.undo import undo
from desk.models import Entry, Replay
from desk.publishing import publish, redact
from desk.scheduling import publish_due, schedule
from relations.models import Country
from tests.desk_admin.accounts import account
from tests.importing.conftest import written
from tests.publication.test_redaction import MARK, places_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]


def test_no_table_keeps_what_was_redacted():
    editor = account("editor", "Editors")
    first = written(f"slug,capital\nnorth,{MARK}\n", "country")
    north = Country.objects.get(slug="north")
    schedule(Entry.objects.get(slug="north"), by=editor, at=now() + timedelta(hours=1))
    [outcome] = publish_due(now() + timedelta(hours=2))
    body = f'{{"id": "{north.public_id}", "capital": "{MARK}"}}'
    Replay.objects.create(user=editor, key="k", request="0" * 64, status=201, body=body)
    second = written("slug,capital\nnorth,Newport\n", "country")
    publish(Country.objects.get(slug="north"), by="tests")
    kept = {place.partition(".")[0] for place in places_of(MARK)}
    assert {"desk_importentry", "desk_importrow", "desk_replay", "desk_schedule"} < kept
    redact(Entry.objects.get(slug="north"), [outcome.revision.seq], by=editor, reason="Names a person.")
    assert places_of(MARK) == []
    # Undoing an import does not bring it back.
    undo(second)
    undo(first)
    assert Country.objects.get(slug="north").capital == "Newport"
    assert places_of(MARK) == []
