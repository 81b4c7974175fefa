"""The body of a request: JSON of bounded size and depth, as texts, lists and objects."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from desk.api.refusals import Refusal, error, invalid
from desk.collection.files import hint
from desk.importing.objects import parse, plain
from desk.importing.refusal import FileRefused

JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"


def read_object(request: HttpRequest, types: tuple[str, ...] = (JSON,), *, needed: bool = True) -> dict:
    """Return the object that a body holds: numbers as written, true and false as texts, null as ''.

    Where it is not needed, no body at all is an empty object. Raises Refusal: 413 if it is too large,
    415 for another type, 400 for what is no object in JSON.
    """
    body = read_body(request)
    if not (body or needed):
        return {}
    given = request.content_params.get("charset", "utf-8").strip('"').lower()
    if request.content_type not in types or given not in ("utf-8", "utf8"):
        shown = request.content_type[:60] or "nothing"
        raise Refusal(
            415,
            "unsupported-media-type",
            f"The header Content-Type says '{shown}'. Send {' or '.join(types)} in UTF-8.",
            headers={"Accept-Patch" if MERGE_PATCH in types else "Accept-Post": ", ".join(types)},
        )
    try:
        found = plain(parse(body.decode("utf-8"), "The body"), "The body")
    except UnicodeDecodeError as wrong:
        raise Refusal(400, "bad-request", f"Byte {wrong.start} of the body is not UTF-8.") from wrong
    except FileRefused as wrong:
        raise Refusal(400, "bad-request", str(wrong)) from wrong
    if not isinstance(found, dict):
        raise Refusal(400, "bad-request", 'The body is no JSON object. Write {"title": "…"}.')
    return found


def read_body(request: HttpRequest) -> bytes:
    """Return the bytes of a body. Raises Refusal if there are more than settings.DATA_UPLOAD_MAX_MEMORY_SIZE."""
    try:
        return request.body
    except RequestDataTooBig as wrong:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        # What was not read must not be taken for the next request.
        said = f"A request may have {most} MB."
        raise Refusal(413, "too-large", said, headers={"Connection": "close"}) from wrong


def only(data: dict, known: tuple[str, ...]) -> None:
    """Raise Refusal (422) for keys of an object that are not known."""
    wrong = [error(name[:60], "", f"is not a field. {hint(name, known)}") for name in data if name not in known]
    if wrong:
        raise invalid(wrong)
