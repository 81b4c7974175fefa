"""The API's description for programs and for people, and a page for each type of problem."""

import json
from functools import lru_cache

from django.http import Http404
from django.shortcuts import render

from publication.listing import check_parameters, moment_of
from publication.openapi.document import PARTS, document
from publication.openapi.examples import examples
from publication.pages import RecordPage
from publication.problems import PROBLEMS
from publication.reading.moment import Moment, resolve
from publication.serving.formats import JSON, OPENAPI
from publication.serving.view import RecordView

# Longer vocabularies stand in the document alone.
READABLE = 16


@lru_cache(maxsize=4)
def _document(server: str, seq: int) -> dict:
    """Made once for each state of the record, from which its examples are."""
    return document(server, examples(resolve(None, str(seq))))


def description_at(request, moment: Moment) -> dict:
    """The document, for whoever asks at this address."""
    return _document(request.build_absolute_uri("/").rstrip("/"), moment.seq)


class SchemaView(RecordView):
    """This description, as an OpenAPI 3.1 document."""

    formats = (OPENAPI, JSON)
    takes = ()

    def answer(self, request, moment):
        """Answer with the document."""
        return self.respond(json.dumps(description_at(request, moment), ensure_ascii=False, indent=1).encode(), moment)


class Reference(RecordPage):
    """/api/: the same for people, without a script."""

    def get(self, request):
        """Answer with every address, its parameters, formats and samples."""
        check_parameters(request, ())
        moment = moment_of(request)
        found = description_at(request, moment)
        parts = [{"name": name, "words": words, "operations": []} for name, words in PARTS.items()]
        by_name = {part["name"]: part for part in parts}
        for path, methods in found["paths"].items():
            one = methods["get"]
            # A template cannot name a key with a hyphen.
            more = {"path": path, "formats": list(one["responses"]["200"]["content"]), "shown": one["x-codeSamples"]}
            parameters = [{**each, "choices": _values(each)} for each in one["parameters"]]
            by_name[one["tags"][0]]["operations"].append({**one, **more, "parameters": parameters})
        context = {
            "title": "The API",
            "section": "api",
            "parts": parts,
            "problems": PROBLEMS,
            "samples": _first_samples(found),
        }
        return render(request, "reference/index.html", context)


def _values(parameter: dict) -> list:
    """The values to choose from, where they are few enough to read."""
    schema = parameter["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum") or []
    return values if len(values) <= READABLE else []


class ProblemPage(RecordPage):
    """/api/problems/NAME/: what a type of problem means."""

    def get(self, request, name: str):
        """Answer with the explanation."""
        check_parameters(request, ())
        if name not in PROBLEMS:
            raise Http404
        title, words = PROBLEMS[name]
        context = {"title": title, "section": "api", "name": name, "words": words, "problems": PROBLEMS}
        return render(request, "reference/problem.html", context)


def _first_samples(found: dict) -> list[dict]:
    return found["paths"]["/api/v1/dyad-years/"]["get"]["x-codeSamples"]
