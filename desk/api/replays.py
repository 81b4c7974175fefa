"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header-07): a POST that is sent twice is done once.

A key stands for one request of one token: its method, address and body. The answer is kept in the transaction that
writes, so that after a crash there is either both or neither. A refusal wrote nothing and is not kept: the same key may
be sent again with what was mended.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from accounts.models import Token
from desk.api.refusals import Refusal
from desk.models import Replay

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
# Nobody answers for longer than this: whoever did was ended in the middle, and wrote nothing.
ABANDONED = timedelta(minutes=10)
# A String of RFC 9651 in its quotation marks; the same without them is taken too.
_KEY = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{1,255})"?')
REPEATED = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, token: Token, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer within a transaction; with a key, answer a request that was answered before as it was then.

    Raises Refusal: 400 for what is no key, 409 while the first request is being answered, 422 if the key stands for
    another request.
    """
    text = request.headers.get(HEADER)
    if text is None:
        with transaction.atomic():
            return answer()
    found = _KEY.fullmatch(text.strip())
    if found is None:
        said = f"{HEADER} is one word of up to 255 letters, digits and signs, a UUID for example, in quotation marks."
        raise Refusal(400, "bad-request", said)
    key, said = found[1], _fingerprint(request, token)
    mine, held = _take(token, key, said)
    if held is not None:
        return _again(held, said)
    try:
        with transaction.atomic():
            response = answer()
            kept = {name: response[name] for name in REPEATED if name in response}
            Replay.objects.filter(pk=mine.pk).update(
                status=response.status_code, headers=kept, body=response.content.decode()
            )
    except BaseException:
        Replay.objects.filter(pk=mine.pk).delete()
        raise
    return response


def forget_old() -> int:
    """Delete the keys of requests that are more than a day old; return how many."""
    return Replay.objects.filter(at__lt=now() - KEPT).delete()[0]


def _fingerprint(request: HttpRequest, token: Token) -> str:
    said = hashlib.sha256(f"{token.pk}\n{request.method}\n{request.get_full_path()}\n".encode())
    said.update(request.body)
    return said.hexdigest()


def _take(token: Token, key: str, said: str) -> tuple[Replay | None, Replay | None]:
    """Take a key for this request: its row if it was free, else the row of the request that has it."""
    forget_old()
    Replay.objects.filter(user=token.user, key=key, status=None, at__lt=now() - ABANDONED).delete()
    try:
        with transaction.atomic():
            return Replay.objects.create(user=token.user, key=key, request=said), None
    except IntegrityError:
        held = Replay.objects.filter(user=token.user, key=key).first()
        if held is None:  # given back in between
            raise _in_use() from None
        return None, held


def _again(held: Replay, said: str) -> HttpResponse:
    if held.request != said:
        raise Refusal(422, "key-reused", f"The {HEADER} '{held.key[:60]}' stands for another request. Make a new one.")
    if held.status is None:
        raise _in_use()
    response = HttpResponse(held.body, status=held.status)
    for name, value in held.headers.items():
        response[name] = value
    return response


def _in_use() -> Refusal:
    said = "The first request with this key is still being answered. Ask again in a second."
    return Refusal(409, "key-in-use", said, headers={"Retry-After": "1"})
