"""Settings that the environment gives: where the ledger is, who records, which language is spoken.

========================  =========================================================================
`MEDLEDGER_URL`           the ledger, when `--ledger` is not given; else `medledger.db` here
`MEDLEDGER_HOME`          key and checkpoint copies of a PostgreSQL ledger; else the user's data folder
`MEDLEDGER_KEY`           the signing key, where it lies in no usual place
`MEDLEDGER_TZ`            time zone of dates, read by `init` only and kept in the ledger; `Asia/Shanghai`
`MEDLEDGER_USER`          who records; else the account of the operating system
`MEDLEDGER_LANG`          `zh` or `en`; else the locale
`MEDLEDGER_PATIENCE`      seconds to wait for another writer of a SQLite ledger, then it is said; `30`
`MEDLEDGER_SEGMENTS`      where `medledger work` writes segments, a folder or an address; else none
`MEDLEDGER_TSA`           address of a time-stamping authority (RFC 3161) that stamps bundles; else none
========================  =========================================================================
"""

from __future__ import annotations

import getpass
import hashlib
import locale
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from ledger.visible import visible

DEFAULT_TIME_ZONE = "Asia/Shanghai"
DEFAULT_LEDGER = "medledger.db"
DEFAULT_PATIENCE = 30.0  # seconds
_LONGEST_PATIENCE = 86_400.0


Signatures = Sequence[Mapping[str, str]]  # of whoever signed by password, each `{"by", "meaning"}`
_PERSON: ContextVar[Person | None] = ContextVar("person", default=None)
_LANGUAGE: ContextVar[str | None] = ContextVar("language", default=None)


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, where a door knows it.

    Attributes:
        name: As it is recorded.
        signed_in: Whether the door has made sure of it.
        signatures: By whose passwords what is done is signed, and what each means.
    """

    name: str
    signed_in: bool = False
    signatures: Signatures = ()


@contextmanager
def acting(person: Person | None = None, lang: str | None = None) -> Iterator[None]:
    """Let what happens within be done by a person, and be told in a language, whatever the environment says.

    Args:
        person: Who acts; None leaves it as it is.
        lang: `zh` or `en`; None leaves it as it is.
    """
    who = None if person is None else _PERSON.set(person)
    told = None if lang is None else _LANGUAGE.set(lang)
    try:
        yield
    finally:
        if who is not None:
            _PERSON.reset(who)
        if told is not None:
            _LANGUAGE.reset(told)


def signed_in() -> bool:
    """Return whether a door has made sure of who acts."""
    person = _PERSON.get()
    return person is not None and person.signed_in


def signatures() -> Signatures:
    """Return by whose passwords what is done is signed, and what each of them means."""
    person = _PERSON.get()
    return () if person is None else person.signatures


def language() -> str:
    """Return `zh` or `en`: what a door was asked in, else `MEDLEDGER_LANG`, the locale, English."""
    asked = _LANGUAGE.get()
    if asked is not None:
        return asked
    wanted = os.environ.get("MEDLEDGER_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    if not wanted:
        wanted = locale.getlocale()[0] or "en"
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"


def user() -> str:
    """Return who records: whom a door knows, else `MEDLEDGER_USER`, else the account of the system."""
    person = _PERSON.get()
    if person is not None:
        return visible(person.name)
    name = os.environ.get("MEDLEDGER_USER")
    if name:
        return visible(name)
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def patience() -> float:
    """Return for how many seconds a writer of a SQLite ledger waits for its turn."""
    try:
        seconds = float(os.environ.get("MEDLEDGER_PATIENCE") or DEFAULT_PATIENCE)
    except ValueError:
        return DEFAULT_PATIENCE
    return seconds if 0 <= seconds <= _LONGEST_PATIENCE else DEFAULT_PATIENCE


def segments_store() -> str | None:
    """Return where segments are written while the log is followed, None if nowhere."""
    return (os.environ.get("MEDLEDGER_SEGMENTS") or "").strip() or None


def authority() -> str | None:
    """Return the address of the time-stamping authority, None if none is set."""
    return (os.environ.get("MEDLEDGER_TSA") or "").strip() or None


@cache
def code_version() -> str:
    """Return the version of this program."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"medledger {version('medledger')}"
    except PackageNotFoundError:
        return "medledger"


def time_zone() -> str:
    """Return the time zone that a new ledger takes for its dates."""
    return os.environ.get("MEDLEDGER_TZ") or DEFAULT_TIME_ZONE


@dataclass(frozen=True, slots=True)
class Location:
    """Where a ledger is, and where its key and checkpoint copies lie.

    Attributes:
        url: SQLAlchemy URL, with the driver named.
        path: The file of a SQLite ledger, else None.
        beside: Path prefix of the key (`.key`) and the checkpoint copies (`.checkpoints`).
    """

    url: str
    path: Path | None
    beside: Path

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger is one SQLite file."""
        return self.path is not None

    @property
    def key_file(self) -> Path:
        """The private signing key, mode 0600."""
        return self.beside.with_name(self.beside.name + ".key")

    @property
    def key_pointer(self) -> Path:
        """A text file that names the key file, where `init --key-file` has put the key elsewhere."""
        return self.beside.with_name(self.beside.name + ".key-file")

    @property
    def checkpoint_file(self) -> Path:
        """The copies of signed checkpoints outside the database."""
        return self.beside.with_name(self.beside.name + ".checkpoints")

    @property
    def display(self) -> str:
        """The location as it may be shown: without a password."""
        if self.path is not None:
            return str(self.path)
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return f"postgresql://{host}{parts.path}"


def locate(given: str | None) -> Location:
    """Return the location named by `--ledger`, else by `MEDLEDGER_URL`, else `medledger.db` here."""
    text = given or os.environ.get("MEDLEDGER_URL") or DEFAULT_LEDGER
    if text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        parts = urlsplit(text)
        rest = text.split("://", 1)[1]
        name = parts.path.strip("/") or "medledger"
        identity = f"{parts.hostname or ''}:{parts.port or ''}{parts.path}?{parts.query}"
        digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
        return Location(f"postgresql+psycopg://{rest}", None, home() / f"{name}-{digest}")
    path = Path(text.removeprefix("sqlite:///")).expanduser()
    return Location(f"sqlite:///{path}", path, path)


def home() -> Path:
    """Return the folder for keys and checkpoint copies that lie beside no file."""
    named = os.environ.get("MEDLEDGER_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("medledger")
