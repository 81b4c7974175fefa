"""Errors of files: each with its file, line, field and value, all of them at once, and nothing written."""

import pytest

from tests.collection.conftest import errors

pytestmark = pytest.mark.django_db

NORTH, SOUTH, DYAD = "countries/north.yaml", "countries/south.yaml", "relationships/north--south.yaml"
TABLE = "organizations/league.members.csv"
HEADER = "id,member,status,founding,start,end,cite\n"
CITE = "  cite: atlas-2024 | p. 9\n"


WHOLE_FILES = {
    "broken YAML": ("title: [North\n", f"{SOUTH}:2: is not YAML: did not find expected ',' or ']'."),
    "a tab": ("title: North\nnames:\n\t- x\n", f"{SOUTH}:3: is not YAML: found character that cannot start any token."),
    "empty": ("", f"{SOUTH}:1: must hold 'key: value' lines, beginning with the title."),
    "a list": ("- title\n", f"{SOUTH}:1: must hold 'key: value' lines, beginning with the title."),
    "a word": ("South\n", f"{SOUTH}:1: must hold 'key: value' lines, beginning with the title."),
    "two documents": ("title: South\n---\ntitle: A\n", f"{SOUTH}:2: holds a second document ('---'). An entry is one."),
    "a key twice": ("title: South\nregion: Asia\ntitle: Other\n", f"{SOUTH}:3: title: 'title' stands twice."),
    "no title": ("region: Asia\n", f"{SOUTH}:1: title: is needed."),
    "a blank title": ("region: Asia\ntitle:   \n", f"{SOUTH}:2: title: is needed."),
    "a list for a word": ("title: [South]\n", f"{SOUTH}:1: title: is one value, not a list."),
    "a key that is a list": ("title: South\n[a, b]: c\n", f"{SOUTH}:2: a key is one word."),
    "an alias": ("title: &t A\nregion: *t", f"{SOUTH}:2: region: YAML aliases are not accepted. Write the value out."),
    "a control character": ('title: "So\\auth"\n', f"{SOUTH}:1: title: holds a control character."),
    "an escaped NUL": ('title: South\ncapital: "a\\0b"\n', f"{SOUTH}:2: capital: holds a control character."),
    "a NUL": (b"title: South\ncapital: a\0b\n", f"{SOUTH}:2: holds a NUL character."),
    "not UTF-8": (b"title: South\ncapital: M\xfcnchen\n", f"{SOUTH}:2: byte 23 is not UTF-8. Save the file as UTF-8."),
    "10 MB": ("title: South\nsummary: " + "x" * 10_000_000, f"{SOUTH}: is larger than 5 MB."),
    "too deep": ("title: " + "[" * 100_000, f"{SOUTH}:1: is not YAML: more than 20 levels of lists."),
    "deep keys": ("a: {" * 5 + "? {" * 10_000, f"{SOUTH}:1: is not YAML: more than 20 levels of lists."),
    "too long": (
        f"title: {'x' * 301}\n",
        f"{SOUTH}:1: title = '{'x' * 60}': Ensure this value has at most 300 characters (it has 301).",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_cannot_be_read(collection, text, message):
    collection.write(SOUTH, text)
    assert errors(collection) == [message]


def test_an_alias_bomb_is_refused_at_its_first_alias(collection):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    collection.write(SOUTH, "title: South\n" + "\n".join(lines) + "\n")
    found = errors(collection)
    assert len(found) == 81
    assert found[0] == f"{SOUTH}:3: a1.0: YAML aliases are not accepted. Write the value out."


FIELDS = {
    "an unknown field": (
        (NORTH, "capital: Northport", "captial: Northport"),
        f"{NORTH}:5: captial: is not a field. Did you mean 'capital'?",
    ),
    "an unknown field of a claim": (
        (NORTH, "  kind: official", "  kinds: official"),
        f"{NORTH}:18: names.0.kinds: is not a field. Did you mean 'kind'?",
    ),
    "a field like no other": (
        ("topics/security.yaml", "title: Security", "title: Security\nxyzzy: 1"),
        "topics/security.yaml:3: xyzzy: is not a field. "
        "Accepted are: id, parent, remarks, summary, title, title_ru, topics.",
    ),
    "a derived field": (
        (DYAD, "first: north", "first: north\ntitle: North and South"),
        f"{DYAD}:4: title: is worked out from other fields. Leave it out.",
    ),
    "an unknown slug": (
        (DYAD, "first: north", "first: norht"),
        f"{DYAD}:3: first = 'norht': no actor 'norht'. Did you mean 'north'?",
    ),
    "an unknown source": (
        (DYAD, "  cite: gazette-2007 | p. 1", "  cite: gazete-2007 | p. 1"),
        f"{DYAD}:27: phases.2.cite = 'gazete-2007': no source 'gazete-2007'. Did you mean 'gazette-2007'?",
    ),
    "an unknown topic": (
        ("events/treaty-suspension.yaml", "topics: [conventional-forces]", "topics: [weather]"),
        "events/treaty-suspension.yaml:4: topics = 'weather': no topic 'weather'.",
    ),
    "topics that are no list": (
        ("events/treaty-suspension.yaml", "topics: [conventional-forces]", "topics: security"),
        "events/treaty-suspension.yaml:4: topics: Write topics as a list of slugs: [nato-enlargement, energy].",
    ),
    "a link without its kind": (
        ("statements/north-on-threats.yaml", "target: topic/security", "target: security"),
        "statements/north-on-threats.yaml:13: about.0.target = 'security': "
        "name the kind too: actor/russia, event/munich-speech-2007, topic/energy.",
    ),
    "a link with an unknown kind": (
        ("statements/north-on-threats.yaml", "target: topic/security", "target: country/north"),
        "statements/north-on-threats.yaml:13: about.0.target = 'country/north': "
        "begin with one of: actor/, agreement/, event/, indicator/, relationship/, source/, statement/, topic/.",
    ),
    "the wrong kind of link": (
        ("events/harbour-speech.yaml", "  country: north", "  country: ann-north"),
        "events/harbour-speech.yaml:7: occurrences.0.country = 'ann-north': "
        "'ann-north' is a person; a country is wanted here.",
    ),
    "a bad date": (
        (NORTH, "  start: 1991-12-25", "  start: 25.12.1991"),
        f"{NORTH}:10: existence.0.start = '25.12.1991': '25.12.1991' puts the year last. Type 1991-12-25.",
    ),
    "a bad day": (
        (NORTH, "  kind: continuator\n  on: 1991-12-25", "  on: .."),
        f"{NORTH}:28: predecessors.0.on = '..': '..' means 'still so' and fits only the end field. "
        "Leave this blank if it is not known.",
    ),
    "a day and a start": (
        ("events/harbour-speech.yaml", "  on: 2007-02", "  on: 2007-02\n  start: 2007-02"),
        "events/harbour-speech.yaml:8: occurrences.0.on = '2007-02': write either 'on', or 'start' and 'end'.",
    ),
    "an inverted period": (
        (DYAD, "  start: 1992\n  end: 2007-02", "  start: 2008\n  end: 2007-02"),
        f"{DYAD}:8: phases.0.start: The start (2008: 2008-01-01 at the earliest) is after the end (2007-02: "
        "2007-02-28 at the latest), so no day fits. Correct one of the two, or add ~ if it is only about right.",
    ),
    "a bad choice": (
        (NORTH, "  kind: official", "  kind: officious"),
        f"{NORTH}:18: names.0.kind = 'officious': choose one of: official, short, alias, former, abbreviation.",
    ),
    "a bad level": (
        (DYAD, "  level: 1", "  level: 4"),
        f"{DYAD}:7: phases.0.level = '4': choose one of: -3, -2, -1, 0, 1, 2, 3.",
    ),
    "a bad number": (
        (NORTH, "latitude: 60.5", "latitude: sixty"),
        f"{NORTH}:6: latitude = 'sixty': “sixty” value must be a decimal number.",
    ),
    "a latitude beyond the pole": (
        (NORTH, "latitude: 60.5", "latitude: 91"),
        f"{NORTH}:1: A latitude lies between -90 and 90.",
    ),
    "a bad yes or no": (
        (NORTH, "- status: independent state", "- status: independent state\n  inferred: maybe"),
        f"{NORTH}:10: existence.0.inferred = 'maybe': write true or false.",
    ),
    "no citation": (
        (NORTH, "  kind: official\n  cite: atlas-2024 | p. 1", "  kind: official"),
        f"{NORTH}:16: names.0.cite: is needed: no claim is published without a citation.",
    ),
    "a citation without its source": (
        (NORTH, "  kind: official\n  cite: atlas-2024 | p. 1", "  kind: official\n  cite: '| p. 1'"),
        f"{NORTH}:19: names.0.cite: Line 1: begin with the source, for example 'wikipedia-2021 | lead'.",
    ),
    "a missing field": (
        (NORTH, "- scheme: iso3\n  value: NOR1", "- scheme: iso3"),
        f"{NORTH}:22: identifiers.0.value: is needed.",
    ),
    "a missing link": (
        (DYAD, "second: south\n", ""),
        f"{DYAD}:1: second: is needed: the slug of an entry.",
    ),
    "claims that are no list": (
        (SOUTH, "region: Southern Europe", "region: Southern Europe\nremarks: none"),
        f"{SOUTH}:5: remarks = 'none': write a list of claims, each beginning with '- '.",
    ),
    "a claim that is a word": (
        (SOUTH, "region: Southern Europe", "region: Southern Europe\nremarks:\n- none"),
        f"{SOUTH}:6: remarks.0 = 'none': write 'field: value' lines.",
    ),
    "a bad id": (
        (SOUTH, "id: 742f3995-761d-554c-9b27-2b87eb202364", "id: south"),
        f"{SOUTH}:1: id = 'south': is not an id. Leave it out for a new one; keep those that dump wrote.",
    ),
    "preferred without a reason": (
        (NORTH, "  kind: official", "  kind: official\n  standing: preferred"),
        f"{NORTH}:16: names.0: Say why: a preferred, contested or rejected claim carries a printed reason.",
    ),
    "inferred without a basis": (
        (NORTH, "  kind: official", "  kind: official\n  inferred: true"),
        f"{NORTH}:16: names.0: Say how the inferred date was worked out (basis).",
    ),
    "a tie with strangers": (
        (DYAD, "- kind: sanctions\n  subject: south", "- kind: sanctions\n  subject: old-union"),
        f"{DYAD}:31: ties.0.subject: A tie stands between the two actors of its relationship.",
    ),
    "a tie with itself": (
        (DYAD, "- kind: sanctions\n  subject: south", "- kind: sanctions\n  subject: north"),
        f"{DYAD}:31: ties.0.subject: A tie stands between the two actors of its relationship.",
    ),
    "a phase that says nothing": (
        (DYAD, "  level: -1\n", ""),
        f"{DYAD}:21: phases.2: Give a level, a trend, or both.",
    ),
    "a relationship with itself": (
        (DYAD, "second: south", "second: north"),
        f"{DYAD}:1 = 'north--south': this file must be named north--north.yaml.",
    ),
    "a topic below itself": (
        ("topics/security.yaml", "title: Security", "title: Security\nparent: conventional-forces"),
        "topics/security.yaml:3: parent: 'Conventional forces' stands below this topic already.",
    ),
    "an id that stands twice": (
        (NORTH, "id: 77cde0e1-7da9-5d92-b2ab-68adad68da99", "id: 793f512d-f08a-5058-8fca-6c93036d15d6"),
        f"{NORTH}:20: names.0.id = '793f512d-f08a-5058-8fca-6c93036d15d6': {NORTH} has the same id.",
    ),
    "another entry's id": (
        (SOUTH, "id: 742f3995-761d-554c-9b27-2b87eb202364", "id: 3eca10d9-cfd5-5417-93c6-eb9eb5576a68"),
        f"{SOUTH}:1: id = '3eca10d9-cfd5-5417-93c6-eb9eb5576a68': {NORTH} has the same id.",
    ),
}


@pytest.mark.parametrize(("change", "message"), FIELDS.values(), ids=FIELDS)
def test_a_field_that_cannot_be_taken(collection, change, message):
    collection.change(*change)
    assert errors(collection) == [message]


TABLES = {
    "extra cells": (HEADER + ",north,,,,,atlas-2024,more\n", f"{TABLE}:2: 8 cells where 7 columns are named."),
    "missing cells": (HEADER + ",north,,,,,atlas-2024\n\n,south\n", f"{TABLE}:4: 2 cells where 7 columns are named."),
    "an unknown column": (
        "member,statsu,cite\nnorth,member,atlas-2024\nsouth,member,atlas-2024\n",
        f"{TABLE}:1: statsu: is not a column. Did you mean 'status'?",
    ),
    "a column twice": ("member,member,cite\nnorth,south,atlas-2024\n", f"{TABLE}:1: a column's name stands twice."),
    "no header": ("", f"{TABLE}:1: is empty. Its first line names the columns."),
    "a missing column": (
        "status,cite\nmember,atlas-2024\n",
        f"{TABLE}:2: members.0.member: is needed: the slug of an entry.",
    ),
    "no column of citations": (
        "member\nnorth\n",
        f"{TABLE}:2: members.0.cite: is needed: no claim is published without a citation.",
    ),
    "a quote within a cell": (HEADER + ',"no"rth,,,,,atlas-2024\n', f"{TABLE}:2: is not CSV: ',' expected after '\"'."),
    "an open quote": (HEADER + ',"north,,,,,atlas-2024\n', f"{TABLE}:2: is not CSV: unexpected end of data."),
    "a bad cell below one of two lines": (
        HEADER + ',north,,,,,"atlas-2024\ngazette-2007"\n,sooth,,,,,atlas-2024\n',
        f"{TABLE}:4: members.1.member = 'sooth': no actor 'sooth'. Did you mean 'south'?",
    ),
    "not UTF-8": (
        HEADER.encode() + b",n\xf6rth,,,,,atlas-2024\n",
        f"{TABLE}:2: byte 43 is not UTF-8. Save the file as UTF-8.",
    ),
    "a member of itself": (
        HEADER + ",league,,,,,atlas-2024\n",
        f"{TABLE}:2: members.0.member: An organization cannot be a member of itself.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), TABLES.values(), ids=TABLES)
def test_a_table_that_cannot_be_taken(collection, text, message):
    collection.write(TABLE, text)
    assert errors(collection) == [message]


def test_all_errors_are_told_at_once_those_of_the_models_too(collection):
    collection.write("sources/torn.yaml", "title: [\n")
    collection.write("topics/overall.yaml", b"\xff")
    collection.change(NORTH, "latitude: 60.5", "latitude: sixty")
    collection.change("people/ann-north.yaml", "  end: 2008-05", "  end: soon")
    collection.change(TABLE, "south,suspended", "south,sulking")
    collection.change("agreements/forces-treaty.yaml", "- kind: signed", "- kind: signed\n  standing: rejected")
    collection.change(SOUTH, "region: Southern Europe", "region: Southern Europe\nlongitude: 200")
    assert errors(collection) == [
        "agreements/forces-treaty.yaml:11: steps.0: "
        "Say why: a preferred, contested or rejected claim carries a printed reason.",
        f"{NORTH}:6: latitude = 'sixty': “sixty” value must be a decimal number.",
        f"{SOUTH}:1: A longitude lies between -180 and 180.",
        f"{TABLE}:4: members.2.status = 'sulking': choose one of: member, associate, observer, participant, "
        "candidate, applicant, suspended, withdrawing, withdrawn, expelled.",
        "people/ann-north.yaml:7: offices.0.end = 'soon': 'soon' is not a date. "
        "Type 1991, 1991-12 or 1991-12-25; add ~ for about, ? for uncertain.",
        "sources/torn.yaml:2: is not YAML: did not find expected node content.",
        "topics/overall.yaml:1: byte 0 is not UTF-8. Save the file as UTF-8.",
    ]
