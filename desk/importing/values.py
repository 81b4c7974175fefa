"""How a field's text is made of a row's cells: a small language that a mapping writes in JSON.

A value is one of
    "column"                                   what stands in that column
    {"text": "member"}                         always the same
    {"template": "Dispute {dispnum}"}          columns in braces
    {"date": ["year", "month", "day"]}         an uncertain date of up to three columns; what is missing is left out
    [value, value]                             the first that gives something
and an object may add
    "empty": ["-9"]                            cells that mean 'not known'
    "translate": {"1": "member"}               other words for ours; "otherwise": what to write for the rest
    "item": true                               of an address such as http://…/entity/Q159, its last part: Q159
    "day": true                                of a time such as 1991-12-26T00:00:00Z, its day
    "slug": true                               as an address: lower-case letters, digits, hyphens
    "find": {"by": "identifier", "scheme": "cow", "on": value, "strict": true}   the entry meant; also by slug, id, name
    "when": {"status": ["1", "2"]}             only in rows where these columns say so
    "open": {"left_censor": ["1"]}             a date that is only the latest possible: [..1816-01-01]
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.utils.text import slugify

from desk.importing.finding import Finder, NotFound, Way
from publication.chronology import EDTFError, parse

KEYS = {
    "column",
    "text",
    "template",
    "date",
    "empty",
    "translate",
    "otherwise",
    "slug",
    "find",
    "when",
    "open",
    "item",
    "day",
}
_HOLE = re.compile(r"\{([^{}]+)\}")
_parse = lru_cache(maxsize=20_000)(parse)
Row = dict[str, str]
Make = Callable[[Row], str]


class MappingError(ValueError):
    """A mapping that cannot be followed; the message names the place and what would be accepted."""


class CellProblem(Exception):
    """A cell that cannot be taken: its column, what stands there, and what would be accepted."""

    def __init__(self, column: str, value: str, message: str):
        super().__init__(message)
        self.column, self.value, self.message = column, value, message


class Compiler:
    """Turns values of a mapping into functions of a row, once per import."""

    def __init__(self, columns: list[str], finder: Finder):
        self.columns = set(columns)
        self.named: set[str] = set()
        self.finder = finder

    def value(self, said, where: str, kind: str = "", bare: bool = True) -> Make:
        """Return the function that makes a field's text. `where` is the place in the mapping, for errors.

        What is found is an entry of `kind`, if given, and written as a slug where `bare`, else as namespace/slug.
        """
        if isinstance(said, str):
            return self._column(said, where)
        if isinstance(said, list) and said:
            makers = [self.value(one, where, kind, bare) for one in said]
            return lambda row: next((text for make in makers if (text := make(row))), "")
        if not isinstance(said, dict) or set(said) - KEYS:
            raise MappingError(f"{where}: write a column's name, or an object with some of: {', '.join(sorted(KEYS))}.")
        make = self._origin(said, where)
        column = said.get("column") or where
        if "empty" in said:
            make = _emptied(make, _texts(said["empty"], f"{where}.empty"))
        if said.get("item"):
            make = _last_part(make)
        if said.get("day"):
            make = _day(make)
        if "open" in said:
            make = self._opened(make, said["open"], where)
        if "translate" in said:
            make = _translated(make, said, column, where)
        if said.get("slug"):
            make = _slugged(make)
        if "find" in said:
            make = self._found(make, said["find"], column, where, kind, bare)
        if "when" in said:
            holds, then = self.condition(said["when"], f"{where}.when"), make
            make = lambda row: then(row) if holds(row) else ""  # noqa: E731 -- the last of a chain of functions
        return make

    def condition(self, said, where: str) -> Callable[[Row], bool]:
        """Return the function that says whether every named column holds one of its texts."""
        if not isinstance(said, dict):
            raise MappingError(f'{where}: write {{"column": ["text", …]}}.')
        wanted = [(self._named(name, where), set(_texts(texts, where))) for name, texts in said.items()]
        return lambda row: all(row[name].strip() in texts for name, texts in wanted)

    def template(self, text: str, where: str) -> Make:
        """Return the function that fills columns into the braces of a text; {row} is the row's number."""
        holes = _HOLE.findall(text)
        for name in holes:
            self._named(name, where)
        return lambda row: _HOLE.sub(lambda hole: row[hole[1]].strip(), text)

    def _origin(self, said: dict, where: str) -> Make:
        origins = [key for key in ("column", "text", "template", "date") if key in said]
        if len(origins) != 1:
            raise MappingError(f"{where}: give exactly one of column, text, template, date.")
        origin, given = origins[0], said[origins[0]]
        if origin == "date":
            names = [self._named(name, where) for name in _texts(given, where)]
            if not 1 <= len(names) <= 3:
                raise MappingError(f"{where}: a date has one to three columns: year, month, day.")
            return _dated(names, set(_texts(said.get("empty", []), where)))
        if not isinstance(given, str):
            raise MappingError(f"{where}: {origin} is a text.")
        if origin == "column":
            return self._column(given, where)
        return self.template(given, where) if origin == "template" else lambda row: given

    def _column(self, name: str, where: str) -> Make:
        self._named(name, where)
        return lambda row: row[name].strip()

    def _named(self, name: str, where: str) -> str:
        if name != "row" and name not in self.columns:
            known = ", ".join(sorted(self.columns)[:30])
            raise MappingError(f"{where}: the file has no column '{name}'. It has: {known}.")
        self.named.add(name)
        return name

    def _opened(self, make: Make, said, where: str) -> Make:
        holds = self.condition(said, f"{where}.open")

        def opened(row: Row) -> str:
            text = make(row)
            return f"[..{text}]" if text and holds(row) else text

        return opened

    def _found(self, make: Make, said, column: str, where: str, kind: str, bare: bool) -> Make:
        if not isinstance(said, dict) or set(said) - {"by", "scheme", "on", "strict"}:
            raise MappingError(f"{where}.find: give by, and scheme, on, strict where they are needed.")
        if said.get("by") not in ("slug", "id", "name", "identifier"):
            raise MappingError(f"{where}.find: by is slug, id, name or identifier, not '{said.get('by')}'.")
        if said["by"] == "slug":
            return make
        way = Way(said["by"], said.get("scheme", ""), bool(said.get("strict", True)))
        if (way.by == "identifier") != bool(way.scheme):
            raise MappingError(f"{where}.find: an identifier has a scheme, 'cow' for example; nothing else has.")
        day = self.value(said["on"], f"{where}.find.on") if "on" in said else None

        @lru_cache(maxsize=50_000)
        def look(word: str, on: str) -> str:
            try:
                namespace, slug = self.finder.find(way, word, _parse(on) if on else None, kind)
            except EDTFError as error:
                raise CellProblem(column, on, str(error)) from error
            except NotFound as error:
                raise CellProblem(column, word, str(error)) from error
            return slug if bare else f"{namespace}/{slug}"

        def found(row: Row) -> str:
            word = make(row)
            return look(word, day(row) if day else "") if word else ""

        return found


def _texts(said, where: str) -> list[str]:
    if isinstance(said, str):
        return [said]
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise MappingError(f"{where}: write a list of texts.")
    return said


def _emptied(make: Make, empty: list[str]) -> Make:
    return lambda row: "" if (text := make(row)) in empty else text


def _translated(make: Make, said: dict, column: str, where: str) -> Make:
    words = said["translate"]
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise MappingError(f'{where}.translate: write {{"1": "member", "2": "associate"}}.')
    otherwise = said.get("otherwise")

    def translated(row: Row) -> str:
        text = make(row)
        if not text or text in words:
            return words.get(text, "")
        if otherwise is None:
            raise CellProblem(column, text, f"has no translation. Accepted are: {', '.join(words)}.")
        return text if otherwise == "keep" else otherwise

    return translated


def _last_part(make: Make) -> Make:
    return lambda row: make(row).rstrip("/").rpartition("/")[2]


def _day(make: Make) -> Make:
    return lambda row: make(row).lstrip("+").partition("T")[0]


def _slugged(make: Make) -> Make:
    cached = lru_cache(maxsize=50_000)(lambda text: slugify(text.replace("_", "-").replace("'", ""))[:99].strip("-"))
    return lambda row: cached(make(row))


def _dated(names: list[str], empty: set[str]) -> Make:
    """EDTF of year, month, day columns: the first that is missing ends it."""

    def dated(row: Row) -> str:
        parts = []
        for name, width in zip(names, (4, 2, 2), strict=False):
            cell = row[name].strip()
            if not cell or cell in empty:
                break
            if not cell.isascii() or not cell.isdigit():
                raise CellProblem(name, cell, "is no number of a date. Leave it empty if it is not known.")
            parts.append(cell.zfill(width))
        return "-".join(parts)

    return dated
