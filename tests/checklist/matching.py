"""Does an answer of the API hold what a table expects of it?

An expected mapping holds if every key of it holds; an expected list if every item is found in some item of the answer,
each in another; an entry or a citation may be named by its slug alone; `…words…` asks for words within a text.
Everything else must be equal.
"""

from typing import Any


def holds(expected: Any, actual: Any) -> bool:
    """Return whether `actual` (a decoded answer) holds `expected` (from a table)."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and holds(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and matches(expected, actual) is not None
    if isinstance(actual, dict):
        return expected is not None and expected in (actual.get("slug"), slug_of_source(actual))
    if is_excerpt(expected):
        return isinstance(actual, str) and expected.strip("…").casefold() in actual.casefold()
    return type(expected) is type(actual) and expected == actual


def matches(expected: list, actual: list) -> list | None:
    """Return for each expected item another item of `actual` that holds it; None if there is no such choice."""
    if not expected:
        return []
    for number, item in enumerate(actual):
        if holds(expected[0], item):
            rest = matches(expected[1:], actual[:number] + actual[number + 1 :])
            if rest is not None:
                return [item, *rest]
    return None


def is_excerpt(value: Any) -> bool:
    """`…words…`: words that must stand somewhere within a text."""
    return isinstance(value, str) and len(value) > 2 and value.startswith("…") and value.endswith("…")


def slug_of_source(citation: dict) -> str | None:
    """The slug of a citation's source; None if it is no citation."""
    source = citation.get("source")
    return source.get("slug") if isinstance(source, dict) else None


def claims_of(answer: dict) -> list[dict]:
    """All claims of an answer: of an entry, of a list of entries, or a list of claims itself."""
    if "results" not in answer:
        return answer["claims"]
    return [claim for row in answer["results"] for claim in row.get("claims", [row])]


def cites(claim: dict, source: str, locator: str) -> bool:
    """Whether one of a claim's citations names the source and the place in it."""
    return any(
        citation["source"]["slug"] == source and citation["locator"] == locator for citation in claim["citations"]
    )
