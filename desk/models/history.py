"""The desk's own history: one row for each row of the desk that was made, changed or deleted, with who and when.

django-simple-history keeps it. A class of entries or claims gets its table of history by being a leaf of Entry or
Claim; what hangs on them declares `history = DeskHistory()`. It is the desk's memory, and no part of the record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.acting import current_request
from desk.fields import ChoiceField, EDTFField

_resting: ContextVar[bool] = ContextVar("desk_history_resting", default=False)


def acting_account(**kwargs):
    """Return the signed-in account that acts, None for the operator's commands."""
    request = current_request()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def acting_name() -> str:
    """Return the name of the account that acts, '' for the operator."""
    account = acting_account()
    return "" if account is None else account.get_username()


@contextmanager
def at_rest() -> Iterator[None]:
    """Keep no history meanwhile: for what is rolled back, and for what takes its history along."""
    token = _resting.set(True)
    try:
        yield
    finally:
        _resting.reset(token)


def is_at_rest() -> bool:
    """Whether history is not kept now."""
    return _resting.get()


class Remembered(models.Model):
    """What every row of history says besides: the account's name, which outlasts the account."""

    by_name = models.CharField(max_length=150, blank=True, default=acting_name)

    class Meta:
        abstract = True


class DeskHistory(HistoricalRecords):
    """HistoricalRecords as the desk keeps them.

    Only what people can edit is copied: states and signatures have histories of their own, bounds of dates are
    derived. The copies are plain columns, so that no later change of choices or help alters a table of history. The
    only indexes are the key and what a row hangs on.
    """

    def __init__(self, **kwargs):
        """Take the options of HistoricalRecords."""
        super().__init__(**{"bases": (Remembered,), "get_user": acting_account, **kwargs})

    def finalize(self, sender, **kwargs):
        """Give each leaf its table. Parents need none: Django saves and deletes them with their leaf."""
        if self.inherit and (sender is self.cls or getattr(sender, "KIND", sender) == ""):
            return
        super().finalize(sender, **kwargs)

    def fields_included(self, model):
        """The key, the permanent id, and what can be edited; of a leaf's several keys its own."""
        return [
            found
            for found in model._meta.fields
            if found is model._meta.pk or found.name == "public_id" or (found.editable and not found.primary_key)
        ]

    def copy_fields(self, model):
        """Copy fields as plain columns."""
        fields = super().copy_fields(model)
        for name, found in fields.items():
            original = model._meta.get_field(name)
            if isinstance(found, ChoiceField | EDTFField):
                found.__class__ = models.CharField
            found.choices, found.help_text, found._validators = None, "", []
            hangs = original.remote_field is not None and original.remote_field.on_delete is models.CASCADE
            found.db_index = hangs or original.primary_key
        return fields

    def get_meta_options(self, model):
        """No role may do anything with rows of history: there are no permissions for them."""
        return {**super().get_meta_options(model), "default_permissions": ()}

    def post_save(self, instance, created, using=None, **kwargs):
        """Keep what was saved, unless it says what was kept last: a form saves its entry whatever was typed."""
        if is_at_rest() or (not created and self._kept_already(instance)):
            return
        super().post_save(instance, created, using=using, **kwargs)

    def post_delete(self, instance, using=None, **kwargs):
        """Keep what was deleted."""
        if not is_at_rest():
            super().post_delete(instance, using=using, **kwargs)

    def _kept_already(self, instance) -> bool:
        last = getattr(instance, self.manager_name).order_by("-history_id").first()
        if last is None or last.history_type == "-":
            return False
        names = [found.attname for found in last.tracked_fields]
        return all(getattr(last, name) == getattr(instance, name) for name in names)
