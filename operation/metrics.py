"""Numbers for Prometheus at /metrics: how requests were answered, how the record stands, what waits at the desk.

Nothing is counted and the address does not exist unless CHANCERY_METRICS_TOKEN is set. Each process counts for itself,
in a file that all of them read when one is asked (`gunicorn.conf.py` says where), so that an answer is of the whole
site; what the database knows is asked of it then. No number is about a person, and no label holds what a reader sent.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from desk import queue
from desk.models import Entry
from operation.afterwards import Afterwards
from publication.models import Revision
from publication.serving.kept import Told

# Classes of addresses, by how they begin; all others are pages. A reader's own words are never a label.
ROUTES = (
    ("/api/v1/desk/", "write-api"),
    ("/api/", "api"),
    ("/admin/", "desk"),
    ("/static/", "static"),
    ("/releases/", "releases"),
    ("/suggest/", "suggest"),
    ("/healthz", "watch"),
    ("/readyz", "watch"),
    ("/metrics", "watch"),
)
# Seconds. A kept answer takes a tenth of the first; a client that waits for news gets it after thirty.
BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)

_REGISTRY = CollectorRegistry()
_SECONDS = Histogram(
    "chancery_request_seconds",
    "Time until a request's answer began, by class of address and status; its count is the number of requests",
    ("route", "status"),
    registry=_REGISTRY,
    buckets=BOUNDS,
)
_KEPT = Counter(
    "chancery_kept_answers",
    "Answers that depend on the record alone: sent from memory (hit) or made (miss)",
    ("result",),
    registry=_REGISTRY,
)


@cache
def _seconds(route: str, status: int) -> Histogram:
    """The numbers of one class of addresses and one status, looked up once: that takes longer than counting."""
    return _SECONDS.labels(route, str(status))


def _count(answered: list[tuple[str, int, float, str]]) -> None:
    """Count answers: path, status, seconds, and '', 'hit' or 'miss' of each."""
    found: dict[str, int] = {}
    for path, status, seconds, result in answered:
        _seconds(route_of(path), status).observe(seconds)
        if result:
            found[result] = found.get(result, 0) + 1
    for result, number in found.items():
        _KEPT.labels(result).inc(number)


# Counting takes longer than sending a kept answer may.
_ANSWERED = Afterwards(_count, 0.2)


def route_of(path: str) -> str:
    """Return the class of an address, as the label `route` has it."""
    for beginning, route in ROUTES:
        if path.startswith(beginning):
            return route
    return "page"


def counting(told: Told) -> Told:
    """Return what is told of an answer that was kept in front of Django, as `told` is, and has it counted."""

    def tell(environ: dict, status: int, seconds: float):
        _ANSWERED.add((environ["PATH_INFO"], status, seconds, "hit"))
        return told(environ, status, seconds)

    return tell


def metrics_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count what Django answers, if anybody may read the counts."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        result = "miss" if getattr(response, "of_the_record", False) else ""
        _ANSWERED.add((request.path_info, response.status_code, time.perf_counter() - began, result))
        return response

    return answer


class State:
    """What the database knows, asked of it each time: the record's end, and how many entries wait at the desk."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the numbers; where the database does not answer, only that it does not."""
        try:
            head = Revision.objects.head()
            waiting = {"draft": Entry.objects.filter(state=Entry.State.DRAFT).count(), **queue.counts()}
        except Error:
            yield GaugeMetricFamily("chancery_database_up", "Whether the database answered", 0)
            return
        yield GaugeMetricFamily("chancery_database_up", "Whether the database answered", 1)
        yield GaugeMetricFamily("chancery_record_sequence", "The record's last number", head.seq if head else 0)
        if head:
            age = (datetime.now(UTC) - head.recorded_at).total_seconds()
            yield GaugeMetricFamily("chancery_publication_age_seconds", "Time since the last publication", age)
        entries = GaugeMetricFamily(
            "chancery_desk_entries", "Entries at the desk that are drafts or in a list of its queue", labels=("list",)
        )
        for name, number in waiting.items():
            entries.add_metric((name,), number)
        yield entries


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """/metrics: the numbers in Prometheus' text format 0.0.4, for who sends the token; without one set, nothing."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").encode(errors="replace")
    if not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(
            "Send CHANCERY_METRICS_TOKEN as `Authorization: Bearer`.\n",
            status=401,
            content_type="text/plain",
            headers={"WWW-Authenticate": "Bearer"},
        )
    _ANSWERED.flush()
    registry = CollectorRegistry()
    registry.register(State())
    text = generate_latest(registry) + generate_latest(_counted())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _counted() -> CollectorRegistry:
    """What all processes have counted; this one alone where gunicorn was started without its settings."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
