"""The protocol of the server: whoever does not say in time what they want is not waited for."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN: Final = 20.0  # seconds for the head of a request, from the first byte of it on


class PatientProtocol(H11Protocol):
    """HTTP/1.1 by h11, as uvicorn speaks it, with an end to its patience.

    A client that sends the head of a request byte by byte holds a connection for `HEADERS_WITHIN` seconds, no
    longer: many of them cannot keep others out.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._expect()

    def handle_events(self) -> None:
        """Take what has come; wait no longer for the head of a request that is whole, anew for the next."""
        super().handle_events()
        if self.conn.their_state is h11.IDLE:
            self._expect(anew=False)
        else:
            self._forget()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._forget()
        super().connection_lost(exc)

    def _expect(self, *, anew: bool = True) -> None:
        if anew or self._late is None:
            self._forget()
            self._late = self.loop.call_later(HEADERS_WITHIN, self._too_late)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        transport: Any = self.transport
        if transport is not None and not transport.is_closing() and self.conn.their_state is h11.IDLE:
            transport.close()
