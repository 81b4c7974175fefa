"""Person and the offices held."""

from django.db import models

from desk.models import Claim
from relations.models.actor import Actor


class Person(Actor):
    """Somebody who acted or spoke."""

    KIND = "person"

    sort_name = models.CharField(max_length=200, blank=True, help_text="For lists: 'Putin, Vladimir'.")

    class Meta:
        verbose_name_plural = "people"


class Office(Claim):
    """An office that a person held, with its dates."""

    PREDICATE = "office"

    title = models.CharField(max_length=200, help_text="'President', 'Minister of Foreign Affairs'.")
    body = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="offices",
        help_text="The country or organization whose office it is.",
    )
    as_printed = models.CharField(
        max_length=200,
        blank=True,
        help_text="The office as a source printed it, where that differs: 'ex-President'.",
    )
