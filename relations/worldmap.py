"""Which country of the map is filled how: the focus actor's dyads by ISO code."""

from django.utils.translation import gettext as _

from publication.drawing.world import Fill
from publication.models import About, Claim, Face
from publication.reading.moment import Moment
from publication.reading.names import title_of
from publication.reading.standing import Standing
from publication.templatetags.chancery import address, heading, level_class, level_word, signed


def fills(focus: Face, dyads: list[tuple[dict, dict, Standing]], moment: Moment) -> dict[str, Fill]:
    """Return for each ISO three-letter code how the map draws that country with the focus actor.

    Only actors with such a code on the day are on the map: a group, a body or a person stands in the words alone.
    """
    codes = codes_on_day([str(focus.public_id), *(other["id"] for other, _, _ in dyads)], moment)
    found = {}
    for other, dyad, stands in dyads:
        code = codes.get(other["id"])
        if code is None:
            continue
        level = signed(stands.level)
        word = (
            level_word(stands.level) if stands.level is not None else heading(stands.trend, "trend") or level_word(None)
        )
        words = f"{other['title']}: {word} {level}".rstrip()
        if stands.holds == "possible":
            words = _("%(words)s, possibly") % {"words": words}
        found[code] = Fill(
            css=f"f-{level_class(stands.level)}" + (" f-maybe" if stands.holds == "possible" else ""),
            name=f"{other['title']} {level}".rstrip(),
            url=address(dyad, moment.query),
            words=words,
        )
    own = codes.get(str(focus.public_id))
    if own:
        found[own] = Fill(css="f-focus", name=title_of(focus), words=title_of(focus))
    return found


def codes_on_day(public_ids: list, moment: Moment, scheme: str = "iso3") -> dict[str, str]:
    """Return the code of a scheme that each actor had on the day, by the actor's permanent id. Two queries."""
    faces = Face.objects.at(moment.seq).filter(public_id__in=public_ids)
    numbers = {entry: str(public_id) for entry, public_id in faces.values_list("entry", "public_id")}
    day = moment.day_number
    about = About.objects.at(moment.seq).filter(entry__in=numbers, predicate="identified").possible_on(day, day)
    rows = Claim.objects.at(moment.seq).filter(id__in=about.values("claim"), status=scheme)
    return {numbers[subject]: code for subject, code in rows.order_by("s1", "id").values_list("subject", "role")}
