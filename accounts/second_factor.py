"""The second factor: codes of an app (TOTP, RFC 6238), and ten recovery codes for when the phone is gone.

django-otp keeps both, refuses a code that was used, and makes one wait after wrong ones: 1 s, 2 s, 4 s and so on. A
TOTP key must be readable to compare codes. Recovery codes have 80 random bits and are kept as hashes.
"""

import math
import re
from base64 import b32encode
from binascii import unhexlify
from hashlib import sha256
from secrets import token_bytes

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.timezone import now
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from accounts import audit, sessions

RECOVERY_CODES = 10
NAME = "second factor"
_OFFERED = "second_factor_offered"


class Wait(Exception):
    """Too many wrong codes: `seconds` until the next is looked at."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def required(user) -> bool:
    """Whether an account must have one: by the setting, for superusers and the groups that the settings name."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    if user.is_superuser:
        return True
    if not hasattr(user, "_in_guarded_group"):
        # A page asks several times.
        user._in_guarded_group = user.groups.filter(name__in=settings.SECOND_FACTOR_GROUPS).exists()
    return user._in_guarded_group


def lacking(user) -> bool:
    """Whether a signed-in account must show one and has not, in this session."""
    return getattr(user, "otp_device", None) is None and required(user)


def of(user) -> TOTPDevice | None:
    """Return an account's second factor, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def codes_left(user) -> int:
    """Return how many recovery codes an account has not used."""
    return StaticToken.objects.filter(device__user=user).count()


def offered(session: SessionBase, user) -> TOTPDevice:
    """Return what set-up offers, unsaved: the same key until it is taken, for this account in this session alone."""
    found = session.get(_OFFERED)
    if not found or found[0] != user.pk:
        found = session[_OFFERED] = [user.pk, default_key()]
    return TOTPDevice(user=user, name=NAME, key=found[1], confirmed=True)


def in_letters(device: TOTPDevice) -> str:
    """Return a key as an app takes it by hand, in groups of four."""
    return _grouped(b32encode(unhexlify(device.key)).decode(), " ")


def set_up(session: SessionBase, user, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Take the offered key if the code is its own, and end all other sessions; None if the code is another.

    Returns the second factor and its recovery codes, which are not to be had again.
    """
    device = offered(session, user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    if not totp.verify(int(code), device.tolerance):
        return None
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        TOTPDevice.objects.filter(user=user).delete()
        # The code is used up by this.
        device.last_t = totp.t()
        device.save()
        codes = _new_codes(user)
        audit.record(audit.What.FACTOR_SET_UP, user, by=user.get_username())
        sessions.end_all(user, keep=session.session_key)
    del session[_OFFERED]
    return device, codes


def verify(user, code: str) -> Device | None:
    """Return what a code belongs to, the app's or the recovery codes, and use it up; None if it is wrong or used.

    Codes come as `accounts.forms.CodeForm` cleans them. Raises Wait after wrong ones, whatever the code.
    """
    is_app = len(code) == 6
    with transaction.atomic():
        model = TOTPDevice if is_app else StaticDevice
        device = model.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        if device is None:
            return None
        allowed, why = device.verify_is_allowed()
        if not allowed:
            raise Wait(max(1, math.ceil((why["locked_until"] - now()).total_seconds())))
        right = device.verify_token(code if is_app else _hashed(device, code))
    if right and not is_app:
        audit.record(
            audit.What.CODE_USED, user, by=user.get_username(), detail=f"{codes_left(user)} recovery codes left"
        )
    return device if right else None


def new_codes(user) -> list[str]:
    """Replace an account's recovery codes, and return the new ones, which are not to be had again."""
    with transaction.atomic():
        codes = _new_codes(user)
        audit.record(audit.What.CODES_MADE, user)
    return codes


def remove(user) -> bool:
    """Remove an account's second factor and recovery codes; return whether it had one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        found, _ = TOTPDevice.objects.filter(user=user).delete()
        if found:
            audit.record(audit.What.FACTOR_REMOVED, user)
    return bool(found)


def _new_codes(user) -> list[str]:
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    codes = [b32encode(token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    device.token_set.all().delete()
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_hashed(device, code)) for code in codes)
    return [_grouped(code, "-") for code in codes]


def _hashed(device: StaticDevice, code: str) -> str:
    """A code's hash in the 16 characters that the library's column has: 80 bits of SHA-256, as many as the code has."""
    return b32encode(sha256(f"{device.pk}:{code}".encode()).digest()[:10]).decode().lower()


def _grouped(text: str, between: str) -> str:
    return between.join(re.findall(".{1,4}", text))
