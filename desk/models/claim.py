"""Claim: the parent of every dated, sourced statement inside an entry."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from desk.fields import ChoiceField, EDTFField, bound_field
from desk.models.entry import Entry
from desk.models.history import DeskHistory
from publication.chronology import EDTFError, PeriodError, parse, period

DATE_HELP = "Year, month or day as known: 1991, 2007-02, 2014-02-20, 2014~ (about), 199X, [..2001]. "


class Claim(models.Model):
    """One thing that a source says, with its period, how sure it is and where it stands.

    A claim belongs to one entry and is published with it. Leaf classes say what it is about.
    """

    class Certainty(models.TextChoices):
        ASSERTED = "asserted", "asserted"
        REPORTED = "reported", "reported"
        ALLEGED = "alleged", "alleged"
        DISPUTED = "disputed", "disputed"
        DENIED = "denied", "denied"
        FORECAST = "forecast", "forecast"
        CONDITIONAL = "conditional", "conditional"

    class Standing(models.TextChoices):
        PREFERRED = "preferred", "preferred"
        NORMAL = "normal", "normal"
        CONTESTED = "contested", "contested"
        REJECTED = "rejected", "rejected"

    # Fields by which an entry is found when one looks it up, each with its lookup: an alias, a code.
    FOUND_BY: dict[str, str] = {}

    public_id = models.UUIDField("permanent id", unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField(default=0, help_text="Order on the page; equal numbers go by date.")
    text = models.TextField(
        blank=True,
        help_text="What the claim says, in your own words, one sentence. Never the source's sentence.",
    )
    start = EDTFField(bounds=("start_earliest", "start_latest"), help_text=DATE_HELP + "Blank: not known.")
    start_earliest = bound_field()
    start_latest = bound_field()
    end = EDTFField(
        bounds=("end_earliest", "end_latest"),
        end=True,
        help_text=DATE_HELP + "Two dots (..): still so, says the source. Blank: not known.",
    )
    end_earliest = bound_field()
    end_latest = bound_field()
    seen = EDTFField(
        bounds=("seen_earliest", "seen_latest"),
        help_text="The day or span on which it is known to have held; for most sentences the source's own date.",
    )
    seen_earliest = bound_field()
    seen_latest = bound_field()
    wording = models.CharField(
        max_length=200,
        blank=True,
        help_text="The source's own words for the time, where they matter: 'end of 2006'.",
    )
    inferred = models.BooleanField(default=False, help_text="The date was worked out, not printed. Give the basis.")
    basis = models.CharField(max_length=300, blank=True, help_text="How an inferred date was worked out.")
    certainty = ChoiceField(max_length=12, choices=Certainty, default=Certainty.ASSERTED)
    standing = ChoiceField(max_length=12, choices=Standing, default=Standing.NORMAL)
    standing_reason = models.TextField(
        blank=True, help_text="Why it is preferred, contested or rejected. Printed for every reader."
    )
    note = models.TextField(blank=True, help_text="Editor's note, printed: what is doubtful, garbled or left out.")
    held_back = models.BooleanField(
        "keep at the desk", default=False, help_text="Leave this claim out when the entry is published."
    )

    history = DeskHistory(inherit=True)

    class Meta:
        ordering = ["position", "start_earliest", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="normal") | ~Q(standing_reason=""),
                name="claim_standing_has_reason",
                violation_error_message="Say why: a preferred, contested or rejected claim carries a printed reason.",
            ),
            models.CheckConstraint(
                condition=Q(inferred=False) | ~Q(basis=""),
                name="claim_inferred_has_basis",
                violation_error_message="Say how the inferred date was worked out (basis).",
            ),
            models.CheckConstraint(
                condition=Q(start_earliest__isnull=True)
                | Q(end_latest__isnull=True)
                | Q(start_earliest__lte=models.F("end_latest")),
                name="claim_start_not_after_end",
                violation_error_message="The end is before the start.",
            ),
        ]

    def __str__(self):
        return self.text[:80] or f"{self._meta.verbose_name} {self.start}"

    def clean(self):
        """Refuse a period in which no day fits."""
        super().clean()
        try:
            spans = parse(self.start), parse(self.end, end=True), parse(self.seen)
        except EDTFError:
            return  # each field has already said what is wrong with it
        try:
            period(*spans)
        except PeriodError as error:
            raise ValidationError({"start": str(error)}, code="period") from error
