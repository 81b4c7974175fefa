"""The description of the write API: valid, complete, and true of what is answered."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from desk.api.urls import urlpatterns
from desk.models import Entry
from desk.schema import schema
from tests.desk_api.conftest import HERE


@pytest.fixture
def described(collection, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"{HERE}schema/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/vnd.oai.openapi+json")
    return response.json()


def test_it_is_valid_openapi(described):
    assert described["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    assert described["info"]["license"]["name"] == "CC BY 4.0"


def test_every_address_and_method_is_described(described):
    found = set()
    for pattern in urlpatterns:
        template = HERE + re.sub(r"<str:public_id>", "{id}", str(pattern.pattern))
        for folder in [kind.folder for kind in schema.kinds.values()] if "<" in template else [""]:
            methods = {name for name in ("get", "post", "patch", "delete") if hasattr(pattern.callback.cls, name)}
            found |= {(template.replace("<str:folder>", folder), method) for method in methods}
    found.remove((f"{HERE}schema/", "get"))
    told = {(path, name) for path, methods in described["paths"].items() for name in methods if name != "parameters"}
    assert told == found


def test_what_is_read_fits_what_is_described(described, curator):
    for entry in Entry.objects.all():
        folder = schema.of(entry).folder
        body = curator.get(f"{folder}/{entry.public_id}/").json()["entry"]
        found = described["components"]["schemas"][entry.kind]
        closed = {**found, "additionalProperties": False}
        known = {"slug", *found["properties"]}
        assert set(body) <= known, set(body) - known
        closed["properties"] |= {"slug": {"type": "string"}}
        assert [error.message for error in Draft202012Validator(closed).iter_errors(body)] == []
