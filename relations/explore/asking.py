"""What an explorer's address asks for: its parameters, read and refused by name, and links that change one of them."""

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _

from publication.filters import BadParameters
from publication.kinds import KINDS
from publication.languages import local
from publication.models import Face
from publication.reading.find import not_public, suggest
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
                takes = {"known": ", ".join((*names, *CLOCKS))}
                said = _("is not a parameter here. This address takes: %(known)s.") % takes
                wrong.append(BadParameter(name[:60], said))
            elif len(request.GET.getlist(name)) > 1:
                wrong.append(BadParameter(name, _("stands twice. Give it once.")))
            elif "\0" in request.GET[name]:
                wrong.append(BadParameter(name, _("holds a character that no name has, number 0.")))
        if wrong:
            raise BadParameters(wrong)
        self.moment = moment
        self.values = {name: request.GET[name].strip() for name in names if request.GET.get(name, "").strip()}

    def link(self, path: str = "", **changes: str) -> str:
        """The same view with other values ('' takes one away), at the same moment, in the reader's language."""
        values = {**self.values, **changes}
        values.pop("cursor", None)
        query = [urlencode({name: value for name, value in values.items() if value}), self.moment.query]
        return f"{local(path) if path else path}?{'&'.join(part for part in query if part)}"

    def pinned(self, path: str) -> str:
        """The view's address with both clocks written out: it will always show what it shows now."""
        clocks = {"as_of": self.moment.day.isoformat(), "known_at": str(self.moment.seq)}
        return f"{path}?{urlencode({**self.values, **clocks})}"

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some words, the first if nothing was asked for. Raises BadParameter."""
        value = self.values.get(name, choices[0])
        if value not in choices:
            known = {"value": value[:40], "known": ", ".join(choice for choice in choices if choice)}
            raise BadParameter(name, _("'%(value)s' is not known here. Choose one of: %(known)s.") % known)
        return value

    def level(self, name: str, default: int) -> int:
        """A level from −3 to 3. Raises BadParameter."""
        text = self.values.get(name, str(default)).replace("−", "-").replace("+", "")
        if text not in map(str, LEVELS):
            known = {"value": text[:20]}
            raise BadParameter(name, _("'%(value)s' is not a level. Levels are whole numbers from -3 to 3.") % known)
        return int(text)

    def entry(self, name: str, namespace: str) -> Face | None:
        """The entry that a parameter names; None where it is blank. Raises BadParameter."""
        return named(name, namespace, self.values[name], self.moment) if name in self.values else None


def named(parameter: str, namespace: str, text: str, moment: Moment) -> Face:
    """Return the public entry that `text` names: by slug, by its title or by its Russian one.

    Raises BadParameter, with a near name.
    """
    text = text.strip()
    if not 0 < len(text) <= 200:
        raise BadParameter(parameter, _("name one entry, in up to 200 characters: its slug or its title."))
    rows = Face.objects.at(moment.seq).filter(namespace=namespace, state=Face.State.PUBLIC)
    rows = rows.defer("document").order_by("entry")
    by_title = rows.filter(Q(title=text) | Q(title_ru=text), kind__in=_kinds(namespace))
    face = rows.filter(slug__in=(text, slugify(text))).first() or by_title.first()
    if face is None:
        kind = next(kind for kind in KINDS.values() if kind.namespace == namespace)
        near = suggest(text, moment, kind, 1)
        raise BadParameter(parameter, not_public(namespace, text, near))
    return face


def _kinds(namespace: str) -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.namespace == namespace]
