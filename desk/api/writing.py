"""Writing drafts to the desk in an account's name: one or many, all of them or none, by the loader's own writer."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Q

from accounts.models import Token
from desk import rules
from desk.api.drafts import UNREAD, Built
from desk.api.refusals import error, errors_of
from desk.api.showing import listed
from desk.collection.draft import Link, namespace_of
from desk.collection.parse import unresolved
from desk.collection.rows import keys_of
from desk.collection.write import Writer
from desk.describing import change_url
from desk.duplicates import likely
from desk.importing.check import Nearest
from desk.models import Claim, Entry
from desk.schema import is_link


@dataclass
class Outcome:
    """What came of some drafts: leaf entries by permanent id, what is wrong and what is likely meant, by place."""

    written: dict[str, Entry] = field(default_factory=dict)
    errors: dict[int, list[dict]] = field(default_factory=dict)
    candidates: dict[int, list[dict]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether all of it may stay."""
        return not self.errors and not self.candidates


def write(all_built: list[Built], token: Token, *, accept_duplicates: bool) -> Outcome:
    """Write drafts within the caller's transaction, which takes everything back unless the outcome is good.

    Hold the rows of entries that are changed. What is right is tried even if something else is wrong, so that one
    answer tells everything.
    """
    outcome = Outcome()
    keys = _keys(all_built)
    for built in all_built:
        built.errors += _unresolved(built, all_built, keys)
    for place, found in _taken(all_built).items():
        all_built[place].errors += found
    for place, built in enumerate(all_built):
        if built.errors:
            outcome.errors[place] = built.errors
        elif built.base is None and not accept_duplicates and (found := _candidates(built, keys)):
            outcome.candidates[place] = found
    good = [built for place, built in enumerate(all_built) if not built.errors and not built.is_same]
    writer = Writer({one.draft.id: one.entry for one in good if one.entry}, lambda line: None, keys)
    outcome.written = writer.write([(one.file, one.draft) for one in good])
    places = {built.file.name: place for place, built in enumerate(all_built)}
    by_place = defaultdict(list)
    for wrong in writer.errors:
        by_place[places[wrong.file]].append(wrong)
    outcome.errors |= {place: errors_of(found) for place, found in by_place.items()}
    if outcome.is_good:
        _sign(good, outcome.written, token)
    for built in all_built:
        if built.is_same:
            outcome.written[built.draft.id] = built.entry
    return outcome


def _keys(all_built: list[Built]) -> dict[Link, int]:
    """The keys of the entries that drafts name, as many as the desk has."""
    wanted = sorted({link for built in all_built for link in built.draft.links()}, key=str)
    found: dict[Link, int] = {}
    for at in range(0, len(wanted), 200):
        named = Q()
        for link in wanted[at : at + 200]:
            named |= Q(namespace=link.namespace, slug=link.slug)
        found |= keys_of(Entry.objects.filter(named))
    return found


def _unresolved(built: Built, all_built: list[Built], keys: dict[Link, int]) -> list[dict]:
    """Links to what neither the desk nor the other drafts have, or to another kind than is wanted."""
    links = {link: keys[link] for link in built.draft.links() if link in keys}
    kinds = dict(Entry.objects.filter(pk__in=links.values()).values_list("pk", "kind"))
    known = {(link.namespace, link.slug): kinds[key] for link, key in links.items()}
    known |= {(namespace_of(one.draft.kind.name), one.draft.slug): one.draft.kind.name for one in all_built}
    return errors_of(unresolved(built.file, built.draft, known, _Near()))


class _Near:
    """What was perhaps meant by a slug, looked for among all of the desk's only once one is wrong."""

    def __init__(self):
        self.near: Callable | None = None
        self.slugs: dict[tuple[str, str], str] = {}

    def __call__(self, slug: str, namespace: str, known: dict) -> str:
        if self.near is None:
            self.near = Nearest()
            self.slugs = dict.fromkeys(Entry.objects.values_list("namespace", "slug"), "")
        return self.near(slug, namespace, self.slugs)


def _taken(all_built: list[Built]) -> dict[int, list[dict]]:
    """Addresses and ids that others have, at the desk or among the drafts, by place."""
    found = defaultdict(list)
    addresses, ids, claims = {}, {}, {}
    own: set[str] = set()
    for place, built in enumerate(all_built):
        draft, mine = built.draft, {claim.id for claim in built.base.claims} if built.base else set()
        if built.file.slug == UNREAD and built.errors:
            continue
        if built.base is None or built.base.slug != draft.slug:
            _note(found, addresses, (namespace_of(draft.kind.name), draft.slug), place, "slug", draft.slug)
        if built.base is None:
            _note(found, ids, draft.id, place, "id", draft.id)
        for (part, number), claim in draft.claim_paths():
            _note(found, claims, claim.id, place, f"{part}.{number}.id", claim.id)
        own |= mine
    for (namespace, slug), (place, _) in addresses.items():
        holder = Entry.objects.filter(namespace=namespace, slug=slug).first()
        if holder is not None and (all_built[place].entry is None or holder.pk != all_built[place].entry.pk):
            found[place].append(error("slug", slug, f"'{holder}' has this address. Choose another slug."))
    for entry in _rows(Entry, ids):
        place, name = ids[str(entry.public_id)]
        found[place].append(error(name, str(entry.public_id), f"is that of '{entry}'. Leave it out for a new entry."))
    for claim in _rows(Claim, claims.keys() - own):
        place, name = claims[str(claim.public_id)]
        message = "is that of another claim at the desk. Leave it out for a new one."
        found[place].append(error(name, str(claim.public_id), message))
    return found


def _note(found: dict, seen: dict, key, place: int, name: str, value: str) -> None:
    if key in seen:
        found[place].append(error(name, value, "stands twice in this request."))
    else:
        seen[key] = place, name


def _rows(model, ids: Iterable[str]):
    wanted = sorted(ids)
    for at in range(0, len(wanted), 500):
        yield from model.objects.filter(public_id__in=wanted[at : at + 500])


def _candidates(built: Built, keys: dict[Link, int]) -> list[dict]:
    """Entries that a new one resembles, as answers name them."""
    draft = built.draft
    typed: dict[str, str] = {}
    numbers: dict[str, int] = defaultdict(int)
    for claim in draft.claims:
        prefix = claim.part.model._meta.model_name
        for name in (*claim.part.fields, "start"):
            value = claim.values.get(name)
            if name in claim.part.fields and is_link(claim.part.model, name):
                value = keys.get(value)
            typed[f"{prefix}-{numbers[prefix]}-{name}"] = "" if value is None else str(value)
        numbers[prefix] += 1
    typed |= {f"{prefix}-TOTAL_FORMS": str(count) for prefix, count in numbers.items()}
    found = likely(draft.kind.model, draft.values, typed)
    return [{**listed(one.entry), "admin": change_url(one.entry), "reasons": one.reasons} for one in found]


def _sign(good: list[Built], written: dict[str, Entry], token: Token) -> None:
    """Note whose work the entries are by now, where the admin's forms note it too."""
    new = [written[built.draft.id].pk for built in good if built.entry is None]
    Entry.objects.filter(pk__in=new).update(created_by=token.user)
    for built in good:
        leaf = written[built.draft.id]
        rules.sign(leaf.pk, token.user)
        flag = ADDITION if built.entry is None else CHANGE
        told = f"By a program, with the token '{token.name}'."
        LogEntry.objects.log_actions(token.user_id, [leaf], flag, told, single_object=True)
