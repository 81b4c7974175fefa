"""Every parameter, part of an address and header of every reading address, with what attackers send.

The addresses are those of the descriptions and of the resolver, so that a new one is asked without a word here. A few
payloads of each for every change; all of them with `make test-apart`.
"""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.test import Client

from operation.queries import addresses, described_addresses
from tests.desk_admin.accounts import account, signed_in
from tests.desk_api.conftest import HERE, program
from tests.fuzzing.payloads import HEADERS, MARK, PAYLOADS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]

TYPES = re.compile(
    r"(text/(html|plain|csv|javascript|calendar|turtle|xml)|image/(svg\+xml|png)|application/("
    r"json|problem\+json|x-ndjson|geo\+json|ld\+json|graphml\+xml|link-format|vnd\.oai\.openapi\+json|atom\+xml|"
    r"x-bibtex|vnd\.citationstyles\.csl\+json|x-research-info-systems|opensearchdescription\+xml|xml|manifest\+json|"
    r"rss\+xml|zip|yaml|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet))(; ?charset=.?utf-8.?)?$"
)
# Markup that only a payload would have put there.
MARKUP = re.compile(rf"<script>{MARK}|<img src=x onerror={MARK}|<svg/onload={MARK}|['\"] onmouseover={MARK}".encode())
ACTIVE = re.compile(rb"(href|src|action)=[\"']?\s*javascript:", re.IGNORECASE)


def wrong_with(response, sent: str) -> list[str]:
    """What is wrong with an answer, whatever was sent."""
    found = []
    if response.status_code >= 500:
        found.append(f"{response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if body and not TYPES.match(kind):
        found.append(f"type {kind}")
    if b"Traceback (most recent" in body or b"OperationalError" in body:
        found.append("an error's inside")
    if kind.startswith(("text/html", "image/svg")) and (MARKUP.search(body) or ACTIVE.search(body)):
        found.append("markup")
    if "csv" in kind and re.search(rf"^[=+@\t].*{MARK}".encode(), body, re.MULTILINE):
        found.append("a formula")
    if "X-Injected" in response or "injected" in response.cookies:
        found.append("a header")
    target = urlsplit(response.get("Location", ""))
    if target.netloc not in ("", "testserver") or target.scheme not in ("", "http", "https"):
        found.append(f"sent to {response['Location']}")
    if response.get("Location", "").replace("\\", "/").startswith("//"):
        found.append(f"sent to {response['Location']}")
    if response.status_code == 400 and "problem" in kind and "?" in sent and not response.json().get("detail"):
        found.append("a refusal without a word")
    return found


def changed(address: str) -> Iterator[str]:
    """The address with a place `{}` for a payload: its last value, and its last part."""
    path, _, query = address.partition("?")
    if query:
        yield f"{path}?{query.rpartition('=')[0]}={{}}"
        return
    yield f"{path}?nonsense={{}}"
    parts = path.rstrip("/").split("/")
    if len(parts) > 2:
        yield "/".join([*parts[:-1], "{}"]) + ("/" if path.endswith("/") else "")


def ask(client: Client, places: list[str], payloads: list[tuple[str, str]]) -> list[str]:
    """Ask every place with every payload; return what went wrong, with how."""
    found = []
    for place, (_, payload) in itertools.product(places, payloads):
        path, _, query = place.replace("{}", payload).partition("?")
        # The path goes as a server gives it: decoded bytes, read as Latin-1.
        response = client.generic("GET", path, QUERY_STRING=query)
        found += [f"{said}: {place.replace('{}', payload[:80])}" for said in wrong_with(response, place)]
    return found


def public_places() -> list[str]:
    """Every public address with each of its parameters, and what is left out of the list of queries."""
    also = ["/suggest/country/north/", "/releases/", "/healthz", "/readyz", "/admin/login/?next=/admin/"]
    also += ["/suggest/?about=north", "/api/v1/releases/", "/language/?next=/"]
    return list(dict.fromkeys(place for one in [*addresses(), *also] for place in changed(one)))


def desk_places() -> list[str]:
    """Every list of the admin, with what may stand in its address."""
    found = []
    for model, screen in admin.site._registry.items():
        here = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        names = ["q", "o", "p", "e", "all", "_popup", "_changelist_filters", "id__in", "pk__exact", "owner__password"]
        names += [str(one) for one in screen.list_filter if isinstance(one, str)]
        found += [f"{here}?{name}={{}}" for name in names]
        found += [f"{here}{{}}/change/", f"{here}{{}}/history/", f"{here}add/?title={{}}"]
    return [
        *found,
        "/admin/?next={}",
        "/admin/r/1/{}/",
        "/admin/jsi18n/?x={}",
        "/admin/{}/",
        "/admin/password_change/?{}=",
    ]


def sample(places: list[str], each: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each place with a few payloads, others for the next: all of them in turn, the same every time."""
    turn = itertools.cycle(PAYLOADS)
    for place in places:
        yield place, list(itertools.islice(turn, each))


def test_every_public_address_with_a_payload_each():
    client = Client(raise_request_exception=False)
    found = [said for place, payloads in sample(public_places(), 1) for said in ask(client, [place], payloads)]
    assert found == []


def test_lists_of_the_desk_with_a_payload_each():
    client = signed_in(account("editor", "Editors", "Administrators"))
    client.raise_request_exception = False
    found = [said for place, payloads in sample(desk_places()[::5], 1) for said in ask(client, [place], payloads)]
    assert found == []


def test_every_address_of_the_write_api_with_a_payload_each():
    token = program("curator", "Curators").text
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    described = client.get(f"{HERE}schema/").json()
    places = [place for one in described_addresses(described) for place in changed(one)]
    found = [said for place, payloads in sample(places, 2) for said in ask(client, [place], payloads)]
    assert found == []


@pytest.mark.parametrize(("name", "value"), HEADERS, ids=[name for name, _ in HEADERS])
def test_every_header(name, value):
    client = Client(raise_request_exception=False)
    for path in ("/", "/countries/north/", "/api/v1/events/", "/api/v1/countries/north/", "/admin/login/", "/nothing/"):
        response = client.get(path, headers={name: value})
        assert wrong_with(response, path) == []
        body = b"".join(response) if response.streaming else response.content
        # No answer is made of another site's name: whoever keeps answers would give it to others.
        assert MARK.encode() not in body
        assert MARK not in str(response.headers)


@pytest.mark.apart
@pytest.mark.parametrize("kind", sorted({name for name, _ in PAYLOADS}))
def test_every_public_address_with_every_payload(kind):
    client = Client(raise_request_exception=False)
    assert ask(client, public_places(), [one for one in PAYLOADS if one[0] == kind]) == []


@pytest.mark.apart
@pytest.mark.parametrize("kind", sorted({name for name, _ in PAYLOADS}))
def test_every_list_of_the_desk_with_every_payload(kind):
    client = signed_in(account("editor", "Editors", "Administrators"))
    client.raise_request_exception = False
    assert ask(client, desk_places(), [one for one in PAYLOADS if one[0] == kind]) == []
