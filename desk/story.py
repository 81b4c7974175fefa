"""What happened to one entry at the desk, newest first: its rows' history, the steps taken, the publications.

A page of the story is found by one query over all tables of history that the entry's kind has. The rest is read in a
number of queries that depends on the tables that the page has rows of, and not on how many changes it shows.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Value

from desk.beginning import FOUND
from desk.comparing import Change
from desk.history import child_model, histories
from desk.models import Entry, Signature, Step
from desk.schema import schema
from desk.telling import Names, link_keys, said_by, shown_fields
from publication.models import Revision

MADE, CHANGED, DELETED = "made", "changed", "deleted"
_WHAT = {"+": MADE, "~": CHANGED, "-": DELETED}
OPERATOR = "The operator"
AT_ONCE = timedelta(seconds=1)
# So many characters of a claim name it above a change.
TITLE = 160


@dataclass(frozen=True)
class Told:
    """One row that was made, changed or deleted, or a step or a publication ('').

    `part` says what it is, `title` which one, `changes` what differs, `said` what was said about it.
    """

    what: str
    part: str
    title: str = ""
    changes: list[Change] = field(default_factory=list)
    said: str = ""


@dataclass(frozen=True)
class Moment:
    """What one account did at once: rows that lie no more than a second apart."""

    at: datetime
    by: str
    told: list[Told]


@dataclass
class Source:
    """One table that the story is made of, with the rows of it that are this entry's."""

    part: str
    rows: QuerySet
    number: str = "history_id"
    at: str = "history_date"

    @property
    def model(self):
        """The table's model."""
        return self.rows.model

    @property
    def is_history(self) -> bool:
        """Whether these are rows of history, and neither steps nor revisions."""
        return self.number == "history_id"


class Story:
    """The story of one entry, as a list that knows its length and gives slices: what a Paginator pages."""

    def __init__(self, entry: Entry):
        """`entry` may be a leaf or its parent row, or a leaf that is deleted."""
        self.entry = entry
        kind = schema.of(entry)
        labels = {kind.model: "the entry itself"}
        # What is one field, such as a topic, is called by it.
        labels |= {child_model(one, Entry)[0]: one.fields[0] for one in schema.entry_children if len(one.fields) == 1}
        self.sources = [
            Source(labels.get(model, str(model._meta.verbose_name)), rows)
            for model, rows in histories(kind, [entry.pk])
        ]
        steps = Step.objects.filter(about=entry.public_id)
        published = Revision.objects.filter(entry_id=entry.public_id)
        # A step that published says so itself.
        published = published.exclude(seq__in=steps.filter(seq__isnull=False).order_by().values("seq"))
        self.sources += [Source("step", steps, "id", "at"), Source("publication", published, "seq", "recorded_at")]
        self.claims = {part.model for part in schema.parts_of(kind)}

    def _all(self) -> QuerySet:
        found = [
            source.rows.order_by()
            .annotate(story_table=Value(place), story_row=F(source.number), story_at=F(source.at))
            .values_list("story_table", "story_row", "story_at")
            for place, source in enumerate(self.sources)
        ]
        return found[0].union(*found[1:], all=True)

    def count(self) -> int:
        """The number of rows, for a Paginator."""
        return self._all().count()

    __len__ = count

    def __getitem__(self, wanted: slice) -> list[Moment]:
        """Return the moments that these rows make."""
        ordered = list(self._all().order_by("-story_at", "story_table", "-story_row")[wanted])
        numbers = defaultdict(list)
        for table, number, _ in ordered:
            numbers[table].append(number)
        told = {}
        for place, some in self._read(numbers):
            told |= {(place, number): one for number, one in some.items()}
        moments: list[Moment] = []
        places: list[list] = []
        last = None
        for table, number, at in ordered:
            by, one = told[table, number]
            if not moments or moments[-1].by != by or last - at > AT_ONCE:
                moments.append(Moment(at, by, []))
                places.append([])
            places[-1].append((table, number, one))
            last = at
        for moment, rows in zip(moments, places, strict=True):
            # As on the page of the entry: itself, then its parts in the order in which they were saved.
            moment.told.extend(one for _, _, one in sorted(rows, key=lambda row: row[:2]))
        return moments

    # --- reading

    def _read(self, numbers: dict[int, list]) -> Iterator[tuple[int, dict]]:
        """Yield each table with its rows of the page: (by, Told) by number."""
        kept, before = {}, {}
        for place, wanted in numbers.items():
            source = self.sources[place]
            if source.is_history:
                kept[place], before[place] = self._rows(source.model, wanted)
            elif source.part == "step":
                yield place, self._steps(wanted)
            else:
                yield place, self._publications(wanted)
        owners = self._owners([row for rows in kept.values() for row in rows.values()])
        rows = [*owners.values()]
        for place, found in kept.items():
            rows += [*found.values(), *before[place].values()]
        names = Names(link_keys(rows))
        for place, found in kept.items():
            yield (
                place,
                {
                    number: (row.by_name or OPERATOR, self._told(place, row, before[place].get(number), owners, names))
                    for number, row in found.items()
                },
            )

    def _rows(self, model, wanted: list[int]) -> tuple[dict, dict]:
        """Return rows of history by number, and what each one's row of the desk said before."""
        key = model.instance_type._meta.pk.attname
        earlier = model.objects.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id"))
        last = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
        rows = model.objects.filter(history_id__in=wanted).annotate(story_before=last).in_bulk()
        earlier_of = {number: row.story_before for number, row in rows.items() if row.history_type == "~"}
        before = model.objects.in_bulk([one for one in earlier_of.values() if one is not None])
        return rows, {number: before[one] for number, one in earlier_of.items() if one is not None}

    def _owners(self, rows: list) -> dict[int, object]:
        """The last that is known of each claim on which a row hangs, by the claim's key."""
        keys = {row.claim_id for row in rows if hasattr(row, "claim_id")}
        found = {}
        if not keys:
            return found
        for source in self.sources:
            if source.is_history and source.model.instance_type in self.claims:
                key = source.model.instance_type._meta.pk.attname
                last = (
                    source.rows.filter(**{f"{key}__in": keys}).order_by().values(key).annotate(last=Max("history_id"))
                )
                for row in source.model.objects.filter(history_id__in=last.values("last")):
                    found[getattr(row, key)] = row
        return found

    def _told(self, place: int, row, before, owners: dict, names: Names) -> Told:
        what = _WHAT[row.history_type]
        said = ""
        if row.history_change_reason == FOUND:
            what, said = "", "It stood at the desk when its history began."
        owner = owners.get(getattr(row, "claim_id", None))
        part, title = self.sources[place].part, names.heading(row)[:TITLE] if place else ""
        if owner is not None:
            part = f"{part} of the {owner.instance_type._meta.verbose_name}"
            title = names.heading(owner)[:TITLE]
        if row.history_type != "~":
            # A claim's own words, or a topic's, are the title already.
            told = [(name, value) for name, value in said_by(row) if names.words(row, name, value) != title]
            values = [(name, value, None) if what == DELETED else (name, None, value) for name, value in told]
            return Told(what, part, title, [names.change(row, *each) for each in values], said)
        if before is None:
            return Told(what, part, title, said="What it said before is not kept.")
        differs = {change.field: change for change in row.diff_against(before).changes}
        changes = [
            names.change(row, name, differs[name].old, differs[name].new)
            for name in shown_fields(row)
            if name in differs
        ]
        return Told(what, part, title, changes)

    def _steps(self, wanted: list[int]) -> dict:
        steps = Step.objects.select_related("by").in_bulk(wanted)
        return {
            number: (
                step.by.get_username(),
                Told("", _numbered(step.get_action_display(), step), step.way, [], step.comment),
            )
            for number, step in steps.items()
        }

    def _publications(self, wanted: list[int]) -> dict:
        rows = Revision.objects.defer("compressed", "salt").in_bulk(wanted)
        signed = Signature.objects.filter(first_seq__lte=max(wanted), last_seq__gte=min(wanted))
        spans = list(signed.values_list("first_seq", "last_seq", "by_name"))
        found = {}
        for seq, row in rows.items():
            by = next((name for first, last, name in spans if first <= seq <= last), OPERATOR)
            found[seq] = (
                by,
                Told("", _numbered(row.get_operation_display(), row), f"revision {row.number}", [], row.note),
            )
        return found


def _numbered(word: str, step) -> str:
    return word if step.seq is None else f"{word}, no. {step.seq}"
