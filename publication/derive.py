"""How the log becomes what is served: faces, claims, abouts, mentions.

`derive(revisions)` brings the derived rows from the state before a publication to the state after it. It
reads nothing but the record, so that rebuilding from the log alone gives the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from publication.models import About, Claim, Face, Gram, Mention, Name, Revision, Word, Wording
from publication.projection import Names, Projection, project
from publication.rows import insert
from publication.searching.words import grams, sound

# A row's id is the sequence number that opened it, shifted, plus a counter: stable under rebuild.
ROWS_PER_SEQ = 1 << 22
CONTENT = (Revision.Operation.PUBLISH, Revision.Operation.RESTORE)
STATES = {
    Revision.Operation.WITHDRAW: Face.State.WITHDRAWN,
    Revision.Operation.MERGE: Face.State.MERGED,
}
CHUNK = 500
# A word's trigrams are numbered under it; no sound of 60 letters has more.
GRAMS_PER_WORD = 64
# What search reads is counted apart, so that it does not move the numbers of all else.
SOUGHT = (Wording, Name, Word)


def chunks(values: Iterable) -> Iterable[list]:
    """Yield sorted `values` in lists of at most 500, to stay within a database's parameter limit."""
    ordered = sorted(values)
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]


@dataclass
class Changes:
    """The rows that a publication opens and closes."""

    counter: dict[tuple, int] = field(default_factory=lambda: defaultdict(int))
    opened: dict = field(
        default_factory=lambda: {model: [] for model in (Face, Claim, About, Mention, Wording, Name, Word, Gram)}
    )
    closed: dict = field(default_factory=lambda: defaultdict(list))
    vocabulary: dict[str, int] = field(default_factory=dict)
    # Claims that are closed, by sequence number: their abouts are closed with them.
    unclaimed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def next_id(self, seq: int, model=None) -> int:
        """A new row id under `seq`; for what search reads, from the table's own count."""
        series = seq, model if model in SOUGHT else None
        self.counter[series] += 1
        return seq * ROWS_PER_SEQ + self.counter[series]

    def close(self, row, seq: int) -> None:
        """End a row's span at `seq`."""
        self.closed[type(row), seq].append(row.id)

    def learn(self, words: set[str], seq: int) -> None:
        """Note words that were said at `seq`."""
        for word in words:
            self.vocabulary[word] = min(seq, self.vocabulary.get(word, seq))

    def write(self) -> None:
        """Write everything: closings first, since only one face of an entry may be open."""
        self._open_words()
        for (model, seq), ids in self.closed.items():
            for some in chunks(ids):
                model.objects.filter(id__in=some).update(seq_to=seq)
        for seq, ids in self.unclaimed.items():
            for some in chunks(ids):
                About.objects.open().filter(claim__in=some).update(seq_to=seq)
        for rows in self.opened.values():
            insert(rows)

    def _open_words(self) -> None:
        known = set()
        for some in chunks(self.vocabulary):
            known.update(Word.objects.filter(word__in=some).values_list("word", flat=True))
        for word in sorted(self.vocabulary.keys() - known):
            row = _open(Word(word=word, sound=sound(word)), self.vocabulary[word], self)
            self.opened[Word].append(row)
            length = len(row.sound)
            for number, gram in enumerate(sorted(grams(row.sound))):
                key = row.id * GRAMS_PER_WORD + number
                self.opened[Gram].append(
                    Gram(id=key, seq_from=row.seq_from, seq_to=None, gram=gram, length=length, word=row.id)
                )


def derive(revisions: list[Revision]) -> None:
    """Derive one publication's rows. `revisions` are all of one batch, in order."""
    if not revisions:
        return
    end = revisions[-1].seq
    names = Names()
    touched = {}
    flipped, renamed = set(), set()
    before = _open_faces({str(revision.entry_id) for revision in revisions})
    for revision in revisions:
        if revision.operation == Revision.Operation.REDACT:
            continue  # it changes what the log holds, not what this entry says; rebuild handles the rest
        key = str(revision.entry_id)
        face = before.get(key)
        number = face.entry if face else revision.seq
        touched[number] = revision
        state = STATES.get(revision.operation, Face.State.PUBLIC)
        was_public = face is not None and face.state in (Face.State.PUBLIC, Face.State.REDACTED)
        names.put(key, number, revision.kind, state == Face.State.PUBLIC)
        if was_public != (state == Face.State.PUBLIC) and face is not None:
            flipped.add(number)
        snapshot = revision.snapshot or {}
        if revision.operation in CONTENT:
            names.call(number, snapshot.get("slug", ""), snapshot.get("title", ""), snapshot.get("title_ru", ""))
            if face and (face.slug, face.title, face.title_ru) != names.called[number]:
                renamed.add(number)
        elif face:
            names.call(number, face.slug, face.title, face.title_ru)
    others = _owners_pointing_at(flipped) | _dyads_of(renamed)
    others -= touched.keys()
    changes = Changes()
    # Others first: a later redaction takes away a touched entry's own rows, which must be the last counted.
    work = [(number, end, None) for number in sorted(others)]
    work += [(number, revision.seq, revision) for number, revision in sorted(touched.items(), key=lambda t: t[1].seq)]
    for at in range(0, len(work), CHUNK):
        _derive_some(work[at : at + CHUNK], names, changes)
    changes.write()


def _open_faces(public_ids: set[str]) -> dict[str, Face]:
    found = {}
    for some in chunks(public_ids):
        for face in Face.objects.open().filter(public_id__in=some).defer("document"):
            found[str(face.public_id)] = face
    return found


def _owners_pointing_at(numbers: set[int]) -> set[int]:
    """Entries that point at any of `numbers`, now or ever: hidden claims come back when their target does."""
    found = set()
    for some in chunks(numbers):
        found.update(About.objects.filter(entry__in=some).values_list("owner", flat=True))
        found.update(Mention.objects.filter(target__in=some).values_list("owner", flat=True))
    return found


def _dyads_of(numbers: set[int]) -> set[int]:
    """Dyads named after any of `numbers`."""
    found = set()
    for some in chunks(numbers):
        rows = Mention.objects.open().filter(target__in=some, via__in=("first", "second"), claim__isnull=True)
        found.update(rows.values_list("owner", flat=True))
    return found


def _derive_some(work: list[tuple], names: Names, changes: Changes) -> None:
    """Derive up to CHUNK entries: read what they have, project what they shall have, note the difference."""
    numbers = [number for number, _, _ in work]
    faces = {face.entry: face for face in Face.objects.open().filter(entry__in=numbers)}
    claims = _by_owner(Claim, numbers)
    mentions = _by_owner(Mention, numbers)
    sought = _by_owner(Wording, numbers, "entry"), _by_owner(Name, numbers, "entry")
    # A tombstone points at nothing. A public face says which revision it shows: in a rebuild the log goes on
    # after this publication, so the last revision in it would be the wrong one.
    shown = {number for number, _, given in work if given is None and faces[number].state == Face.State.PUBLIC}
    shown_revisions = Revision.objects.in_bulk([faces[number].revision for number in shown])
    plans = []
    for number, seq, given in work:
        if given is not None:
            plans.append((number, seq, given))
        elif number in shown:
            plans.append((number, seq, shown_revisions[faces[number].revision]))
    names.load([revision for _, _, revision in plans])
    for number, seq, revision in plans:
        wanted = project(number, revision, names, faces.get(number))
        _differ(number, seq, wanted, faces.get(number), claims[number], mentions[number], changes)
        _differ_in_search(seq, wanted, sought[0][number], sought[1][number], changes)


def _by_owner(model, numbers: list[int], owner: str = "owner") -> dict[int, list]:
    found = defaultdict(list)
    for row in model.objects.open().filter(**{f"{owner}__in": numbers}).order_by("id"):
        found[getattr(row, owner)].append(row)
    return found


def _differ(number, seq, wanted: Projection, face, claims: list, mentions: list, changes: Changes) -> None:
    """Open what is new, close what is gone, leave alone what stays as it was."""
    if face is None or _content(face) != _content(wanted.face):
        if face is not None:
            changes.close(face, seq)
        changes.opened[Face].append(_open(wanted.face, seq, changes))
    standing = {row.claim_id: row for row in claims}
    row_of = {}
    for claim, abouts in wanted.claims:
        old = standing.pop(claim.claim_id, None)
        if old is not None and _content(old) == _content(claim):
            row_of[str(claim.claim_id)] = old.id
            continue
        if old is not None:
            _close_claim(old, seq, changes)
        changes.opened[Claim].append(_open(claim, seq, changes))
        row_of[str(claim.claim_id)] = claim.id
        for about in abouts:
            about.claim = claim.id
            changes.opened[About].append(_open(about, seq, changes))
    for old in standing.values():
        _close_claim(old, seq, changes)
    held = {(row.claim, row.via, row.target): row for row in mentions}
    for claim_id, via, target in wanted.mentions:
        claim_row = row_of[claim_id] if claim_id else None
        if held.pop((claim_row, via, target), None) is None:
            mention = Mention(owner=number, claim=claim_row, via=via, target=target)
            changes.opened[Mention].append(_open(mention, seq, changes))
    for old in held.values():
        changes.close(old, seq)


def _differ_in_search(seq: int, wanted: Projection, wordings: list, names: list, changes: Changes) -> None:
    """The same for the rows by which the entry is found."""
    asked = [] if wanted.indexed is None else [wanted.indexed.wording, *wanted.indexed.names]
    held = {(type(row), _content(row)): row for row in [*wordings, *names]}
    for row in asked:
        if held.pop((type(row), _content(row)), None) is None:
            changes.opened[type(row)].append(_open(row, seq, changes))
            if type(row) is Wording:
                changes.learn(wanted.indexed.vocabulary, seq)
    for old in held.values():
        changes.close(old, seq)


def _open(row, seq: int, changes: Changes):
    row.id, row.seq_from, row.seq_to = changes.next_id(seq, type(row)), seq, None
    return row


def _close_claim(row: Claim, seq: int, changes: Changes) -> None:
    changes.close(row, seq)
    changes.unclaimed[seq].append(row.id)


def _content(row) -> tuple:
    """A row's values without its id and span, comparable across databases."""
    values = []
    for column in row._meta.concrete_fields:
        if column.attname in ("id", "seq_from", "seq_to"):
            continue
        value = getattr(row, column.attname)
        values.append(bytes(value) if isinstance(value, memoryview) else value)
    return tuple(values)
