"""Our own form: what an export writes, an import reads. Tables have one row per entry and one per claim.

In a table an entry's row fills its fields and leaves `claim.part` empty; each claim has a row below it with the
entry's slug and id again, `claim.part`, and the claim's fields. An empty cell means: nothing. Claims that the
table does not have stay as they are. In JSON an entry is an object as in the collection's YAML files.
"""

import re

from desk.collection.files import hint
from desk.importing.refusal import FileRefused
from desk.importing.said import Said, SaidClaim
from desk.importing.values import CellProblem
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Kind, Part, schema
from publication.kinds import KINDS

PREFIX = "claim."
_TOPIC = re.compile(r"[;,\s]+")


def entry_columns(kind: Kind) -> list[str]:
    """The columns of an entry's row."""
    children = [child.file_key for child in schema.entry_children]
    return ["slug", "id", *(name for name in (*ENTRY_FIELDS, *kind.fields) if name != "slug"), *children]


def claim_fields(part: Part) -> list[str]:
    """The columns of a claim's row for one part, without their prefix."""
    return [*part.fields, *CLAIM_FIELDS, *(child.file_key for child in schema.claim_children)]


def columns_of(kind: Kind) -> list[str]:
    """All columns of a kind's table, in the order in which they are written."""
    fields = dict.fromkeys(name for part in schema.parts_of(kind) for name in part.fields)
    common = [*CLAIM_FIELDS, *(child.file_key for child in schema.claim_children)]
    return [*entry_columns(kind), *(PREFIX + name for name in ["part", "id", *fields, *common])]


class OwnTable:
    """Reads rows of our own table. Raises FileRefused for columns that no kind's table has."""

    create = True
    source: dict[str, str] = {}

    def __init__(self, kind: Kind, columns: list[str]):
        self.kind, self.columns = kind, columns
        known = columns_of(kind)
        for column in columns:
            if column not in known:
                raise FileRefused(
                    f"'{column[:60]}' is no column of our own table of this kind. {hint(column, known)} "
                    "For another table, choose a mapping."
                )
        if "slug" not in columns:
            raise FileRefused("Our own table names each row's entry in the column 'slug', which is missing.")
        self.parts = {part.name: part for part in schema.parts_of(kind)}

    def slug(self, number: int, cells: list[str]) -> str:
        """Return the slug of a row's entry; raises CellProblem."""
        slug = cells[self.columns.index("slug")].strip()
        if not slug:
            raise CellProblem("slug", "", "is needed: the entry's name in its address, 'united-states'.")
        return slug

    def said(self, number: int, cells: list[str]) -> Said:
        """Return what one row says."""
        row = {column: cell.strip() for column, cell in zip(self.columns, cells, strict=True)}
        said = Said(number, row["slug"], row.get("id", ""))
        part = row.get("claim.part", "")
        given = {name: text for name, text in row.items() if name not in ("slug", "id", "claim.part")}
        if not part:
            for name, text in given.items():
                if not name.startswith(PREFIX):
                    self._take(said, name, text)
                elif text:
                    said.problems.append(CellProblem(name, text, "belongs to a claim: fill in claim.part as well."))
            return said
        if part not in self.parts:
            said.problems.append(CellProblem("claim.part", part, f"choose one of: {', '.join(self.parts)}."))
            return said
        fields = claim_fields(self.parts[part])
        data = {}
        for name, text in given.items():
            bare = name.removeprefix(PREFIX)
            if not name.startswith(PREFIX) or bare == "id":
                continue
            if bare in fields:
                data[bare] = text
                said.columns[f"{part}.{bare}"] = name
            elif text:
                said.problems.append(CellProblem(name, text, f"is no field of {part}. Leave it empty."))
        said.claims.append(SaidClaim(self.parts[part], data, row.get("claim.id", "")))
        return said

    def _take(self, said: Said, name: str, text: str) -> None:
        if name in self.kind.derived:
            return
        children = {child.file_key for child in schema.entry_children}
        said.values[name] = [word for word in _TOPIC.split(text) if word] if name in children else text


class OwnObjects:
    """Reads objects of our own JSON."""

    create = True
    source: dict[str, str] = {}

    def __init__(self, kind: Kind):
        self.kind = kind
        self.parts = {part.name: part for part in schema.parts_of(kind)}
        self.pair = KINDS[kind.name].pair

    def slug(self, number: int, item: dict) -> str:
        """Return the slug of an object's entry; raises CellProblem."""
        slug = item.get("slug") or ""
        if self.pair and not slug:
            slug = "--".join(sorted(str(item.get(name, "")) for name in self.pair))
        if not isinstance(slug, str) or not slug:
            raise CellProblem("slug", "", "is needed: the entry's name in its address, 'united-states'.")
        return slug

    def said(self, number: int, item: dict) -> Said:
        """Return what one object says."""
        said = Said(number, self.slug(number, item))
        kind = item.get("kind", self.kind.name)
        if kind != self.kind.name:
            said.problems.append(CellProblem("kind", str(kind), f"this import takes entries of kind {self.kind.name}."))
        identity = item.get("id", "")
        said.id = identity if isinstance(identity, str) else ""
        for name, value in item.items():
            if name in ("slug", "id", "kind") or name in self.kind.derived:
                continue
            if name not in self.parts:
                said.values[name] = value
            elif not isinstance(value, list):
                said.problems.append(CellProblem(name, "", "write a list of claims, each an object."))
            else:
                for row in value:
                    if isinstance(row, dict):
                        data = {key: held for key, held in row.items() if key != "id"}
                        said.claims.append(SaidClaim(self.parts[name], data, str(row.get("id") or "")))
                    else:
                        said.problems.append(CellProblem(name, str(row), "each claim is an object in braces."))
        return said
