"""Snapshots in words: names for references, dates and citations as pages print them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from publication.canonical import refs_in
from publication.models import Face
from publication.reading.differences import Change, ClaimChange, Difference, said
from publication.reading.moment import Moment
from publication.reading.names import name_of
from publication.reading.wordings import pieces
from publication.templatetags.chancery import edtf_words, level_word, signed, term

DATES = ("start", "end", "seen", "published", "accessed", "as_of")


@dataclass(frozen=True)
class Told:
    """One field in words: its two wordings as `publication.reading.wordings` puts them together."""

    label: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class ToldClaim:
    """One claim in words: which part it belongs to, whether it was added, removed or changed, and what it says."""

    id: str
    part: str
    kind: str
    fields: list[Told]


def names_in(snapshots: list[dict], moment: Moment) -> dict[str, dict]:
    """Return the names of all entries that some snapshots refer to, by permanent id. One query for each thousand."""
    wanted = sorted({ref for snapshot in snapshots for ref in refs_in(snapshot)})
    found = {}
    for at in range(0, len(wanted), 1000):
        rows = Face.objects.at(moment.seq).filter(public_id__in=wanted[at : at + 1000])
        found |= {str(row["public_id"]): name_of(row) for row in rows.values("public_id", "kind", "slug", "title")}
    return found


def value_words(name: str, value, names: dict[str, dict]) -> str:
    """One value of a snapshot in words; '' for none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        if "$ref" in value:
            return names.get(value["$ref"], {}).get("title") or value["$ref"]
        return "; ".join(f"{term(key)}: {value_words(key, one, names)}" for key, one in value.items())
    if isinstance(value, list):
        told = (_citation(one, names) if name == "citations" else value_words(name, one, names) for one in value)
        return "; ".join(told)
    if name == "level":
        return f"{level_word(int(value))} {signed(int(value))}"
    if name in DATES:
        return _("still so") if value == ".." else edtf_words(str(value))
    return str(value)


def _citation(citation: dict, names: dict[str, dict]) -> str:
    parts = [value_words("source", citation.get("source"), names), citation.get("locator", "")]
    parts += [f"“{citation['quotation']}”"] if citation.get("quotation") else []
    parts += [f"({citation['note']})"] if citation.get("note") else []
    return ", ".join(part for part in parts if part)


def told(found: Difference, names: dict[str, dict]) -> tuple[list[Told], list[ToldClaim]]:
    """A difference in words: the entry's fields, then its claims."""
    return [_field(change, names) for change in found.fields], [_claim(change, names) for change in found.claims]


def _field(change: Change, names: dict[str, dict]) -> Told:
    old, new = (value_words(change.name, value, names) for value in (change.old, change.new))
    return Told(term(change.name).capitalize(), pieces(old, new))


def _claim(change: ClaimChange, names: dict[str, dict]) -> ToldClaim:
    changes = change.changes
    if change.old is None:
        changes = [Change(name, None, value) for name, value in said(change.new)]
    elif change.new is None:
        changes = [Change(name, value, None) for name, value in said(change.old)]
    fields = [_field(one, names) for one in changes]
    return ToldClaim(change.id, term(change.part).capitalize(), change.kind, fields)
