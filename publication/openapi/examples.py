"""Examples for the API's description, taken from the record: what they name is there to be asked for."""

from django.conf import settings
from django.db.models import Min

from publication.kinds import ACTOR_KINDS, KINDS
from publication.models import Claim, Face
from publication.reading.moment import Moment


def examples(moment: Moment) -> dict[str, str]:
    """Return a slug for each kind, and more: `actor`, `first` and `second` of a dyad, `region`, `scheme`, `claim_id`.

    The actor of the home page comes first, else the oldest entry of a kind. An empty record gives the kinds' names.
    """
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
    oldest = rows.values("kind").annotate(entry=Min("entry")).order_by("kind")
    found = {kind: kind for kind in KINDS}
    found |= dict(rows.filter(entry__in=[one["entry"] for one in oldest]).values_list("kind", "slug"))
    focus = rows.filter(namespace="actor", slug=settings.FOCUS_ACTOR).values_list("kind", "region").first()
    if focus is not None:
        found[focus[0]] = settings.FOCUS_ACTOR
    found["actor"] = next((found[kind] for kind in ACTOR_KINDS if found[kind] != kind), "actor")
    regions = rows.filter(kind="country").exclude(region="")
    found["region"] = (focus and focus[1]) or regions.values_list("region", flat=True).first() or "region"
    sides = found["relationship"].split("--")
    found["first"], found["second"] = sides if len(sides) == 2 else ("one", "other")
    codes = Claim.objects.at(moment.seq).filter(predicate="identified").order_by("id")
    code = codes.filter(status="cow").first() or codes.first()
    found["scheme"], found["code"] = (code.status, code.role) if code else ("cow", "365")
    entry = rows.order_by("entry").values_list("public_id", flat=True).first()
    found["entry_id"] = str(entry or "00000000-0000-4000-8000-000000000000")
    claim = Claim.objects.at(moment.seq).order_by("id").values_list("claim_id", flat=True).first()
    found["claim_id"] = str(claim or "00000000-0000-4000-8000-000000000000")
    return found


def filled(value, found: dict[str, str]):
    """A value with examples in place of {names}, at any depth. Keys, and names in addresses to fill in, stay."""
    if isinstance(value, dict):
        return {key: filled(item, found) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, found) for item in value]
    if isinstance(value, str) and "{" in value:
        for name, example in found.items():
            value = value.replace(f"{{{name}}}", example)
    return value
