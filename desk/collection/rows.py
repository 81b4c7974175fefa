"""Rows of the desk as a draft's values make them: assigned, inserted together or saved one by one, refused in words."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import QuerySet

from desk.collection.draft import Link
from desk.collection.files import EntryFile, FileError
from desk.collection.insert import insert
from desk.history import keep_made
from desk.models import Entry
from desk.schema import Child, is_link

# A new row is inserted into each of its tables; without this Django would first try to update the child's.
NEW = (models.Model,)


@dataclass
class Fresh:
    """A row that waits to be inserted, with its place in a file and the rows that will hang on it."""

    row: models.Model
    file: EntryFile
    path: tuple
    children: list[tuple[Child, list[dict]]] = field(default_factory=list)


def keys_of(entries: QuerySet[Entry]) -> dict[Link, int]:
    """Return the keys of some entries, by which links to them are written."""
    return {Link(namespace, slug): pk for pk, namespace, slug in entries.values_list("pk", "namespace", "slug")}


class Rows:
    """Writes rows within the caller's transaction; `errors` says what the models or the database refused."""

    def __init__(self, keys: dict[Link, int] | None = None):
        """Take the keys of the entries that links may name; without them, read those of all that the desk has."""
        self.errors: list[FileError] = []
        self.keys = keys_of(Entry.objects.all()) if keys is None else keys

    def insert(self, fresh: list[Fresh]) -> list[Fresh]:
        """Insert rows of one model after their own rules, together where the database takes them.

        Returns those that were refused; `errors` says why.
        """
        lost, good = [], []
        for waiting in fresh:
            try:
                waiting.row.clean()
            except ValidationError as error:
                self._refused(error, waiting.file, waiting.path)
                lost.append(waiting)
            else:
                good.append(waiting)
        try:
            insert([waiting.row for waiting in good])
        except (IntegrityError, DataError):
            # One of them is refused. Which, and why, is found by taking them one by one.
            lost += [one for one in good if not self.save(one.row, one.file, one.path, new=True)]
        else:
            keep_made([waiting.row for waiting in good])
        return lost

    def lost(self, value) -> bool:
        """Whether a value is a link to an entry that could not be written; that entry's error says why."""
        return isinstance(value, Link) and value not in self.keys

    def assign(self, row: models.Model, name: str, value) -> None:
        """Set a field to what a draft says: a link to the row that it names, nothing to what the field has for it."""
        found = row._meta.get_field(name)
        if is_link(type(row), name):
            value = None if value is None else self.keys.get(value)
        elif value is None and not found.null:
            value = ""
        setattr(row, found.attname, value)

    def save(self, row: models.Model, file: EntryFile, path: tuple, *, new: bool) -> bool:
        """Save one row after its own rules; turn a refusal into errors with their place."""
        try:
            row.clean()
            with transaction.atomic():
                row.save(force_insert=NEW) if new else row.save()
        except ValidationError as error:
            self._refused(error, file, path)
            return False
        except (IntegrityError, DataError) as error:
            try:
                # Only now, since each constraint costs a query: which of them was it?
                row.validate_constraints()
            except ValidationError as explained:
                self._refused(explained, file, path)
            else:
                self.errors.append(file.error(path, "", f"the database refuses it: {error}"))
            return False
        return True

    def _refused(self, error: ValidationError, file: EntryFile, path: tuple) -> None:
        if hasattr(error, "error_dict"):
            for name, messages in error.message_dict.items():
                where = path if name == "__all__" else (*path, name)
                self.errors += [file.error(where, "", message) for message in messages]
        else:
            self.errors += [file.error(path, "", message) for message in error.messages]
