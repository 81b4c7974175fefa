"""How actors, dyads and topics go into snapshots and files."""

from desk.models import Entry
from desk.schema import Child, Kind, Part, schema
from relations.finders import by_identifier, by_name
from relations.models import (
    ActorName,
    Country,
    Existence,
    Identifier,
    Membership,
    Office,
    Organization,
    Person,
    Phase,
    Relationship,
    Succession,
    Tie,
    Topic,
)


def read_topics(value: object) -> list[dict]:
    """Return one row per topic slug; raise ValueError unless `value` is a list of texts without repeats."""
    if not isinstance(value, list) or not all(isinstance(slug, str) for slug in value):
        raise ValueError("Write topics as a list of slugs: [nato-enlargement, energy].")
    if len(set(value)) != len(value):
        raise ValueError("The same topic stands there twice.")
    return [{"topic": slug} for slug in value]


def write_topics(rows: list[dict]) -> list[str]:
    """Return the topics' slugs; the inverse of `read_topics`."""
    return sorted(row["topic"] for row in rows)


def prepare_dyad(entry: Entry) -> None:
    """Give a relationship its slug and title, made of its two actors' in alphabetical order."""
    pair = sorted((entry.first, entry.second), key=lambda actor: actor.slug)
    entry.slug = Relationship.pair_slug(pair[0].slug, pair[1].slug)
    entry.title = f"{pair[0].title} – {pair[1].title}"
    both = pair[0].title_ru and pair[1].title_ru
    entry.title_ru = f"{pair[0].title_ru} – {pair[1].title_ru}" if both else ""


TOPICS = Child(
    name="topics",
    file_key="topics",
    relation="taggings",
    fields=("topic",),
    select=("topic",),
    read=read_topics,
    write=write_topics,
)

EXISTENCE = Part("existence", Existence, ("status",))
NAMES = Part("names", ActorName, ("name", "language", "kind", "used_by"), lasting=True)
IDENTIFIERS = Part("identifiers", Identifier, ("scheme", "value"), lasting=True)
SUCCESSIONS = Part("predecessors", Succession, ("predecessor", "kind"), object="predecessor")

TOPIC = Kind("topic", Topic, "topics", fields=("parent",))
COUNTRY = Kind(
    "country",
    Country,
    "countries",
    fields=("region", "capital", "latitude", "longitude"),
    parts=(EXISTENCE, NAMES, IDENTIFIERS, SUCCESSIONS),
)
ORGANIZATION = Kind(
    "organization",
    Organization,
    "organizations",
    fields=("type", "abbreviation", "parent", "defined_by"),
    parts=(
        EXISTENCE,
        NAMES,
        IDENTIFIERS,
        SUCCESSIONS,
        Part(
            "members",
            Membership,
            ("member", "status", "founding", "permanent_veto", "continues"),
            subject="member",
            object="owner",
            lasting=True,
            table=True,
        ),
    ),
)
PERSON = Kind(
    "person",
    Person,
    "people",
    fields=("sort_name",),
    parts=(
        EXISTENCE,
        NAMES,
        IDENTIFIERS,
        Part("offices", Office, ("title", "body", "as_printed"), object="body", lasting=True),
    ),
)
RELATIONSHIP = Kind(
    "relationship",
    Relationship,
    "relationships",
    fields=("first", "second"),
    parts=(
        Part(
            "phases",
            Phase,
            ("topic", "level", "trend"),
            subject="owner.first",
            object="owner.second",
            lasting=True,
        ),
        Part(
            "ties",
            Tie,
            ("kind", "subject", "object", "status", "name", "representation", "holder", "topic"),
            subject="subject",
            object="object",
            predicate="@kind",
            lasting=True,
        ),
    ),
    prepare=prepare_dyad,
    derived=("slug", "title", "title_ru"),
)


def register() -> None:
    """Declare what this app adds; called once when Django starts."""
    schema.entry_children.append(TOPICS)
    schema.finders |= {"identifier": by_identifier, "name": by_name}
    schema.add(TOPIC, COUNTRY, ORGANIZATION, PERSON, RELATIONSHIP)
