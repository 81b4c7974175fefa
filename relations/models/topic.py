"""Topic: a tree of subjects, usable on everything."""

from django.core.exceptions import ValidationError
from django.db import models

from desk.models import Entry
from desk.models.history import DeskHistory


class Topic(Entry):
    """A subject such as 'nuclear arms control'. Topics form a tree."""

    KIND = "topic"

    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The wider topic that this one belongs to.",
    )

    def clean(self):
        """Refuse a topic that would stand below itself."""
        super().clean()
        seen, above = {self.pk}, self.parent
        while above is not None and self.pk is not None:
            if above.pk in seen:
                raise ValidationError({"parent": f"'{self.parent}' stands below this topic already."})
            seen.add(above.pk)
            above = above.parent


class Tagging(models.Model):
    """An entry is about a topic. A curator's classification, not a source's claim."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="taggings")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="tagged")

    history = DeskHistory()

    class Meta:
        ordering = ["topic__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "entry",
                "topic",
                name="tagging_once",
                violation_error_message="The entry has this topic already.",
            )
        ]

    def __str__(self):
        return str(self.topic)
