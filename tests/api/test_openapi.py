"""The API's description: valid, complete, true of what is answered; and the page that people read."""

import json
import re

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from operation.releases import more_parts
from publication.openapi.routes import routes
from publication.releasing.writing import write


@pytest.fixture
def described(ask):
    return ask("/api/v1/schema/")


def operations(described):
    return {path: methods["get"] for path, methods in described["paths"].items()}


def test_the_document_is_valid_openapi(described, site):
    assert described["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    response = site.get("/api/v1/schema/")
    assert response["Content-Type"] == "application/vnd.oai.openapi+json"


def test_every_route_of_the_api_is_described(described):
    templates = set()
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "api/v1/":
            templates = {
                "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern)) for one in pattern.url_patterns
            }
    # What is written has a document of its own: tests/desk_api.
    templates.remove("/api/v1/desk/")
    assert set(described["paths"]) == templates == {route.path for route in routes()}


def test_everything_has_words_an_example_and_a_name_of_its_own(described):
    """What the usual rules of Redocly and Spectral ask for. Addresses end in a slash, against a rule of both."""
    found = operations(described)
    names = [operation["operationId"] for operation in found.values()]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in described["tags"]}
    for path, operation in found.items():
        assert operation["summary"] and not operation["summary"].endswith("."), path
        assert operation["description"], path
        assert set(operation["tags"]) <= tags
        assert [sample["label"] for sample in operation["x-codeSamples"]] == ["curl", "Python", "R"]
        parameters = operation["parameters"]
        keys = [(parameter["in"], parameter["name"]) for parameter in parameters]
        assert len(set(keys)) == len(keys), path
        for parameter in parameters:
            assert parameter["description"].endswith("."), (path, parameter["name"])
            if parameter["name"] != "cursor":
                assert parameter.get("example") not in (None, "", []), (path, parameter["name"])
                Draft202012Validator(parameter["schema"]).validate(parameter["example"])
        in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert {"200", "304", "400", "404", "405", "406", "429", "500"} <= set(operation["responses"]), path
        for link in operation["responses"]["200"].get("links", {}).values():
            [led] = [one for one in found.values() if one["operationId"] == link["operationId"]]
            assert set(link["parameters"]) <= {parameter["name"] for parameter in led["parameters"]}, path
    used = set(re.findall(r'"#/components/(?:schemas|headers|responses)/(\w[\w-]*)"', json.dumps(described)))
    defined = {name for kind in described["components"].values() for name in kind}
    assert used == defined
    assert described["info"]["contact"]["url"].endswith("/about/") and described["security"] == []


def test_what_an_object_must_have_is_described(described):
    objects = [one for one in below(described["components"]) if isinstance(one.get("required"), list)]
    assert len(objects) > 40
    for one in objects:
        assert set(one["required"]) <= set(one["properties"]), one


def below(part):
    """Every object in a part of the document."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        yield from below(one)


def query_of(operation):
    """The parameters of an example request, each as it stands in an address."""
    found = {}
    for parameter in operation["parameters"]:
        value = parameter.get("example")
        if parameter["in"] == "query" and value is not None:
            found[parameter["name"]] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return found


def path_of(path, operation):
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    return path


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.path)
def test_every_example_is_answered_as_it_is_described(site, described, route, tmp_path, settings):
    settings.RELEASES_DIR = tmp_path
    if "releases" in route.path:
        write("2026.1", more_parts)
    operation = described["paths"][route.path]["get"]
    path = path_of(route.path, operation)
    needed = {
        one["name"]: one["example"] for one in operation["parameters"] if one.get("required") and one["in"] == "query"
    }
    schemas = operation["responses"]["200"]["content"]
    for form in next(one for one in operation["parameters"] if one["name"] == "format")["schema"]["enum"]:
        response = site.get(path, {**needed, "format": form})
        assert response.status_code == 200, (path, form)
        media_type = response["Content-Type"].split(";")[0]
        if media_type.endswith("json") and media_type != "application/x-ndjson":
            schema = {**schemas[media_type]["schema"], "components": described["components"]}
            Draft202012Validator(schema).validate(json.loads(b"".join(response)))
        assert set(response.headers) >= {"ETag", "Link", "X-Record-Sequence", "Vary"}
    for name, value in query_of(operation).items():
        response = site.get(path, {**needed, name: value})
        # A value of the field's vocabulary may be one that this collection does not have.
        assert response.status_code in (200, 400), (path, name, value)
        if response.status_code == 400:
            [wrong] = json.loads(response.content)["parameters"]
            assert (wrong["parameter"], "is not a parameter" in wrong["detail"]) == (name, False)


def test_the_reference_has_every_address_with_its_parameters(site, described):
    page = site.get("/api/")
    text = page.content.decode()
    assert page["Content-Type"] == "text/html; charset=utf-8"
    for path, operation in operations(described).items():
        assert f"<code>{path}</code>" in text
        assert operation["summary"] in text.replace("&#x27;", "'")
    for name in ("not_certainty", "Accept-Datetime", "application/geo+json", "curl --compressed", "read.csv"):
        assert name in text
    assert not re.search(r"<script(?! src=)|style=", text)
    assert site.get("/api/?q=x").status_code == 400
