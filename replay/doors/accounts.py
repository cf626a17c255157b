"""Accounts, keys and sessions of a served ledger.

They are folded from the entries of the doors' table (`ledger.log.doors`), so that several servers of one
ledger know the same. Passwords are kept as Argon2id (RFC 9106), keys and sessions as the SHA-256 of 32 random
bytes.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.errors import CommandError
from ledger.log.chained import DOORS
from ledger.log.doors import DoorEntry, said_at_doors, say_at_doors
from ledger.visible import visible
from replay.doors.posts import POSTS, VISITOR, Post
from replay.doors.problems import (
    ACCOUNT_EXISTS,
    BAD_NAME,
    BAD_VISIT,
    NOT_SIGNED_IN,
    OPENID_STRANGER,
    SHORT_PASSWORD,
    UNKNOWN_ACCOUNT,
    UNKNOWN_POST,
    VISIT_OVER,
    WRONG_PASSWORD,
    NotSignedInError,
)
from replay.doors.tries import Tries

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from ledger.log.recorder import LogRecorder

LEAST_PASSWORD: Final = 8  # characters
SESSION_HOURS: Final = 12
LONGEST_VISIT: Final = 24 * 31  # hours
_LONGEST_NAME: Final = 64
_VISIT: Final = "mlv_"  # of a link
_PREFIX: Final = "mlk_"  # of a key, so that one that leaked is recognised


@dataclass(frozen=True, slots=True)
class Guest:
    """Who has come in.

    Attributes:
        name: As it is recorded.
        post: What it may do follows from this.
        session: Digest of the session, None for a key.
    """

    name: str
    post: Post
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account or a key.

    Attributes:
        name: Unique among accounts, and among keys.
        post: Key of its post.
        proof: What its password, or the key itself, is checked against.
        made_at: Time in stored form.
        is_key: Whether it is a key of a program.
        ended: Whether it lets nobody in any more.
        until: Of a visit, until when its link leads in; time in stored form, None for an account.
    """

    name: str
    post: str
    proof: str
    made_at: str
    is_key: bool = False
    ended: bool = False
    until: str | None = None


@dataclass(slots=True)
class _Known:
    """What the entries say up to a number."""

    number: int = 0
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)  # by digest: whose, until when

    def take(self, entry: DoorEntry) -> None:
        """Fold one entry in.

        Raises:
            CorruptionError: It speaks of what the entries in front of it do not know.
        """
        try:
            self._fold(entry)
        except KeyError as error:
            raise DOORS.malformed(entry.number) from error
        self.number = entry.number

    def _fold(self, entry: DoorEntry) -> None:
        said, name = entry.what, entry.name
        if entry.kind in {"account", "key"}:
            _ = POSTS[said["post"]]
        if entry.kind == "account":
            self.accounts[name] = Account(name, said["post"], said["proof"], entry.at)
        elif entry.kind == "password":
            self.accounts[name] = replace(self.accounts[name], proof=said["proof"])
            self._end_sessions(name)
        elif entry.kind == "key":
            self.keys[name] = Account(name, said["post"], said["proof"], entry.at, is_key=True)
        elif entry.kind == "visit":
            self.accounts[name] = Account(name, VISITOR.key, said["proof"], entry.at, until=said["until"])
        elif entry.kind == "account_over":
            self.accounts[name] = replace(self.accounts[name], ended=True)
            self._end_sessions(name)
        elif entry.kind == "key_over":
            self.keys[name] = replace(self.keys[name], ended=True)
        elif entry.kind == "session":
            self.sessions[said["proof"]] = (name, said["until"])
        elif entry.kind == "session_over":
            self.sessions.pop(said["proof"], None)

    def _end_sessions(self, name: str) -> None:
        self.sessions = {one: kept for one, kept in self.sessions.items() if kept[0] != name}


class Accounts:
    """The accounts, keys and sessions of one ledger."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self._known = _Known()
        self._lock = threading.Lock()
        self.tries = Tries()

    def _now(self) -> _Known:
        with self._lock:
            for entry in said_at_doors(self._log, self._known.number):
                self._known.take(entry)
            return self._known

    def accounts(self) -> list[Account]:
        """Return the accounts, by name."""
        return [one for one in self._everybody() if one.until is None]

    def visits(self) -> list[Account]:
        """Return the visits, by name."""
        return [one for one in self._everybody() if one.until is not None]

    def _everybody(self) -> list[Account]:
        return sorted(self._now().accounts.values(), key=lambda one: one.name)

    def keys(self) -> list[Account]:
        """Return the keys of programs, by name."""
        return sorted(self._now().keys.values(), key=lambda one: one.name)

    def is_empty(self) -> bool:
        """Return whether nobody has an account yet."""
        return not self.accounts()

    def make(self, name: str, password: str, post: str) -> None:
        """Make an account.

        Raises:
            CommandError: The name, the password or the post will not do, or there is such an account.
        """
        _check_name(name)
        _check_post(post)
        _check_password(password)
        there = self._now().accounts.get(name)
        if there is not None and not there.ended:
            raise CommandError(ACCOUNT_EXISTS, name=name)
        self._say("account", name, {"post": post, "proof": _hasher().hash(password)})

    def set_password(self, name: str, password: str) -> None:
        """Set another password, and end the sessions of the account.

        Raises:
            CommandError: There is no such account, or the password will not do.
        """
        self._standing(self._now().accounts, name)
        _check_password(password)
        self._say("password", name, {"proof": _hasher().hash(password)})

    def add_key(self, name: str, post: str) -> str:
        """Make a key for a program and return it; it is shown this once.

        Raises:
            CommandError: The name or the post will not do, or there is such a key.
        """
        _check_name(name)
        _check_post(post)
        there = self._now().keys.get(name)
        if there is not None and not there.ended:
            raise CommandError(ACCOUNT_EXISTS, name=name)
        key = _PREFIX + secrets.token_urlsafe(32)
        self._say("key", name, {"post": post, "proof": _digest(key)})
        return key

    def invite(self, name: str, hours: float) -> tuple[str, str]:
        """Let an inspector in by a link, and return its word and until when it leads in.

        Args:
            name: Of the visit; what is read is noted under it.
            hours: For how long, at most those of `LONGEST_VISIT`.

        Raises:
            CommandError: The name or the time will not do, or there is such an account or visit.
        """
        _check_name(name)
        if not 0 < hours <= LONGEST_VISIT:
            raise CommandError(BAD_VISIT, most=LONGEST_VISIT, given=f"{hours:g}")
        now = self._log.clock()
        there = self._now().accounts.get(name)
        if there is not None and not there.ended and not _is_over(there, now):
            raise CommandError(ACCOUNT_EXISTS, name=name)
        token = _VISIT + secrets.token_urlsafe(32)
        until = clock.stored(clock.parsed(now) + timedelta(hours=hours))
        self._say("visit", name, {"proof": _digest(token), "until": until})
        return token, until

    def visit(self, token: str) -> tuple[str, Guest]:
        """Begin the session of an inspector who follows a link; it ends with the link at the latest.

        Raises:
            NotSignedInError: There is no such link, its time is over, or it was ended.
        """
        now, digest = self._log.clock(), _digest(token)
        for one in self.visits():
            if secrets.compare_digest(one.proof, digest) and not one.ended and not _is_over(one, now):
                return self._begin(one.name, VISITOR, one.until)
        raise NotSignedInError(VISIT_OVER)

    def _begin(self, name: str, post: Post, latest: str | None = None) -> tuple[str, Guest]:
        token = secrets.token_urlsafe(32)
        until = clock.stored(clock.parsed(self._log.clock()) + timedelta(hours=SESSION_HOURS))
        until = until if latest is None else min(until, latest)
        self._say("session", name, {"proof": _digest(token), "until": until})
        return token, Guest(name, post, _digest(token))

    def end(self, name: str, *, key: bool = False) -> None:
        """Let an account, or a key, in no more.

        Raises:
            CommandError: There is none of that name.
        """
        known = self._now()
        self._standing(known.keys if key else known.accounts, name)
        self._say("key_over" if key else "account_over", name, {})

    def sign_in(self, name: str, password: str, where_from: str) -> tuple[str, Guest]:
        """Begin a session and return its token with who came in.

        Args:
            name: As typed.
            password: As typed.
            where_from: Address of the asker.

        Raises:
            NotSignedInError: The name or the password is not right.
            LockedOutError: There were too many failures of the account or the address.
        """
        self.tries.check(name, where_from)
        found = self._now().accounts.get(name)
        if not _fits(found, password) or found is None:
            self.tries.failed(name, where_from)
            raise NotSignedInError(WRONG_PASSWORD)
        self.tries.succeeded(name, where_from)
        return self._begin(name, POSTS[found.post])

    def sign_in_vouched(self, name: str) -> tuple[str, Guest]:
        """Begin the session of somebody whom the house's OpenID provider vouches for.

        Raises:
            NotSignedInError: There is no account of that name.
        """
        found = self._now().accounts.get(name)
        if found is None or found.ended or found.until is not None:
            raise NotSignedInError(OPENID_STRANGER, name=visible(name)[:_LONGEST_NAME])
        return self._begin(name, POSTS[found.post])

    def sign_out(self, guest: Guest) -> None:
        """End a session."""
        if guest.session is not None:
            self._say("session_over", guest.name, {"proof": guest.session})

    def is_password(self, name: str, password: str) -> bool:
        """Return whether a password is that of an account: asked again before something is signed.

        Raises:
            LockedOutError: There were too many failures: a session that was taken over guesses no password.
        """
        place = f"session of {name}"
        self.tries.check(name, place)
        fits = _fits(self._now().accounts.get(name), password)
        (self.tries.succeeded if fits else self.tries.failed)(name, place)
        return fits

    def post_of(self, name: str) -> Post:
        """Return the post of an account.

        Raises:
            CommandError: There is no such account.
        """
        return _post(self._standing(self._now().accounts, name).post)

    def by_session(self, token: str) -> Guest:
        """Return who has a session.

        Raises:
            NotSignedInError: There is no such session, or it is over.
        """
        known, digest = self._now(), _digest(token)
        name, until = known.sessions.get(digest, ("", ""))
        account = known.accounts.get(name)
        if account is None or account.ended or until <= self._log.clock():
            raise NotSignedInError(NOT_SIGNED_IN)
        return Guest(name, _post(account.post), digest)

    def by_key(self, key: str) -> Guest:
        """Return the program that a key was made for.

        Raises:
            NotSignedInError: There is no such key, or it was ended.
        """
        digest = _digest(key)
        for one in self._now().keys.values():
            if secrets.compare_digest(one.proof, digest) and not one.ended:
                return Guest(one.name, POSTS[one.post])
        raise NotSignedInError(NOT_SIGNED_IN)

    def _say(self, kind: str, name: str, what: dict[str, Any]) -> None:
        say_at_doors(self._log, kind, name, what)

    @staticmethod
    def _standing(known: dict[str, Account], name: str) -> Account:
        found = known.get(name)
        if found is None or found.ended:
            raise CommandError(UNKNOWN_ACCOUNT, name=name)
        return found


def _post(key: str) -> Post:
    return VISITOR if key == VISITOR.key else POSTS[key]


def _is_over(account: Account, now: str) -> bool:
    return account.until is not None and account.until <= now


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _fits(account: Account | None, password: str) -> bool:
    """Return whether a password is that of an account; takes as long where there is none."""
    from argon2.exceptions import Argon2Error, InvalidHash

    if account is None or account.ended or account.until is not None:
        _hasher().hash(password)
        return False
    try:
        return _hasher().verify(account.proof, password)
    except (Argon2Error, InvalidHash):
        return False


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or visible(name) != name or name != name.strip():
        raise CommandError(BAD_NAME, name=name)


def _check_post(post: str) -> None:
    if post not in POSTS:
        raise CommandError(UNKNOWN_POST, known=", ".join(POSTS), given=post)


def _check_password(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise CommandError(SHORT_PASSWORD, least=LEAST_PASSWORD, length=len(password))
