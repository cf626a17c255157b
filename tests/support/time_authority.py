"""A time-stamping authority on this machine: openssl behind HTTP, with certificates made for the test."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

OPENSSL = shutil.which("openssl")
_SETTINGS = """
[sign]
basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
serial={folder}/serial
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
accuracy=secs:1
ess_cert_id_alg=sha256
"""


@dataclass
class TimeAuthority:
    """An authority whose behaviour a test sets.

    Attributes:
        folder: Its keys and certificates.
        url: Where it listens.
        manner: `well`, `chained` (with the root inside the stamp), `other` (stamps something else),
            `refusing` (HTTP 500), `mute` (an answer that is none), `rejecting` (a well-formed refusal).
    """

    folder: Path
    url: str = ""
    manner: str = "well"

    @property
    def certificates(self) -> Path:
        """The root that vouches for its stamps."""
        return self.folder / "root.pem"

    def answer(self, asked: bytes) -> bytes:
        """Return what it says to a request."""
        query, reply = self.folder / "asked", self.folder / "reply"
        query.write_bytes(asked)
        if self.manner == "other":
            query.with_name("content").write_bytes(b"something else")
            self._run("ts", "-query", "-data", "content", "-sha256", "-cert", "-out", "asked")
        if self.manner == "rejecting":
            self._run("ts", "-query", "-data", "asked", "-sha512", "-cert", "-out", "asked")
        chain = ("-chain", "root.pem") if self.manner == "chained" else ()
        signing = ("-signer", "signer.pem", "-inkey", "signer.key")
        self._run(
            "ts", "-reply", "-config", "settings", "-queryfile", "asked", *signing, *chain, "-out", reply
        )
        return b"nothing" if self.manner == "mute" else reply.read_bytes()

    def make(self) -> None:
        """Make keys and certificates."""
        self.folder.mkdir()
        (self.folder / "settings").write_text(_SETTINGS.format(folder=self.folder))
        (self.folder / "serial").write_text("01\n")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        root = ("-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root of tests")
        self._run("req", "-x509", *key, *root, "-addext", "basicConstraints=critical,CA:TRUE")
        self._run("req", *key, "-keyout", "signer.key", "-out", "asked.csr", "-subj", "/CN=Clock of tests")
        issuer = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial")
        form = ("-extfile", "settings", "-extensions", "sign")
        self._run("x509", "-req", "-in", "asked.csr", *issuer, *form, "-out", "signer.pem")

    def _run(self, *words: object) -> None:
        command = [str(OPENSSL), *(str(word) for word in words)]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


@contextmanager
def listening(folder: Path) -> Iterator[TimeAuthority]:
    """Run an authority meanwhile."""
    authority = TimeAuthority(folder)
    authority.make()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            if authority.manner == "refusing":
                self.send_error(500)
                return
            answer = authority.answer(asked)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Desk) as server:
        authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
