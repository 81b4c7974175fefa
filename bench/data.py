"""The database that is measured: made through the desk and published, the same for each size every time."""

from collections.abc import Callable, Iterable
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from bench.wanted import FOUND, SIZES
from desk.collection.insert import insert
from desk.models import Claim, Entry
from desk.publishing import publish_batch
from events.models import Event, Occurrence, Participation
from relations.models import Country, Existence, Membership, Organization, Phase, Relationship, Topic
from sources.models import Citation, Source

COUNTRIES, ORGANIZATIONS, EVENTS, RELATIONSHIPS, MEMBERSHIPS, CITATIONS = 200, 500, 2_000, 4_000, 10_000, 20_000
SOURCES = 50
# The rows that are made and published at once; a publication holds the lock and its entries in memory.
BATCH = 500


def make(size: str) -> None:
    """Fill an empty database with the rows of a size: S, M or L. About 4 ms for each entry."""
    times = SIZES[size]
    sources = [Source(slug=f"source-{n:02}", title=f"Source {n:02}") for n in range(SOURCES)]
    overall = [Topic(slug="overall", title="Overall")]
    countries = [
        Country(
            slug=f"country-{n:03}", title=f"Country {n:03}", capital=f"Capital {n:03}", summary=f"State number {n}."
        )
        for n in range(COUNTRIES)
    ]
    _write(sources, _nothing, sources)
    _write(overall, _nothing, sources)
    _write(countries, _existence, sources)
    organizations = [
        Organization(slug=f"organization-{n:06}", title=f"Organization {n:06}") for n in range(ORGANIZATIONS * times)
    ]
    _by_batches(organizations, lambda n, owner: _members(n, owner, countries), sources)
    events = (_event(n) for n in range(EVENTS * times))
    _by_batches(events, lambda n, owner: _parts(n, owner, countries), sources)
    # A pair has one entry: beyond the pairs of countries, pairs of a country and an organization.
    pairs = _pairs(countries, organizations, RELATIONSHIPS * times)
    dyads = (
        Relationship(
            slug=Relationship.pair_slug(one.slug, other.slug),
            title=f"{one.title} – {other.title}",
            first=one,
            second=other,
        )
        for one, other in pairs
    )
    # A country's existence is cited too: as many dyads without a phase keep the citations at twenty thousand.
    _by_batches(dyads, lambda n, owner: _phase(n, owner, overall[0]) if n >= COUNTRIES else [], sources)


def batch_of_events(count: int, place: int) -> list[Event]:
    """Drafts of events of five claims each that wait to be published, numbered from `place` on."""
    if not Country.objects.exists():
        sources = [Source(slug=f"source-{n:02}", title=f"Source {n:02}") for n in range(SOURCES)]
        _write(sources, _nothing, sources)
        _write([Country(slug=f"country-{n:03}", title=f"Country {n:03}") for n in range(COUNTRIES)], _nothing, sources)
    countries, sources = list(Country.objects.order_by("slug")), list(Source.objects.order_by("slug"))
    events = [_event(n) for n in range(place, place + count)]
    _draft(events, lambda n, owner: _parts(n, owner, countries) + _parts(n + 1, owner, countries)[1:], sources, place)
    return events


def _by_batches(
    entries: Iterable[Entry], claims_of: Callable[[int, Entry], list[Claim]], sources: list[Source]
) -> None:
    place, left = 0, iter(entries)
    while some := list(islice(left, BATCH)):
        _write(some, claims_of, sources, place)
        place += len(some)


def _write(
    entries: list[Entry], claims_of: Callable[[int, Entry], list[Claim]], sources: list[Source], place=0
) -> None:
    """Draft entries with their claims, and publish all."""
    _draft(entries, claims_of, sources, place)
    publish_batch(entries, by="bench", note="made for the benchmark")


def _draft(entries: list[Entry], claims_of: Callable[[int, Entry], list[Claim]], sources: list[Source], place: int):
    """Insert entries, then the claims that `claims_of` gives for each and its number; cite them."""
    _name(entries, place)
    insert(entries)
    claims = [claim for n, owner in enumerate(entries, place) for claim in claims_of(n, owner)]
    _name(claims, place)
    for model in dict.fromkeys(map(type, claims)):
        insert([claim for claim in claims if type(claim) is model])
    insert(
        [
            Citation(claim=claim, source=sources[(place + n) % len(sources)], locator=f"p. {n % 400 + 1}")
            for n, claim in enumerate(claims)
        ]
    )


def _name(rows: list[Entry] | list[Claim], place: int) -> None:
    """Give rows the permanent ids that they have every time."""
    for n, row in enumerate(rows):
        row.public_id = uuid5(NAMESPACE_URL, f"bench/{type(row).__name__}/{place}/{n}")


def _nothing(n: int, owner: Entry) -> list[Claim]:
    return []


def _existence(n: int, owner: Country) -> list[Claim]:
    return [Existence(owner=owner, status="independent", start=str(1950 + n % 40), end="..")]


def _members(n: int, owner: Organization, countries: list[Country]) -> list[Claim]:
    each = MEMBERSHIPS // ORGANIZATIONS
    return [
        Membership(
            owner=owner,
            member=countries[(n * 7 + k * 11) % len(countries)],
            start=str(1950 + (n + k) % 60),
            end="..",
            text=f"It is member number {k + 1}.",
        )
        for k in range(each)
    ]


def _event(n: int) -> Event:
    found = n % (EVENTS // FOUND) == 7 and n < EVENTS
    return Event(
        slug=f"event-{n:07}",
        title=f"{'Quorum' if found else 'Meeting'} {n:07}",
        type="meeting",
        summary=f"The parties met for the {n}th time.",
    )


def _parts(n: int, owner: Event, countries: list[Country]) -> list[Claim]:
    day = f"{1991 + n % 30}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    host = countries[0] if n % 5 == 0 else countries[n % (len(countries) - 1) + 1]
    guest = countries[(n * 13) % (len(countries) - 1) + 1]
    return [
        Occurrence(owner=owner, place=f"Capital {n % 200:03}", start=day, end=day, text="It took place."),
        Participation(owner=owner, actor=host, role="host", start=day, end=day),
        Participation(owner=owner, actor=guest, role="guest", start=day, end=day, position=1),
    ]


def _phase(n: int, owner: Relationship, topic: Topic) -> list[Claim]:
    return [Phase(owner=owner, topic=topic, level=n % 7 - 3, start=str(1991 + n % 30), end="..", text="So they stood.")]


def _pairs(countries: list[Country], organizations: list[Organization], wanted: int):
    made = 0
    for far in range(1, len(countries)):
        for n in range(len(countries) - far):
            if made == wanted:
                return
            yield countries[n], countries[n + far]
            made += 1
    for organization in organizations:
        for country in countries:
            if made == wanted:
                return
            yield country, organization
            made += 1
