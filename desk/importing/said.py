"""What one row of a table says: about which entry, its fields, and its claims."""

from dataclasses import dataclass, field

from desk.importing.values import CellProblem
from desk.schema import Part


@dataclass
class SaidClaim:
    """One claim that a row makes. `key` holds the texts that tell it from others of its part; '' id: by the key.

    `lines_of` is the source whose citations the row's citation replaces; '' replaces them all.
    """

    part: Part
    data: dict[str, object]
    id: str = ""
    key: tuple[str, ...] = ()
    key_fields: tuple[str, ...] = ()
    lines_of: str = ""


@dataclass
class Said:
    """One row: its number, its entry's slug or permanent id, what it gives, and what is wrong with it.

    `columns` tells the column of a field: 'title', or 'members.start' for a field of a claim.
    """

    number: int
    slug: str = ""
    id: str = ""
    values: dict[str, object] = field(default_factory=dict)
    claims: list[SaidClaim] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    # Fields, named as in `columns`, that stayed empty because of a problem.
    failed: set[str] = field(default_factory=set)
