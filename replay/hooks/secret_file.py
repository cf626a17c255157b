"""The secrets of hooks: in a file beside the key of the ledger that nobody else reads, in no backup."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from ledger.settings import Location

PREFIX: Final = "whsec_"  # as Standard Webhooks writes them
_BYTES: Final = 32
_MODE: Final = 0o600


def place_of(location: Location) -> Path:
    """Return the file of the secrets of a ledger."""
    return location.beside.with_name(location.beside.name + ".hooks")


def new_secret() -> str:
    """Return a new secret as Standard Webhooks writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def kept(location: Location) -> dict[str, str]:
    """Return the secrets by the number of the entry that registered the hook."""
    try:
        found = orjson.loads(place_of(location).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(location: Location, number: int, secret: str) -> None:
    """Keep the secret of a hook; the file is whole at every moment.

    Args:
        location: Of the ledger.
        number: Of the entry that registered the hook.
        secret: As it was shown.
    """
    path = place_of(location)
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(orjson.dumps(kept(location) | {str(number): secret}))
        stream.flush()
        os.fsync(stream.fileno())
    whole.replace(path)
