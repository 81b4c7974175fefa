"""The desk's lists and entries: read, begun, changed, deleted."""

from django.contrib.admin.models import DELETION, LogEntry
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import parse_etags

from desk.api import rights
from desk.api.bodies import JSON, MERGE_PATCH, read_object
from desk.api.conditions import require_tags, take_if
from desk.api.drafts import Built, build
from desk.api.refusals import Refusal, invalid
from desk.api.replays import once
from desk.api.showing import listed, show
from desk.api.view import DeskView, find, kind_of, respond, respond_with
from desk.api.writing import write
from desk.collection.load import desk_drafts
from desk.models import Entry
from desk.schema import schema
from publication.listing import check_parameters
from publication.parameters import BadParameters
from publication.reading import keyset
from publication.reading.moment import BadParameter

USUAL_LIMIT = 100
DUPLICATES = "duplicates"
NAMED = 10


def accepts_duplicates(request: HttpRequest) -> bool:
    """Whether a request says that what it makes is none of those that it resembles. Raises BadParameters."""
    check_parameters(request, (DUPLICATES,))
    said = request.GET.getlist(DUPLICATES)
    if said and said != ["accept"]:
        raise BadParameters([BadParameter(DUPLICATES, "write duplicates=accept, once, or leave it out.")])
    return bool(said)


def save_one(built: Built, token, *, accept_duplicates: bool) -> Entry:
    """Write one draft within the caller's transaction. Raises Refusal: 422 with errors, 409 with likely duplicates."""
    outcome = write([built], token, accept_duplicates=accept_duplicates)
    if outcome.errors:
        raise invalid(outcome.errors[0])
    if outcome.candidates:
        raise duplicates(outcome.candidates[0], token)
    return outcome.written[built.draft.id]


def duplicates(candidates: list[dict], token) -> Refusal:
    """Return the refusal of an entry that resembles others."""
    if "read" not in token.scopes:
        candidates = [{name: one[name] for name in ("id", "kind", "url", "reasons")} for one in candidates]
    names = ", ".join(f"{one.get('title') or one['id']} ({', '.join(one['reasons'])})" for one in candidates)
    said = f"It may be here already: {names}. If it is none of them, send it again with ?duplicates=accept."
    return Refusal(409, "likely-duplicates", said, candidates=candidates)


class Desk(DeskView):
    """What there is: whose token this is and what it may do, and the folders."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        check_parameters(request, ())
        absolute, user = request.build_absolute_uri, self.token.user
        folders = [kind.folder for kind in schema.kinds.values()]
        return respond(
            {
                "account": user.get_username(),
                "roles": sorted(user.groups.values_list("name", flat=True)),
                "token": {
                    "name": self.token.name,
                    "scopes": self.token.scope.split(),
                    "expires": self.token.expires_at.isoformat(),
                },
                "entries": {folder: absolute(reverse("desk-api-list", args=[folder])) for folder in folders},
                "batch": absolute(reverse("desk-api-batch")),
                "schema": absolute(reverse("desk-api-schema")),
            }
        )


class List(DeskView):
    """The entries of one kind, as the desk has them, and the way to begin one."""

    def get(self, request: HttpRequest, folder: str) -> HttpResponse:
        """Answer with one page, in the order in which they were begun."""
        kind = kind_of(folder)
        self.may("read", "view", kind)
        check_parameters(request, ("state", "slug", "limit", "cursor"))
        asked = {name: request.GET[name] for name in request.GET}
        wrong = [BadParameter(name, "holds a NUL character.") for name, value in asked.items() if "\0" in value]
        if asked.get("state", Entry.State.DRAFT) not in Entry.State.values:
            wrong.append(BadParameter("state", f"choose one of: {', '.join(Entry.State.values)}."))
        if wrong:
            raise BadParameters(wrong)
        rows = Entry.objects.filter(kind=kind.name, **{k: asked[k] for k in ("state", "slug") if k in asked})
        limit = keyset.read_limit(asked.get("limit"), USUAL_LIMIT)
        # One who writes meanwhile only adds at the end: the desk has no sequence number to hold on to.
        cursor = keyset.read_cursor(asked["cursor"], "id", int, 0) if "cursor" in asked else None
        page = keyset.page(rows, "id", "id", 0, limit, cursor, down=False)

        def at(found: keyset.Cursor | None) -> str | None:
            query = request.GET.copy()
            if found is not None:
                query["cursor"] = found.text()
            return request.build_absolute_uri(f"{request.path}?{query.urlencode()}") if found else None

        return respond({"results": [listed(entry) for entry in page.rows], "next": at(page.next)})

    def post(self, request: HttpRequest, folder: str) -> HttpResponse:
        """Begin an entry, as a draft of the token's account."""
        kind = kind_of(folder)
        self.may("draft", "add", kind)
        accept = accepts_duplicates(request)
        data = read_object(request._request)

        def answer() -> HttpResponse:
            built = build(kind, data, name="entry")
            entry = save_one(built, self.token, accept_duplicates=accept)
            return respond_with(request, entry, self.token, 201)

        return once(request._request, self.token, answer)


class One(DeskView):
    """One entry as the desk has it, and the ways to change and delete it."""

    def get(self, request: HttpRequest, folder: str, public_id: str) -> HttpResponse:
        """Answer with the entry, all its claims, and the tag of this state."""
        kind = kind_of(folder)
        self.may("read", "view", kind)
        check_parameters(request, ())
        [shown] = show([find(kind, public_id)])
        if shown.tag in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers={"ETag": shown.tag})
        return respond(shown.body, 200, {"ETag": shown.tag})

    def patch(self, request: HttpRequest, folder: str, public_id: str) -> HttpResponse:
        """Change the fields and parts that are named (RFC 7396), if the entry is still as it was read."""
        kind = kind_of(folder)
        self.may("draft", "change", kind)
        check_parameters(request, ())
        entry = find(kind, public_id)
        rights.require(self.token.user, "change", kind, entry)
        tags = require_tags(request.headers.get("If-Match"))
        data = read_object(request._request, (JSON, MERGE_PATCH))
        with transaction.atomic():
            leaf = take_if(entry, tags)
            rights.require(self.token.user, "change", kind, leaf)
            built = build(kind, data, name="entry", base=desk_drafts([leaf])[0], entry=leaf)
            saved = save_one(built, self.token, accept_duplicates=True)
            return respond_with(request, saved, self.token)

    def delete(self, request: HttpRequest, folder: str, public_id: str) -> HttpResponse:
        """Delete a draft that was never public."""
        kind = kind_of(folder)
        self.may("draft", "delete", kind)
        check_parameters(request, ())
        entry = find(kind, public_id)
        rights.require(self.token.user, "delete", kind, entry)
        tags = require_tags(request.headers.get("If-Match"))
        with transaction.atomic():
            leaf = take_if(entry, tags)
            rights.require(self.token.user, "delete", kind, leaf)
            told = f"By a program, with the token '{self.token.name}'."
            LogEntry.objects.log_actions(self.token.user_id, [leaf], DELETION, told, single_object=True)
            try:
                leaf.delete()
            except (ProtectedError, RestrictedError) as held:
                rows = getattr(held, "protected_objects", None) or held.restricted_objects
                names = ", ".join(sorted({str(row) for row in rows})[:NAMED])
                raise Refusal(409, "conflict", f"'{entry}' is named elsewhere: {names}. Change these first.") from held
        return HttpResponse(status=204)
