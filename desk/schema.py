"""What an entry is made of: one declaration per kind drives snapshots, files and forms.

Each app declares its kinds in `snapshots.py` and registers them when Django starts. Nothing is looked up by
a class's name in a string.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import models

from desk.models import Claim, Entry

# Every claim carries these besides the fields of its own class, in this order in files.
CLAIM_FIELDS = (
    "start",
    "end",
    "seen",
    "wording",
    "inferred",
    "basis",
    "certainty",
    "standing",
    "standing_reason",
    "text",
    "note",
    "held_back",
)
ENTRY_FIELDS = ("slug", "title", "title_ru", "summary")


@dataclass(frozen=True)
class Child:
    """Rows that hang on every entry or every claim, such as topics or citations.

    `name` is the key in snapshots and `file_key` the one in files; `relation` is the reverse accessor,
    `fields` the row's fields, `select` the links that readers of the rows follow. `read` turns what a file
    says into rows (dicts with slugs for links) and raises ValueError; `write` is its inverse.
    """

    name: str
    file_key: str
    relation: str
    fields: tuple[str, ...]
    select: tuple[str, ...]
    read: Callable[[object], list[dict]]
    write: Callable[[list[dict]], object]


@dataclass(frozen=True)
class Part:
    """One class of claims within an entry.

    `name` is the key in files; `fields` are the class's own fields in file order. `subject` and `object` say
    between whom the claim stands: 'owner', 'owner.FIELD' or one of the fields; '' means nobody. `predicate`
    is fixed, or '@FIELD' where a field of the claim names it. `lasting` claims describe a state: without any
    date they take their source's as-of day as `seen`. `table` claims live in a CSV file beside the entry's.
    """

    name: str
    model: type[Claim]
    fields: tuple[str, ...]
    subject: str = "owner"
    object: str = ""
    predicate: str = ""
    lasting: bool = False
    table: bool = False

    @property
    def label(self) -> str:
        """The heading that readers and curators see."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its model, its own fields, and the parts that hold its claims.

    `prepare(entry)` completes an entry before it is checked, such as a dyad's slug. `derived` fields are set
    by it and stand in no file.
    """

    name: str
    model: type[Entry]
    folder: str
    fields: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    prepare: Callable[[Entry], None] | None = None
    derived: tuple[str, ...] = ()

    def part(self, name: str) -> Part:
        """Return the part called `name`; KeyError if there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)


@dataclass(frozen=True)
class Known:
    """A word by which an entry is known, and on which days; None is open."""

    word: str
    kind: str
    slug: str
    earliest: date | None = None
    latest: date | None = None


@dataclass
class Schema:
    """All kinds that the installed apps declare, in the order in which files are read."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    shared_parts: list[Part] = field(default_factory=list)
    entry_children: list[Child] = field(default_factory=list)
    claim_children: list[Child] = field(default_factory=list)
    # How tables find actors besides by slug: see `desk.importing.finding`.
    finders: dict[str, Callable[[str], Iterable["Known"]]] = field(default_factory=dict)

    def add(self, *kinds: Kind) -> None:
        """Register kinds; each also gets the parts that every kind shares."""
        for kind in kinds:
            self.kinds[kind.name] = kind

    def parts_of(self, kind: Kind) -> tuple[Part, ...]:
        """The parts of a kind, its own first, then those that every kind has."""
        return kind.parts + tuple(self.shared_parts)

    def of(self, entry: Entry) -> Kind:
        """Return the kind of an entry, be it a leaf or its parent row."""
        return self.kinds[entry.kind]


schema = Schema()


@cache
def is_link(model: type[models.Model], name: str) -> bool:
    """Whether a field of `model` is a foreign key to an entry."""
    found = model._meta.get_field(name)
    return isinstance(found, models.ForeignKey) and issubclass(found.related_model, Entry)
