"""Watches over sources and citations: what lacks one, what rests on an old one, which links need an eye."""

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from desk.describing import change_url
from desk.models import Claim, Entry
from desk.quality.watch import MOST_COUNTED, Item, Watch, say_claims, watch
from sources.models import Citation, LinkCheck, Remark, Source


def uncited() -> QuerySet:
    """Return claims without a citation that would be published."""
    cited = Citation.objects.filter(claim=OuterRef("pk"))
    return Claim.objects.filter(~Exists(cited), held_back=False).order_by("owner__title", "pk")


def stale() -> QuerySet:
    """Return claims that last 'until now' by sources that are all older than STALE_YEARS years, by the year."""
    year = str(timezone.now().year - settings.STALE_YEARS)
    cited = Citation.objects.filter(claim=OuterRef("pk"))
    # A date begins with its year; what does not, such as [..2001], is taken for old.
    recent = Q(source__as_of__gte=year, source__as_of__regex=r"^[0-9]{4}")
    recent |= Q(source__as_of="", source__published__gte=year, source__published__regex=r"^[0-9]{4}")
    claims = Claim.objects.filter(Exists(cited), ~Exists(cited.filter(recent)), end="..")
    return claims.filter(Q(seen_latest=None) | Q(seen_latest__year__lt=int(year))).order_by("owner__title", "pk")


def gaps() -> QuerySet:
    """Return what sources announce and do not give."""
    return Remark.objects.filter(kind=Remark.Kind.GAP).order_by("owner__title", "pk")


def least_cited() -> list[Entry]:
    """Return entries whose claims rest on one source alone or none, those with most claims first."""
    rows = Entry.objects.exclude(kind=Source.KIND).exclude(state__in=(Entry.State.MERGED, Entry.State.WITHDRAWN))
    counted = rows.annotate(
        claims_made=Count("claims", distinct=True), sources_cited=Count("claims__citations__source", distinct=True)
    ).filter(claims_made__gt=1, sources_cited__lte=1)
    return list(counted.order_by("sources_cited", "-claims_made", "pk")[:MOST_COUNTED])


def unarchived() -> QuerySet:
    """Return sources with an address on the web and none in an archive."""
    return Source.objects.filter(archived_url="").exclude(source_url="").order_by("title", "pk")


def dead() -> QuerySet:
    """Return what the last check of each link found wrong, if the source still has that link."""
    rows = LinkCheck.objects.select_related("source").filter(url=F("source__source_url")).exclude(problem="")
    return rows.order_by("-failures", "source__title", "pk")


def _say_least_cited(entries) -> list[Item]:
    return [
        Item(str(one), change_url(one), f"{one.kind}: {one.claims_made} claims on {one.sources_cited} source")
        for one in entries
    ]


def _say_sources(sources) -> list[Item]:
    return [Item(str(source), change_url(source), source.source_url) for source in sources]


def _say_checks(checks) -> list[Item]:
    return [
        Item(str(check.source), change_url(check.source), f"{check.problem} ({check.url}, {check.checked_at:%d.%m.%Y})")
        for check in checks
    ]


def register() -> None:
    """Add these watches; called once when Django starts."""
    years = settings.STALE_YEARS
    for found in (
        Watch("uncited", "Claims without citation", "They cannot be published so.", uncited, say_claims),
        Watch(
            "stale",
            "Ongoing by old sources",
            f"Said to last until now, by sources that are all more than {years} years old.",
            stale,
            say_claims,
        ),
        Watch("gaps", "Known gaps", "What a source announces and does not give.", gaps, say_claims),
        Watch(
            "least-cited",
            "Least cited entries",
            "Several claims on one source alone, or on none.",
            least_cited,
            _say_least_cited,
        ),
        Watch(
            "unarchived", "Links without archive", "Sources whose page may be gone one day.", unarchived, _say_sources
        ),
        Watch(
            "dead-links", "Links that do not answer", "As `manage.py check_links` last found them.", dead, _say_checks
        ),
    ):
        watch(found)
