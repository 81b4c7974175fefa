"""The reader's language, which the address alone decides: English at the plain addresses, Russian below /ru/.

No cookie and no header of the request takes part, so that a page has one language, can be cached and can be cited.
What programs read (the API, tables, feeds, sitemaps) and the desk have no other language than English.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

# What the record's texts are written in, and the interface at the plain addresses.
RECORD = settings.LANGUAGE_CODE
OTHERS = tuple(code for code, _ in settings.LANGUAGES if code != RECORD)
# Each language by its own name.
NAMES = {"en": "English", "ru": "Русский"}
# Below these stand no pages of the public site.
_PLAIN = ("/api/", "/admin/", "/feeds/", "/static/", "/sitemaps/")
# Pages end in a slash; of the files only drawings hold words of the interface.
_DRAWINGS = (".svg", ".png")


def reading() -> str:
    """The code of the language that this request is answered in."""
    return translation.get_language() or RECORD


def as_recorded() -> bool:
    """Whether the reader's language is the one that the record is written in."""
    return reading() == RECORD


def language_of(path: str) -> str:
    """The language that an address is in: that of its first part, if it names one."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in OTHERS else RECORD


def plain(path: str) -> str:
    """An address of the site without the part that names its language."""
    code = language_of(path)
    return path if code == RECORD else path.removeprefix(f"/{code}") or "/"


def is_page(path: str) -> bool:
    """Whether a plain address (it may have a query) is one that every language has."""
    path = path.partition("?")[0]
    return path.endswith(("/", *_DRAWINGS)) and not path.startswith(_PLAIN)


def within(path: str, code: str) -> str:
    """A plain address in another language; the same for what has one language only."""
    return path if code == RECORD or not is_page(path) else f"/{code}{path}"


def local(path: str) -> str:
    """A plain address in the reader's language."""
    return within(path, reading())


def language_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer each request in the language of its address; `request.plain_path` is the address without it."""

    def answer(request: HttpRequest) -> HttpResponse:
        code = language_of(request.path_info)
        request.plain_path = plain(request.path_info)
        with translation.override(code):
            response = get_response(request)
        if is_page(request.plain_path):
            response.headers.setdefault("Content-Language", code)
        return response

    return answer
