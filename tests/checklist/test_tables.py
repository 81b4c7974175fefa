"""The two founding documents, fact by fact and doubt by doubt: what each asks of the API, and what is answered.

`facts/*.yaml` has a line of questioning for every fact of the checklist, `doubts/*.yaml` for every place where
the documents contradict each other or themselves, or are doubtful, garbled or dated:

    F004:
      ask: relationships/russia--united-states/?as_of=2001-06-01   # after /api/v1/
      cite: geeksforgeeks-2024 | Lead, paragraph 1                 # a claim that is found must cite this place
      claims:                                                      # each must be found in the answer
      - {part: phases, topic: overall, level: -1}
      entry: {title: Russia – United States}                       # the answer itself
      results: [{slug: russia--united-states}]                     # for a list: rows that it holds
      count: {results: 1}                                          # exact numbers; claims or results

`cite` may be a list of places; a fact may be a list of such questions, each of which must be answered.
"""

from pathlib import Path

import pytest
import yaml

from tests.checklist.matching import cites, claims_of, holds, matches

HERE = Path(__file__).parent
KEYS = {"ask", "cite", "claims", "entry", "results", "count"}


def table(folder: str) -> dict[str, list[dict]]:
    """All questions of a folder by id. Raises AssertionError for an id that stands twice or an unknown key."""
    found: dict[str, list[dict]] = {}
    for path in sorted((HERE / folder).glob("*.yaml")):
        for name, questions in (yaml.safe_load(path.read_text()) or {}).items():
            assert name not in found, f"{name} stands in {path.name} and in another file"
            found[name] = questions if isinstance(questions, list) else [questions]
            for question in found[name]:
                assert "ask" in question, f"{name} asks nothing"
                assert set(question) <= KEYS, f"{name}: {sorted(set(question) - KEYS)} is none of {sorted(KEYS)}"
    return found


FACTS, DOUBTS = table("facts"), table("doubts")


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def check(question: dict, client) -> None:
    """Ask, and assert that everything expected is found."""
    response = client.get(f"/api/v1/{question['ask']}")
    answer = response.json()
    assert response.status_code == 200, answer
    assert answer.get("next") is None, "the answer has more pages: ask for less, or with limit=100"
    claims = claims_of(answer)
    expected = question.get("claims", [])
    for claim in expected:
        assert any(holds(claim, found) for found in claims), f"no claim holds {claim}"
    found = matches(expected, claims)
    assert found is not None, "two expected claims are found in the same claim only"
    for place in as_list(question.get("cite", [])):
        source, locator = (part.strip() for part in place.split("|"))
        assert any(
            cites(claim, source, locator) for claim in claims if any(holds(wanted, claim) for wanted in expected)
        ), f"none of the claims found cites {place}"
    assert holds(question.get("entry", {}), answer), f"the answer does not hold {question['entry']}"
    for row in question.get("results", []):
        assert any(holds(row, result) for result in answer["results"]), f"no row holds {row}"
    for name, number in question.get("count", {}).items():
        assert len(claims if name == "claims" else answer[name]) == number


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_of_the_checklist_is_answered(fact, collection_site):
    for question in FACTS[fact]:
        check(question, collection_site)


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_is_shown_where_the_fact_is_read(doubt, collection_site):
    for question in DOUBTS[doubt]:
        check(question, collection_site)
