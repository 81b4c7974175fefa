"""Signature: who published a revision, kept apart from the record."""

from django.conf import settings
from django.db import models


class Signature(models.Model):
    """Who asked for one publication. It is desk: outside the record, its hashes and its feed."""

    first_seq = models.PositiveBigIntegerField(unique=True, help_text="First sequence number of the publication.")
    last_seq = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, help_text="The account's name, or the command that published.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-first_seq"]

    def __str__(self):
        return f"{self.first_seq}–{self.last_seq} by {self.by_name}"
