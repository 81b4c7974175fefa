"""Actor and Country, with the claims about what an actor is called and when it existed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from desk.fields import ChoiceField
from desk.models import Claim, Entry


class Actor(Entry):
    """Anyone who can stand in a relation: a country, an organization or a person."""


class Country(Actor):
    """A state, past or present, or an entity that some hold to be one. Its status is a claim, not a field."""

    KIND = "country"

    region = models.CharField(
        max_length=40,
        blank=True,
        help_text="UN M49 subregion: Eastern Europe, Western Asia, Northern America.",
    )
    capital = models.CharField(max_length=100, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, help_text="Of the capital.")
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name_plural = "countries"
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="country_latitude_range",
                violation_error_message="A latitude lies between -90 and 90.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="country_longitude_range",
                violation_error_message="A longitude lies between -180 and 180.",
            ),
        ]


class Existence(Claim):
    """When an actor existed, and as what: an independent state, a de facto one, an organization."""

    PREDICATE = "existed"

    status = models.CharField(
        max_length=60, blank=True, help_text="As what: 'independent state', 'de facto state', 'organization'."
    )

    class Meta:
        verbose_name = "existence"
        verbose_name_plural = "existence"


class ActorName(Claim):
    """A name of an actor in one language, perhaps used by one side only or for some time only."""

    PREDICATE = "named"
    FOUND_BY = {"name": "icontains"}

    class Kind(models.TextChoices):
        OFFICIAL = "official", "official"
        SHORT = "short", "short"
        ALIAS = "alias", "alias"
        FORMER = "former", "former"
        ABBREVIATION = "abbreviation", "abbreviation"

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, default="en", help_text="ISO 639 code: en, ru.")
    kind = ChoiceField(max_length=12, choices=Kind, default=Kind.ALIAS)
    used_by = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose name for it this is, where sides differ.",
    )

    class Meta:
        verbose_name = "name"


class Identifier(Claim):
    """A code for an actor in somebody's scheme. Every one is optional and dated; none is a primary key."""

    PREDICATE = "identified"
    FOUND_BY = {"value": "iexact"}

    class Scheme(models.TextChoices):
        ISO2 = "iso2", "ISO 3166-1 alpha-2"
        ISO3 = "iso3", "ISO 3166-1 alpha-3"
        M49 = "m49", "ISO 3166-1 numeric / UN M49"
        COW = "cow", "Correlates of War country code"
        COW_IGO = "cow-igo", "Correlates of War IGO code"
        GW = "gw", "Gleditsch–Ward"
        WIKIDATA = "wikidata", "Wikidata"

    scheme = ChoiceField(max_length=12, choices=Scheme)
    value = models.CharField(max_length=40)


class Succession(Claim):
    """This actor follows a predecessor. Stored once, at the successor."""

    PREDICATE = "succeeded"

    class Kind(models.TextChoices):
        CONTINUATOR = "continuator", "continues its legal personality"
        SUCCESSOR = "successor", "successor"
        SEPARATED = "separated", "separated from it"
        UNITED = "united", "formed by uniting it with others"

    predecessor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="succeeded_by")
    kind = ChoiceField(max_length=12, choices=Kind, default=Kind.SUCCESSOR)

    def clean(self):
        """Refuse an actor that would follow itself."""
        super().clean()
        if self.predecessor_id is not None and self.predecessor_id == self.owner_id:
            raise ValidationError({"predecessor": "An actor cannot follow itself."})
