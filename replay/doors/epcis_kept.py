"""What is kept of the EPCIS door beside the log: the documents that were captured, and named queries."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from ledger.errors import CommandError, ConflictError, Problem
from ledger.log.doors import DoorEntry, said_at_doors, say_at_doors

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder

MOST_CAPTURES: Final = 1000  # that are listed
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
QUERY_THERE: Final = Problem(
    "epcis_query_exists",
    "保存 EPCIS 查询：“{name}”已存在。",
    "Keeping an EPCIS query: there is a '{name}' already.",
    "换一个名字，或先删除它。",
    "Choose another name, or delete it first.",
)
QUERY_UNKNOWN: Final = Problem(
    "epcis_query_unknown",
    "查找 EPCIS 查询：没有“{name}”。",
    "Looking for an EPCIS query: there is no '{name}'.",
    "GET /epcis/queries 列出全部查询。",
    "GET /epcis/queries lists them.",
)
BAD_QUERY_NAME: Final = Problem(
    "bad_epcis_query_name",
    "保存 EPCIS 查询：名字应为 1 至 64 个字母、数字、点、横线，实际为“{given}”。",
    "Keeping an EPCIS query: expected a name of 1 to 64 letters, digits, dots and dashes, got '{given}'.",
    "例如 recall-7。",
    "For example recall-7.",
)
QUERY_PERSONAL: Final = Problem(
    "epcis_query_personal",
    "保存 EPCIS 查询：查询会长期保存，不应含有个人信息；实际含有。",
    "Keeping an EPCIS query: it stays for good, and must say nothing personal of anybody; it does.",
    "请改用编码，例如客户编码。",
    "Name codes instead, such as that of a customer.",
)


class Capture(NamedTuple):
    """A document of EPCIS that was captured.

    Attributes:
        job: By which it can be asked about.
        at: When, in stored form.
    """

    job: str
    at: str


class KeptForEpcis:
    """The captures and the named queries of one ledger, folded from the entries of the doors' table."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self._number = 0
        self._captures: deque[Capture] = deque(maxlen=MOST_CAPTURES)
        self._queries: dict[str, dict[str, list[str]]] = {}
        self._lock = threading.Lock()

    def captures(self) -> list[Capture]:
        """Return the newest captures, newest first."""
        with self._lock:
            self._catch_up()
            return list(reversed(self._captures))

    def captured(self, job: str, by: str) -> Capture:
        """Keep that a document was captured, and return it; one that is kept already stays as it is."""
        found = next((one for one in self.captures() if one.job == job), None)
        if found is not None:
            return found
        say_at_doors(self._log, "captured", by, {"job": job})
        return next(one for one in self.captures() if one.job == job)

    def queries(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Return the named queries: parameters by name."""
        with self._lock:
            self._catch_up()
            return dict(self._queries)

    def query(self, name: str) -> Mapping[str, Sequence[str]]:
        """Return a named query.

        Raises:
            CommandError: There is none of that name.
        """
        found = self.queries().get(name)
        if found is None:
            raise CommandError(QUERY_UNKNOWN, name=name)
        return found

    def keep_query(self, name: str, words: Mapping[str, Sequence[str]]) -> None:
        """Keep a query under a name.

        Raises:
            CommandError: The name will not do, or a parameter says what is personal of somebody.
            ConflictError: There is one of that name.
        """
        from ledger.recording.erasing import unnamed

        if not _NAME.fullmatch(name):
            raise CommandError(BAD_QUERY_NAME, given=name)
        if name in self.queries():
            raise ConflictError(QUERY_THERE, name=name)
        if any(unnamed(self._log, one) != one for given in words.values() for one in (name, *given)):
            raise CommandError(QUERY_PERSONAL)
        say_at_doors(self._log, "epcis_query", name, {"words": orjson.dumps(words).decode()})

    def drop_query(self, name: str) -> None:
        """Drop a named query.

        Raises:
            CommandError: There is none of that name.
        """
        self.query(name)
        say_at_doors(self._log, "epcis_query_over", name, {})

    def _catch_up(self) -> None:
        for entry in said_at_doors(self._log, self._number):
            self._take(entry)
            self._number = entry.number

    def _take(self, entry: DoorEntry) -> None:
        if entry.kind == "captured":
            self._captures.append(Capture(entry.what["job"], entry.at))
        elif entry.kind == "epcis_query":
            self._queries[entry.name] = orjson.loads(entry.what["words"])
        elif entry.kind == "epcis_query_over":
            self._queries.pop(entry.name, None)


def words_of(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the parameters that the JSON of a query states, as the words of an address.

    Raises:
        ValueError: A value is neither a text, a number, true, false or null, nor a list.
    """
    words = {}
    for name, value in query.items():
        several = value if isinstance(value, list) else [True if value is None else value]
        if not all(isinstance(one, str | int | float) for one in several):
            raise ValueError(name)
        words[name] = [str(one).lower() if isinstance(one, bool) else str(one) for one in several]
    return words
