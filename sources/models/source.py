"""Source: a document, dataset or page that claims rest on."""

from django.core.exceptions import ValidationError
from django.db import models

from desk.fields import ChoiceField, EDTFField
from desk.models import Entry
from sources.outline import OutlineError, read_outline


def validate_outline(text: str) -> None:
    """Turn the outline reader's error into a field error, word for word."""
    try:
        read_outline(text)
    except OutlineError as error:
        raise ValidationError(str(error), code="outline") from error


class Source(Entry):
    """A source, described well enough to be found again."""

    KIND = "source"
    TELLTALE = ("source_url",)

    class Type(models.TextChoices):
        ENCYCLOPEDIA = "encyclopedia", "encyclopedia article"
        WEB = "web", "web page"
        NEWS = "news", "news report"
        BOOK = "book", "book"
        ARTICLE = "article", "scholarly article"
        TREATY = "treaty", "treaty text"
        OFFICIAL = "official", "official record or document"
        SPEECH = "speech", "speech or transcript"
        DATASET = "dataset", "dataset"
        SURVEY = "survey", "opinion survey"
        OTHER = "other", "other"

    type = ChoiceField(max_length=16, choices=Type, default=Type.WEB)
    authors = models.CharField(max_length=300, blank=True, help_text="Separate several with semicolons.")
    publisher = models.CharField(max_length=200, blank=True)
    published = EDTFField(help_text="Date of publication or last revision: 2024-03-08.")
    as_of = EDTFField(
        "as of",
        help_text="The day or span that its present tense speaks of. Claims without a date take it as 'seen'.",
    )
    source_url = models.URLField("URL", max_length=500, blank=True)
    archived_url = models.URLField("archived URL", max_length=500, blank=True)
    accessed = EDTFField(help_text="When somebody last opened it.")
    language = models.CharField(max_length=12, blank=True, help_text="ISO 639 code: en, ru.")
    licence = models.CharField(max_length=100, blank=True)
    reliability = models.TextField(
        blank=True, help_text="What kind of source it is, what it is good for, what it gets wrong."
    )
    outline = models.TextField(
        blank=True,
        validators=[validate_outline],
        help_text="Its sections with their numbers of content paragraphs, one per line: 'Lead | 3'. For coverage.",
    )
    checked = models.BooleanField(
        "checked against the source",
        default=True,
        help_text="Untick if nobody here has opened it yet: its claims then say 'not yet checked against the source'.",
    )
