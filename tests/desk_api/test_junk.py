"""Whatever is sent, the answer is an answer: a problem that names what is wrong, never an error of ours."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from desk.models import Entry
from desk.schema import CLAIM_FIELDS, schema
from tests.desk_admin.screens import desk_now
from tests.desk_api.conftest import SPEECH, Program, program


@pytest.fixture(scope="module")
def root(small_record, django_db_blocker):
    """An administrator's program, kept for all examples of this module."""
    with django_db_blocker.unblock():
        yield program("root", "Administrators")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b" ", "The body, line 1, column 2 is not JSON: Expecting value."),
        (b"{", "The body, line 1, column 2 is not JSON: Expecting property name enclosed in double quotes."),
        (b"\xff{}", "Byte 0 of the body is not UTF-8."),
        (b"[]", 'The body is no JSON object. Write {"title": "\u2026"}.'),
        (b"3", 'The body is no JSON object. Write {"title": "\u2026"}.'),
        (b'{"title": NaN}', "The body is not taken: NaN is no number of JSON. Write null, or leave the field out."),
        (b'{"title": "a", "title": "b"}', "The body is not taken: 'title' stands twice in one object."),
        (b'{"title": "a\\u0000"}', "The body holds a NUL character."),
        (b'{"a\\u0000": ""}', "The body holds a NUL character."),
        (b'{"title": "\\ud800"}', "The body holds half of a pair of surrogates, which is no character."),
        (b'{"title": ' + b"[" * 20 + b"]" * 20 + b"}", "The body has more than 8 levels."),
        (b'{"title": ' + b"[" * 200_000, "The body has too many lists within lists."),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_body_that_is_no_object_is_refused_in_words(db, root, body, detail):
    for path in ("events/", "batch/"):
        response = root.send("POST", path, body)
        assert (response.status_code, response.json()["detail"]) == (400, detail)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16", ""]
)
def test_a_body_that_is_no_json_is_refused(db, root, kind):
    response = root.send("POST", "events/", json.dumps(SPEECH), Content_Type=kind)
    assert (response.status_code, response.json()["type"]) == (415, "/api/problems/unsupported-media-type/")
    assert response["Accept-Post"] == "application/json"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(db, root, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    response = root.send("POST", "events/", json.dumps({"summary": "x" * 1024 * 1024}))
    assert (response.status_code, response.json()["detail"]) == (413, "A request may have 1 MB.")


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "-0", "1.5", "99999999999999999999"])
def test_numbers_of_any_size_are_refused_or_taken(db, root, number):
    body = f'{{"slug": "x", "title": "X", "unit": {number}, "observations": [{{"value": {number}, "rank": {number}}}]}}'
    response = root.send("POST", "indicators/?duplicates=accept", body)
    assert response.status_code in (201, 422), response.content


def names() -> list[str]:
    """Every name that an entry or a claim of any kind can hold, and some that none can."""
    found = {"id", "slug", "kind", "on", "cite", "topics", "", "__class__", "owner", "state", *CLAIM_FIELDS}
    for kind in schema.kinds.values():
        found |= {*kind.fields, "title", "title_ru", "summary"}
        for part in schema.parts_of(kind):
            found |= {part.name, *part.fields}
    return sorted(found)


words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["north", "south", "actor/north", "2007-02", "..", "[..2001]", "true", "asserted", "-1", "x" * 400]
    ),
    st.sampled_from(
        ["gazette-2007 | p. 1", 'a | b | "c" | d | e', "|||", "north--south", "None", "1e5", "\u202e", "٣"]
    ),
)
plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), words)
values = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(names()), inner, max_size=5)),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(names()), values, max_size=8)
quietly = hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def is_an_answer(response) -> None:
    """Whether an answer is one that a program can go on with."""
    assert response.status_code in (200, 201, 400, 404, 409, 412, 422, 428), response.content
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert json.loads(response.content)["detail"]


@quietly
@given(st.sampled_from(sorted(kind.folder for kind in schema.kinds.values())), objects)
def test_any_object_is_begun_or_refused(db, root, folder, data):
    is_an_answer(root.send("POST", f"{folder}/", json.dumps(data)))


@quietly
@given(st.data())
def test_any_change_is_made_or_refused_and_a_refusal_writes_nothing(db, root, data):
    entry = data.draw(st.sampled_from(list(Entry.objects.order_by("pk")[:20])))
    path = f"{schema.of(entry).folder}/{entry.public_id}/"
    before = desk_now()
    response = root.patch(path, data.draw(objects), If_Match=root.get(path)["ETag"])
    is_an_answer(response)
    if response.status_code != 200:
        assert desk_now() == before


@quietly
@given(values, st.text(max_size=20), st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
def test_any_batch_address_and_header_are_answered(db, root, data, word, header):
    is_an_answer(root.send("POST", "batch/", json.dumps({"items": data})))
    is_an_answer(root.send("POST", "batch/", json.dumps({"items": [data, {"create": word, "entry": data}]})))
    quoted = "".join(f"%{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")) or "x"
    is_an_answer(root.get(f"events/{quoted}/"))
    is_an_answer(root.get(f"{quoted}/?slug={quoted}"))
    is_an_answer(root.patch(f"events/{Entry.objects.first().public_id}/", {}, If_Match=header))
    is_an_answer(root.post("events/", SPEECH, Idempotency_Key=header))
    assert Program(header).get("events/").status_code in (401, 429)
