"""What all addresses of the write API have in common: a token, answers that nobody stores, problems in words."""

import json
import uuid

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from accounts.models import Token
from desk.api import rights
from desk.api.authentication import TokenAuthentication, require_scope
from desk.api.refusals import Refusal, no_such_entry, step_refused
from desk.api.showing import Shown, show
from desk.models import Entry
from desk.schema import Kind, schema
from publication.errors import PublicationRefused
from publication.serving.view import FirstRenderer


class DeskView(APIView):
    """A view of the desk for programs. Whatever is not a token's to do is refused before anything is looked up."""

    authentication_classes = (TokenAuthentication,)
    content_negotiation_class = FirstRenderer
    metadata_class = None
    parser_classes = ()

    @property
    def token(self) -> Token:
        """The token that was sent."""
        return self.request.auth

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """Turn what is refused into a problem."""
        if isinstance(exc, Refusal):
            return exc.response()
        if isinstance(exc, PublicationRefused):
            return step_refused(exc).response()
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        """Nobody on the way may keep an answer of the desk."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def may(self, scope: str, action: str, kind: Kind) -> None:
        """Raise Refusal unless the token and its account may do this with entries of a kind at all."""
        require_scope(self.token, scope)
        rights.require(self.token.user, action, kind)


def kind_of(folder: str) -> Kind:
    """Return the kind whose entries are in a folder. Raises Refusal (404)."""
    for kind in schema.kinds.values():
        if kind.folder == folder:
            return kind
    known = ", ".join(kind.folder for kind in schema.kinds.values())
    raise Refusal(404, "not-found", f"The desk has no folder '{folder[:60]}'. There are: {known}.")


def find(kind: Kind, public_id: str) -> Entry:
    """Return an entry of a kind. Raises Refusal (404) for an id that it does not have."""
    try:
        identity = uuid.UUID(public_id)
    except ValueError:
        raise no_such_entry(kind.folder) from None
    entry = Entry.objects.filter(public_id=identity, kind=kind.name).first()
    if entry is None:
        raise no_such_entry(kind.folder)
    return entry


def respond(body: dict, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return JSON."""
    headers = {"Content-Type": "application/json", **(headers or {})}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, headers=headers)


def respond_with(request: HttpRequest, entry: Entry, token: Token, status: int = 200) -> HttpResponse:
    """Return an entry as it stands now, with its tag; to a token that may not read, only what it is called."""
    [shown] = show([entry])
    headers = {"ETag": shown.tag}
    if status == 201:
        headers["Location"] = request.build_absolute_uri(shown.body["url"])
    return respond(body_for(token, shown), status, headers)


def body_for(token: Token, shown: Shown) -> dict:
    """Return what a token may see of an entry that it has just written."""
    if "read" in token.scopes:
        return shown.body
    return {name: shown.body[name] for name in ("id", "kind", "slug", "state", "url")}
