"""How desk rows become a snapshot: the dict that publishing freezes.

A snapshot names other entries by {"$ref": public_id}; publication knows nothing of the desk's keys. Many
entries are read together, in a number of queries that depends on their kinds alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, Child, Kind, Part, is_link, schema
from publication.chronology import PAST, parse, to_day

FORMAT = 1


@dataclass
class ClaimRows:
    """One claim with the rows that hang on it."""

    part: Part
    claim: Claim
    children: dict[str, list] = field(default_factory=dict)


@dataclass
class EntryRows:
    """One entry with all its claims, as the desk holds it now."""

    kind: Kind
    entry: Entry
    claims: list[ClaimRows]
    children: dict[str, list]


@dataclass
class Links:
    """Entries that rows point at, by primary key: (public_id, namespace, kind, slug, title)."""

    known: dict[int, tuple] = field(default_factory=dict)

    def fetch(self, ids: set[int]) -> None:
        """Read those of `ids` that are not known yet, in one query per thousand."""
        missing = sorted(ids - self.known.keys())
        for at in range(0, len(missing), 1000):
            rows = Entry.objects.filter(pk__in=missing[at : at + 1000]).values_list(
                "pk", "public_id", "namespace", "kind", "slug", "title"
            )
            self.known.update((pk, (str(public_id), *rest)) for pk, public_id, *rest in rows)

    def ref(self, pk: int) -> dict:
        """The snapshot's way to name an entry."""
        return {"$ref": self.known[pk][0]}


def _children(child: Child, owners: list, model) -> dict[int, list]:
    """Return the rows of `child` by the key of the row that owns them."""
    relation = model._meta.get_field(child.relation)
    found = defaultdict(list)
    keys = [owner.pk for owner in owners]
    column = relation.field.attname
    for at in range(0, len(keys), 1000):
        rows = relation.related_model._default_manager.select_related(*child.select)
        for row in rows.filter(**{f"{column}__in": keys[at : at + 1000]}):
            found[getattr(row, column)].append(row)
    return found


def read_rows(entries: Iterable[Entry]) -> list[EntryRows]:
    """Read leaf entries' claims and children from the desk, in the order given."""
    by_kind = defaultdict(list)
    entries = list(entries)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    read = {}
    for name, group in by_kind.items():
        kind = schema.kinds[name]
        keys = [entry.pk for entry in group]
        claims = defaultdict(list)
        for part in schema.parts_of(kind):
            for at in range(0, len(keys), 1000):
                for claim in part.model._default_manager.filter(owner_id__in=keys[at : at + 1000]):
                    claims[claim.owner_id].append(ClaimRows(part, claim))
        everything = [rows for group_rows in claims.values() for rows in group_rows]
        for child in schema.claim_children:
            found = _children(child, [rows.claim for rows in everything], Claim)
            for rows in everything:
                rows.children[child.name] = found.get(rows.claim.pk, [])
        entry_children = {child.name: _children(child, group, Entry) for child in schema.entry_children}
        order = {part.name: number for number, part in enumerate(schema.parts_of(kind))}
        for entry in group:
            mine = sorted(claims[entry.pk], key=lambda rows: _page_order(rows, order))
            children = {name: found.get(entry.pk, []) for name, found in entry_children.items()}
            read[entry.pk] = EntryRows(kind, entry, mine, children)
    return [read[entry.pk] for entry in entries]


def _page_order(rows: ClaimRows, order: dict[str, int]) -> tuple:
    claim = rows.claim
    return (
        order[rows.part.name],
        claim.position,
        to_day(parse(claim.start).earliest, PAST),
        str(claim.public_id),
    )


def link_ids(rows: EntryRows) -> set[int]:
    """Every entry that these rows point at, by primary key."""
    found = {rows.entry.pk}
    models = [(rows.kind.model, rows.entry, rows.kind.fields)]
    for claim_rows in rows.claims:
        models.append((claim_rows.part.model, claim_rows.claim, claim_rows.part.fields))
        for child in schema.claim_children:
            models += [(type(row), row, child.fields) for row in claim_rows.children[child.name]]
    for child in schema.entry_children:
        models += [(type(row), row, child.fields) for row in rows.children[child.name]]
    for model, row, names in models:
        for name in names:
            if is_link(model, name):
                pk = getattr(row, model._meta.get_field(name).attname)
                if pk is not None:
                    found.add(pk)
    return found


def snapshots(entries: Iterable[Entry]) -> list[dict]:
    """Return the snapshot of each leaf entry, claims held back left out."""
    all_rows = read_rows(entries)
    links = Links()
    links.fetch({pk for rows in all_rows for pk in link_ids(rows)})
    return [_snapshot(rows, links) for rows in all_rows]


def _snapshot(rows: EntryRows, links: Links) -> dict:
    entry = rows.entry
    document = {
        "format": FORMAT,
        "id": str(entry.public_id),
        "kind": entry.kind,
        "slug": entry.slug,
        "title": entry.title,
        "title_ru": entry.title_ru,
        "summary": entry.summary,
        **_values(rows.kind.model, entry, rows.kind.fields, links),
    }
    # What is derived, such as a dyad's slug and title, the record derives itself: it is no change of this entry.
    for name in rows.kind.derived:
        del document[name]
    for child in schema.entry_children:
        document[child.name] = [_child_value(child, row, links) for row in rows.children[child.name]]
    document["claims"] = [
        _claim(rows, claim_rows, links) for claim_rows in rows.claims if not claim_rows.claim.held_back
    ]
    return document


def _child_value(child: Child, row, links: Links):
    values = _values(type(row), row, child.fields, links)
    # A child with one field, such as a topic, is that field's value.
    return values[child.fields[0]] if len(child.fields) == 1 else values


def _claim(rows: EntryRows, claim_rows: ClaimRows, links: Links) -> dict:
    part, claim = claim_rows.part, claim_rows.claim
    own = _values(part.model, claim, part.fields, links)
    said = {
        "id": str(claim.public_id),
        "part": part.name,
        "predicate": _predicate(part, claim),
        "subject": _side(part.subject, rows.entry, claim, links),
        "object": _side(part.object, rows.entry, claim, links),
        **{name: getattr(claim, name) for name in CLAIM_FIELDS if name != "held_back"},
        **{key: value for key, value in own.items() if key not in ("subject", "object")},
    }
    for child in schema.claim_children:
        said[child.name] = [_child_value(child, row, links) for row in claim_rows.children[child.name]]
    if part.lasting and not claim.seen and (claim.end == ".." or not (claim.start or claim.end)):
        said["seen"] = _as_of_source(claim_rows)
    return said


def _as_of_source(claim_rows: ClaimRows) -> str:
    """The as-of day of the first cited source that has one: the claim held when that was written."""
    for row in claim_rows.children.get("citations", []):
        if row.source.as_of:
            return row.source.as_of
    return ""


def _predicate(part: Part, claim: Claim) -> str:
    if part.predicate.startswith("@"):
        return getattr(claim, part.predicate[1:])
    return part.predicate or part.model.PREDICATE


def _side(path: str, entry: Entry, claim: Claim, links: Links) -> dict | None:
    if not path:
        return None
    if path == "owner":
        return links.ref(entry.pk)
    row, name = (entry, path.removeprefix("owner.")) if path.startswith("owner.") else (claim, path)
    pk = getattr(row, row._meta.get_field(name).attname)
    return None if pk is None else links.ref(pk)


def _values(model, row, names: tuple[str, ...], links: Links) -> dict:
    """Return fields as JSON values: links as refs, decimals as shortest strings."""
    values = {}
    for name in names:
        found = model._meta.get_field(name)
        value = getattr(row, found.attname)
        if value is not None and is_link(model, name):
            value = links.ref(value)
        elif isinstance(value, Decimal):
            value = plain_decimal(value)
        values[name] = value
    return values


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros: '148', '0.5'."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
