"""One search, as page and API ask it: read the parameters, find, narrow, take one page."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from publication.kinds import KINDS
from publication.listing import moment_of
from publication.models import Face
from publication.reading.holding import MOMENTARY_KINDS
from publication.reading.moment import BadParameter, Moment
from publication.reading.related import documents
from publication.reading.standing import overall_levels
from publication.searching.facets import Narrowing, read_narrowing
from publication.searching.passages import Wanted, show
from publication.searching.ranking import Candidate, Search, search
from publication.searching.words import lexemes, stem

LONGEST = 200


@dataclass
class Answer:
    """What was asked and found. `everything` is what the words find before it is narrowed to `fitting`."""

    moment: Moment
    text: str
    narrowing: Narrowing
    search: Search
    everything: list[Candidate] = field(default_factory=list)
    fitting: list[Candidate] = field(default_factory=list)
    more: bool = False
    days_else: int = 0


def read_text(request: HttpRequest) -> str:
    """Return what is searched for. Raises BadParameter."""
    text = request.GET.get("q", "").strip()
    if "\0" in text or len(text) > LONGEST:
        raise BadParameter("q", _("type up to %(most)s characters of a name.") % {"most": LONGEST})
    return text


def read_flag(request: HttpRequest, name: str) -> bool:
    """Return a parameter that is 1 or not given. Raises BadParameter."""
    value = request.GET.get(name, "")
    if value not in ("", "1"):
        raise BadParameter(name, _("'%(value)s' is not 1. Leave it out, or give 1.") % {"value": value[:20]})
    return value == "1"


def ask(request: HttpRequest) -> Answer:
    """Search for what a request asks. Raises BadParameter."""
    moment, text = moment_of(request), read_text(request)
    narrowing = read_narrowing(request.GET.getlist, moment)
    as_typed = read_flag(request, "as_typed")
    answer = Answer(moment, text, narrowing, Search(text))
    if not text:
        return answer
    answer.search = search(text, moment, as_typed=as_typed)
    answer.everything = answer.search.found
    answer.more = answer.search.more
    answer.fitting = [one for one in answer.everything if narrowing.admits(one)]
    if answer.more and narrowing.groups():
        # Not all that holds the words was read: what fits is looked for among all of them.
        sought = answer.search.instead or text
        narrowed = search(sought, moment, narrowing.groups().values(), as_typed=as_typed)
        answer.fitting, answer.more = narrowed.found, narrowed.more
    if not answer.everything and moment.as_of is not None:
        any_day = Moment(moment.day, moment.seq, moment.head, moment.seq_time, None, moment.known_at, moment.today)
        answer.days_else = len(search(text, any_day, as_typed=True).found)
    return answer


def shown(answer: Answer, first: int, last: int) -> list[dict]:
    """Return the hits from `first` to before `last`, with titles and passages in pieces, and the way of each."""
    chosen = answer.fitting[first:last]
    faces = Face.objects.at(answer.moment.seq).filter(entry__in=[one.entry for one in chosen])
    by_number = {face.entry: face for face in faces.filter(state=Face.State.PUBLIC)}
    faces = [by_number[one.entry] for one in chosen if one.entry in by_number]
    asked = frozenset(lexemes(answer.search.instead or answer.text))
    wanted = Wanted(asked, tuple(map(frozenset, answer.search.readings)))
    levels = overall_levels([face.entry for face in faces if face.kind == "relationship"], answer.moment)
    day = None if answer.moment.as_of is None else answer.moment.day_number
    ways = {one.entry: one.way for one in chosen}
    hits = []
    for face, content in zip(faces, documents(faces, answer.moment), strict=True):
        hit = show(content, wanted, day)
        hits.append({**hit, "way": ways[face.entry], "dated": _dating(content), "level": levels.get(face.entry)})
    return hits


def _dating(content: dict) -> dict | None:
    """The claim that dates a thing that happens, where one does."""
    predicates = KINDS[content["kind"]].extent if content["kind"] in MOMENTARY_KINDS else ()
    dating = (one for one in content["claims"] if one["predicate"] in predicates and one["standing"] != "rejected")
    return next((one for one in dating if one["period"]["start"]), None)


def as_written(text: str, hits: list[dict]) -> str:
    """A folded text with its words as the hits write them: 'kyiv' is Kyiv."""
    written: dict[str, str] = {}
    for hit in hits:
        for piece, found in [*hit["title"], *hit["called"], *hit["passage"]]:
            if found:
                for lexeme in lexemes(piece):
                    written.setdefault(lexeme, piece)
    return " ".join(written.get(stem(word), word) for word in text.split())
