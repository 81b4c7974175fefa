"""Agreement: treaties, contracts and undertakings, with parties, a lifecycle and pledges."""

from django.db import models

from desk.fields import ChoiceField
from desk.models import Claim, Entry
from relations.models import Actor


class Agreement(Entry):
    """Something that parties agreed, or that somebody proposed they should."""

    KIND = "agreement"

    class Type(models.TextChoices):
        TREATY = "treaty", "treaty"
        FOUNDING_ACT = "founding_act", "founding act"
        PROTOCOL = "protocol", "protocol"
        CONTRACT = "contract", "contract"
        UNDERTAKING = "undertaking", "undertaking"
        PROPOSAL = "proposal", "proposal"

    type = ChoiceField(max_length=16, choices=Type, default=Type.TREATY)


class Party(Claim):
    """Who is party to the agreement, and as what."""

    PREDICATE = "party"

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="agreements")
    role = models.CharField(max_length=40, blank=True, help_text="'party', 'depositary', 'guarantor', 'invited'.")

    class Meta:
        verbose_name_plural = "parties"


class Step(Claim):
    """One dated step in the agreement's life, for all parties or for one."""

    PREDICATE = "step"

    class Kind(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        NEGOTIATED = "negotiated", "negotiated"
        SIGNED = "signed", "signed"
        RATIFIED = "ratified", "ratified"
        REFUSED = "ratification_refused", "ratification refused"
        IN_FORCE = "in_force", "in force"
        MORATORIUM = "moratorium", "moratorium announced"
        SUSPENDED = "suspended", "suspended"
        WITHDRAWN = "withdrawn", "withdrawn from"
        EXPIRED = "expired", "expired"
        SUPERSEDED = "superseded", "superseded"
        UNFULFILLED = "unfulfilled", "unfulfilled"

    kind = ChoiceField(max_length=24, choices=Kind)
    actor = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The party that took the step; empty: all of them.",
    )
    place = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey(
        Entry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What superseded it: another agreement or an organization.",
    )


class Obligation(Claim):
    """What a party pledged. Pledges are independent flags, as in COW alliances and ATOP."""

    PREDICATE = "obligation"

    bearer = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: every party.",
    )
    beneficiary = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    defence = models.BooleanField(default=False)
    neutrality = models.BooleanField(default=False)
    non_aggression = models.BooleanField(default=False)
    consultation = models.BooleanField(default=False)
