"""Relationship: how two actors stand to one another, by topic and period, and what ties them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least

from desk.fields import ChoiceField
from desk.models import Claim, Entry
from relations.models.actor import Actor
from relations.models.topic import Topic


class Relationship(Entry):
    """One dyad: an unordered pair of actors, with an overview, phases and ties."""

    KIND = "relationship"

    first = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relationships_as_first")
    second = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relationships_as_second")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=models.F("second")),
                name="relationship_not_self",
                violation_error_message="Choose two different actors.",
            ),
            models.UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                name="relationship_pair_unique",
                violation_error_message="These two actors already have a relationship entry.",
            ),
        ]

    @staticmethod
    def pair_slug(one: str, other: str) -> str:
        """Return the dyad's slug: the two actors' slugs in alphabetical order, joined by '--'."""
        return "--".join(sorted((one, other)))


class Phase(Claim):
    """How the two stood in one topic during a period. The codebook says what evidence puts a dyad where."""

    PREDICATE = "phase"

    class Level(models.IntegerChoices):
        WAR = -3, "−3 war"
        HOSTILE = -2, "−2 hostile"
        STRAINED = -1, "−1 strained"
        MIXED = 0, "0 mixed or neutral"
        COOPERATIVE = 1, "+1 cooperative"
        FRIENDLY = 2, "+2 friendly"
        ALLIED = 3, "+3 allied"

    class Trend(models.TextChoices):
        IMPROVING = "improving", "improving"
        WORSENING = "worsening", "worsening"

    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="phases", help_text="'Overall' for the whole relation."
    )
    level = models.SmallIntegerField(
        choices=Level, null=True, blank=True, help_text="Leave empty where the source gives only a direction."
    )
    trend = ChoiceField(max_length=10, choices=Trend, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=-3, level__lte=3),
                name="phase_level_range",
                violation_error_message="A level lies between −3 (war) and +3 (allied).",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=False) | ~Q(trend=""),
                name="phase_says_something",
                violation_error_message="Give a level, a trend, or both.",
            ),
        ]


class Tie(Claim):
    """A typed, directed, dated fact between the two actors of a dyad. Its kind is the record's predicate."""

    class Kind(models.TextChoices):
        DIPLOMATIC = "diplomatic_relations", "diplomatic relations"
        SANCTIONS = "sanctions", "sanctions"
        MEASURE = "measure", "other measure (expulsion, visa stop, boycott, freeze)"
        DESIGNATION = "designation", "official designation"
        BASE = "base", "military base or facility"
        ENERGY = "energy_supply", "energy supply"
        TRADE = "trade", "trade"
        RECOGNITION = "recognition", "recognition"
        PROTECTORATE = "protectorate", "protectorate, as somebody says"
        BORDER = "border", "border"
        MEDIATION = "mediation", "mediation"
        TERRITORY = "territorial_claim", "territorial claim or control"
        SUPPORT = "support", "support or aid"
        OTHER = "other_tie", "other"

    kind = ChoiceField(max_length=24, choices=Kind)
    subject = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who acts: the sanctioner, the base's owner, the patron.",
    )
    object = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="On or with whom: the target, the host, the client.",
    )
    status = models.CharField(
        max_length=40,
        blank=True,
        help_text="The step or state: established, raised, lowered, suspended, severed, resumed, in force, lifted.",
    )
    name = models.CharField(max_length=200, blank=True, help_text="Of the base, pipeline, list or round.")
    representation = models.CharField(
        max_length=40,
        blank=True,
        help_text="For diplomatic relations: ambassador, chargé d'affaires, none, interests section.",
    )
    holder = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who says so, where it is somebody's view.",
    )
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="ties")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=models.F("object")),
                name="tie_not_self",
                violation_error_message="Choose two different actors.",
            ),
        ]

    def clean(self):
        """Refuse a tie between others than the two actors of its dyad."""
        super().clean()
        pair = Relationship.objects.filter(pk=self.owner_id).values_list("first_id", "second_id").first()
        if pair and {self.subject_id, self.object_id} != set(pair):
            raise ValidationError({"subject": "A tie stands between the two actors of its relationship."})
