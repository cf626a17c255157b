"""What a check of a bundle says: what was checked, what could not be, what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import error as ZlibError  # noqa: N812  a class, named like one

from ledger.settings import language

_MOST: Final = 1000
UNREADABLE: Final = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, ZlibError)


def worded(en: str, zh: str) -> str:
    """Return a message in the user's language."""
    return zh if language() == "zh" else en


class WrongError(Exception):
    """A part of a bundle is not as it must be.

    Attributes:
        kind: Stable name of what is wrong.
        file: In which file.
        row: In which row or line of it.
    """

    def __init__(self, kind: str, file: str, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.kind, self.file, self.row = kind, file, row


@dataclass(slots=True)
class Verdict:
    """The answer of a check, as it grows.

    Attributes:
        checked: How many of each thing.
        not_checked: What could not be, and why.
        findings: What is not as it must be.
        timestamp: When an authority saw the checkpoint, where its stamp was checked.
    """

    checked: Counter[str] = field(default_factory=Counter)
    not_checked: list[dict[str, str]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    timestamp: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def find(self, kind: str, file: str, message: str, row: int | None = None) -> None:
        """Add a finding; after a thousand the rest adds nothing."""
        if len(self.findings) < _MOST:
            self.findings.append({"kind": kind, "file": file, "row": row, "message": message})

    def leave(self, what: str, why: str) -> None:
        """Say what could not be checked."""
        self.not_checked.append({"what": what, "why": why})

    @contextmanager
    def catching(self, file: str) -> Iterator[None]:
        """Turn what a strange file makes a reader do into a finding."""
        import csv
        import zipfile
        from xml.parsers.expat import ExpatError

        try:
            yield
        except WrongError as wrong:
            self.find(wrong.kind, wrong.file, str(wrong), wrong.row)
        except (*UNREADABLE, csv.Error, zipfile.BadZipFile, ExpatError, NotImplementedError) as error:
            self.find("unreadable", file, f"{type(error).__name__}: {error}")

    def as_json(self) -> dict[str, Any]:
        """Return the answer as it is printed."""
        answer: dict[str, Any] = {"ok": self.ok, "checked": dict(self.checked)}
        if self.timestamp is not None:
            answer["timestamp"] = self.timestamp
        return answer | {"not_checked": self.not_checked, "findings": self.findings}
