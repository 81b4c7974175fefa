"""The write API as an OpenAPI 3.1 document, made from the desk's own declaration of its kinds."""

from functools import cache

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from desk.api.batches import MOST_ITEMS
from desk.api.bodies import JSON, MERGE_PATCH
from desk.api.steps import STEPS
from desk.api.view import respond
from desk.collection.draft import link_namespace
from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Kind, is_link, schema
from publication.openapi.routes import WRITING
from publication.problems import MEDIA_TYPE
from publication.serving.formats import OPENAPI
from publication.serving.links import LICENCE

HERE = f"/{WRITING}"
PROBLEMS = {
    "400": "The body is no JSON object.",
    "401": "No token, or none that works.",
    "403": "The token's scopes or its account's role do not allow this.",
    "404": "The desk has no such entry.",
    "409": "The entry's state is in the way, it resembles others, or its key is in use.",
    "412": "The entry is no longer as it was read.",
    "413": "The body is too large.",
    "415": "The body is no JSON.",
    "422": "A field cannot be written; `errors` names each.",
    "428": "If-Match is missing.",
    "429": "Too many tokens that do not work.",
}


class Description(APIView):
    """This description, for everybody: it tells what entries are made of, and nothing of what is in them."""

    authentication_classes = ()
    metadata_class = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the document."""
        found = {**document(), "servers": [{"url": request.build_absolute_uri("/").rstrip("/")}]}
        return respond(found, 200, {"Content-Type": OPENAPI.content_type, "Cache-Control": "public, max-age=300"})


@cache
def document() -> dict:
    """Return the document without its server; the same for as long as the process lives."""
    paths: dict[str, dict] = {
        HERE: {"get": _operation("desk", "Whose token this is, what it may do, and the folders.")},
        f"{HERE}batch/": {
            "post": _operation(
                "batch",
                f"Up to {MOST_ITEMS} drafts, all or none. `items` of a 422 says what is wrong, item by item.",
                body={JSON: {"schema": _ref("Batch")}},
                more=[_param("Idempotency-Key"), _param("duplicates")],
            )
        },
    }
    for kind in schema.kinds.values():
        entry, listing = f"{HERE}{kind.folder}/{{id}}/", f"{HERE}{kind.folder}/"
        body = {JSON: {"schema": _ref(kind.name)}}
        paths[listing] = {
            "get": _operation(
                f"list_{kind.folder}",
                "Entries of this kind, in the order in which they were begun.",
                more=[_param(name) for name in ("state", "slug", "limit", "cursor")],
            ),
            "post": _operation(
                f"create_{kind.name}",
                "Begin an entry.",
                status="201",
                body=body,
                more=[_param("Idempotency-Key"), _param("duplicates")],
            ),
        }
        change = {JSON: body[JSON], MERGE_PATCH: body[JSON]}
        paths[entry] = {
            "parameters": [_param("id")],
            "get": _operation(f"read_{kind.name}", "The entry as the desk has it.", shown=kind),
            "patch": _operation(
                f"change_{kind.name}", "Change what is named.", body=change, shown=kind, more=[_param("If-Match")]
            ),
            "delete": _operation(
                f"delete_{kind.name}", "Delete a draft that was never public.", status="204", more=[_param("If-Match")]
            ),
        }
        for name, step in STEPS.items():
            [(field, found)] = step.form.base_fields.items()
            said = {"type": "object", "properties": {field: {"type": "string", "maxLength": found.max_length}}}
            if found.required:
                said["required"] = [field]
            paths[f"{entry}{name}/"] = {
                "parameters": [_param("id")],
                "post": _operation(
                    f"{name}_{kind.name}",
                    step.__doc__,
                    body={JSON: {"schema": said}},
                    shown=kind,
                    more=[_param("If-Match"), _param("Idempotency-Key")],
                ),
            }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chancery: the write API",
            "version": "1",
            "description": "Drafts of the desk, for programs of curators. Nothing is public before it is published.",
            # Under this, what is written here is published.
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made in the admin, under Your account. Scopes: "
                    + "; ".join(f"{name}: {words}" for name, words in settings.TOKEN_SCOPES.items()),
                }
            },
            "parameters": PARAMETERS,
            "schemas": {"Batch": BATCH, **{kind.name: _kind(kind) for kind in schema.kinds.values()}},
            "responses": {
                f"Problem{status}": {"description": words, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
                for status, words in PROBLEMS.items()
            },
        },
    }


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "candidates": {"type": "array", "items": {"type": "object"}},
        "items": {"type": "array", "items": {"type": "object"}},
    },
}
_ENTRY = {"type": "object", "description": "As the body of a POST or PATCH of its folder."}
BATCH = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ITEMS,
            "items": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["create", "entry"],
                        "properties": {"create": {"type": "string", "description": "A folder."}, "entry": _ENTRY},
                    },
                    {
                        "type": "object",
                        "required": ["change", "if_match", "entry"],
                        "properties": {
                            "change": {"type": "string", "format": "uuid"},
                            "if_match": {"type": "string"},
                            "entry": _ENTRY,
                        },
                    },
                ]
            },
        }
    },
}


def _parameter(name: str, where: str, words: str, *, required: bool = False, **said) -> dict:
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": words,
        "schema": {"type": "string", **said},
    }


PARAMETERS = {
    "id": _parameter("id", "path", "The entry's permanent id.", required=True, format="uuid"),
    "If-Match": _parameter("If-Match", "header", "The ETag of the entry as you have read it.", required=True),
    "Idempotency-Key": _parameter("Idempotency-Key", "header", "The same key and body are done once in 24 hours."),
    "duplicates": _parameter("duplicates", "query", "It is none of those that it resembles.", enum=["accept"]),
    "state": _parameter("state", "query", "Entries in this state alone.", enum=list(Entry.State.values)),
    "slug": _parameter("slug", "query", "The entry with this slug."),
    "limit": _parameter("limit", "query", "How many: 1 to 1000, usually 100.", pattern="^[0-9]+$"),
    "cursor": _parameter("cursor", "query", "Where the page begins: follow `next`."),
}


def _param(name: str) -> dict:
    return {"$ref": f"#/components/parameters/{name}"}


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(
    name: str,
    words: str,
    *,
    status: str = "200",
    body: dict | None = None,
    shown: Kind | None = None,
    more: list[dict] = (),
) -> dict:
    told: dict = {"description": "Done."}
    if status != "204":
        properties = {"entry": _ref(shown.name)} if shown else {}
        told["content"] = {JSON: {"schema": {"type": "object", "properties": properties}}}
    if status == "201" or shown:
        told["headers"] = {"ETag": {"schema": {"type": "string"}}}
    answers = {status: told, **{code: {"$ref": f"#/components/responses/Problem{code}"} for code in PROBLEMS}}
    found = {"operationId": name, "summary": words, "parameters": list(more), "responses": answers}
    return found if body is None else {**found, "requestBody": {"required": True, "content": body}}


def _kind(kind: Kind) -> dict:
    """What an entry of a kind is made of. Every value is written as text; numbers and booleans are taken too."""
    own = [name for name in (*ENTRY_FIELDS, *kind.fields) if name not in kind.derived]
    properties = {"kind": {"const": kind.name}, "id": {"type": "string", "format": "uuid"}}
    properties |= {name: _field(kind.model, name) for name in own}
    properties |= {child.file_key: {"type": "array", "items": {"type": "string"}} for child in schema.entry_children}
    for part in schema.parts_of(kind):
        fields = {"id": {"type": "string", "format": "uuid"}}
        fields |= {name: _field(part.model, name) for name in part.fields}
        fields |= {name: _field(Claim, name) for name in CLAIM_FIELDS}
        fields |= {"on": {"type": "string", "description": "For a start and an end on the same day."}}
        fields |= {child.file_key: {"type": "string", "description": _CITE} for child in schema.claim_children}
        properties[part.name] = {"type": "array", "items": {"type": "object", "properties": fields}}
    return {"type": "object", "properties": properties}


_CITE = 'One in each line: source | where | "quotation" | note.'


def _field(model: type[models.Model], name: str) -> dict:
    found = model._meta.get_field(name)
    said: dict = {"type": ["string", "number", "boolean", "null"]}
    words = str(found.help_text)
    if is_link(model, name):
        words = f"The slug of a {link_namespace(model, name) or 'kind/slug'}. {words}".strip()
    elif found.choices:
        said = {"enum": [str(value) for value, _ in found.flatchoices] + ([""] if found.blank else []) + [None]}
    elif found.max_length:
        said["maxLength"] = found.max_length
    return {**said, **({"description": words} if words else {})}
