"""What addresses of the history ask for: a number, an entry, a kind; each refused in words where it is none."""

import uuid

from django.utils.translation import gettext as _

from publication.kinds import KINDS
from publication.reading.moment import BadParameter


def read_number(name: str, text: str, what: str) -> int:
    """A whole number that a parameter gives; `what` says of what. Raises BadParameter."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadParameter(name, _("‘%(value)s’ is not %(what)s, a whole number.") % {"value": text[:40], "what": what})
    return int(text)


def read_entry(text: str) -> uuid.UUID:
    """The permanent id that the parameter `entry` gives. Raises BadParameter."""
    try:
        return uuid.UUID(text)
    except ValueError:
        said = _("‘%(value)s’ is not a permanent id, a UUID.") % {"value": text[:40]}
        raise BadParameter("entry", said) from None


def read_kind(text: str) -> str:
    """The kind that the parameter `kind` gives. Raises BadParameter."""
    if text not in KINDS:
        said = _("‘%(kind)s’ is not a kind. Kinds are: %(known)s.")
        raise BadParameter("kind", said % {"kind": text[:40], "known": ", ".join(KINDS)})
    return text
