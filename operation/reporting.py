"""Errors to Sentry and times to OpenTelemetry, where the operator installed their libraries and named where to send.

Neither is installed with the site. What is sent says which code ran, how long and how it ended; nothing of who asked:
no address, no cookie, no header, no query string, no body, no account, and no variable of the code that failed.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from operation.metrics import route_of


def report_errors() -> None:
    """Send errors of this process, server or command, to SENTRY_DSN if it is set."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=_without_reader,
    )


def _without_reader(event: dict, hint: dict) -> dict:
    """Keep of a request its method and path alone."""
    request = event.pop("request", {})
    for name in ("user", "extra", "breadcrumbs"):
        event.pop(name, None)
    if request:
        event["request"] = {"method": request.get("method"), "url": str(request.get("url")).partition("?")[0]}
    return event


def trace_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a span for each request that Django answers, if OTEL_EXPORTER_OTLP_ENDPOINT is set.

    The library reads its other variables itself: OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_HEADERS.
    A span goes on from the `traceparent` of the proxy. Kept answers have none: they take a tenth of a millisecond.
    """
    if not settings.OTEL_ENDPOINT:
        raise MiddlewareNotUsed
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.propagate import extract
    from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import SpanKind, Status, StatusCode

    # What the operator's variables say comes before what stands here.
    resource = Resource({SERVICE_NAME: "chancery"}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("chancery")

    def answer(request: HttpRequest) -> HttpResponse:
        route = route_of(request.path_info)
        parent = extract({"traceparent": request.headers.get("traceparent", "")})
        with tracer.start_as_current_span(f"{request.method} {route}", parent, SpanKind.SERVER) as span:
            response = get_response(request)
            span.set_attribute("http.request.method", request.method)
            span.set_attribute("url.path", request.path_info[:300])
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
        return response

    return answer
