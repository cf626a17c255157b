"""Signing in at the house's own OpenID provider: the authorization code flow with PKCE.

OpenID Connect Core 1.0 §3.1, RFC 7636 (S256) and RFC 9207 (`iss` of the answer). The provider says who
somebody is by one claim of its ID token, whose value is the name of an account here; posts and rights stay
with the account. Of the signatures of a token only asymmetric ones count: the client's secret makes none.
"""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ledger.errors import CommandError, UnavailableError
from ledger.seal.key import keeps_permissions
from ledger.visible import visible
from replay.doors.problems import (
    BAD_OPENID_FILE,
    OPENID_AWAY,
    OPENID_EXPOSED,
    OPENID_REFUSED,
    OPENID_UNSAID,
    NotSignedInError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from authlib.integrations.httpx_client import OAuth2Client

RETURN: Final = "/login/openid/back"  # where the provider sends people back to
_ALGORITHMS: Final = (
    "RS256",
    "PS256",
    "ES256",
    "RS384",
    "PS384",
    "ES384",
    "RS512",
    "PS512",
    "ES512",
    "Ed25519",
)
_DISCOVERY: Final = "/.well-known/openid-configuration"
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_PATIENCE: Final = 10.0  # seconds that the provider has for one answer
_LEEWAY: Final = 60  # seconds by which its clock may differ
_LONGEST_FILE: Final = 65536  # bytes
_MEMBERS: Final = ("issuer", "client_id", "client_secret", "claim", "address")


@dataclass(frozen=True, slots=True)
class OpenIdClient:
    """What the file of `serve --openid` says.

    Attributes:
        issuer: Address of the provider, as its tokens state it.
        client_id: By which it knows this ledger.
        client_secret: With which the ledger shows that it is the one.
        claim: Claim of the ID token that is the name of an account: one that people cannot choose themselves.
        address: At which browsers reach this ledger.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    address: str

    @property
    def returning(self) -> str:
        """Address to which the provider sends people back."""
        return self.address.rstrip("/") + RETURN


@dataclass(frozen=True, slots=True)
class Setting:
    """What a browser keeps while it is at the provider.

    Attributes:
        state: Comes back with the answer.
        nonce: Comes back inside the ID token.
        verifier: Its SHA-256 went along; it redeems the code (RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


def new_setting() -> Setting:
    """Return a setting that nobody can guess."""
    return Setting(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def read_client(path: Path) -> OpenIdClient:
    """Return what a file says of the provider, as TOML with the members of `OpenIdClient`.

    Raises:
        CommandError: It cannot be read, others may read it, or it says something else.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        with path.open("rb") as file:
            said = tomllib.loads(file.read(_LONGEST_FILE).decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise CommandError(BAD_OPENID_FILE, file=path, given=error.strerror or "?") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(BAD_OPENID_FILE, file=path, given=str(error)) from error
    if os.name == "posix" and mode & 0o077 and keeps_permissions(path):
        raise CommandError(OPENID_EXPOSED, file=path, mode=f"{mode:o}")
    wrong = [name for name in said if name not in _MEMBERS]
    wrong += [name for name in _MEMBERS if not isinstance(said.get(name), str) or not said[name].strip()]
    wrong += [name for name in ("issuer", "address") if name not in wrong and not _is_safe(said[name])]
    if wrong:
        raise CommandError(BAD_OPENID_FILE, file=path, given=", ".join(wrong))
    return OpenIdClient(**said)


def _is_safe(address: str) -> bool:
    """Return whether an address is https, or this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})
    )


class Provider:
    """The OpenID provider of the house."""

    def __init__(self, client: OpenIdClient) -> None:
        self._client = client
        self._said: dict[str, Any] | None = None
        self._keys: dict[str, Any] | None = None

    def way(self, setting: Setting) -> str:
        """Return the address at which somebody shows the provider who it is.

        Raises:
            UnavailableError: The provider does not answer.
        """
        with self._asking() as session:
            address, _ = session.create_authorization_url(
                self._metadata(session)["authorization_endpoint"],
                state=setting.state,
                nonce=setting.nonce,
                code_verifier=setting.verifier,
            )
            return str(address)

    def vouched(self, setting: Setting, answer: Mapping[str, str]) -> str:
        """Return the name of the account that the provider vouches for.

        Args:
            setting: What the browser kept.
            answer: Parameters of the address to which the provider sent it back.

        Raises:
            NotSignedInError: The answer does not belong to this browser, or the provider vouches for nobody.
            UnavailableError: The provider does not answer.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), setting.state.encode()):
            raise NotSignedInError(OPENID_REFUSED, detail="state")
        if answer.get("iss", self._client.issuer) != self._client.issuer:
            raise NotSignedInError(OPENID_REFUSED, detail="iss")
        if "code" not in answer:
            raise NotSignedInError(OPENID_REFUSED, detail=visible(answer.get("error", "code"))[:64])
        claims = self._redeemed(setting, answer["code"])
        name = claims.get(self._client.claim)
        if not isinstance(name, str) or not name:
            raise NotSignedInError(OPENID_UNSAID, claim=self._client.claim)
        return name

    def _redeemed(self, setting: Setting, code: str) -> dict[str, Any]:
        """Return the claims of the ID token that a code stands for."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        try:
            with self._asking() as session:
                told = session.fetch_token(
                    self._metadata(session)["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=setting.verifier,
                )
                return self._claims(session, told, setting.nonce)
        except HTTPError as error:
            raise UnavailableError(
                OPENID_AWAY, issuer=self._client.issuer, detail=type(error).__name__
            ) from error
        except OAuthError as error:
            raise NotSignedInError(OPENID_REFUSED, detail=visible(str(error.error))[:64]) from error
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotSignedInError(OPENID_REFUSED, detail=f"id_token: {type(error).__name__}") from error

    def _claims(self, session: OAuth2Client, told: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims of an ID token whose signature, issuer, receiver, times and nonce are right.

        A key that is not known is looked for once more at the provider: keys change.
        """
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
        try:
            keys = KeySet.import_key_set(self._key_set(session))  # type: ignore[arg-type]
            token = jwt.decode(told["id_token"], keys, registry=registry)
        except InvalidKeyIdError:
            keys = KeySet.import_key_set(self._key_set(session, anew=True))  # type: ignore[arg-type]
            token = jwt.decode(told["id_token"], keys, registry=registry)
        expected = {"iss": {"essential": True, "value": self._client.issuer}}
        expected["aud"] = {"essential": True, "value": self._client.client_id}
        words = {
            "nonce": nonce,
            "client_id": self._client.client_id,
            "access_token": told.get("access_token"),
        }
        claims = CodeIDToken(token.claims, token.header, expected, words)
        claims.validate(leeway=_LEEWAY)
        return dict(token.claims)

    def _asking(self) -> OAuth2Client:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self._client.client_id,
            self._client.client_secret,
            scope="openid profile",
            redirect_uri=self._client.returning,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    def _metadata(self, session: OAuth2Client) -> dict[str, Any]:
        """Return what the provider says of itself, once it says so of the issuer that was asked for."""
        if self._said is None:
            said = self._fetched(session, self._client.issuer.rstrip("/") + _DISCOVERY)
            if said.get("issuer") != self._client.issuer:
                raise UnavailableError(OPENID_AWAY, issuer=self._client.issuer, detail="issuer")
            if not all(_is_safe(str(said.get(one))) for one in _ENDPOINTS):
                raise UnavailableError(OPENID_AWAY, issuer=self._client.issuer, detail="endpoint")
            self._said = said
        return self._said

    def _key_set(self, session: OAuth2Client, *, anew: bool = False) -> dict[str, Any]:
        if self._keys is None or anew:
            self._keys = self._fetched(session, str(self._metadata(session)["jwks_uri"]))
        return self._keys

    def _fetched(self, session: OAuth2Client, address: str) -> dict[str, Any]:
        from httpx2 import HTTPError

        try:
            found = session.request("GET", address, withhold_token=True).raise_for_status().json()
        except (HTTPError, ValueError) as error:
            detail = type(error).__name__
            raise UnavailableError(OPENID_AWAY, issuer=self._client.issuer, detail=detail) from error
        if not isinstance(found, dict):
            raise UnavailableError(OPENID_AWAY, issuer=self._client.issuer, detail=address)
        return found
