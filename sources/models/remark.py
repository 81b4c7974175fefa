"""Remark: what a source says in prose about an entry, and what it announces but does not give."""

from django.db import models

from desk.fields import ChoiceField
from desk.models import Claim, Entry


class Remark(Claim):
    """A sourced sentence about an entry that no other kind of claim expresses."""

    PREDICATE = "remark"

    class Kind(models.TextChoices):
        REMARK = "remark", "remark"
        GAP = "gap", "gap: announced but not given"
        SUPERLATIVE = "superlative", "superlative: 'first since', 'largest'"
        PRIORITY = "priority", "priority: how important somebody holds it"
        CAUSE = "cause", "cause or condition"
        DEFINITION = "definition", "definition of a term or group"

    kind = ChoiceField(max_length=12, choices=Kind, default=Kind.REMARK)
    concerns = models.ForeignKey(
        Entry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remarks_concerning",
        help_text="Another entry that the remark is also about; it shows there too.",
    )
