"""A mapping: which column becomes which field of which kind, and where the claims of a file come from.

    {"kind": "organization",
     "entry": {"slug": value, "find": value, "create": true},      how a row's entry is known; see `values`
     "fields": {"title": value},                                  the entry's own fields
     "claims": [{"part": "members", "fields": {"member": value, "start": value},
                 "key": ["member", "start"], "when": {"status": ["1"]}}],
     "source": {"slug": "cow-igo-v3", "title": "…", "type": "dataset"},   made if the desk does not have it
     "locator": "row {row}"}                                      the place in the source, per claim

`key` names the fields that tell one claim from another, so that the same file again finds it; by default all
that are links or choices, and the start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desk.collection.draft import link_namespace
from desk.importing.finding import Finder
from desk.importing.said import Said, SaidClaim
from desk.importing.values import CellProblem, Compiler, Make, MappingError, Row
from desk.models import Claim
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Kind, Part, is_link, schema
from publication.kinds import KINDS

TOP = {"name", "about", "kind", "entry", "fields", "claims", "source", "locator"}


@dataclass
class _ClaimRule:
    part: Part
    fields: dict[str, Make]
    key: tuple[str, ...]
    holds: Callable[[Row], bool] | None


class Mapped:
    """Reads rows of a table as a mapping says. Raises MappingError for a mapping that does not fit the file."""

    def __init__(self, spec: dict, columns: list[str], finder: Finder):
        self.columns = columns
        self.compiler = Compiler(columns, finder)
        # The column that a field is mainly made of, for errors.
        self.named: dict[str, str] = {}
        if not isinstance(spec, dict) or set(spec) - TOP:
            raise MappingError(f"A mapping has: {', '.join(sorted(TOP))}.")
        if spec.get("kind") not in schema.kinds:
            raise MappingError(f"kind: choose one of {', '.join(schema.kinds)}.")
        self.kind: Kind = schema.kinds[spec["kind"]]
        self.source = self._source(spec.get("source"))
        self._entry(spec.get("entry", {}))
        own = {name for name in (*ENTRY_FIELDS, *self.kind.fields) if name != "slug"} - set(self.kind.derived)
        children = {child.file_key for child in schema.entry_children}
        given = _object(spec.get("fields", {}), "fields")
        _known(given, own | children, "fields")
        self.named |= {name: column_of(said, name) for name, said in given.items()}
        self.fields = {name: self._field(self.kind.model, name, said, "fields") for name, said in given.items()}
        if not isinstance(spec.get("claims", []), list):
            raise MappingError("claims: write a list of rules.")
        self.claims = [self._claim(rule, number) for number, rule in enumerate(spec.get("claims", []), start=1)]
        if self.claims and not self.source and not all("cite" in rule.fields for rule in self.claims):
            raise MappingError("source: is needed. Every claim has a source: name one, and it is made if it is new.")
        self.locator = self.compiler.template(str(spec.get("locator", "")), "locator")

    def said(self, number: int, cells: list[str] | dict[str, str]) -> Said:
        """Return what one row says."""
        row = self._row(number, cells)
        said = Said(number, columns=self.named)
        said.slug = self._try(said, "entry", self.entry, row)
        for name, make in self.fields.items():
            text = self._try(said, name, make, row)
            if text:
                said.values[name] = [text] if name == "topics" else text
        for rule in self.claims:
            if rule.holds is None or rule.holds(row):
                self._say(said, rule, row)
        return said

    def slug(self, number: int, cells: list[str] | dict[str, str]) -> str:
        """Return the slug of a row's entry alone; raises CellProblem."""
        return self.entry(self._row(number, cells))

    def _row(self, number: int, cells: list[str] | dict[str, str]) -> Row:
        if isinstance(cells, dict):
            cells = [cells.get(column, "") for column in self.columns]
        return dict(zip(self.columns, cells, strict=True)) | {"row": str(number)}

    def _say(self, said: Said, rule: _ClaimRule, row: Row) -> None:
        data = {name: self._try(said, f"{rule.part.name}.{name}", make, row) for name, make in rule.fields.items()}
        replaces = ""
        if "cite" not in data and self.source:
            place = self.locator(row).replace("|", "\\|")
            data["cite"] = f"{self.source['slug']} | {place}" if place else self.source["slug"]
            replaces = self.source["slug"]
        key = tuple(data.get(name, "") for name in rule.key)
        said.claims.append(SaidClaim(rule.part, data, "", key, rule.key, replaces))

    def _try(self, said: Said, name: str, make: Make, row: Row) -> str:
        try:
            return make(row)
        except CellProblem as problem:
            said.problems.append(problem)
            said.failed.add(name)
            return ""

    # --- reading the mapping

    def _source(self, source) -> dict[str, str]:
        if not source:
            return {}
        if isinstance(source, str):
            return {"slug": source}
        source = _object(source, "source")
        _known(source, {*ENTRY_FIELDS, *schema.kinds["source"].fields}, "source")
        if not source.get("slug") or not all(isinstance(text, str) for text in source.values()):
            raise MappingError("source: give its slug, and texts for the other fields.")
        return source

    def _entry(self, entry) -> None:
        entry = _object(entry, "entry")
        _known(entry, {"slug", "find", "create"}, "entry")
        self.create = bool(entry.get("create", True))
        pair = KINDS[self.kind.name].pair
        make = self.compiler.value(entry["slug"], "entry.slug") if "slug" in entry else None
        find = self.compiler.value(entry["find"], "entry.find", self.kind.name) if "find" in entry else None
        if not make and not find and not pair:
            raise MappingError("entry: say how a row's entry is known: by slug, by find, or both.")

        def known(row: Row) -> str:
            problem = None
            if find:
                try:
                    if slug := find(row):
                        return slug
                except CellProblem as error:
                    problem = error
            slug = make(row) if make and (self.create or not find) else ""
            if not slug and pair and not make:
                slug = "--".join(sorted(self.fields[name](row) for name in pair))
            if slug:
                return slug
            raise problem or CellProblem("", "", "the row names no entry: its cells for the slug are empty.")

        self.entry = known

    def _field(self, model, name: str, said, where: str) -> Make:
        where = f"{where}.{name}"
        if name in {"cite", "on"} or (model is self.kind.model and name == "topics") or not is_link(model, name):
            return self.compiler.value(said, where)
        wanted = model._meta.get_field(name).related_model
        return self.compiler.value(said, where, wanted.KIND, bare=link_namespace(model, name) is not None)

    def _claim(self, rule, number: int) -> _ClaimRule:
        where = f"claims {number}"
        rule = _object(rule, where)
        _known(rule, {"part", "fields", "key", "when"}, where)
        parts = {part.name: part for part in schema.parts_of(self.kind)}
        if rule.get("part") not in parts:
            raise MappingError(f"{where}: part is one of {', '.join(parts)}.")
        part = parts[rule["part"]]
        given = _object(rule.get("fields", {}), where)
        _known(given, {*part.fields, *CLAIM_FIELDS, "on", *(child.file_key for child in schema.claim_children)}, where)
        fields = {
            name: self._field(part.model if name in part.fields else Claim, name, said, where)
            for name, said in given.items()
        }
        self.named |= {f"{part.name}.{name}": column_of(said, f"{part.name}.{name}") for name, said in given.items()}
        key = rule.get("key", default_key(part, list(given)))
        if not isinstance(key, list) or set(key) - set(given):
            raise MappingError(f"{where}.key: name some of the fields that it gives.")
        holds = self.compiler.condition(rule["when"], f"{where}.when") if "when" in rule else None
        return _ClaimRule(part, fields, tuple(key), holds)


def default_key(part: Part, given: list[str]) -> list[str]:
    """The fields that tell a claim from others of its part, if a mapping does not say: links, choices, the start."""
    own = [
        name
        for name in part.fields
        if name in given and (is_link(part.model, name) or part.model._meta.get_field(name).choices)
    ]
    rest = [name for name in ("start", "on") if name in given]
    return own + rest or [name for name in given if name not in ("cite", "note", "text")]


def column_of(said, otherwise: str) -> str:
    """The first column that a value names, or `otherwise`."""
    if isinstance(said, str):
        return said
    if isinstance(said, list):
        return next((column_of(one, "") for one in said), "") or otherwise
    if isinstance(said, dict):
        date = said.get("date") or []
        return said.get("column") or ", ".join(date if isinstance(date, list) else [date]) or otherwise
    return otherwise


def _object(said, where: str) -> dict:
    if not isinstance(said, dict):
        raise MappingError(f"{where}: write an object in braces.")
    return said


def _known(given: dict, known: set[str], where: str) -> None:
    for name in given:
        if name not in known:
            raise MappingError(f"{where}: '{name}' is not known. Known are: {', '.join(sorted(known))}.")
