"""Dumping: the desk written back to the collection's files, in the form that loading reads."""

from pathlib import Path

from desk.collection.draft import Draft, portable
from desk.collection.files import CollectionRefused, read_collection, table_columns
from desk.collection.load import desk_drafts
from desk.collection.parse import Parser
from desk.collection.texts import csv_text, yaml_text
from desk.models import Entry, LoadState
from desk.schema import schema


def file_texts(draft: Draft) -> dict[str, str]:
    """Return an entry's files: names relative to the collection's folder, and what they hold."""
    data = portable(draft)
    kind = draft.kind
    files = {}
    for part in schema.parts_of(kind):
        if part.table and part.name in data:
            table = csv_text(data.pop(part.name), table_columns(part))
            files[f"{kind.folder}/{draft.slug}.{part.name}.csv"] = table
    files[f"{kind.folder}/{draft.slug}.yaml"] = yaml_text(data)
    return files


def dump(root: Path, *, remember: bool = False) -> tuple[int, list[str]]:
    """Write every desk entry to its files under `root`.

    With `remember`, these files are from now on what the next load compares with: right for the collection's
    own folder, wrong for a copy that is only looked at.
    Returns how many files were written anew or changed, and the names of files under `root` that belong to
    no entry of the desk (they are left alone). Files that already say the same are not touched. With
    `remember`, raises CollectionRefused if that would overwrite what somebody wrote into a file since the
    last load; then nothing is written.
    """
    wanted: dict[str, str] = {}
    entries = list(Entry.objects.exclude(state=Entry.State.MERGED).order_by("pk"))
    drafts = desk_drafts(entries)
    for draft in drafts:
        wanted.update(file_texts(draft))
    if remember:
        _refuse_to_overwrite(root, drafts)
    changed = 0
    for name, text in wanted.items():
        path = root / name
        if path.exists() and path.read_bytes() == text.encode():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        changed += 1
    keys = {str(entry.public_id): entry.pk for entry in entries}
    for draft in drafts if remember else ():
        LoadState.objects.update_or_create(entry_id=keys[draft.id], defaults={"digest": draft.digest})
    folders = [kind.folder for kind in schema.kinds.values()]
    stray = [
        str(path.relative_to(root))
        for folder in folders
        for path in sorted((root / folder).glob("*"))
        if path.suffix in (".yaml", ".csv") and str(path.relative_to(root)) not in wanted
    ]
    return changed, stray


def _refuse_to_overwrite(root: Path, drafts: list[Draft]) -> None:
    """Raise CollectionRefused for files that were changed since the last load and say other than the desk."""
    if not root.is_dir():
        return
    files, errors = read_collection(root)
    desk = {draft.id: draft.digest for draft in drafts}
    loaded = {str(key): digest for key, digest in LoadState.objects.values_list("entry__public_id", "digest")}
    for file in files:
        parser = Parser(file)
        draft = parser.draft()
        errors += parser.errors
        if draft.digest not in (desk.get(draft.id), loaded.get(draft.id)):
            errors.append(
                file.error((), "", "changed since the last load. Load it first, or dump into another folder.")
            )
    if errors:
        raise CollectionRefused(errors)
