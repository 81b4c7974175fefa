"""What is indexed of an entry: its words, and its names from each of their words on."""

from dataclasses import dataclass, field

from publication.chronology import FUTURE, PAST, from_day
from publication.kinds import ACTOR_KINDS, KINDS
from publication.models import Face, Name, Wording
from publication.reading.holding import MOMENTARY_KINDS
from publication.searching.words import sound, stem, words

# What a claim says in words. An entry that it names is found under its own name.
TEXTS = ("text", "note", "standing_reason", "name", "title", "place", "as_printed", "speaker_as_printed", "stance")
PERIOD_TEXTS = ("wording", "basis")
PLACES = {name: place for place, name in enumerate(KINDS)}
TOPIC_LINKS = ("topics", "topic")
# A name is found from each of its first words on; more words than these are found in any order only.
NAME_STARTS = 8
NAME_BYTES, NAME_LENGTH = 400, 300
WORD_LENGTHS = range(3, 41)


@dataclass
class Indexed:
    """An entry's rows for search, before any span, and the words that the vocabulary shall have."""

    wording: Wording
    names: list[Name]
    vocabulary: set[str] = field(default_factory=set)


def claim_texts(claim: dict) -> list[tuple[str, str]]:
    """The words of a claim with the key that each stands under, from a snapshot or from a document."""
    said = {key: claim.get(key) for key in TEXTS if not (key == "name" and claim["predicate"] == "named")}
    period = claim.get("period") or claim
    said |= {key: period.get(key) for key in PERIOD_TEXTS}
    if claim["predicate"] == "identified":
        said["value"] = claim.get("value")
    return [(key, text) for key, text in said.items() if text]


def entry_texts(content: dict) -> list[tuple[str, str]]:
    """The words of an entry itself besides its names, each with its key."""
    return [(key, content[key]) for key in ("summary", "question", "capital") if content.get(key)]


def other_names(content: dict) -> list[str]:
    """The names of an entry besides its title, as they are written, each once."""
    found = [content.get("title_ru"), content.get("abbreviation"), content.get("sort_name")]
    found += [claim["name"] for claim in content.get("claims", []) if claim["predicate"] == "named"]
    return [name for name in dict.fromkeys(found) if name and name != content.get("title")]


def mark(kind: str, value) -> str:
    """A mark as the index has it, like a word: 'kind:event'."""
    return f"{kind}:{value}"


def index(face: Face, content: dict, topics: list[int]) -> Indexed:
    """Return the rows by which a public entry is found. `content` has its public claims; `topics` are numbers."""
    names = [face.title, face.title_ru, *other_names(content)]
    texts = entry_texts(content)
    for claim in content["claims"]:
        texts += claim_texts(claim)
    marks = [mark("kind", face.kind)]
    if face.kind in ACTOR_KINDS:
        marks.append(mark("is", "actor"))
    if face.sort_day not in (PAST, FUTURE):
        marks.append(mark("decade", from_day(face.sort_day).year // 10 * 10))
    marks += [mark("topic", number) for number in sorted(set(topics))]
    said = words(" ".join(names))
    in_names = list(dict.fromkeys(map(stem, said)))
    said += words("\n".join(text for _, text in texts))
    everything = sorted(set(map(stem, said)))
    wording = Wording(
        entry=face.entry,
        kind=face.kind,
        marks=" ".join(marks),
        names=" ".join([*marks, *sorted(in_names)]),
        words=" ".join([*marks, *everything]),
        name_size=len(in_names),
        size=len(everything),
        s1=face.s1,
        e2=FUTURE if face.kind in MOMENTARY_KINDS else face.e2,
    )
    vocabulary = {word for word in set(said) if len(word) in WORD_LENGTHS and sound(word)}
    return Indexed(wording, _names(face, content), vocabulary)


def _names(face: Face, content: dict) -> list[Name]:
    others = other_names(content)
    if face.kind == "person":
        # The surname alone is a name too: the last word of each.
        others += [name.split()[-1] for name in (face.title, face.title_ru) if name.split()]
    ranked: dict[bytes, tuple[int, str]] = {}

    def put(said: list[str], rank: int, shown: str) -> None:
        key = " ".join(said).encode()[:NAME_BYTES]
        ranked[key] = min((rank, shown[:NAME_LENGTH]), ranked.get(key, (rank, shown[:NAME_LENGTH])))

    for rank, given in ((Name.Rank.TITLE, [face.title]), (Name.Rank.OTHER, others)):
        for name in given:
            if said := words(name):
                put(said, rank, name)
                for start in range(1, min(len(said), NAME_STARTS)):
                    put(said[start:], Name.Rank.PART, "")
    actor = face.kind in ACTOR_KINDS
    return [
        Name(entry=face.entry, words=key, rank=rank - 1 if actor else rank, place=PLACES[face.kind], shown=shown)
        for key, (rank, shown) in sorted(ranked.items())
    ]
