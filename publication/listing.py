"""Lists of the record, for pages and API alike: the moment, the filters, one keyset page."""

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


def moment_of(request: HttpRequest) -> Moment:
    """The moment that a request asks for. Raises BadParameter."""
    return resolve(request.GET.get("as_of"), request.GET.get("known_at"))


def check_parameters(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Refuse parameters that a view does not take. Raises BadParameters."""
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


def walk(request: HttpRequest, rows, filters: type[RecordFilter], field: str, key: str, of: type, limit: int):
    """Return (moment, page) for a list: filters, then one keyset page. `rows(seq)` gives the list's rows."""
    moment = moment_of(request)
    cursor = None
    if text := request.GET.get("cursor"):
        cursor = keyset.read_cursor(text, field, of, moment.head)
        if moment.known_at is None:
            # A walk goes on in the state of the record in which it began.
            moment = Moment(
                moment.day, cursor.seq, moment.head, moment.seq_time, moment.as_of, moment.known_at, moment.today
            )
    limit = keyset.read_limit(request.GET.get("limit"), limit)
    chosen = filters(request.GET, rows(moment.seq), moment=moment)
    selected = chosen.apply()
    if moment.as_of is not None:
        selected = selected.filter(s1__lte=moment.day_number)
        if not getattr(filters, "momentary", False):
            selected = selected.filter(e2__gte=moment.day_number)
    found = keyset.page(selected, field, key, moment.seq, limit, cursor, down=False)
    if not found.rows:
        chosen.check_names()
    return moment, found


def link(request: HttpRequest, cursor: keyset.Cursor | None) -> str | None:
    """The address of a neighbouring page: the same query with its cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor.text()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def walk_entries(request: HttpRequest, kind: str, filters: type[EntryFilter], limit: int):
    """Return (moment, page of faces) for a kind's list: by date for what happens, by title for what is."""

    def rows(seq: int):
        return with_title_column(Face.objects.at(seq).filter(kind=kind, state=Face.State.PUBLIC))

    bound = type(filters.__name__, (filters,), {"momentary": kind in MOMENTARY_KINDS, "kind": kind})
    field, of = ("sort_day", int) if kind in DATED_KINDS else (title_column(), str)
    return walk(request, rows, bound, field, "entry", of, limit)
