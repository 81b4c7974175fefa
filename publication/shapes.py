"""What the public JSON of each kind holds: the names that `fields=` takes, the columns of CSV, and the API's schema.

`text` is a string, `ref` names another entry or is null, `refs` is a list of those, `days` are refined bounds. A test
compares this with what the record holds.
"""

# In every entry.
ENTRY = {
    "id": "uuid", "kind": "text", "slug": "text", "title": "text", "title_ru": "text", "url": "path",
    "revision": "revision", "extent": "days", "summary": "text", "topics": "refs",
}  # fmt: skip

# In the entries of one kind.
OWN = {
    "country": {"region": "text", "capital": "text", "latitude": "decimal", "longitude": "decimal"},
    "organization": {"type": "text", "abbreviation": "text", "parent": "ref", "defined_by": "ref"},
    "person": {"sort_name": "text"},
    "relationship": {"first": "ref", "second": "ref"},
    "event": {"type": "text", "status": "text"},
    "agreement": {"type": "text"},
    "statement": {"type": "text", "reply_to": "ref"},
    "topic": {"parent": "ref"},
    "indicator": {"producer": "ref", "unit": "text", "question": "text"},
    "source": {
        "type": "text", "authors": "text", "publisher": "text", "published": "text", "as_of": "text",
        "source_url": "text", "archived_url": "text", "accessed": "text", "language": "text", "licence": "text",
        "reliability": "text", "outline": "text", "checked": "flag",
    },
}  # fmt: skip

# In every claim.
CLAIM = {
    "id": "uuid", "part": "text", "predicate": "text", "subject": "ref", "object": "ref", "period": "period",
    "certainty": "text", "standing": "text", "standing_reason": "text", "text": "text", "note": "text",
    "citations": "citations",
}  # fmt: skip

# In claims of some predicates.
SOME = {
    "topic": "ref", "level": "level", "trend": "text", "kind": "text", "status": "text", "role": "text",
    "stance": "text", "name": "text", "title": "text", "language": "text", "scheme": "text", "value": "text",
    "place": "text", "representation": "text", "as_printed": "text", "speaker_as_printed": "text", "group": "text",
    "latitude": "decimal", "longitude": "decimal", "rank": "number", "rank_of": "number", "computed": "flag",
    "founding": "flag", "permanent_veto": "flag", "defence": "flag", "neutrality": "flag", "non_aggression": "flag",
    "consultation": "flag", "actor": "ref", "member": "ref", "continues": "ref", "predecessor": "ref",
    "successor": "ref", "body": "ref", "country": "ref", "target": "ref", "concerns": "ref", "used_by": "ref",
    "holder": "ref", "bearer": "ref", "beneficiary": "ref", "speaker": "ref", "addressee": "ref", "occasion": "ref",
    "respondent": "ref",
}  # fmt: skip

HOLDS = ("certain", "presumed", "possible", "past")


def entry_fields(kind: str) -> dict[str, str]:
    """The members of an entry of a kind, in the order of tables; `holds` where a day is asked for."""
    return {**ENTRY, **OWN[kind], "claims": "claims", "holds": "holds"}


def claim_fields() -> dict[str, str]:
    """The members that a claim in a list can have; `owner` is the entry in which it stands."""
    return {**CLAIM, **SOME, "owner": "ref", "holds": "holds"}


def refs_of(fields: dict[str, str]) -> tuple[str, ...]:
    """Those members that name other entries."""
    return tuple(name for name, kind in fields.items() if kind in ("ref", "refs"))


# Everything in an entry's own JSON or in its claims that names another entry, and so can be expanded.
EXPANDABLE = tuple(
    sorted({"source", *(name for kind in OWN for name in refs_of(entry_fields(kind))), *refs_of(claim_fields())})
)
