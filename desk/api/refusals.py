"""What the write API refuses: an exception that carries its problem (RFC 9457), raised wherever it is found."""

from collections.abc import Iterable

from django.http import HttpResponse

from desk.collection.files import FileError
from publication.errors import PublicationRefused
from publication.problems import ECHO, problem


class Refusal(Exception):
    """A request that is not done, and nothing of it written. `name` is a type of problem of `publication.problems`."""

    def __init__(self, status: int, name: str, detail: str, *, headers: dict[str, str] | None = None, **more):
        super().__init__(detail)
        self.status, self.name, self.detail, self.more = status, name, detail, more
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        """Return the answer."""
        answer = problem(self.status, self.name, self.detail, **self.more)
        for header, value in self.headers.items():
            answer[header] = value
        return answer


def error(field: str, value: object, message: str) -> dict:
    """Return one error as answers hold it: the field, what stands there, and what would be accepted."""
    shown = {"value": value[:ECHO]} if isinstance(value, str) and value else {}
    return {"field": field, **shown, "detail": message}


def invalid(errors: list[dict]) -> Refusal:
    """Return the refusal of something that cannot be written."""
    first = errors[0]
    said = f"{first['field']}: {first['detail']}" if first["field"] else first["detail"]
    more = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
    return Refusal(422, "invalid", said + more, errors=errors)


def errors_of(found: Iterable[FileError]) -> list[dict]:
    """Return errors of the parser and the writer as answers hold them."""
    return [error(one.field, one.value, one.message) for one in found]


def step_refused(refused: PublicationRefused) -> Refusal:
    """Return the refusal of a step of an entry's life."""
    errors = [
        {
            "entry": one.entry,
            "field": one.where,
            "detail": one.message,
            **({"claim": one.claim_id} if one.claim_id else {}),
        }
        for one in refused.problems
    ]
    return Refusal(422, "refused", str(refused.problems[0]), errors=errors)


def no_such_entry(folder: str) -> Refusal:
    """Return the refusal of an id that the desk does not have, or has in another folder."""
    return Refusal(404, "not-found", f"The desk has no entry of this id in {folder}/.")
