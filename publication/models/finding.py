"""What search reads: the words of each entry, its names from every word on, and the vocabulary for misspellings.

Derived like faces and claims, in `publication.derive`; each database's own full-text index lies over `Wording`
(`publication.searching.native`).
"""

from django.db import models
from django.db.models import Q

from publication.models.derived import Span


class Wording(Span):
    """The different words of one public entry, for a span of sequences, separated by blanks and made comparable.

    Both texts begin with the entry's marks ('kind:event', 'decade:1990', 'topic:12'), so that narrowing a search is
    one more word for the index.
    """

    entry = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    # How many words the names and the whole have: of two entries with a word, the shorter is more about it.
    name_size = models.IntegerField()
    size = models.IntegerField()
    # The days between which it may be met: its earliest start, and its latest end unless it is a thing that happens.
    s1 = models.IntegerField()
    e2 = models.IntegerField()
    # The long columns come last: SQLite reads a row from its front.
    marks = models.TextField()
    names = models.TextField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("entry", condition=Q(seq_to__isnull=True), name="wording_one_open")]
        indexes = [models.Index("entry", "seq_from", name="wording_entry_span")]

    def __str__(self):
        return f"words of {self.entry}"


class Name(Span):
    """A name of an entry from one of its words on: 'united nations', 'nations'. What begins so is one index range."""

    class Rank(models.IntegerChoices):
        ACTOR_TITLE = 0
        TITLE = 1
        ACTOR_OTHER = 2
        OTHER = 3
        ACTOR_PART = 4
        PART = 5

    entry = models.BigIntegerField()
    # Bytes, since these compare alike in both databases; text goes by the server's language in PostgreSQL.
    words = models.BinaryField(max_length=400)
    rank = models.SmallIntegerField(choices=Rank)
    place = models.SmallIntegerField(help_text="The place of its kind among the kinds.")
    shown = models.CharField(max_length=300, help_text="The name as it is written; empty for a part of one.")

    class Meta:
        indexes = [
            models.Index("words", "rank", "place", "entry", name="name_exact"),
            models.Index("rank", "words", "entry", name="name_prefix"),
            models.Index("entry", name="name_entry"),
        ]

    def __str__(self):
        return bytes(self.words).decode(errors="replace")


class Word(Span):
    """A word that some entry holds, and how it sounds. It stays when no entry holds it any more."""

    word = models.CharField(max_length=40)
    sound = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("word", name="word_once")]

    def __str__(self):
        return self.word


class Gram(Span):
    """Three letters of a word's sound; the length of the sound narrows down what may be alike."""

    gram = models.CharField(max_length=3)
    length = models.SmallIntegerField()
    word = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("gram", "length", "word", name="gram_length_word")]

    def __str__(self):
        return self.gram
