"""Writing a data package: files with their checksums, and the descriptor that says what is in them.

The descriptor follows Frictionless Data Package 1.0 (https://specs.frictionlessdata.io/data-package/).
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SUMS, DESCRIPTOR = "SHA256SUMS", "datapackage.json"
# The first day that a ZIP file can hold: a file's own time would differ from machine to machine.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# RFC 4180, said aloud so that no reader has to guess it from the first lines.
DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


@dataclass(frozen=True)
class Part:
    """One file of a package: where it stands, what it holds, its bytes a piece at a time.

    `fields` make it a table: its columns in the terms of Table Schema. `key` is the column that names a row;
    `links` are columns whose values stand in a column of another part: {column: (part's name, column)}.
    """

    name: str
    path: str
    title: str
    media_type: str
    chunks: Iterable[bytes]
    fields: list[dict] = field(default_factory=list)
    key: str | list[str] = ""
    links: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def schema(self) -> dict:
        """The table's columns, keys and links, as Table Schema has them."""
        schema = {"fields": self.fields, "missingValues": [""]}
        if self.key:
            schema["primaryKey"] = self.key
        if self.links:
            schema["foreignKeys"] = [
                {"fields": column, "reference": {"resource": resource, "fields": other}}
                for column, (resource, other) in self.links.items()
            ]
        return schema


@dataclass(frozen=True)
class Written:
    """A file as it was written: what the shelf lists."""

    path: str
    title: str
    media_type: str
    bytes: int
    sha256: str


class Package:
    """A package in a folder that is being written."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.written: list[Written] = []
        self.resources: list[dict] = []

    def add(self, part: Part) -> Written:
        """Write a part and describe it as a resource."""
        written = self.write(part.path, part.title, part.media_type, part.chunks)
        resource = {
            "name": part.name,
            "path": part.path,
            "title": part.title,
            "profile": "tabular-data-resource" if part.fields else "data-resource",
            "format": part.path.rpartition(".")[2],
            "mediatype": part.media_type,
            "encoding": "utf-8",
            "bytes": written.bytes,
            "hash": f"sha256:{written.sha256}",
        }
        if part.fields:
            resource |= {"dialect": DIALECT, "schema": part.schema}
        self.resources.append(resource)
        return written

    def write(self, path: str, title: str, media_type: str, chunks: Iterable[bytes]) -> Written:
        """Write a file that the descriptor does not list."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.written.append(Written(path, title, media_type, size, digest.hexdigest()))
        return self.written[-1]

    def describe(self, description: dict) -> None:
        """Write the descriptor, then the checksums of all files."""
        content = json.dumps({**description, "resources": self.resources}, ensure_ascii=False, indent=2) + "\n"
        self.write(DESCRIPTOR, "What is in the package, column by column", "application/json", [content.encode()])
        sums = sorted(f"{file.sha256}  {file.path}\n" for file in self.written)
        sums.sort(key=lambda line: line[66:])
        self.write(SUMS, "Checksums of all other files", "text/plain", ["".join(sums).encode()])


def archive(folder: Path, target: Path) -> Written:
    """Pack a folder as a ZIP file that is the same wherever it is made.

    Nothing in it is compressed: what a compressor makes depends on its version.
    """
    with zipfile.ZipFile(target, "x", zipfile.ZIP_STORED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", ZIP_TIME)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.file_size = path.stat().st_size
            with path.open("rb") as source, packed.open(info, "w") as place:
                while piece := source.read(1 << 20):
                    place.write(piece)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(target.name, "Everything in one file", "application/zip", target.stat().st_size, digest)
