"""Exports are noted: an answer that a verb wrote to a file leaves an entry in the access log of its ledger.

Noted are the verb, what it was asked about where that is no personal data, how many rows went out, the form
and the digest of the file; never its name, which is the user's, nor a filter. What goes to the screen or into
a pipe is not noted: who may read the ledger may look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from ledger.errors import LedgerError
from replay.telling.wording import say

if TYPE_CHECKING:
    from ledger.settings import Location

# Verbs whose files tell of records, and of those the ones whose next word names a table or a verb.
_EXPORTING: Final = frozenset(
    {"table", "tables", "cases", "case", "obligations", "report", "trace", "recall", "findings", "diff"}
    | {"late", "event", "log", "export", "form", "label", "retention"}
)
_NAMING: Final = frozenset({"table", "report", "recall", "findings", "export", "form"})
_CHUNK: Final = 1 << 20


class WrittenFile(NamedTuple):
    """A file that a verb wrote: where, and how many rows, if it holds rows."""

    file: Path
    rows: int | None


_written: dict[Path, WrittenFile] = {}
_ledgers: list[Location] = []


def begin() -> None:
    """Forget what an earlier command line of this process wrote."""
    _written.clear()
    _ledgers.clear()


def used(location: Location) -> None:
    """Remember the ledger that a verb opened."""
    _ledgers.append(location)


def wrote(file: Path, rows: int | None) -> None:
    """Remember a file that a verb wrote, and how many rows it holds where somebody counted them."""
    known = _written.get(file)
    if known is None or rows is not None:
        _written[file] = WrittenFile(file, rows)


def note_exports(words: Sequence[str], verbs: Sequence[str]) -> None:
    """Note in the access log what the command line wrote; tell where that is not possible.

    Args:
        words: Of the command line.
        verbs: The names of all verbs.
    """
    place = next((place for place, word in enumerate(words) if word in verbs), None)
    if not _written or not _ledgers or place is None or words[place] not in _EXPORTING:
        return
    verb, following = words[place], words[place + 1 : place + 2]
    about = following[0] if following and verb in _NAMING and not following[0].startswith("-") else None
    try:
        _note(_ledgers[-1], [_said(verb, about, one) for one in _written.values()])
    except LedgerError as error:
        line = say("The export could not be noted in the access log", "导出未能记入访问日志")
        typer.echo(f"{line}: {error.reason.message()}", err=True)


def _note(location: Location, exports: Sequence[dict[str, Any]]) -> None:
    from ledger import settings
    from ledger.log.accesses import note
    from ledger.log.opening import open_log

    with closing(open_log(location)) as log:
        for one in exports:
            note(log, "exported", settings.user(), one)


def _said(verb: str, about: str | None, written: WrittenFile) -> dict[str, Any]:
    return {
        "door": "cli",
        "verb": verb if verb == "table" or about is None else f"{verb} {about}",
        "table": about if verb == "table" else None,
        "rows": written.rows,
        "form": written.file.suffix.removeprefix(".").lower() or None,
        "sha256": _digest(written.file),
    }


def _digest(file: Path) -> str | None:
    """Return the digest of a file as it lies there now; None of what is no ordinary file."""
    if not file.is_file():
        return None
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
