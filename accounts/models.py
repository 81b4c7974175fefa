"""What is kept about accounts besides Django's own: the audit log, sessions, handed passwords, tokens of programs."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now


class AuditLine(models.Model):
    """One line of the audit log. Lines are added and never changed: see `accounts.triggers`.

    An account stands here by its name and key, not as a foreign key: the line outlives it.
    """

    class What(models.TextChoices):
        SIGNED_IN = "signed-in", "Signed in"
        SIGNED_OUT = "signed-out", "Signed out"
        REFUSED = "refused", "Sign-in refused"
        LOCKED = "locked", "Locked"
        ENDED = "ended", "Sessions ended"
        FACTOR_SET_UP = "factor-set-up", "Second factor set up"
        FACTOR_REMOVED = "factor-removed", "Second factor removed"
        CODES_MADE = "codes-made", "Recovery codes made"
        CODE_USED = "code-used", "Recovery code used"
        PASSWORD = "password", "Password set"
        MADE = "made", "Account made"
        DISABLED = "disabled", "Account disabled"
        ENABLED = "enabled", "Account enabled"
        DELETED = "deleted", "Account deleted"
        RIGHTS = "rights", "Rights changed"
        GROUPS = "groups", "Groups changed"
        TOKEN_MADE = "token-made", "Token made"
        TOKEN_REVOKED = "token-revoked", "Token revoked"

    at = models.DateTimeField(default=now)
    what = models.CharField(max_length=20, choices=What.choices)
    account = models.CharField(max_length=150, blank=True, help_text="Blank if nobody has the name that was typed.")
    account_key = models.BigIntegerField(null=True, blank=True)
    by = models.CharField("by", max_length=150, blank=True)
    address = models.CharField("from", max_length=43, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "line of the audit log"
        verbose_name_plural = "lines of the audit log"
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["account_key", "id"], name="audit_account"),
            models.Index(fields=["address", "what", "at"], name="audit_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_what",
                condition=models.Q(
                    what__in=[
                        "signed-in",
                        "signed-out",
                        "refused",
                        "locked",
                        "ended",
                        "factor-set-up",
                        "factor-removed",
                        "codes-made",
                        "code-used",
                        "password",
                        "made",
                        "disabled",
                        "enabled",
                        "deleted",
                        "rights",
                        "groups",
                        "token-made",
                        "token-revoked",
                    ]
                ),
                violation_error_message="Choose what happened from the list.",
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_what_display()}: {self.account or 'no account'}"


class SignIn(models.Model):
    """A session with whose it is: what the account's page shows of it. It goes with the session."""

    session = models.OneToOneField("sessions.Session", on_delete=models.CASCADE, related_name="sign_in")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=60)
    address = models.CharField(max_length=43, blank=True)
    began = models.DateTimeField(default=now)
    seen = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-seen", "-id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.user}: {self.device}"


class HandedPassword(models.Model):
    """Marks an account whose password somebody else has seen: it works once, to choose another."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handed_password")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.user)


class TokenQuerySet(models.QuerySet):
    """Tokens of programs."""

    def working(self) -> "TokenQuerySet":
        """Those that are neither revoked nor past their time."""
        return self.filter(revoked_at=None, expires_at__gt=now())


class Token(models.Model):
    """A program's key to the desk, in the name of an account. Kept is a hash: the token itself is shown once.

    `rights` is a digest of what the account was when the token was made (`accounts.tokens.rights_of`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, help_text="What it is for: 'Nightly import of votes'.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField("scopes", max_length=100, help_text="Words between blanks, as in OAuth: 'read draft'.")
    rights = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("made", default=now)
    expires_at = models.DateTimeField("expires")
    used_at = models.DateTimeField("last used", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        default_permissions = ("view",)
        permissions = [("revoke_token", "Can revoke tokens of any account")]
        constraints = [
            models.CheckConstraint(
                name="token_expires_after_it_is_made",
                condition=models.Q(expires_at__gt=models.F("made_at")),
                violation_error_message="A token expires after it is made.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def scopes(self) -> frozenset[str]:
        """What it may be used for, as far as its account may."""
        return frozenset(self.scope.split())

    @property
    def is_working(self) -> bool:
        """Whether it is neither revoked nor past its time."""
        return self.revoked_at is None and self.expires_at > now()
