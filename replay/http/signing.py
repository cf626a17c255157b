"""Signatures over HTTP: one header with name and password, another with the meaning that was shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from replay.doors.signing import Given, Meaning, signed
from replay.http.asking import guest_of, serving_of

if TYPE_CHECKING:
    from fastapi import Request

    from ledger.settings import Person
    from replay.doors.signing import SignatureAsked

_MOST: Final = 10  # signatures of one request
_SIGNATURE: Final = "x-signature"
_MEANING: Final = "x-signature-meaning"
BAD_SIGNATURE: Final = Problem(
    "bad_signature",
    "签名：X-Signature 应为“用户名:密码”的 Base64，实际无法读取。",
    "Signing: expected X-Signature to be name:password in Base64, got something else.",
    "多个签名以逗号分隔，X-Signature-Meaning 与之一一对应。",
    "Several signatures are separated by commas, and X-Signature-Meaning has one word for each.",
)
# How OpenAPI describes them.
SIGNED: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "X-Signature",
        "in": "header",
        "required": False,
        "schema": {"type": "string"},
        "description": "Who signs: name:password in Base64; several separated by commas.",
    },
    {
        "name": "X-Signature-Meaning",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "enum": [one.value for one in Meaning]},
        "description": "The meaning that was shown to whoever signs; one for each signature.",
    },
)


def signed_by(request: Request, wanted: Iterable[SignatureAsked]) -> Person:
    """Return who acts, with the signatures that it takes.

    Args:
        request: What carries them.
        wanted: The signatures that it takes.

    Raises:
        SignatureNeededError: One is missing, or means something else.
        NotPermittedError: A password is not right, or the post of who signs may not.
        CommandError: They cannot be read, or the approver is who recorded it.
    """
    serving = serving_of(request)
    return signed(serving.program, serving.accounts, guest_of(request), wanted, list(_given(request)))


def _given(request: Request) -> Iterator[Given]:
    words = [one.strip() for one in request.headers.get(_SIGNATURE, "").split(",") if one.strip()]
    meanings = [one.strip() for one in request.headers.get(_MEANING, "").split(",") if one.strip()]
    if len(words) > _MOST or len(meanings) not in {len(words), 1, 0}:
        raise CommandError(BAD_SIGNATURE)
    for place, word in enumerate(words):
        try:
            name, colon, password = base64.b64decode(word, validate=True).decode().partition(":")
        except (ValueError, binascii.Error) as error:
            raise CommandError(BAD_SIGNATURE) from error
        if not colon:
            raise CommandError(BAD_SIGNATURE)
        yield Given(name, password, (meanings * len(words))[place] if meanings else "")
