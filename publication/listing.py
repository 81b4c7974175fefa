"""Lists of the record, for pages and API alike: the moment, the filters, the order, one keyset page or all of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from publication.filters import BadParameters, EntryFilter, RecordFilter
from publication.models import Face
from publication.reading import keyset
from publication.reading.holding import MOMENTARY_KINDS
from publication.reading.moment import BadParameter, Moment, resolve
from publication.reading.names import title_column, with_title_column

# Kinds that are listed by their dates; all others go by title.
DATED_KINDS = frozenset(("event", "agreement", "statement"))
# Words of `ordering` with the column that each means and the type of its values.
ORDERS = {"date": ("sort_day", int), "title": ("title", str)}
# So many rows are read at once where a whole list is sent.
CHUNK = 500


def moment_of(request: HttpRequest) -> Moment:
    """The moment that a request asks for. Raises BadParameter."""
    return resolve(request.GET.get("as_of"), request.GET.get("known_at"))


def check_parameters(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Refuse parameters that a view does not take, and those that stand twice. Raises BadParameters."""
    wrong = [
        BadParameter(
            name[:60],
            _("is not a parameter here. This address takes: %(known)s.") % {"known": ", ".join(known) or _("none")},
        )
        for name in request.GET
        if name not in known
    ]
    if wrong:
        raise BadParameters(wrong)


@dataclass
class Selection:
    """A list as it is asked for: its rows before any page, in an order that ends with a unique key."""

    chosen: RecordFilter
    rows: QuerySet
    moment: Moment
    field: str
    key: str
    down: bool
    cursor: keyset.Cursor | None
    limit: int

    def page(self) -> keyset.Page:
        """Return the page that the cursor asks for. Raises BadParameters for a name that nothing has."""
        found = self._page(self.cursor, self.limit)
        if not found.rows:
            self.chosen.check_names()
        return found

    def count(self) -> int:
        """How many rows there are on all pages together. One query."""
        return self.rows.count()

    def chunks(self) -> Iterator[list]:
        """All rows from the cursor on, some at a time: a query each, none open while a reader takes its time."""
        cursor = self.cursor
        while True:
            found = self._page(cursor, CHUNK)
            if cursor is None and not found.rows:
                self.chosen.check_names()
            yield found.rows
            if found.next is None:
                return
            cursor = found.next

    def _page(self, cursor: keyset.Cursor | None, limit: int) -> keyset.Page:
        return keyset.page(self.rows, self.field, self.key, self.moment.seq, limit, cursor, down=self.down)


def select(
    request: HttpRequest,
    rows: Callable[[int], QuerySet],
    filters: type[RecordFilter],
    orders: tuple[str, ...],
    key: str,
    limit: int,
    *,
    moment: Moment | None = None,
    also: tuple[str, ...] = (),
) -> Selection:
    """Return what a request asks of a list. `rows(seq)` gives the list's rows; the first of `orders` is the usual one.

    Raises BadParameters and BadParameter.
    """
    moment = moment or moment_of(request)
    order, field, of, down = _order(request.GET.get("ordering"), orders)
    cursor = None
    if text := request.GET.get("cursor"):
        cursor = keyset.read_cursor(text, order, of, moment.head)
        if moment.known_at is None:
            # A walk goes on in the state of the record in which it began.
            moment = replace(moment, seq=cursor.seq)
    limit = keyset.read_limit(request.GET.get("limit"), limit)
    chosen = filters(request.GET, rows(moment.seq), moment=moment, also=("ordering", *also))
    selected = chosen.apply()
    if moment.as_of is not None:
        selected = selected.filter(s1__lte=moment.day_number)
        if not getattr(filters, "momentary", False):
            selected = selected.filter(e2__gte=moment.day_number)
    return Selection(chosen, selected, moment, field, key, down, cursor, limit)


def _order(text: str | None, orders: tuple[str, ...]) -> tuple[str, str, type, bool]:
    """The order that is asked for: its name in cursors, column, type of values, and whether downwards."""
    word = text or orders[0]
    if word.removeprefix("-") not in orders or word.startswith("--"):
        known = ", ".join(f"{name}, -{name}" for name in orders)
        said = _("'%(order)s' is not an order of this list. Orders are: %(known)s.")
        raise BadParameter("ordering", said % {"order": word[:40], "known": known})
    field, of = ORDERS[word.removeprefix("-")]
    if field == "title":
        field = title_column()
    return word.replace(word.removeprefix("-"), field), field, of, word.startswith("-")


def walk(request: HttpRequest, rows, filters: type[RecordFilter], field: str, key: str, of: type, limit: int):
    """Return (moment, page) for a list in one order: filters, then one keyset page."""
    [usual] = [name for name, column in ORDERS.items() if column == (field, of)]
    selection = select(request, rows, filters, (usual,), key, limit)
    return selection.moment, selection.page()


def link(request: HttpRequest, cursor: keyset.Cursor | None) -> str | None:
    """The address of a neighbouring page: the same query with its cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor.text()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def entry_rows(kind: str) -> Callable[[int], QuerySet]:
    """The public entries of a kind, by sequence number."""
    return lambda seq: with_title_column(Face.objects.at(seq).filter(kind=kind, state=Face.State.PUBLIC))


def select_entries(request: HttpRequest, kind: str, filters: type[EntryFilter], limit: int, **more) -> Selection:
    """What a request asks of a kind's list: by date for what happens, by title for what is."""
    return select(request, entry_rows(kind), _bound(filters, kind), orders_of(kind), "entry", limit, **more)


@cache
def _bound(filters: type[EntryFilter], kind: str) -> type[EntryFilter]:
    """The filter set for one kind."""
    return type(filters.__name__, (filters,), {"momentary": kind in MOMENTARY_KINDS, "kind": kind})


def orders_of(kind: str) -> tuple[str, ...]:
    """The orders that a kind's list knows, the usual one first."""
    return ("date", "title") if kind in DATED_KINDS else ("title", "date")


def walk_entries(request: HttpRequest, kind: str, filters: type[EntryFilter], limit: int):
    """Return (moment, page of faces) for a kind's list."""
    selection = select_entries(request, kind, filters, limit)
    return selection.moment, selection.page()
