"""A proxy in front of PostgreSQL that loses the answer to a COMMIT: it is committed, nobody hears of it."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict

from ledger.settings import Location


class AnswerDroppingProxy:
    """Listens on 127.0.0.1 and passes everything through, until it is told to drop an answer.

    Attributes:
        url: The ledger behind the proxy.
        dropped: How many answers were lost.
    """

    def __init__(self, location: Location) -> None:
        target = conninfo_to_dict(location.url.replace("postgresql+psycopg://", "postgresql://"))
        self._host = str(target.get("host") or "127.0.0.1")
        self._port = int(target.get("port") or 5432)
        password = f":{target['password']}" if target.get("password") else ""
        self._door = socket.create_server(("127.0.0.1", 0))
        port = self._door.getsockname()[1]
        self.url = (
            f"postgresql://{target.get('user')}{password}@127.0.0.1:{port}/{target['dbname']}"
            "?sslmode=disable&gssencmode=disable"
        )
        self.dropped = 0
        self._armed = False
        self._close_then = False
        self._threads: list[threading.Thread] = []

    def drop_next_commit_answer(self, *, and_close: bool = False) -> None:
        """Lose the answer to the next COMMIT; with `and_close`, take no connection from then on."""
        self._armed, self._close_then = True, and_close

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shut()
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                self._spawn(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, self._connect() as server, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for source in ready:
                    data = source.recv(65536)
                    if not data:
                        return
                    if source is client and self._armed and b"COMMIT" in data:
                        self._lose_answer(client, server, data)
                        return
                    (server if source is client else client).sendall(data)

    def _lose_answer(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        """Pass on what the client still has to say until the server says that it has committed."""
        self._armed = False
        server.sendall(data)
        answer, speaking = b"", [client, server]
        while b"COMMIT" not in answer:
            ready, _, _ = select.select(speaking, [], [])
            if client in ready:
                said = client.recv(65536)
                server.sendall(said)
                speaking = speaking if said else [server]
            if server in ready:
                more = server.recv(65536)
                if not more:
                    return
                answer += more
        if self._close_then:
            self._shut()
        self.dropped += 1

    def _connect(self) -> socket.socket:
        if self._host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self._host}/.s.PGSQL.{self._port}")
            return server
        return socket.create_connection((self._host, self._port))

    def _shut(self) -> None:
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _spawn(self, work: object, *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()
