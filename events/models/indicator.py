"""Indicator: a measured series, and its observations."""

from django.db import models
from django.db.models import Q

from desk.models import Claim, Entry
from relations.models import Actor


class Indicator(Entry):
    """What somebody measured: a survey question, an index, an economic figure."""

    KIND = "indicator"

    producer = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators")
    unit = models.CharField(max_length=60, help_text="'percent', 'rank', 'US dollars per person'.")
    question = models.TextField(blank=True, help_text="What was asked or measured, in your own words.")


class Observation(Claim):
    """One value of the indicator, as printed or as computed."""

    PREDICATE = "observed"

    respondent = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who was asked."
    )
    subject = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom or what it is about.",
    )
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    rank_of = models.PositiveIntegerField(null=True, blank=True, help_text="Rank 148 of 156: 156 here.")
    group = models.CharField(
        max_length=100, blank=True, help_text="The printed list it stands in: 'most positive ten'."
    )
    computed = models.BooleanField(default=False, help_text="Worked out here, not printed by the source.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank_of__isnull=True) | Q(rank__lte=models.F("rank_of")),
                name="observation_rank_within",
                violation_error_message="A rank cannot exceed the number ranked.",
            )
        ]
