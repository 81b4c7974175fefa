"""What cannot be begun: each error with its field, its value and what would be accepted, and nothing written."""

import pytest

from desk.models import Entry
from tests.desk_admin.screens import desk_now
from tests.desk_api.conftest import SPEECH, errors

TAKEN_CLAIM, TAKEN_ENTRY = "4dbca559-80da-5d27-a84b-e77afde885a8", "518c66e6-9179-5c61-88d9-42ce5374ed61"
SLUGS = "Use lower-case letters, digits and single hyphens: 'united-states', 'munich-speech-2007'."
CERTAINTIES = "asserted, reported, alleged, disputed, denied, forecast, conditional"
# What is sent, and the errors: field, value, what would be accepted.
WRONG = [
    ({"title": ""}, [("title", "", "is needed.")]),
    ({"tite": "X"}, [("tite", "", "is not a field. Did you mean 'title'?")]),
    ({"slug": "Second Speech"}, [("slug", "Second Speech", SLUGS)]),
    ({"slug": "x" * 201}, [("slug", "x" * 100, "Ensure this value has at most 200 characters (it has 201).")]),
    (
        {"slug": "harbour-speech"},
        [("slug", "harbour-speech", "'The harbour speech' has this address. Choose another slug.")],
    ),
    ({"kind": "country"}, [("kind", "country", "entries here are of kind event. Leave it out.")]),
    ({"topics": ["securit"]}, [("topics", "securit", "no topic 'securit'. Did you mean 'security'?")]),
    ({"topics": 5}, [("topics", "", "Write topics as a list of slugs: [nato-enlargement, energy].")]),
    ({"occurrences": {"on": "2011"}}, [("occurrences", "", "write a list of claims, each an object.")]),
    ({"occurrences": ["2011"]}, [("occurrences", "2011", "each claim is an object in braces.")]),
    (
        {"occurrences": [{"on": "2011-13", "cite": "gazette-2008"}]},
        [
            ("occurrences.0.on", "2011-13", "'2011-13' has no thirteenth month. Did you mean 2011-12?"),
            ("occurrences.0.cite", "gazette-2008", "no source 'gazette-2008'. Did you mean 'gazette-2007'?"),
        ],
    ),
    (
        {"occurrences": [{"on": "2011", "certainty": "sure"}]},
        [("occurrences.0.certainty", "sure", f"choose one of: {CERTAINTIES}.")],
    ),
    (
        {"occurrences": [{"start": "2012", "end": "2011"}]},
        [
            (
                "occurrences.0.start",
                "",
                "The start (2012: 2012-01-01 at the earliest) is after the end (2011: 2011-12-31 at the latest), so no "
                "day fits. Correct one of the two, or add ~ if it is only about right.",
            )
        ],
    ),
    # What a constraint of the database says.
    (
        {"occurrences": [{"on": "2011", "standing": "contested"}]},
        [("occurrences.0", "", "Say why: a preferred, contested or rejected claim carries a printed reason.")],
    ),
    (
        {"occurrences": [{"on": "2011", "id": TAKEN_CLAIM}]},
        [("occurrences.0.id", TAKEN_CLAIM, "is that of another claim at the desk. Leave it out for a new one.")],
    ),
    (
        {"id": TAKEN_ENTRY},
        [("id", TAKEN_ENTRY, "is that of 'The harbour speech'. Leave it out for a new entry.")],
    ),
]


@pytest.mark.parametrize(("said", "expected"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_named_with_what_would_be_accepted_and_nothing_is_written(curator, said, expected):
    before = desk_now()
    found = errors(curator.post("events/?duplicates=accept", SPEECH | said))
    assert [(one["field"], one.get("value", ""), one["detail"]) for one in found] == expected
    assert desk_now() == before


def test_a_likely_duplicate_is_asked_about(curator):
    said = {"slug": "harbour-talk", "title": "The Harbour Speech", "type": "speech"}
    response = curator.post("events/", said)
    assert response.status_code == 409
    harbour = Entry.objects.get(slug="harbour-speech")
    assert response.json()["candidates"] == [
        {
            "id": str(harbour.public_id),
            "kind": "event",
            "slug": "harbour-speech",
            "title": "The harbour speech",
            "state": "published",
            "url": f"/api/v1/desk/events/{harbour.public_id}/",
            "admin": f"/admin/events/event/{harbour.pk}/change/",
            "reasons": ["the same title"],
        }
    ]
    assert not Entry.objects.filter(slug="harbour-talk").exists()
    assert curator.post("events/?duplicates=accept", said).status_code == 201
    wrong = curator.post("events/?duplicates=yes", said)
    assert wrong.status_code == 400 and wrong.json()["parameters"][0]["value"] == "yes"


def test_duplicates_are_also_known_by_their_actors_and_days(curator):
    participants = [{"actor": "ann-north", "role": "speaker"}, {"actor": "south", "role": "addressee"}]
    said = {"slug": "x", "title": "Something else", "type": "speech", "participants": participants}
    said["occurrences"] = [{"on": "2007-02-10"}]
    [found] = curator.post("events/", said).json()["candidates"]
    assert (found["slug"], found["reasons"]) == ("harbour-speech", ["the same actors at about the same time"])
