"""Filters of lists of what happened, was agreed and was said."""

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from publication.filters import EntryFilter
from publication.models import Claim

STEPS = (
    "proposed",
    "negotiated",
    "signed",
    "ratified",
    "ratification_refused",
    "in_force",
    "moratorium",
    "suspended",
    "withdrawn",
    "expired",
    "superseded",
    "unfulfilled",
)


def steps_of(value: str) -> list[str]:
    """The kinds of step that a text names. Raises ValidationError."""
    asked = [part.strip() for part in value.split(",")]
    if unknown := [part for part in asked if part not in STEPS]:
        raise ValidationError(
            _("'%(value)s' is not a step. Steps are: %(known)s.")
            % {"value": unknown[0][:40], "known": ", ".join(STEPS)}
        )
    return asked


class AgreementFilter(EntryFilter):
    """Agreements also by what became of them."""

    step = django_filters.CharFilter(
        method="by_step",
        max_length=200,
        validators=[steps_of],
        label="a step of its life, or several: suspended,withdrawn",
    )

    def by_step(self, rows, name, value):
        """Agreements with such a step that may have been taken within the dates that are asked for."""
        steps = Claim.objects.at(self.moment.seq).filter(predicate="step", status__in=steps_of(value))
        asked = self.form.cleaned_data
        if asked.get("date_after"):
            steps = self.by_first_day(steps, name, asked["date_after"])
        if asked.get("date_before"):
            steps = self.by_last_day(steps, name, asked["date_before"])
        return rows.filter(entry__in=steps.values("owner"))
