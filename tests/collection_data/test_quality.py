"""What must hold of the collection as a whole, whatever is added to it."""

import difflib
import itertools
import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from publication.verify import verify
from tests.collection_data.words import ACRONYM, FORMS, ROMAN, runs, texts_of
from tests.conftest import ROOT

SOURCES = ROOT.parent / "shared" / "sources"
DOCUMENTS = {
    "geeksforgeeks-2024": "geeksforgeeks-russian-foreign-policy-2024.txt",
    "wikipedia-2021": "wikipedia-foreign-relations-of-russia-2021.txt",
}
SUPERLATIVE = re.compile(
    r"for the first time|\bfirst (?:ever|major|Russian|visit|joint)\b|first-ever|"
    r"\b(?:low|high|long|bigg|larg|rich|great|close|strong)est\b|\bmost (?:important|positive|negative)\b"
)
# Place, words that find the sentence, and the part and kind of the claim that says it.
FAQS = "FAQs on Russian Foreign Policy – Relations with the United States, Europe, and Asia"
WARSAW = "Multilateral > Former Soviet Republics and Warsaw Pact"
WIKIPEDIA, GEEKS = "wikipedia-2021 | ", "geeksforgeeks-2024 | "
SUPERLATIVES = [
    (GEEKS + "Russia’s Relations with Europe, paragraph 3", "biggest trading partner", "remarks", "superlative"),
    (GEEKS + "Russia’s Relations with Asia, paragraph 1", "one of the highest priorities", "remarks", "priority"),
    (GEEKS + f"{FAQS}, paragraph 7", "the richest country in Asia", "remarks", "superlative"),
    (GEEKS + f"{FAQS}, paragraph 8", "the richest country in Asia", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 14", "conventional forces are the largest on", "said", None),
    (WIKIPEDIA + "Foreign policies, paragraph 20", "the biggest rift since", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 23", "joint Russian-Chinese military", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 24", "first major navy sortie", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 25", "in more than 50 years", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 25", "the first visit of a Russian president", "remarks", "superlative"),
    (WIKIPEDIA + "Foreign policies, paragraph 26", "the first visit of a leader", "remarks", "superlative"),
    (WIKIPEDIA + "Current issues, paragraph 2", "for the first time since 1960", "remarks", "superlative"),
    (WIKIPEDIA + "Current issues, paragraph 3", "The greatest increase in tensions", "remarks", "superlative"),
    (WIKIPEDIA + "Perception > Global opinion, paragraph 1", "The top ten most positive", "observations", None),
    (WIKIPEDIA + "Perception > Global opinion, paragraph 1", "the most negative view", "observations", None),
    (WIKIPEDIA + f"{WARSAW}, paragraph 5", "relationships with Georgia are at their lowest", "remarks", "superlative"),
    (WIKIPEDIA + f"{WARSAW}, paragraph 6", "relations with Ukraine, since 2013", "remarks", "superlative"),
    (
        WIKIPEDIA + "International membership, paragraph 4",
        "the most important UN peacekeeping",
        "remarks",
        "superlative",
    ),
]


def first(period: dict) -> date | None:
    """The last day on which something that has this period may have begun; None if nobody knows."""
    day = period["start_latest"] or period["end_latest"]
    return date.fromisoformat(day) if day else None


def where(entry: dict, claim: dict) -> str:
    return f"{entry['kind']}/{entry['slug']} {claim['part']} {claim['id']}"


def test_every_claim_cites_a_source(whole):
    assert [where(*pair) for pair in whole.claims() if not pair[1]["citations"]] == []


def test_the_record_is_whole(whole):
    assert verify() is None


def test_what_lasts_ends_after_it_starts(whole):
    wrong = []
    for entry, claim in whole.claims():
        period = claim["period"]
        start, end = period["start_earliest"], period["end_latest"]
        if start and end and end < start:
            wrong.append(where(entry, claim))
    assert wrong == []


def test_nobody_takes_part_before_coming_to_be(whole):
    """A state or organization acts only once it exists, unless the claim's note says why."""
    begun: dict[str, date] = {}
    for entry, claim in whole.claims("existence"):
        earliest = claim["period"]["start_earliest"]
        day = date.fromisoformat(earliest) if earliest else date.min
        begun[entry["slug"]] = min(day, begun.get(entry["slug"], date.max))
    wrong = []
    for entry, claim in whole.claims("participants", "parties", "steps", "members", "phases", "ties"):
        own = first(claim["period"])
        if claim["part"] == "participants" and own is None and entry.get("extent"):
            own = first(entry["extent"])
        if own is None or claim["note"] or claim["standing"] in ("contested", "rejected"):
            continue
        for side in ("subject", "object"):
            actor = claim.get(side)
            if actor and own < begun.get(actor["slug"], date.min):
                wrong.append(f"{where(entry, claim)}: {actor['slug']} from {begun[actor['slug']]}, here by {own}")
    assert wrong == []


def test_no_topic_is_an_orphan(whole):
    used = {topic["slug"] for entry in whole.entries.values() for topic in entry.get("topics") or []}
    used |= {claim["topic"]["slug"] for _, claim in whole.claims() if claim.get("topic")}
    used |= {entry["parent"]["slug"] for entry in whole.of("topic") if entry["parent"]}
    assert sorted({entry["slug"] for entry in whole.of("topic")} - used) == []


def test_every_topic_stands_below_a_root_that_has_others(whole):
    above = Counter(entry["parent"]["slug"] for entry in whole.of("topic") if entry["parent"])
    lonely = [entry["slug"] for entry in whole.of("topic") if entry["parent"] is None and not above[entry["slug"]]]
    assert lonely in ([], ["overall"])


def test_a_symmetric_tie_stands_once(whole):
    seen = defaultdict(list)
    for entry, claim in whole.claims("ties"):
        if claim["predicate"] in ("diplomatic_relations", "border", "trade"):
            key = (entry["slug"], claim["predicate"], claim.get("status"), claim.get("name"))
            seen[*key, claim["period"]["start"], claim["period"]["end"], claim["period"]["seen"]].append(claim["id"])
    assert {key: ids for key, ids in seen.items() if len(ids) > 1} == {}


def acting(event: dict) -> set[str]:
    return {claim["subject"]["slug"] for claim in event["claims"] if claim["part"] == "participants"}


def linked(one: dict, other: dict) -> bool:
    """Whether one of two events says how it hangs together with the other."""
    return any(
        claim["object"] and claim["object"]["slug"] == target["slug"]
        for event, target in ((one, other), (other, one))
        for claim in event["claims"]
        if claim["part"] == "links"
    )


def near(one: dict, other: dict) -> bool:
    """Whether two events begin within a month, or one has no date."""
    days = [(event.get("extent") or {}).get("start_earliest") for event in (one, other)]
    return None in days or abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days) < 31


def test_no_event_stands_twice(whole):
    """Same actors, near dates, titles alike: one event, unless they are linked."""
    alike = [
        (one, other)
        for one, other in itertools.combinations(sorted(whole.of("event"), key=lambda event: event["slug"]), 2)
        if difflib.SequenceMatcher(None, one["title"].lower(), other["title"].lower()).ratio() > 0.8
    ]
    twice = [
        (one["slug"], other["slug"])
        for one, other in alike
        if acting(one) == acting(other) and near(one, other) and not linked(one, other)
    ]
    assert twice == []


def test_every_acronym_is_expanded(whole):
    """An acronym in our texts is some entry's short name, or stands in brackets after its words where it is used."""
    known = set(FORMS)
    for entry in whole.of("organization", "country", "agreement", "topic", "indicator", "source"):
        known |= set(ACRONYM.findall(entry.get("abbreviation") or ""))
        known |= {word for found in re.findall(r"\(([^)]*)\)", entry["title"]) for word in ACRONYM.findall(found)}
    for _, claim in whole.claims("names"):
        if claim["kind"] in ("abbreviation", "alias", "short"):
            known |= set(ACRONYM.findall(claim["name"]))
    open_: dict[str, set] = defaultdict(set)
    for entry in whole.entries.values():
        texts = texts_of(entry)
        explained = {
            word for text in texts for found in re.findall(r"\(([^)]*)\)", text) for word in ACRONYM.findall(found)
        }
        for text in texts:
            for word in ACRONYM.findall(text):
                if word not in known and word not in explained and not ROMAN.match(word):
                    open_[word].add(f"{entry['kind']}/{entry['slug']}")
    assert dict(open_) == {}


def text_of(document: str) -> str:
    """The text of a founding document; its tests are skipped where the documents are not at hand."""
    if not SOURCES.is_dir():
        pytest.skip(f"{SOURCES} is not here")
    return (SOURCES / DOCUMENTS[document]).read_text()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_run_of_eight_words_is_the_documents(whole, document):
    """Their sentences are not ours. Titles of sources, treaties and bodies are names, in whatever text they stand."""
    theirs = runs(text_of(document), 8)
    names = set().union(*(runs(entry["title"], 8) for entry in whole.of("source", "agreement", "organization")))
    shared = [
        f"{entry['kind']}/{entry['slug']}: {' '.join(run)}"
        for entry in whole.entries.values()
        for text in texts_of(entry)
        for run in sorted(runs(text, 8) & theirs - names)
    ]
    assert shared == []


@pytest.mark.parametrize(("place", "phrase", "part", "kind"), SUPERLATIVES)
def test_a_superlative_is_a_claim_to_check(whole, place, phrase, part, kind):
    """Where a document says 'first since' or 'biggest', a claim citing that place says it, to be checked."""
    source, locator = place.split(" | ")
    assert [
        claim["text"]
        for _, claim in whole.claims(part)
        if kind in (None, claim.get("kind"))
        and any((c["source"]["slug"], c["locator"]) == (source, locator) for c in claim["citations"])
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_superlative_of_a_document_is_known(document):
    phrases = [phrase for place, phrase, *_ in SUPERLATIVES if place.startswith(document)]
    sentences = re.split(r"(?<=[.!?])\s+|\n", text_of(document))
    found = [sentence for sentence in sentences if SUPERLATIVE.search(sentence)]
    assert [sentence for sentence in found if not any(phrase in sentence for phrase in phrases)] == []
    assert [phrase for phrase in phrases if not any(phrase in sentence for sentence in found)] == []
