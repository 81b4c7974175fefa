"""Organization and its memberships."""

from django.core.exceptions import ValidationError
from django.db import models

from desk.fields import ChoiceField
from desk.models import Claim
from relations.models.actor import Actor


class Organization(Actor):
    """An alliance, a union, a forum, a church, a company, or a group of countries that somebody defines."""

    KIND = "organization"

    class Type(models.TextChoices):
        INTERGOVERNMENTAL = "intergovernmental", "intergovernmental organization"
        ALLIANCE = "alliance", "alliance"
        FORUM = "forum", "forum"
        ECONOMIC_UNION = "economic_union", "economic union"
        ORGAN = "organ", "organ of an organization"
        GROUP = "group", "group of countries that somebody defines"
        POLICY_SCHOOL = "policy_school", "policy school"
        CHURCH = "church", "church"
        COMPANY = "company", "company"
        POLLSTER = "pollster", "pollster or research institute"
        MEDIA = "media", "media"
        STATE_BODY = "state_body", "state body"
        OTHER = "other", "other"

    type = ChoiceField(max_length=20, choices=Type, default=Type.INTERGOVERNMENTAL)
    abbreviation = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organs",
        help_text="The organization that it is an organ of.",
    )
    defined_by = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="defines",
        help_text="For a group: whose list or notion it is.",
    )


class Membership(Claim):
    """An actor's status in an organization, for a period. Owned and published by the organization.

    COW IGO v3 knows full member, associate and observer; the other statuses are ours. A bill to leave is
    not leaving: that is a remark, or the status 'withdrawing' once notice is given.
    """

    PREDICATE = "member"

    class Status(models.TextChoices):
        MEMBER = "member", "member"
        ASSOCIATE = "associate", "associate"
        OBSERVER = "observer", "observer"
        PARTICIPANT = "participant", "participant"
        CANDIDATE = "candidate", "candidate"
        APPLICANT = "applicant", "applicant"
        SUSPENDED = "suspended", "suspended"
        WITHDRAWING = "withdrawing", "withdrawing"
        WITHDRAWN = "withdrawn", "withdrawn"
        EXPELLED = "expelled", "expelled"

    member = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="memberships")
    status = ChoiceField(max_length=12, choices=Status, default=Status.MEMBER)
    founding = models.BooleanField(default=False)
    permanent_veto = models.BooleanField("permanent seat with veto", default=False)
    continues = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose membership this one continues: Russia continues the Soviet Union's seat.",
    )

    def clean(self):
        """Refuse an organization that would be a member of itself."""
        super().clean()
        if self.member_id is not None and self.member_id == self.owner_id:
            raise ValidationError({"member": "An organization cannot be a member of itself."})
