"""Statement: who said or holds what. Opinions are statements with a holder, never facts of the record."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from desk.fields import ChoiceField
from desk.models import Claim, Entry
from relations.models import Actor


class Statement(Entry):
    """Something that somebody said, wrote or holds."""

    KIND = "statement"

    class Type(models.TextChoices):
        SPEECH = "speech", "speech"
        REPLY = "reply", "reply"
        ANNOUNCEMENT = "announcement", "announcement"
        VIEWPOINT = "viewpoint", "viewpoint"
        FORECAST = "forecast", "forecast"
        INTERPRETATION = "interpretation", "interpretation"
        DEMAND = "demand", "demand or proposal"
        DENIAL = "denial", "denial"

    type = ChoiceField(max_length=16, choices=Type, default=Type.VIEWPOINT)
    reply_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replies",
        help_text="The statement that this one answers.",
    )

    def clean(self):
        """Refuse a statement that would answer itself."""
        super().clean()
        if self.pk is not None and self.reply_to_id == self.pk:
            raise ValidationError({"reply_to": "A statement cannot answer itself."})


class Utterance(Claim):
    """Who said it, to whom, when, where. `text` gives the gist; words of the speaker go into a quotation."""

    PREDICATE = "said"

    speaker = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="utterances",
        help_text="The holder. Empty only where the source names nobody: then fill in 'speaker as printed'.",
    )
    speaker_as_printed = models.CharField(
        max_length=200,
        blank=True,
        help_text="The holder in the source's words, where no entry fits: 'Russian nationalists'.",
    )
    addressee = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    occasion = models.ForeignKey(
        Entry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="said_there",
        help_text="The event at which it was said.",
    )
    place = models.CharField(max_length=200, blank=True)
    stance = models.CharField(max_length=60, blank=True, help_text="for, against, doubts, warns, denies …")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(speaker__isnull=False) | ~Q(speaker_as_printed=""),
                name="utterance_has_holder",
                violation_error_message="Choose a speaker, or print the source's words for whoever holds this.",
            )
        ]


class Concern(Claim):
    """What the statement is about: an entry of any kind."""

    PREDICATE = "about"

    target = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="spoken_of")

    class Meta:
        verbose_name = "concern"
