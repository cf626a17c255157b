"""Rejected rows that wait to be corrected in the page: files beside the ledger that only their uploader sees.

They hold what could not be recorded, so they are no part of the log. A file is gone when its last row is
imported or left out, and after `DAYS` days in any case; nobody but the owner of the ledger's files reads it.
Rows about a person whose values are erased are thrown away with them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.events.base import Column

if TYPE_CHECKING:
    from ledger.settings import Location

DAYS: Final = 30
_FOLDER: Final = ".corrections"
_NUMBER: Final = re.compile(r"[0-9a-f]{16}")
NO_SUCH_ROWS: Final = Problem(
    "no_such_rows",
    "改正拒收的行：应为本人上传、尚未改完的一次导入，实际没有“{number}”。",
    "Correcting rejected rows: expected an import of your own with rows left, got '{number}'.",
    "打开“待改正的导入行”查看；满 {days} 天或已改完的不再保留。",
    "Open the list of rejected rows; those that are done, or {days} days old, are no longer kept.",
)


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Rejected rows of one upload.

    Attributes:
        number: By which they are found.
        by: Who uploaded them.
        at: When, as stored.
        rows: Each `{"file", "table", "row", "reason", "advice"}`.
    """

    number: str
    by: str
    at: str
    rows: Sequence[Mapping[str, Any]]

    @property
    def files(self) -> list[str]:
        """Names of the files that they are of."""
        return list(dict.fromkeys(str(one["file"]) for one in self.rows))


def keep(location: Location, by: str, rows: Sequence[Mapping[str, Any]], number: str | None = None) -> str:
    """Keep rows and return under which number; those of a number are replaced, no rows leave no file.

    Rows that are rejected again have the number they had: who imports the same file twice has one list.
    """
    number = number or _number(by, rows)
    _write(_place(location, number), by, clock.now(), rows)
    return number


def _number(by: str, rows: Sequence[Mapping[str, Any]]) -> str:
    said = [[one["file"], one["table"], one["row"]] for one in rows]
    return hashlib.sha256(orjson.dumps([by, said])).hexdigest()[:16]


def _write(place: Path, by: str, at: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(mode=0o700, exist_ok=True)
    content = orjson.dumps({"by": by, "at": at, "rows": list(rows)})
    unfinished = place.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    unfinished.replace(place)


def kept(location: Location, number: str, by: str) -> KeptRows:
    """Return the rows of a number.

    Raises:
        CommandError: There are none, or somebody else uploaded them.
    """
    found = _read(_place(location, number)) if _NUMBER.fullmatch(number) else None
    if found is None or found.by != by:
        raise CommandError(NO_SUCH_ROWS, number=number, days=DAYS)
    return found


def all_kept(location: Location, by: str) -> list[KeptRows]:
    """Return what somebody has left to correct, newest first; what is too old is thrown away."""
    found = [one for one in _each(location) if one.by == by]
    return sorted(found, key=lambda one: one.at, reverse=True)


def column_of(table: str, heading: str) -> Column | None:
    """Return the column of a table that a heading of a file names; None where there is none."""
    columns = catalogue.table(table).columns if table in catalogue.TABLE_KEYS else ()
    return next((one for one in columns if heading in {one.zh, one.key, *one.aliases}), None)


def throw_away(location: Location, subjects: Collection[tuple[str, str]], texts: Collection[str]) -> int:
    """Throw away every row, whoever uploaded it, that is about somebody; return how many there were.

    Args:
        location: Of the ledger.
        subjects: Table and number of each: a row that names the number is about it.
        texts: What was personal of them: a row in which one of them occurs is about them, too.
    """
    count = 0
    for file in sorted(_place(location, "").parent.glob("*.*")):
        found = _read(file)
        if found is None or file.suffix != ".json":
            file.unlink(missing_ok=True)  # what somebody did not finish writing
            continue
        left = [one for one in found.rows if not _is_about(one, subjects, texts)]
        if len(left) < len(found.rows):
            count += len(found.rows) - len(left)
            _write(file, found.by, found.at, left)
    return count


def _is_about(row: Mapping[str, Any], subjects: Collection[tuple[str, str]], texts: Collection[str]) -> bool:
    cells: Mapping[str, str | None] = row["row"]
    said = "\n".join((*(cell or "" for cell in cells.values()), row.get("reason") or ""))
    return any(text in said for text in texts) or any(
        (cell or "").strip() == number
        and (column := column_of(row["table"], heading)) is not None
        and column.key == catalogue.table(table).identity[0]
        for heading, cell in cells.items()
        for table, number in subjects
    )


def _each(location: Location) -> Iterator[KeptRows]:
    oldest = (datetime.fromisoformat(clock.now()) - timedelta(days=DAYS)).isoformat()
    for file in sorted(_place(location, "").parent.glob("*.json")):
        found = _read(file)
        if found is None or datetime.fromisoformat(found.at) < datetime.fromisoformat(oldest):
            with suppress(OSError):
                file.unlink()
            continue
        yield found


def _read(file: Path) -> KeptRows | None:
    try:
        said = orjson.loads(file.read_bytes())
        return KeptRows(file.stem, said["by"], said["at"], said["rows"])
    except (OSError, ValueError, KeyError):
        return None


def _place(location: Location, number: str) -> Path:
    folder = location.beside.with_name(location.beside.name + _FOLDER)
    return folder / f"{number}.json"
