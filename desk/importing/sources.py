"""The source that a mapping names: made by the import if the desk does not have it."""

from desk.collection.draft import Draft
from desk.collection.files import EntryFile
from desk.collection.parse import Parser
from desk.importing.values import MappingError
from desk.models import Entry
from desk.schema import schema


def source_draft(source: dict[str, str]) -> tuple[EntryFile, Draft] | None:
    """Return the draft of a mapping's source, None if it names none or the desk has it. Raises MappingError."""
    if not source or Entry.objects.filter(namespace="source", slug=source["slug"]).exists():
        return None
    fields = {name: text for name, text in source.items() if name != "slug" and text}
    if "title" not in fields:
        raise MappingError(f"source: the desk has no source '{source['slug']}'. Give its title, to make it.")
    file = EntryFile(schema.kinds["source"], source["slug"], "source", fields)
    parser = Parser(file)
    draft = parser.draft()
    if parser.errors:
        error = parser.errors[0]
        raise MappingError(f"source: {error.field or 'slug'} {error.value}: {error.message}")
    return file, draft
