"""What a form of a page sends: its words, and that it comes from a page of the same session."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from replay.console.pages import token_of
from replay.doors.problems import FORGED_REQUEST, NotPermittedError
from replay.http.asking import guest_of
from replay.http.recording import body_of

if TYPE_CHECKING:
    from starlette.requests import Request

TOKEN: Final = "_form"  # noqa: S105 (the name of the field)
KEY: Final = "_key"
_MOST: Final = 1 << 20  # bytes
_MOST_FIELDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Sent:
    """The words of a form.

    Attributes:
        words: By the name of the field; empty ones as well.
    """

    words: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """Return the last value of a field, without blanks at its ends; empty where it is not there."""
        return (self.words.get(name) or ("",))[-1].strip()

    def all(self, name: str) -> list[str]:
        """Return the values of a field that are not empty."""
        return [one.strip() for one in self.words.get(name, ()) if one.strip()]


async def sent_of(request: Request) -> Sent:
    """Return what a form sends.

    Raises:
        NotSignedInError: Nobody has signed in.
        NotPermittedError: It does not come from a page of this session.
        CommandError: It is too large.
    """
    guest = guest_of(request)
    body = await body_of(request, _MOST)
    words = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    sent = Sent(words)
    if guest.session is not None and not secrets.compare_digest(sent.one(TOKEN), token_of(guest)):
        raise NotPermittedError(FORGED_REQUEST)
    return sent


def new_key() -> str:
    """Return what a form is known by: sent twice, it is recorded once."""
    return f"form-{secrets.token_urlsafe(18)}"
