"""The log of a server: a line of JSON for each request, and for what fails inside; no personal data.

A line names the route by its pattern, never the path: no number, name or parameter gets in. Of a failure it
gives the kind of the error and the places in the program, never its message, which may repeat what was sent.
"""

from __future__ import annotations

import traceback
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog

_LEVELS: Final = {"info": 20, "warning": 30, "error": 40}
_PROCESSORS: Final = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.JSONRenderer(ensure_ascii=False),
)
_MOST_PLACES: Final = 12


class Journal:
    """Writes the lines of one server.

    Args:
        stream: Where to.
        level: `info`, `warning` or `error`: what is less grave is left out.
    """

    def __init__(self, stream: TextIO, level: str = "warning") -> None:
        self._log = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=_PROCESSORS,
            wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        )

    def answered(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        """Write that a request was answered.

        Args:
            scope: Of the request, as ASGI has it.
            status: HTTP status.
            seconds: How long it took.
        """
        guest = scope["state"].get("guest")
        say = self._log.error if status >= 500 and status != 503 else self._log.info
        say(
            "answered",
            request=scope["state"]["request"],
            method=scope["method"],
            route=route_of(scope),
            status=status,
            milliseconds=round(seconds * 1000, 1),
            by=None if guest is None else guest.name,
        )

    def failed(self, number: str, error: BaseException) -> None:
        """Write that the program itself failed.

        Args:
            number: Of the request.
            error: What was raised.
        """
        frames = traceback.extract_tb(error.__traceback__)[-_MOST_PLACES:]
        places = [f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in frames]
        self._log.error("failed", request=number, kind=type(error).__name__, places=places)


def route_of(scope: MutableMapping[str, Any]) -> str | None:
    """Return the pattern of the route that a request came to; None where it came to none."""
    found: str | None = getattr(scope.get("route"), "path", None)
    return found
