"""Replay: how a request with an idempotency key was answered, so that asking again does nothing twice."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now


class Replay(models.Model):
    """One request under one key of one account. Without a status it is being answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64, help_text="SHA-256 of the token, the method, the address and the body.")
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="replay_key_unique",
                violation_error_message="This key belongs to another request.",
            )
        ]

    def __str__(self):
        return f"{self.key[:40]}: {self.status or 'being answered'}"
