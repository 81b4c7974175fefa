"""Likely duplicates of an entry that is about to be made. Every query is bounded; titles are compared among few."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q

from desk.collection.draft import link_namespace, namespace_of
from desk.describing import change_url
from desk.models import Claim, Entry
from desk.schema import Kind, Part, is_link, schema
from publication.chronology import EDTFError, parse
from publication.searching.words import fold

MOST_SHOWN = 8
MOST_CANDIDATES = 300
# Two titles this alike are worth a look: 'Munich speech' and 'Munich Speech 2007' pass, two treaties of two years do.
ALIKE = 0.8
NEAR = timedelta(days=31)
# More claims than this in a new form say no more about what it is.
MOST_ROWS = 50


@dataclass
class Likeness:
    """One entry that a new one resembles, and why."""

    entry: Entry
    reasons: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of its form."""
        return change_url(self.entry)


def likely(model: type[Entry], values: Mapping, typed: Mapping[str, str]) -> list[Likeness]:
    """Return entries that a new one resembles, those with most reasons first.

    `values` are the new entry's own fields; `typed` is the whole form as it was sent, with its claims.
    """
    kind = schema.kinds[model.KIND]
    reasons: dict[int, list[str]] = defaultdict(list)
    for found in (_same_title, _same_telltale, _same_names, _same_actors):
        for key, reason in found(kind, values, typed).items():
            reasons[key].append(reason)
    entries = Entry.objects.in_bulk(sorted(reasons, key=lambda key: (-len(reasons[key]), key))[:MOST_SHOWN])
    ordered = sorted(entries.values(), key=lambda entry: (-len(reasons[entry.pk]), entry.pk))
    return [Likeness(entry, reasons[entry.pk]) for entry in ordered if entry.state != Entry.State.MERGED]


def _same_title(kind: Kind, values: Mapping, typed: Mapping) -> dict[int, str]:
    title = values.get("title") or ""
    words = sorted((word for word in title.split() if len(word) > 3), key=len, reverse=True)[:3] or [title]
    if not title or "title" in kind.derived:
        return {}
    holds = Q(title__iexact=title)
    for word in words:
        holds |= Q(title__icontains=word)
    rows = Entry.objects.filter(holds, kind=kind.name).order_by("pk").values_list("pk", "title")[:MOST_CANDIDATES]
    wanted, found = fold(title), {}
    for key, other in rows:
        ratio = difflib.SequenceMatcher(None, wanted, fold(other)).ratio()
        if ratio >= ALIKE:
            found[key] = "the same title" if ratio == 1 else "a similar title"
    return found


def _same_telltale(kind: Kind, values: Mapping, typed: Mapping) -> dict[int, str]:
    found = {}
    for name in kind.model.TELLTALE:
        if values.get(name):
            rows = kind.model._default_manager.filter(**{name: values[name]}).order_by("pk")[:MOST_SHOWN]
            label = kind.model._meta.get_field(name).verbose_name
            found |= {row.pk: f"the same {label}" for row in rows}
    return found


def _same_names(kind: Kind, values: Mapping, typed: Mapping) -> dict[int, str]:
    """Entries of the same namespace that share an alias or a code; the title counts as a name."""
    named = [part for part in kind.parts if part.model.FOUND_BY]
    if not named:
        return {}
    found = {}
    texts = {values.get("title") or "", values.get("title_ru") or ""} - {""}
    here = Entry.objects.filter(namespace=namespace_of(kind.name))
    for part in named:
        said = _typed_rows(part, typed)
        for name, lookup in part.model.FOUND_BY.items():
            codes = lookup == "iexact"  # a code means something within its scheme; a name by itself
            for row in said:
                same = {key: row[key] for key in part.fields if codes and key != name and row.get(key)}
                if row.get(name):
                    found |= _owners(part, {f"{name}__iexact": row[name], **same}, f"the same {name} '{row[name]}'")
                if row.get(name) and not codes:
                    texts.add(row[name])
            if not codes:
                for text in texts:
                    found |= _owners(part, {f"{name}__iexact": text}, f"is also called '{text}'")
    for text in texts:
        rows = here.filter(Q(title__iexact=text) | Q(title_ru__iexact=text)).order_by("pk")[:MOST_SHOWN]
        found |= {row.pk: f"is called '{text}'" for row in rows if row.pk not in found}
    return found


def _owners(part: Part, asked: dict, reason: str) -> dict[int, str]:
    rows = part.model._default_manager.filter(**asked).order_by("owner_id").values_list("owner_id", flat=True)
    return dict.fromkeys(rows[:MOST_SHOWN], reason)


def _same_actors(kind: Kind, values: Mapping, typed: Mapping) -> dict[int, str]:
    """Entries with the same actors in the same month or so."""
    actors, days = set(), []
    links = [(part, name) for part in kind.parts for name in part.fields if link_namespace_of(part, name) == "actor"]
    for part in kind.parts:
        for row in _typed_rows(part, typed):
            actors |= {int(row[name]) for of, name in links if of is part and row.get(name, "").isdecimal()}
            days += _days(row.get("start", ""))
    if not actors or not days:
        return {}
    shared: dict[int, set[int]] = defaultdict(set)
    for part, name in links:
        rows = part.model._default_manager.filter(**{f"{name}__in": actors}, owner__kind=kind.name)
        for owner, actor in rows.order_by("-owner_id").values_list("owner_id", name)[:MOST_CANDIDATES]:
            shared[owner].add(actor)
    enough = [owner for owner, found in shared.items() if len(found) >= min(2, len(actors))]
    near = Q()
    for first, last in days[:5]:
        near |= Q(start_earliest__lte=last + NEAR, start_latest__gte=first - NEAR)
    rows = Claim.objects.filter(near, owner_id__in=enough[:MOST_CANDIDATES]).values_list("owner_id", flat=True)
    return dict.fromkeys(sorted(set(rows)), "the same actors at about the same time")


def link_namespace_of(part: Part, name: str) -> str | None:
    """The namespace that a part's field links to; None for what is no link."""
    return link_namespace(part.model, name) if is_link(part.model, name) else None


def _days(text: str) -> list[tuple]:
    try:
        span = parse(text.strip())
    except EDTFError:
        return []  # its field says what is wrong
    return [(span.earliest, span.latest)] if span.earliest and span.latest else []


def _typed_rows(part: Part, typed: Mapping[str, str]) -> list[dict[str, str]]:
    prefix = part.model._meta.model_name
    total = typed.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 6 else 0
    names = (*part.fields, "start")
    return [{name: typed.get(f"{prefix}-{number}-{name}", "").strip() for name in names} for number in range(count)]
