"""One event brought to one address, signed as Standard Webhooks 1.0 asks; nothing is followed elsewhere."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from standardwebhooks import Webhook

from ledger.errors import CommandError
from replay.hooks.addresses import Address, reached

PATIENCE: Final = 10.0  # seconds for an answer
_MOST: Final = 64 << 10  # bytes of an answer that are read
GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered.

    Attributes:
        status: HTTP status; None where there was no answer.
        detail: Why it was no good; empty where it was taken.
    """

    status: int | None
    detail: str

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return not self.detail


def letter(
    event: dict[str, Any], message_id: str, secret: str, now: datetime
) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a delivery.

    Args:
        event: The stored event.
        message_id: The same however often it is sent.
        secret: As it was shown.
        now: When it is sent.
    """
    told = {
        "type": event["type"],
        "timestamp": event["record_time"],
        "data": {"position": event["position"], "event": event},
    }
    body = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    signature = Webhook(secret).sign(msg_id=message_id, timestamp=now, data=body.decode())
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "medledger-hooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def sent(
    address: Address, body: bytes, headers: dict[str, str], *, inside: bool, patience: float = PATIENCE
) -> Answer:
    """Send a letter once, and return what was answered; a redirection is no answer.

    Args:
        address: Where to.
        body: Of the request.
        headers: Of the request.
        inside: Whether it may lie in the house's own network.
        patience: Seconds for each step.
    """
    try:
        connection = _connected(address, reached(address, inside=inside), patience)
    except CommandError as error:
        return Answer(None, error.reason.message("en"))
    except (OSError, UnicodeError) as error:
        return Answer(None, f"{type(error).__name__}: {error}")
    try:
        connection.request("POST", address.target, body, headers | {"Host": address.netloc})
        response = connection.getresponse()
        response.read(_MOST)
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, f"{type(error).__name__}: {error}")
    finally:
        connection.close()
    taken = 200 <= response.status < 300
    return Answer(response.status, "" if taken else f"HTTP {response.status}")


def _connected(address: Address, ip: str, patience: float) -> http.client.HTTPConnection:
    """Return a connection to the address that was looked at, under the name that was registered."""
    plain = socket.create_connection((ip, address.port), patience)
    connection = http.client.HTTPConnection(address.host, address.port, timeout=patience)
    try:
        if address.scheme == "https":
            context = ssl.create_default_context()
            plain = context.wrap_socket(plain, server_hostname=address.host)
    except (OSError, ValueError):
        plain.close()
        raise
    connection.sock = plain
    return connection
