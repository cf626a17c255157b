"""An OpenID provider on this machine, which can be told to misbehave in one respect."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT = "medledger"
SECRET = "a secret of the client, long enough to sign"


@dataclass
class IdentityProvider:
    """What a provider knows, and how it is to misbehave.

    Attributes:
        port: Where it listens.
        person: Value of the claim `employee_number`; None says nothing.
        fault: Name of what it does wrong; empty for nothing.
        key: With which it signs.
        codes: What was asked for with each code.
        asked: Paths that were asked for.
    """

    port: int = 0
    person: str | None = "E3"
    fault: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def described(self) -> dict[str, Any]:
        """Return what discovery answers."""
        issuer = "https://elsewhere.example" if self.fault == "other issuer" else self.issuer
        token = "http://intranet.example/token" if self.fault == "token in clear" else f"{self.issuer}/token"
        keys = "http://intranet.example/keys" if self.fault == "keys in clear" else f"{self.issuer}/keys"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": token,
            "jwks_uri": keys,
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def sent_back(self, query: str) -> str:
        """Return where a browser is sent that was let in."""
        asked = dict(parse_qsl(query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={self.issuer}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return the answer of the token endpoint: a code is redeemed once, by whoever began."""
        asked = self.codes.pop(form.get("code", ""), None)
        shown = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        told = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization not in {f"Basic {shown}", f"Basic {told}"}:
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "77",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        if self.person is not None:
            claims["employee_number"] = self.person
        wrong: dict[str, dict[str, Any]] = {
            "iss": {"iss": "https://elsewhere.example"},
            "aud": {"aud": "another client"},
            "nonce": {"nonce": "of another browser"},
            "exp": {"exp": now - 3600, "iat": now - 7200},
            "at_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        }
        claims |= wrong.get(self.fault, {})
        if self.fault == "none":
            head, body = (_part({"alg": "none"}), _part(claims))
            return f"{head}.{body}."
        if self.fault == "client's secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.fault == "other key" else self.key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Give a provider that answers on this machine."""
    known = IdentityProvider()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            known.asked.append(parts.path)
            if parts.path == "/authorize":
                self.send_response(303)
                self.send_header("Location", known.sent_back(parts.query))
                self.end_headers()
            elif known.fault == "silent":
                self._tell(503, {})
            elif parts.path == "/keys":
                self._tell(200, {"keys": [known.key.as_dict(private=False)]})
            else:
                self._tell(200, known.described())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._tell(*known.token(form, self.headers.get("Authorization", "")))

        def _tell(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield known
        server.shutdown()
        thread.join()
