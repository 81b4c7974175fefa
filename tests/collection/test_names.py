"""Names of files and folders that mean nothing, or two things."""

import pytest

from desk.collection.files import CollectionRefused
from desk.collection.load import load
from tests.collection.conftest import errors

pytestmark = pytest.mark.django_db

DYAD = "relationships/north--south.yaml"
CITE = "  cite: atlas-2024 | p. 9\n"
KINDS = "agreements, countries, events, indicators, organizations, people, relationships, sources, statements, topics"
NAMES = {
    "a dyad's wrong name": (
        (DYAD, "relationships/south--north.yaml"),
        [
            "events/treaty-suspension.yaml:22: links.1.target = 'north--south': no relationship 'north--south'.",
            "relationships/south--north.yaml:1 = 'south--north': this file must be named north--south.yaml.",
        ],
    ),
    "a folder's wrong name": (
        ("indicators", "indicator"),
        [f"indicator: is not a kind's folder. Folders are: {KINDS}."],
    ),
    "a file in no folder": (
        ("topics/overall.yaml", "overall.yaml"),
        [
            "overall.yaml: stands in no kind's folder, sources/ for example.",
            "relationships/north--south.yaml:6: phases.0.topic = 'overall': no topic 'overall'.",
            "relationships/north--south.yaml:13: phases.1.topic = 'overall': no topic 'overall'.",
        ],
    ),
    "another ending": (
        ("indicators/trust.yaml", "indicators/trust.yml"),
        [
            "indicators/trust.observations.csv: belongs to no entry: indicators/trust.yaml is missing.",
            "indicators/trust.yml: is neither .yaml nor .csv.",
        ],
    ),
    "a table of another part": (
        ("indicators/trust.observations.csv", "indicators/trust.values.csv"),
        ["indicators/trust.values.csv: 'values' is not a table of this kind. Tables are: observations."],
    ),
    "a folder within a folder": (
        ("indicators/trust.observations.csv", "indicators/more.yaml/trust.csv"),
        ["indicators/more.yaml: is a folder; entries are files."],
    ),
    "a name that is no slug": (
        ("indicators/trust.yaml", "indicators/Trust_1.yaml"),
        [
            "indicators/Trust_1.yaml:1 = 'Trust_1': the file's name is the slug: "
            "lower-case letters, digits, single hyphens.",
            "indicators/trust.observations.csv: belongs to no entry: indicators/trust.yaml is missing.",
        ],
    ),
}


@pytest.mark.parametrize(("names", "messages"), NAMES.values(), ids=NAMES)
def test_a_name_that_means_nothing(collection, names, messages):
    old, new = (collection.root / name for name in names)
    new.parent.mkdir(exist_ok=True)
    old.rename(new)
    assert errors(collection) == messages


def test_two_kinds_of_actor_share_one_set_of_slugs(collection):
    collection.write("people/north.yaml", "title: North\n")
    assert errors(collection) == ["people/north.yaml:1: countries/north.yaml has the same slug, 'north'."]


def test_a_table_and_a_list_of_the_same_part(collection):
    collection.add("indicators/trust.yaml", f"observations:\n- value: 3\n{CITE}")
    assert errors(collection) == [
        "indicators/trust.yaml:5: observations: stands both here and in trust.observations.csv. Keep one."
    ]


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(CollectionRefused) as refusal:
        load(tmp_path / "nowhere")
    assert str(refusal.value) == (
        f"{tmp_path}/nowhere: is not a folder. Name the collection's folder, for example data/."
    )
