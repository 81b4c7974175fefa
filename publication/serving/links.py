"""Link headers (RFC 8288): where the next page, the versions, the documentation and the licence of an answer are."""

from django.http import HttpRequest, HttpResponse

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA = "/api/v1/schema/"
REFERENCE = "/api/"
OPENAPI_TYPE = "application/vnd.oai.openapi+json"


def link_value(url: str, rel: str, **parameters: str) -> str:
    """One link with its relation. Addresses are percent-encoded by whoever made them."""
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    return f'<{url}>; rel="{rel}"{more}'


def add_links(response: HttpResponse, *values: str) -> None:
    """Add links to a response, after those that it has."""
    had = [response["Link"]] if response.has_header("Link") else []
    response["Link"] = ", ".join([*had, *values])


def add_usual_links(request: HttpRequest, response: HttpResponse) -> None:
    """Add what every answer of the API leads to."""
    add_links(
        response,
        link_value(request.build_absolute_uri(SCHEMA), "describedby service-desc", type=OPENAPI_TYPE),
        link_value(request.build_absolute_uri(REFERENCE), "service-doc", type="text/html"),
        link_value(LICENCE, "license"),
    )
