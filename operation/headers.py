"""What every answer tells the browser to allow, whoever made it: a page, the API, the admin, a style sheet, an error.

The Content-Security-Policy is django-csp's, written out once: its own middleware does so for every answer, which was a
tenth of the time of an entry's JSON. HSTS, Referrer-Policy, X-Content-Type-Options and Cross-Origin-Opener-Policy are
SecurityMiddleware's. Here is what neither has.
"""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

# No page asks for any of these, so that nothing which slips into one may.
POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)
# Pictures that other sites show beside a link.
_SHOWN = "/static/share/"
# Drawings that other sites may show; the desk's and the page's own are theirs alone.
_DRAWINGS, _OWN = (".svg", ".png"), ("/admin/", "/static/")


def headers_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the policies of content, features and other sites to every answer that has none."""
    content = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, content)
        response.headers.setdefault("Permissions-Policy", POLICY)
        site = "cross-origin" if _for_other_sites(request.path_info, response) else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", site)
        return response

    return answer


def _for_other_sites(path: str, response: HttpResponse) -> bool:
    """Whether pages of other sites may hold this: what they may read by script, pictures of links, drawings."""
    if response.get("Access-Control-Allow-Origin") == "*" or path.startswith(_SHOWN):
        return True
    return path.endswith(_DRAWINGS) and not path.startswith(_OWN)
