"""Citation: the place in a source where a claim stands."""

from django.db import models

from desk.models import Claim
from desk.models.history import DeskHistory
from sources.models.source import Source


class Citation(models.Model):
    """One citation of one claim. Curators write it as a line: source | where | "quotation" | note."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveIntegerField(default=0)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = models.CharField("where", max_length=200, blank=True, help_text="Section, paragraph, page or article.")
    quotation = models.CharField(
        max_length=300, blank=True, help_text="Short words of a named speaker, under 25 words."
    )
    note = models.CharField(max_length=300, blank=True)

    history = DeskHistory()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "claim",
                "source",
                "locator",
                "quotation",
                name="citation_once",
                violation_error_message="This claim already cites that place.",
            )
        ]

    def __str__(self):
        return f"{self.source} | {self.locator}"
