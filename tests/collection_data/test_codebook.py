"""The codebook against the code and the collection: every value explained, none invented, every example real.

Each table of docs/codebook.md stands under a heading that ends with its vocabulary in brackets: a class of choices
(`Tie.Kind`), a field of free text (`Tie.status`), the pledges (`Obligation`) or the `predicates`.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Choices

from desk.models import Claim, Entry
from events.models import Obligation
from publication.kinds import KINDS

CODEBOOK = Path(__file__).resolve().parents[2] / "docs" / "codebook.md"
OURS = ("desk", "sources", "relations", "events")
BOOKKEEPING = ("desk.models.imports", "desk.models.workflow")
FREE_TEXT = ("Tie.status", "Tie.representation", "Utterance.stance", "Party.role")
DOCUMENTS = {"W": "wikipedia-2021", "G": "geeksforgeeks-2024"}
NONE_YET = "none yet"

HEADING = re.compile(r"^### .+ \(`([A-Za-z.]+)`\)$")
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| (.+?) \| (.+) \|$")
EXAMPLE = re.compile(r"^`([a-z]+)/([a-z0-9-]+)` – .*?(?:`([A-Za-z0-9-]+): ?([^`]*)`)?$")


def models():
    """The desk's models by name, but for its bookkeeping, which says nothing of the world."""
    ours = (model for model in apps.get_models() if model._meta.app_label in OURS)
    return {model.__name__: model for model in ours if model.__module__ not in BOOKKEEPING}


def vocabularies() -> dict[str, set[str]]:
    """Every class of choices in the models, by 'Model.Class', with its values; pledges and predicates too."""
    found = {
        f"{name}.{key}": {str(value) for value in choices.values}
        for name, model in models().items()
        for key, choices in vars(model).items()
        if isinstance(choices, type) and issubclass(choices, Choices)
    }
    flags = {field.name for field in Obligation._meta.local_fields if field.get_internal_type() == "BooleanField"}
    own = {model.PREDICATE for model in models().values() if hasattr(model, "PREDICATE")}
    return {**found, "Obligation": flags, "predicates": own - {"remark"}}


def read() -> dict[str, dict[str, tuple[str, str, str]]]:
    """The codebook's tables: for each vocabulary its values with meaning, rule and example."""
    found, table = {}, None
    for line in CODEBOOK.read_text().splitlines():
        if line.startswith("#"):
            heading = HEADING.match(line)
            table = found.setdefault(heading[1], {}) if heading else None
        elif table is not None and (row := ROW.match(line)):
            assert row[1] not in table, f"{row[1]} stands twice"
            table[row[1]] = row.groups()[1:]
    return found


TABLES = read()
EXAMPLES = [
    pytest.param(name, value, row[2], id=f"{name}-{value}")
    for name, table in TABLES.items()
    for value, row in table.items()
    if not row[2].startswith(NONE_YET)
]


def test_every_value_of_the_code_is_explained_and_none_is_invented():
    tables = {name: set(table) for name, table in TABLES.items() if name not in FREE_TEXT}
    assert tables == vocabularies()


def test_every_vocabulary_of_free_text_is_a_field():
    for name in FREE_TEXT:
        model, field = name.split(".")
        assert TABLES[name]
        assert models()[model]._meta.get_field(field)


@pytest.mark.parametrize("name", TABLES)
def test_every_value_has_a_meaning_a_rule_and_an_example(name):
    for value, (meaning, rule, example) in TABLES[name].items():
        assert len(meaning) > 5, value
        assert len(rule) > 5, f"{name} {value}: say how to tell it from its neighbour"
        assert example.startswith(NONE_YET) or EXAMPLE.match(example), f"{name} {value}: {example}"


def rows(name: str, value: str):
    """All desk rows, entries or claims, that carry a value of a vocabulary."""
    if name == "predicates":
        return next(model for model in models().values() if getattr(model, "PREDICATE", "") == value).objects.all()
    if name == "Obligation":
        return Obligation.objects.filter(**{value: True})
    owner, key = name.split(".")
    model = models()[owner]
    field = key if name in FREE_TEXT else field_of(model, getattr(model, key))
    return model.objects.filter(**{field: value})


def field_of(model, choices) -> str:
    """The model's own field that has these choices."""
    return next(field.name for field in model._meta.fields if list(field.choices or []) == list(choices.choices))


def cites(claim: Claim, source: str, locator: str) -> bool:
    """Whether the claim cites that place."""
    return claim.citations.filter(source__slug=DOCUMENTS.get(source, source), locator=locator).exists()


@pytest.mark.parametrize(("name", "value", "example"), EXAMPLES)
def test_the_example_is_in_the_collection(name, value, example, whole_record, db):
    """The entry exists and has a claim (or is itself) of this value, in the document's place that is named."""
    folder, slug, source, locator = EXAMPLE.match(example).groups()
    kind = next(kind.name for kind in KINDS.values() if kind.folder == folder)
    entry = Entry.objects.get(kind=kind, slug=slug)
    found = rows(name, value)
    if issubclass(found.model, Entry):
        assert found.filter(pk=entry.pk).exists(), f"{slug} is not {value}"
        claims = entry.claims.all()
    else:
        claims = found.filter(owner=entry)
        assert claims, f"{slug} has no claim of {name} {value}"
    assert source is None or any(cites(claim, source, locator) for claim in claims), f"nothing there cites {locator}"


def test_the_page_of_the_codebook_leads_to_every_example(whole_record, db, client):
    html = client.get("/about/codebook/?as_of=2007-02-10").content.decode()
    for example in EXAMPLES:
        folder, slug = EXAMPLE.match(example.values[2]).groups()[:2]
        assert f'<a href="/{folder}/{slug}/?as_of=2007-02-10">{folder}/{slug}</a>' in html


def test_no_value_is_called_unused_that_many_use(whole_record, db):
    """'None yet' is taken back once the collection uses a value widely; a first use may wait for the next edition."""
    for name, table in TABLES.items():
        for value, row in table.items():
            if row[2] == NONE_YET:
                assert rows(name, value).count() < 5, f"{name} {value} is in use: give an example"


def test_the_statuses_of_ties_are_those_of_the_codebook(whole_record, db):
    """Two curators write the same word for the same step."""
    for name in ("Tie.status", "Tie.representation"):
        model, field = name.split(".")
        used = models()[model].objects.exclude(**{field: ""}).values_list(field, flat=True)
        assert set(used) <= set(TABLES[name]), f"{name}: add a row to the codebook or use one of its words"


def test_levels_are_named_as_the_app_prints_them():
    from publication.templatetags.chancery import LEVELS

    for level, (_, word) in LEVELS.items():
        assert f"**{word}.**" in TABLES["Phase.Level"][str(level)][0]
