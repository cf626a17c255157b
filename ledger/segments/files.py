"""The Parquet files of a store, read as far as they are asked for."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from ledger.errors import CorruptionError
from ledger.segments.extra import extra
from ledger.segments.manifest import StoredFile
from ledger.segments.problems import FILE_CHANGED, FILE_CUT, FILE_UNREADABLE
from ledger.segments.store import SegmentStore

_HELD = 64_000_000  # bytes of files that are kept in memory
_COLUMNS = 512  # columns of segments that are kept in memory


class SegmentFiles:
    """The files of one store; whole ones are checked against the digest that the manifest states.

    Args:
        store: Where they lie.
    """

    def __init__(self, store: SegmentStore) -> None:
        self._store = store
        self._whole: OrderedDict[str, bytes] = OrderedDict()
        self._columns: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = Lock()

    def content(self, file: StoredFile) -> bytes:
        """Return the bytes of a file.

        Raises:
            CorruptionError: It is missing, or its bytes are not those that were listed.
            UnavailableError: The store is away.
        """
        with self._lock:
            known = self._whole.get(file.name)
            if known is not None:
                self._whole.move_to_end(file.name)
                return known
        data = self._store.read(file.name)
        require_content(file, data)
        with self._lock:
            self._whole[file.name] = data
            while len(self._whole) > 1 and sum(map(len, self._whole.values())) > _HELD:
                self._whole.popitem(last=False)
        return data

    def parquet(self, file: StoredFile) -> Any:
        """Return a checked file, opened as Parquet.

        Raises:
            CorruptionError: It is missing, was changed, or is no Parquet file.
            UnavailableError: The store is away.
        """
        data = self.content(file)
        return readable(
            file, lambda: extra("pyarrow.parquet").ParquetFile(extra("pyarrow").BufferReader(data))
        )

    def column(self, file: StoredFile, name: str) -> Any:
        """Return one column of a file as an Arrow array."""
        key = file.name, name
        with self._lock:
            known = self._columns.get(key)
            if known is not None:
                self._columns.move_to_end(key)
                return known
        read = self.parquet(file)
        found = readable(file, lambda: _one(read.read(columns=[name]).column(0)))
        with self._lock:
            self._columns[key] = found
            while len(self._columns) > _COLUMNS:
                self._columns.popitem(last=False)
        return found

    def documents(self, file: StoredFile, rows: Sequence[int]) -> list[bytes]:
        """Return the documents of some rows of a file of events, counted from 0, ascending."""
        parquet = self.parquet(file)
        found: list[bytes] = readable(file, lambda: _documents(parquet, rows))
        return found


def require_content(file: StoredFile, data: bytes, digest: str | None = None) -> None:
    """Make sure that bytes are those that a manifest lists.

    Args:
        file: As it is listed.
        data: Its bytes.
        digest: Their SHA-256 in hexadecimal digits, where it is known already.

    Raises:
        CorruptionError: They are not.
    """
    if len(data) != file.size:
        raise CorruptionError(FILE_CUT, name=file.name, expected=file.size, got=len(data))
    got = digest or hashlib.sha256(data).hexdigest()
    if got != file.sha256:
        raise CorruptionError(FILE_CHANGED, name=file.name, expected=file.sha256, got=got)


def readable(file: StoredFile, read: Callable[[], Any]) -> Any:
    """Return what reading a file gives.

    Raises:
        CorruptionError: It is no Parquet file with the columns of its kind.
    """
    try:
        return read()
    except (extra("pyarrow").ArrowException, OSError, IndexError, KeyError) as error:
        detail = str(error).partition("\n")[0]
        raise CorruptionError(FILE_UNREADABLE, name=file.name, detail=detail) from error


def _one(column: Any) -> Any:
    return column.combine_chunks()


def _documents(parquet: Any, rows: Sequence[int]) -> list[bytes]:
    """Read the row groups that hold the rows, and no others."""
    found: list[bytes] = []
    first, at = 0, 0
    for number in range(parquet.num_row_groups):
        end = first + parquet.metadata.row_group(number).num_rows
        wanted = []
        while at < len(rows) and rows[at] < end:
            wanted.append(rows[at] - first)
            at += 1
        if wanted:
            column = parquet.read_row_group(number, columns=["document"]).column(0)
            found += column.take(extra("pyarrow").array(wanted)).to_pylist()
        first = end
    return found
