"""The desk's home and the pages of its watches."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from desk.quality.watch import MOST_COUNTED, watches

PER_PAGE = 50


def counted() -> list[dict]:
    """Return the watches with the number of rows of each, for the desk's home."""
    return [{"watch": watch, "count": watch.count()} for watch in watches.values()]


def watch_view(request: HttpRequest, name: str, admin_site) -> TemplateResponse:
    """Show one page of a watch's list."""
    watch = watches.get(name)
    if watch is None:
        raise Http404(f"There is no list '{name[:40]}'. The desk's home names them all.")
    page = Paginator(watch.find(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin_site.each_context(request),
        "title": watch.title,
        "watch": watch,
        "page": page,
        "items": watch.say(list(page.object_list)),
        "most": MOST_COUNTED,
    }
    return TemplateResponse(request, "admin/watch.html", context)
