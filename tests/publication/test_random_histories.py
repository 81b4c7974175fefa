"""For random histories the two clocks answer as a plain replay of what was published, done without the record."""

import json
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operation.releases import more_parts
from publication.chronology import parse, period
from publication.errors import PublicationRefused
from publication.history.api import revision_json
from publication.log import Operation, append
from publication.mirroring.items import revision_of
from publication.models import Redaction, Revision
from publication.rebuild import derived_digest
from publication.releasing.writing import write
from publication.replay import replay
from publication.verify import record_digest, verify_log
from tests.publication.writing import claim, entry, id_of, operation, ref
from tests.releasing.conftest import texts

ATLAS = entry("atlas", "source")
ACTORS = ("north", "south", "east", "west")
DAYS = ("1991", "1999-06", "2007-02-10", "2014~", "2020")
ASKED = ("1990-01-01", "1991-06-01", "1999-06-15", "2007-02-10", "2014-01-01", "2016-01-01", "2021-01-01")

names = st.sampled_from(ACTORS)
starts, ends = st.sampled_from(("", *DAYS)), st.sampled_from(("", "..", *DAYS))
remarks = st.lists(st.tuples(starts, ends, st.none() | names), max_size=3)
steps = st.one_of(
    st.tuples(st.just("publish"), names, remarks, st.sampled_from(("", "First", "Second"))),
    st.tuples(st.just("withdraw"), names),
    st.tuples(st.just("restore"), names, remarks, st.just("Back")),
    st.tuples(st.just("merge"), names, names),
    st.tuples(st.just("redact"), names),
)


def snapshot_of(name: str, told: list, title: str) -> dict:
    """An actor with remarks; the first of which may point at another actor."""
    claims = [
        claim(f"{name}-{at}", "remark", start=start, end=end, object=ref(other) if other and other != name else None)
        for at, (start, end, other) in enumerate(told)
    ]
    return entry(name, "country", *claims, title=title or name.title())


def operations_of(step: tuple) -> list[Operation]:
    """What a step asks of the log."""
    does, name, *rest = step
    if does in ("publish", "restore"):
        return [Operation(does, ATLAS if name == "atlas" else snapshot_of(name, *rest))]
    if does == "merge":
        return [operation("merge", name, into=ref(rest[0]))]
    if does == "redact":
        found = Revision.objects.of(id_of(name)).content().first()
        return [operation("redact", name, redacts=[found.seq if found else 1])]
    return [operation("withdraw", name)]


@dataclass
class Replayed:
    """What a reader should see at each sequence number, from the accepted operations alone."""

    public: dict[str, tuple[int, dict]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    redacted: set[int] = field(default_factory=set)
    states: list[tuple] = field(default_factory=list)

    def take(self, done: Operation) -> None:
        """Apply one operation that the log accepted."""
        seq = len(self.states) + 1
        if done.operation in ("publish", "restore"):
            self.public[done.entry_id] = seq, done.snapshot
            self.merged.pop(done.entry_id, None)
        elif done.operation == "redact":
            self.redacted |= set(done.snapshot["redacts"])
        else:
            del self.public[done.entry_id]
            if done.operation == "merge":
                self.merged[done.entry_id] = done.snapshot["into"]["$ref"]
        self.known.add(done.entry_id)
        self.states.append((dict(self.public), dict(self.merged), set(self.known)))

    def answer(self, name: str, seq: int, day: str | None) -> tuple:
        """The status of an actor's address, and what it holds."""
        public, merged, known = self.states[seq - 1]
        key = id_of(name)
        if key in merged and merged[key] in public and public[merged[key]][0] not in self.redacted:
            return (308,)
        if key not in public or public[key][0] in self.redacted:
            # A removed body takes its address with it.
            return (404,) if key not in known else (410, 404)
        snapshot, found = public[key][1], []
        for said in snapshot["claims"]:
            if said["object"] is not None and said["object"]["$ref"] not in public:
                continue
            span = period(parse(said["start"]), parse(said["end"], end=True), parse(said["seen"]))
            holds = span.holds(date.fromisoformat(day).toordinal()) if day else "any"
            if holds is not None:
                found.append((said["id"], holds))
        return 200, snapshot["title"], found


def read(client, name: str, seq: int, day: str | None) -> tuple:
    """The same from the API."""
    asked = {"known_at": seq, **({"as_of": day} if day else {})}
    response = client.get(f"/api/v1/countries/{name}/", asked)
    if response.status_code != 200:
        return (response.status_code,)
    said = response.json()
    return 200, said["title"], [(found["id"], found.get("holds", "any")) for found in said["claims"]]


def released() -> dict[str, bytes]:
    """The bytes of each file of a release of the record as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        return texts(write("2026.1", more_parts, folder=Path(folder)).folder)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=9), days=st.lists(st.sampled_from(ASKED), min_size=2, max_size=2, unique=True))
def test_the_clocks_answer_as_a_replay_does_and_the_feed_gives_the_same_record(client, history, days):
    replayed = Replayed()
    with transaction.atomic():
        for step in [("publish", "atlas"), *history]:
            asked = operations_of(step)
            try:
                append(asked)
            except PublicationRefused:
                continue
            replayed.take(asked[0])
        for seq in range(1, len(replayed.states) + 1):
            public = replayed.states[seq - 1][0]
            shown = [key for key, (at, _) in public.items() if at not in replayed.redacted and key != ATLAS["id"]]
            listed = client.get("/api/v1/countries/", {"known_at": seq}).json()["results"]
            assert sorted(found["id"] for found in listed) == sorted(shown)
            for name in ACTORS:
                for day in (None, *days):
                    wanted, found = replayed.answer(name, seq, day), read(client, name, seq, day)
                    assert found == wanted or (wanted == (410, 404) and found[0] in wanted), (name, seq, day)
        there = record_digest(), derived_digest(), list(Redaction.objects.values_list("by_seq", "target_seq"))
        feed = [json.loads(revision_json(row, body=True)) for row in Revision.objects.all()]
        transaction.set_rollback(True)
    with transaction.atomic():
        assert not Revision.objects.exists()
        for item in feed:
            replay([revision_of(item)])
        assert (record_digest(), derived_digest()) == there[:2]
        assert list(Redaction.objects.values_list("by_seq", "target_seq")) == there[2]
        assert verify_log() is None
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, min_size=4, max_size=12))
def test_the_feed_of_a_history_gives_the_same_release(history):
    with transaction.atomic():
        for step in [("publish", "atlas"), *history]:
            with suppress(PublicationRefused):
                append(operations_of(step))
        package = released()
        feed = [json.loads(revision_json(row, body=True)) for row in Revision.objects.all()]
        transaction.set_rollback(True)
    with transaction.atomic():
        for item in feed:
            replay([revision_of(item)])
        assert released() == package
        transaction.set_rollback(True)
