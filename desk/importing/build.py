"""From what rows say to a draft: laid over what the desk holds, checked by the collection's own parser.

What a table does not mention stays as it is: fields without a column, claims without a row.
"""

import uuid
from dataclasses import dataclass, field

from desk.collection.draft import Draft, digest_of, entry_id, portable
from desk.collection.files import EntryFile, FileError, dotted
from desk.collection.parse import Parser
from desk.importing.said import Said, SaidClaim
from desk.importing.values import CellProblem
from desk.models import Claim
from desk.schema import CLAIM_FIELDS, Kind, schema


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a row: the column, what stands there, and what would be accepted."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Change:
    """One field that a row changes, with its old and its new text."""

    row: int
    field: str
    old: str
    new: str


@dataclass
class Built:
    """One entry of an import: its draft over the desk's, what each row does, and what is wrong."""

    file: EntryFile
    draft: Draft
    base: Draft | None
    outcomes: dict[int, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    # Of the entry as it is and as it shall be; '' for one that is new, or that has problems.
    digest_before: str = ""
    digest_after: str = ""

    @property
    def outcome(self) -> str:
        """'new', 'changed' or 'unchanged': what the import does to the entry."""
        if self.base is None:
            return "new"
        return "unchanged" if self.digest_before == self.digest_after else "changed"

    def refuse(self, error: FileError) -> None:
        """Note an error of the parser or the writer at its row and column."""
        self.problems.append(
            Problem(error.line, self.columns.get(error.field, error.field), error.value, error.message)
        )


def build(kind: Kind, slug: str, rows: list[Said], base: Draft | None) -> Built:
    """Return what some rows make of one entry. `base` is what the desk holds of it, None if it is new."""
    return _Builder(kind, slug, rows, base).built()


class _Builder:
    def __init__(self, kind: Kind, slug: str, rows: list[Said], base: Draft | None):
        self.kind, self.rows, self.base = kind, rows, base
        self.there = portable(base) if base else {}
        self.parts = [part.name for part in schema.parts_of(kind)]
        given = next((said.id for said in rows if said.id), "")
        self.id = base.id if base else given or entry_id(kind.name, slug)
        self.file = EntryFile(kind, slug, "", {}, {(): ("", rows[0].number)})
        self.result = Built(self.file, None, base)
        self.touched: dict[str, int] = {}
        self.held = {claim["id"]: claim for name in self.parts for claim in self.there.get(name, [])}
        self.seen: dict[str, int] = {}
        # What the mapping has said of a cell is not said again of the field that stayed empty.
        self.failed: set[tuple[int, str]] = set()

    def built(self) -> Built:
        self.file.data = {name: value for name, value in self.there.items() if name not in self.parts}
        self.file.data["id"] = self.id
        for said in self.rows:
            for problem in said.problems:
                self._refuse(said.number, problem)
            if said.id and said.id.lower() != self.id:
                self._refuse(said.number, CellProblem("id", said.id, f"'{said.slug}' has the id {self.id}."))
            for name, value in said.values.items():
                self._value(said, name, value)
            self.failed |= {(said.number, name) for name in said.failed}
            for claim in said.claims:
                self._claim(said, claim)
        parser = Parser(self.file)
        draft = parser.draft()
        for error in parser.errors:
            if (error.line, error.field) not in self.failed:
                self.result.refuse(error)
        self.result.draft = self._over(draft)
        if self.base:
            self.result.digest_before = digest_of(self.base.slug, self.there)
        if not self.result.problems:
            self._compare()
        return self.result

    def _refuse(self, row: int, problem: CellProblem) -> None:
        self.result.problems.append(Problem(row, problem.column, problem.value, problem.message))

    def _value(self, said: Said, name: str, value) -> None:
        path = (name,)
        if name in self.touched:
            if self.file.data.get(name, "") != value:
                first = self.touched[name]
                message = f"row {first} says '{str(self.file.data.get(name, ''))[:60]}' for the same entry."
                self._refuse(said.number, CellProblem(said.columns.get(name, name), str(value), message))
            return
        self.touched[name] = said.number
        self.file.lines[path] = ("", said.number)
        self.result.columns[name] = said.columns.get(name, name)
        if value in ("", []):
            self.file.data.pop(name, None)
        else:
            self.file.data[name] = value

    def _claim(self, said: Said, claim: SaidClaim) -> None:
        identity = claim.id.lower() or self._by_key(claim)
        if identity in self.seen:
            message = f"row {self.seen[identity]} has the same claim."
            self._refuse(said.number, CellProblem("claim.id", claim.id, message))
            return
        self.seen[identity] = said.number
        data = _laid_over(self.held.get(identity, {}), claim)
        rows = self.file.data.setdefault(claim.part.name, [])
        path = (claim.part.name, len(rows))
        rows.append(data | {"id": identity})
        self.file.lines[path] = ("", said.number)
        prefix = dotted(path)
        for name in (*claim.part.fields, *CLAIM_FIELDS, "on", *(child.file_key for child in schema.claim_children)):
            own = f"{claim.part.name}.{name}"
            self.result.columns[f"{prefix}.{name}"] = said.columns.get(own, own)
            if own in said.failed:
                self.failed.add((said.number, f"{prefix}.{name}"))

    def _by_key(self, claim: SaidClaim) -> str:
        """The id of a claim that the file does not name: the desk's own that says the same, or one of its key."""
        number = 0
        while True:
            text = "\x1f".join((claim.part.name, *claim.key, *([str(number)] if number else [])))
            identity = str(uuid.uuid5(uuid.UUID(self.id), text))
            if identity not in self.seen:
                break
            number += 1
        if identity in self.held:
            return identity
        for there in self.there.get(claim.part.name, []):
            if there["id"] not in self.seen and _key_of(there, claim) == claim.key:
                return there["id"]
        return identity

    def _over(self, draft: Draft) -> Draft:
        """The desk's claims in their order, those of the rows in their place, new ones after them by part."""
        if self.base is None:
            return draft
        parsed = {claim.id: path for path, claim in draft.claim_paths()}
        said = {claim.id: claim for claim in draft.claims}
        claims = [said.pop(claim.id, claim) for claim in self.base.claims]
        order = {name: number for number, name in enumerate(self.parts)}
        draft.claims = sorted([*claims, *said.values()], key=lambda claim: order[claim.part.name])
        self._move({parsed[claim.id]: path for path, claim in draft.claim_paths() if claim.id in parsed})
        return draft

    def _move(self, places: dict[tuple, tuple]) -> None:
        """Note where claims stand now, so that later errors find their rows."""
        lines, columns = {(): self.file.lines[()]}, {}
        for path, line in self.file.lines.items():
            if len(path) == 1:
                lines[path] = line
            elif path in places:
                lines[places[path]] = line
        moved = {dotted(old): dotted(new) for old, new in places.items()}
        for name, column in self.result.columns.items():
            prefix, _, last = name.rpartition(".")
            columns[f"{moved[prefix]}.{last}" if prefix in moved else name] = column
        self.file.lines, self.result.columns = lines, columns

    def _compare(self) -> None:
        after = portable(self.result.draft)
        self.result.digest_after = digest_of(self.result.draft.slug, after)
        new = {claim["id"]: claim for name in self.parts for claim in after.get(name, [])}
        names = {claim["id"]: name for name in self.parts for claim in after.get(name, [])}
        outcomes = {said.number: "unchanged" if self.base else "new" for said in self.rows}
        if self.base:
            for name, number in self.touched.items():
                old, now = self.there.get(name, ""), after.get(name, "")
                if old != now:
                    self._change(outcomes, number, name, old, now)
        for identity, number in self.seen.items():
            there, now = self.held.get(identity), new[identity]
            if there is None:
                if outcomes[number] == "unchanged":
                    outcomes[number] = "new"
            elif there != now:
                for name in sorted({*there, *now}):
                    if there.get(name, "") != now.get(name, ""):
                        where = f"{names[identity]}.{name}"
                        self._change(outcomes, number, where, there.get(name, ""), now.get(name, ""))
        self.result.outcomes = outcomes

    def _change(self, outcomes: dict, row: int, name: str, old, new) -> None:
        outcomes[row] = "changed"
        self.result.changes.append(Change(row, name, _shown(old), _shown(new)))


def _laid_over(there: dict, claim: SaidClaim) -> dict:
    """A claim's texts: those of the desk, with those of the row in their place."""
    data = dict(there)
    given = dict(claim.data)
    if "on" in data and {"start", "end", "on"} & given.keys():
        data["start"] = data["end"] = data.pop("on")
    if given.get("on"):
        given["start"] = given["end"] = given.pop("on")
    given.pop("on", None)
    if claim.lines_of and data.get("cite"):
        kept = [line for line in data["cite"].splitlines() if line.partition("|")[0].strip() != claim.lines_of]
        at = len(kept)
        lines = data["cite"].splitlines()
        for number, line in enumerate(lines):
            if line not in kept:
                at = min(at, number)
        given["cite"] = "\n".join([*kept[:at], given["cite"], *kept[at:]])
    data |= given
    return {name: value for name, value in data.items() if value not in ("", [])}


def _key_of(there: dict, claim: SaidClaim) -> tuple[str, ...]:
    """A desk claim's texts for the fields by which a mapping tells claims apart."""
    day = there.get("on", "")
    found = []
    for name in claim.key_fields:
        model = claim.part.model if name in claim.part.fields else Claim
        text = there.get(name) or (day if name in ("start", "end") else "")
        if not text and name not in ("on", "cite"):
            default = model._meta.get_field(name).get_default()
            text = "" if default is None else str(default)
        found.append(text)
    return tuple(found)


def _shown(value) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))
