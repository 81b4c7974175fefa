"""How sources, citations and remarks go into snapshots and files."""

from desk.schema import Child, Kind, Part, schema
from sources.citing import read_lines, write_lines
from sources.models import Remark, Source

CITATIONS = Child(
    name="citations",
    file_key="cite",
    relation="citations",
    fields=("source", "locator", "quotation", "note"),
    select=("source",),
    read=read_lines,
    write=write_lines,
)

REMARKS = Part("remarks", Remark, ("kind", "concerns"), predicate="@kind", object="concerns", lasting=True)

SOURCE = Kind(
    "source",
    Source,
    "sources",
    fields=(
        "type",
        "authors",
        "publisher",
        "published",
        "as_of",
        "source_url",
        "archived_url",
        "accessed",
        "language",
        "licence",
        "reliability",
        "outline",
        "checked",
    ),
)


def register() -> None:
    """Declare what this app adds; called once when Django starts."""
    schema.claim_children.append(CITATIONS)
    schema.shared_parts.append(REMARKS)
    schema.add(SOURCE)
