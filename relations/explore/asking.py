"""What an explorer's address asks for: its parameters, read and refused by name, and links that change one of them."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.text import slugify

from publication.filters import BadParameters
from publication.kinds import KINDS
from publication.models import Face
from publication.reading.find import suggest
from publication.reading.moment import BadParameter, Moment

CLOCKS = ("as_of", "known_at")
LEVELS = range(-3, 4)


class Asking:
    """The parameters of one address, without the clocks, which links carry anyway."""

    def __init__(self, request: HttpRequest, names: tuple[str, ...], moment: Moment):
        """Raises BadParameters for a parameter that it does not take, that stands twice, or that no text can be."""
        wrong = []
        for name in request.GET:
            if name not in names and name not in CLOCKS:
                takes = ", ".join((*names, *CLOCKS))
                wrong.append(BadParameter(name[:60], f"is not a parameter here. This address takes: {takes}."))
            elif len(request.GET.getlist(name)) > 1:
                wrong.append(BadParameter(name, "stands twice. Give it once."))
            elif "\0" in request.GET[name]:
                wrong.append(BadParameter(name, "holds a character that no name has, number 0."))
        if wrong:
            raise BadParameters(wrong)
        self.moment = moment
        self.values = {name: request.GET[name].strip() for name in names if request.GET.get(name, "").strip()}

    def link(self, path: str = "", **changes: str) -> str:
        """The same view with other values ('' takes one away), at the same moment."""
        values = {**self.values, **changes}
        values.pop("cursor", None)
        query = [urlencode({name: value for name, value in values.items() if value}), self.moment.query]
        return f"{path}?{'&'.join(part for part in query if part)}"

    def pinned(self, path: str) -> str:
        """The view's address with both clocks written out: it will always show what it shows now."""
        clocks = {"as_of": self.moment.day.isoformat(), "known_at": str(self.moment.seq)}
        return f"{path}?{urlencode({**self.values, **clocks})}"

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some words, the first if nothing was asked for. Raises BadParameter."""
        value = self.values.get(name, choices[0])
        if value not in choices:
            listed = ", ".join(choice for choice in choices if choice)
            raise BadParameter(name, f"'{value[:40]}' is not known here. Choose one of: {listed}.")
        return value

    def level(self, name: str, default: int) -> int:
        """A level from −3 to 3. Raises BadParameter."""
        text = self.values.get(name, str(default)).replace("−", "-").replace("+", "")
        if text not in map(str, LEVELS):
            raise BadParameter(name, f"'{text[:20]}' is not a level. Levels are whole numbers from -3 to 3.")
        return int(text)

    def entry(self, name: str, namespace: str) -> Face | None:
        """The entry that a parameter names; None where it is blank. Raises BadParameter."""
        return named(name, namespace, self.values[name], self.moment) if name in self.values else None


def named(parameter: str, namespace: str, text: str, moment: Moment) -> Face:
    """Return the public entry that `text` names: by slug or by its title. Raises BadParameter, with a near name."""
    text = text.strip()
    if not 0 < len(text) <= 200:
        raise BadParameter(parameter, f"name one {namespace}, in up to 200 characters: its slug or its title.")
    rows = Face.objects.at(moment.seq).filter(namespace=namespace, state=Face.State.PUBLIC)
    rows = rows.defer("document").order_by("entry")
    by_title = rows.filter(kind__in=_kinds(namespace), title=text)
    face = rows.filter(slug__in=(text, slugify(text))).first() or by_title.first()
    if face is None:
        kind = next(kind for kind in KINDS.values() if kind.namespace == namespace)
        near = suggest(text, moment, kind, 1)
        hint = f" Did you mean '{near[0]['slug']}'?" if near else ""
        raise BadParameter(parameter, f"no {namespace} '{text[:60]}' is public at this moment.{hint}")
    return face


def _kinds(namespace: str) -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.namespace == namespace]


def topics_to_choose(moment: Moment) -> list[dict]:
    """Up to 300 topics, by title."""
    rows = Face.objects.at(moment.seq).filter(kind="topic", state=Face.State.PUBLIC).order_by("title")
    return list(rows.values("slug", "title")[:300])
