"""Many drafts in one request: all of them written, or none, and what came of each told by its place."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from desk.api import rights
from desk.api.authentication import require_scope
from desk.api.bodies import only, read_object
from desk.api.conditions import compare, require_tags, take
from desk.api.drafts import Built, build
from desk.api.refusals import Refusal, error, invalid
from desk.api.replays import once
from desk.api.showing import show
from desk.api.view import DeskView, body_for, kind_of, respond
from desk.api.views import accepts_duplicates, duplicates
from desk.api.writing import Outcome, write
from desk.collection.load import desk_drafts
from desk.models import Entry
from desk.schema import Kind, schema
from publication.log import lock

MOST_ITEMS = 500
CREATE, CHANGE = ("create", "entry"), ("change", "if_match", "entry")
SHAPE = 'Write {"create": FOLDER, "entry": {…}} or {"change": ID, "if_match": TAG, "entry": {…}}.'
# An item in which nothing is wrong, of a batch in which something is.
NOT_WRITTEN = {"status": 424, "detail": "is right, and was not written: another item is wrong."}


@dataclass
class Item:
    """One item as it was sent: what kind of entry it is about, and which, if it changes one."""

    kind: Kind
    data: dict
    entry: Entry | None = None
    tags: tuple[str, ...] = ()


class Batch(DeskView):
    """Up to 500 drafts, each begun or changed: `SHAPE` says how an item is written."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write all of them, or none."""
        require_scope(self.token, "draft")
        # Who may not even look at entries learns nothing about ids.
        rights.require(self.token.user, "view", next(iter(schema.kinds.values())))
        accept = accepts_duplicates(request)
        sent = _items(read_object(request._request))

        def answer() -> HttpResponse:
            refused: dict[int, dict] = {}
            items = {place: item for place, one in enumerate(sent) if (item := self._read(place, one, refused))}
            all_built = self._build(items, refused)
            outcome = write(list(all_built.values()), self.token, accept_duplicates=accept)
            self._refuse(all_built, outcome, refused)
            if refused:
                # Raised within the transaction, so that all of it is taken back.
                raise _refusal(refused, len(sent))
            shown = show([outcome.written[built.draft.id] for built in all_built.values()])
            told = []
            for (place, built), one in zip(all_built.items(), shown, strict=True):
                status = 201 if built.entry is None else 200
                told.append({"item": place, "status": status, "etag": one.tag, **body_for(self.token, one)})
            return respond({"results": told})

        return once(request._request, self.token, answer)

    def _read(self, place: int, one, refused: dict[int, dict]) -> Item | None:
        """One item, if its shape, its address and its rights are good."""
        try:
            return self._item(one)
        except Refusal as refusal:
            refused[place] = _told(refusal)
            return None

    def _item(self, one) -> Item:
        if not isinstance(one, dict) or ("create" in one) == ("change" in one):
            raise invalid([error("", "", SHAPE)])
        only(one, CREATE if "create" in one else CHANGE)
        data, named = one.get("entry"), one.get("create", one.get("change"))
        if not isinstance(data, dict) or not isinstance(named, str):
            raise invalid([error("entry" if isinstance(named, str) else "", "", SHAPE)])
        if "create" in one:
            kind = kind_of(named)
            rights.require(self.token.user, "add", kind)
            return Item(kind, data)
        entry = _find_any(named)
        kind = schema.of(entry)
        rights.require(self.token.user, "change", kind, entry)
        given = one.get("if_match")
        return Item(kind, data, entry, tuple(require_tags(given if isinstance(given, str) else None)))

    def _build(self, items: dict[int, Item], refused: dict[int, dict]) -> dict[int, Built]:
        """The drafts of good items. Rows are held in the order of their keys, so that two batches never cross."""
        lock()  # as publishing takes it, before the rows that it may take in another order
        leaves: dict[int, Entry] = {}
        places: dict[int, int] = {}
        changes = {place: item for place, item in items.items() if item.entry is not None}
        for place, item in sorted(changes.items(), key=lambda pair: (pair[1].entry.pk, pair[0])):
            try:
                if (first := places.setdefault(item.entry.pk, place)) != place:
                    raise invalid([error("change", str(item.entry.public_id), f"is changed by item {first} already.")])
                leaf = take(item.entry)
                rights.require(self.token.user, "change", item.kind, leaf)
                leaves[place] = leaf
            except Refusal as refusal:
                refused[place] = _told(refusal)
        for place, shown in zip(leaves, show(leaves.values()), strict=True):
            try:
                compare(shown, list(items[place].tags))
            except Refusal as refusal:
                refused[place] = _told(refusal)
        bases = dict(zip(leaves, desk_drafts(list(leaves.values())), strict=True))
        return {
            place: build(item.kind, item.data, name=f"{place}", base=bases.get(place), entry=leaves.get(place))
            for place, item in items.items()
            if place not in refused
        }

    def _refuse(self, all_built: dict[int, Built], outcome: Outcome, refused: dict[int, dict]) -> None:
        places = list(all_built)
        refused |= {places[at]: _told(invalid(errors)) for at, errors in outcome.errors.items()}
        refused |= {places[at]: _told(duplicates(found, self.token)) for at, found in outcome.candidates.items()}


def _items(data: dict) -> list:
    only(data, ("items",))
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise invalid([error("items", "", f"is a list of 1 to {MOST_ITEMS} items. {SHAPE}")])
    return items


def _find_any(public_id: str) -> Entry:
    try:
        entry = Entry.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        entry = None
    if entry is None:
        raise Refusal(404, "not-found", "The desk has no entry of this id.")
    return entry


def _told(refusal: Refusal) -> dict:
    return {"status": refusal.status, "detail": refusal.detail, **refusal.more}


def _refusal(refused: dict[int, dict], count: int) -> Refusal:
    items = [{"item": place, **refused.get(place, NOT_WRITTEN)} for place in range(count)]
    first = min(refused)
    said = f"{len(refused)} of {count} items are wrong, and none was written. Item {first}: {refused[first]['detail']}"
    return Refusal(422, "invalid", said, items=items)
