"""Finding one entry by its address, at a moment: there, elsewhere, gone, or not yet."""

import difflib
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publication.kinds import KINDS, PublicKind, path_of
from publication.models import Face
from publication.reading.moment import Moment
from publication.reading.names import FIELDS, name_of
from publication.reading.prepared import Prepared
from publication.searching.words import fold


@dataclass(frozen=True)
class Found:
    """The entry itself."""

    face: Face


@dataclass(frozen=True)
class Elsewhere:
    """The entry has another address now."""

    path: str


@dataclass(frozen=True)
class Gone:
    """The entry was withdrawn."""

    face: Face


@dataclass(frozen=True)
class Missing:
    """No entry has this address at this moment; `later` if it was published after the moment asked for."""

    suggestions: list[dict]
    later: bool = False


Finding = Found | Elsewhere | Gone | Missing

_HERE = Prepared(
    lambda namespace, slug, seq: Face.objects.filter(namespace=namespace, slug=slug).at(seq),
    namespace=str,
    slug=str,
    seq=int,
)


def by_slug(kind: PublicKind, slug: str, moment: Moment) -> Finding:
    """Find an entry of a kind by its slug, its former slug, or a dyad's two actors in the other order."""
    if "\0" in slug or len(slug) > 200:
        return Missing([])
    face = _HERE.first(namespace=kind.namespace, slug=slug, seq=moment.seq)
    if face is not None:
        return _at_home(face, kind, slug, moment)
    here = Face.objects.filter(namespace=kind.namespace, slug=slug)
    # A former slug: the entry it belonged to tells where it lives now.
    number = here.filter(seq_from__lte=moment.seq).values_list("entry", flat=True).first()
    if number is not None and (face := Face.objects.at(moment.seq).filter(entry=number).first()):
        return _at_home(face, kind, slug, moment)
    if kind.pair and "--" in slug:
        turned = "--".join(sorted(_present(part, moment) for part in slug.split("--", 1)))
        if turned != slug and Face.objects.at(moment.seq).filter(namespace=kind.namespace, slug=turned).exists():
            return Elsewhere(path_of(kind.name, turned))
    return Missing(suggest(slug, moment, kind), later=here.filter(seq_from__gt=moment.seq).exists())


def _present(slug: str, moment: Moment) -> str:
    """An actor's slug at the moment, if `slug` is a former one of it."""
    former = Face.objects.filter(namespace="actor", slug=slug, seq_from__lte=moment.seq).values_list("entry").first()
    if former is None:
        return slug
    now = Face.objects.at(moment.seq).filter(entry=former[0], state=Face.State.PUBLIC).first()
    return now.slug if now else slug


def _at_home(face: Face, kind: PublicKind, slug: str, moment: Moment) -> Finding:
    if face.state == Face.State.MERGED:
        target = Face.objects.at(moment.seq).filter(entry=face.target).first()
        if target is not None and target.state == Face.State.PUBLIC:
            return Elsewhere(path_of(target.kind, target.slug))
    if face.state != Face.State.PUBLIC:
        return Gone(face)
    if face.slug != slug or face.kind != kind.name:
        return Elsewhere(path_of(face.kind, face.slug))
    return Found(face)


def by_public_id(text: str, moment: Moment) -> Finding:
    """Find an entry by its permanent id."""
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        return Missing([])
    face = Face.objects.at(moment.seq).filter(public_id=public_id).first()
    if face is None:
        return Missing([], later=Face.objects.filter(public_id=public_id).exists())
    if face.state == Face.State.PUBLIC:
        return Elsewhere(path_of(face.kind, face.slug))
    return _at_home(face, KINDS[face.kind], face.slug, moment)


def not_public(namespace: str, text: str, near: list[dict]) -> str:
    """What to say of a slug that names no entry of a namespace; `near` are names that resemble it."""
    messages = {
        "actor": _("no actor '%(value)s' is public at this moment."),
        "topic": _("no topic '%(value)s' is public at this moment."),
        "source": _("no source '%(value)s' is public at this moment."),
        "relationship": _("no relationship '%(value)s' is public at this moment."),
    }
    said = messages[namespace] % {"value": text[:60]}
    return f"{said} {did_you_mean(near[0]['slug'])}" if near else said


def did_you_mean(text: str) -> str:
    """An offer of what may have been meant."""
    return _("Did you mean '%(text)s'?") % {"text": text}


def suggest(text: str, moment: Moment, kind: PublicKind | None = None, limit: int = 5) -> list[dict]:
    """Return the names of public entries whose slug or title resembles `text`, best first."""
    wanted = fold(text).replace("_", "-").replace(" ", "-")[:80]
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
    if kind is not None:
        rows = rows.filter(namespace=kind.namespace)
    # Bounded: a misspelt address is helped along, not searched for in all of a large record.
    near = {row["slug"]: row for row in rows.order_by("entry").values(*FIELDS)[:3000]}
    close = difflib.get_close_matches(wanted, near, limit, 0.5)
    return [name_of(near[slug]) for slug in close]
