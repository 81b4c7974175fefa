"""Event: something that happened, was planned or was called off."""

from django.core.exceptions import ValidationError
from django.db import models

from desk.fields import ChoiceField
from desk.models import Claim, Entry
from relations.models import Actor, Country


class Event(Entry):
    """Something with a date and a place. What has more than two sides is an event, not a tie."""

    KIND = "event"

    class Type(models.TextChoices):
        SPEECH = "speech", "speech"
        MEETING = "meeting", "meeting, summit or conference"
        VISIT = "visit", "visit"
        NEGOTIATION = "negotiation", "negotiation"
        SIGNING = "signing", "signing or conclusion"
        DECISION = "decision", "decision or announcement"
        ACCESSION = "accession", "accession"
        WITHDRAWAL = "withdrawal", "withdrawal or suspension"
        SANCTION = "sanction", "sanction or other measure"
        EXPULSION = "expulsion", "expulsion of diplomats"
        EXERCISE = "exercise", "military exercise or deployment"
        CONFLICT = "conflict", "armed conflict"
        INCIDENT = "incident", "incident"
        DISPUTE = "dispute", "dispute"
        ELECTION = "election", "election"
        UPRISING = "uprising", "uprising or revolution"
        ANNEXATION = "annexation", "annexation"
        DISSOLUTION = "dissolution", "dissolution or founding"
        RECOGNITION = "recognition", "recognition or declaration"
        ATTACK = "attack", "attack or killing"
        OTHER = "other", "other"

    class Status(models.TextChoices):
        HELD = "held", "held"
        PLANNED = "planned", "planned"
        PROPOSED = "proposed", "proposed"
        CANCELLED = "cancelled", "cancelled"

    type = ChoiceField(max_length=16, choices=Type, default=Type.OTHER)
    status = ChoiceField(max_length=10, choices=Status, default=Status.HELD)


class Occurrence(Claim):
    """When and where the event was. Two rival datings are two occurrences."""

    PREDICATE = "occurred"

    place = models.CharField(max_length=200, blank=True, help_text="'Munich', 'Sochi, Black Sea coast'.")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)


class Participation(Claim):
    """An actor's part in the event."""

    PREDICATE = "participant"

    class Role(models.TextChoices):
        PARTICIPANT = "participant", "participant"
        HOST = "host", "host"
        VISITOR = "visitor", "visitor"
        GUEST = "guest", "guest"
        SPEAKER = "speaker", "speaker"
        ADDRESSEE = "addressee", "addressee"
        SIGNATORY = "signatory", "signatory"
        NEGOTIATOR = "negotiator", "negotiator"
        MEDIATOR = "mediator", "mediator"
        SPONSOR = "sponsor", "sponsor or co-sponsor"
        CONTRIBUTOR = "contributor", "troop contributor"
        CONSENTING = "consenting", "consenting state"
        INITIATOR = "initiator", "initiator"
        TARGET = "target", "target"
        BELLIGERENT = "belligerent", "belligerent"
        SUPPORTER = "supporter", "supporter"
        OPPONENT = "opponent", "opponent"
        VICTIM = "victim", "victim"
        SUSPECT = "suspect", "suspect"
        GRANTOR = "grantor", "grantor"
        RECIPIENT = "recipient", "recipient"
        PROPOSER = "proposer", "proposer"
        SUBJECT = "subject", "subject"
        OBSERVER = "observer", "observer"

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="participations")
    role = ChoiceField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    stance = models.CharField(max_length=300, blank=True, help_text="In a dispute: what this side holds.")


class EventLink(Claim):
    """How this event hangs together with another entry. Only links that a source draws."""

    PREDICATE = "linked"

    class Kind(models.TextChoices):
        PART_OF = "part_of", "part of"
        CAUSED_BY = "caused_by", "caused by"
        RESPONDS_TO = "responds_to", "response to"
        FOLLOWS = "follows", "follows"
        CHANGED = "changed", "changed (a relationship)"
        CONCERNS = "concerns", "concerns (an agreement or another entry)"

    kind = ChoiceField(max_length=12, choices=Kind)
    target = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="linked_events")

    class Meta:
        verbose_name = "link"

    def clean(self):
        """Refuse an event linked to itself."""
        super().clean()
        if self.target_id is not None and self.target_id == self.owner_id:
            raise ValidationError({"target": "An event cannot be linked to itself."})
