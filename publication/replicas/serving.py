"""The choice within a request: made before anything of it is answered, and made again where a database is lost.

`Placed` stands before `publication.serving.kept`, which reads the record's number for each request: number and answer
are then of the same database, and an answer of a replica that is behind is kept under the number that it is of.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse

from publication import outage
from publication.reading.database import alias_here, read_from
from publication.replicas.asking import CHOICE
from publication.replicas.choice import Choice
from publication.serving.kept import Ready

READING = ("GET", "HEAD")
# What is never answered by a replica: the desk, the watcher's question, and the changes that mirrors follow, since a
# mirror takes a record that is shorter than its own for another one.
PRIMARY = ("/admin/", "/api/v1/desk/", "/api/v1/changes/", "/readyz")
# What a replica may say only because something has not arrived there: no such entry, number or cursor.
ABSENT = (400, 404, 410)


class Placed:
    """A WSGI application before all others, which chooses the database that a request's reads go to."""

    def __init__(self, application: Callable, choice: Choice = CHOICE):
        self.application, self.choice = application, choice

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Choose and answer. What was chosen holds until the thread's next request, so for streams too."""
        read_from(self._choose(environ))
        return self.application(environ, start_response)

    def at_once(self, environ: dict) -> Ready | None:
        """What `publication.serving.kept.Kept.at_once` says, with the choice made."""
        read_from(self._choose(environ))
        return self.application.at_once(environ)

    def _choose(self, environ: dict) -> str:
        if environ["REQUEST_METHOD"] not in READING or environ["PATH_INFO"].startswith(PRIMARY):
            return DEFAULT_DB_ALIAS
        # Curators and their programs see at once what they have published.
        signed_in = settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")
        return self.choice.own() if signed_in or "HTTP_AUTHORIZATION" in environ else self.choice.read()


class ReadAgain:
    """Middleware around the view: a read that a database failed, or that a replica may not know of, is done again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse], choice: Choice = CHOICE):
        self.get_response, self.choice = get_response, choice

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from each database once at most."""
        response = self.get_response(request)
        if not self.choice.replicas or request.method not in READING or request.path_info.startswith(PRIMARY):
            return response
        tried = [alias_here()]
        while len(tried) <= len(self.choice.replicas):
            if outage.is_answer(response):
                self.choice.ask(tried[-1])
                alias = self.choice.read(tried)
            elif response.status_code in ABSENT and self.choice.behind(tried[-1]) and DEFAULT_DB_ALIAS not in tried:
                alias = DEFAULT_DB_ALIAS
            else:
                break
            if alias in tried:
                break
            tried.append(alias)
            read_from(alias)
            response = self.get_response(request)
            # It may be of another number than the one that was read before; nobody else shall get it as that one's.
            response.of_the_record = False
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 where a database is at fault, which `__call__` may better."""
        return outage.answer(request, exception) if outage.is_fault(exception) else None
