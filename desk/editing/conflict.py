"""Two hands on one entry: what each changed, and the form that holds what was chosen of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desk.editing.sheets import DELETE, Row, Sheet, mark, sent, written

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field in which what was typed and what the desk says now differ. `chosen` is what is proposed."""

    name: str  # of the choice: 'phase:12:text'
    field: str
    mine: str
    theirs: str
    by_me: bool
    by_them: bool

    @property
    def chosen(self) -> str:
        """Mine where I changed it; theirs where I did not touch it."""
        return MINE if self.by_me else THEIRS


@dataclass
class RowConflict:
    """One row that differs: 'changed' by either, 'added' by me or 'theirs', or 'gone' at the desk meanwhile."""

    sheet: Sheet
    pk: str
    what: str
    mine: dict[str, str] | None
    theirs: dict[str, str] | None
    choice: str = ""  # the name under which the whole row is chosen; '' where its fields are
    chosen: str = MINE
    differences: list[Difference] = field(default_factory=list)


def rows_in_conflict(mine: list[Sheet], theirs: list[Sheet], base: Mapping[str, dict]) -> list[RowConflict]:
    """Return every row in which two versions differ. `base` are the marks of the form that mine began with."""
    found = []
    for my, their in zip(mine, theirs, strict=True):
        for row in my.rows:
            other = their.row(row.pk) if row.pk or not my.prefix else None
            began = base.get(f"{my.prefix}:{row.pk}", {})
            if other is None:
                found.append(_alone(my, row, began))
            elif differences := _differences(my, row, other, began):
                found.append(RowConflict(my, row.pk, "changed", row.values, other.values, differences=differences))
        for other in their.rows:
            if my.prefix and my.row(other.pk) is None:
                found.append(RowConflict(their, other.pk, "theirs", None, other.values, chosen=THEIRS))
    return [conflict for conflict in found if conflict is not None]


def _alone(sheet: Sheet, row: Row, began: dict[str, str]) -> RowConflict:
    """A row that the desk does not have: new, or deleted by somebody while I had it on my screen."""
    if not row.pk:
        number = [id(one) for one in sheet.rows if not one.pk].index(id(row))
        return RowConflict(sheet, "", "added", row.values, None, f"{sheet.prefix}:new{number}")
    touched = any(began.get(name) != mark(value) for name, value in row.values.items()) and not row.values.get(DELETE)
    return RowConflict(
        sheet, row.pk, "gone", row.values, None, f"{sheet.prefix}:{row.pk}", chosen=MINE if touched else THEIRS
    )


def _differences(sheet: Sheet, row: Row, other: Row, began: dict[str, str]) -> list[Difference]:
    found = []
    for name in sheet.fields:
        mine, theirs = row.values[name], other.values[name]
        if mine != theirs:
            before = began.get(name)
            found.append(
                Difference(
                    f"{sheet.prefix}:{row.pk}:{name}", name, mine, theirs, mark(mine) != before, mark(theirs) != before
                )
            )
    others = [one for one in found if one.field != DELETE]
    if others != found and any(one.by_them for one in others):
        # I deleted what they changed: unless I say so again, their work stays.
        found = [replace(one, by_me=False) if one.field == DELETE else one for one in found]
    return found


def settle(data: Mapping[str, str], theirs: list[Sheet], base: Mapping[str, dict]) -> dict[str, str]:
    """Return the form that holds what was chosen of both, on the rows that the desk has now.

    `data` is mine as sent, with the choices under 'choose:NAME'; without one the proposal counts. Rows that
    others added stay as they are.
    """
    mine = sent(data, theirs)
    chosen = {}
    for conflict in rows_in_conflict(mine, theirs, base):
        if conflict.choice:
            chosen[conflict.choice] = data.get(f"choose:{conflict.choice}", conflict.chosen)
        for one in conflict.differences:
            chosen[one.name] = data.get(f"choose:{one.name}", one.chosen)
    return written([_settled(my, their, chosen) for my, their in zip(mine, theirs, strict=True)])


def _settled(my: Sheet, their: Sheet, chosen: dict[str, str]) -> Sheet:
    rows = []
    for other in their.rows:
        row = my.row(other.pk)
        values = dict(other.values)
        for name in values if row is not None else ():
            if chosen.get(f"{my.prefix}:{other.pk}:{name}", MINE) == MINE:
                values[name] = row.values[name]
        rows.append(Row(other.pk, values))
    number = 0
    for row in my.rows if my.prefix else ():
        if not row.pk:
            if chosen.get(f"{my.prefix}:new{number}", MINE) == MINE:
                rows.append(row)
            number += 1
        elif their.row(row.pk) is None and chosen.get(f"{my.prefix}:{row.pk}") == MINE:
            # It comes back as a new claim: the old one is gone with its id.
            rows.append(Row("", {**row.values, DELETE: ""}))
    return replace(their, rows=tuple(rows))
