"""Where segments lie: a folder, or any place that fsspec knows (`s3://bucket/folder`).

A file appears whole or not at all and is never written over. In a folder it is written under another name and
then linked to its own; an object is uploaded whole, on the condition that there is none of its name.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.errors import CorruptionError, UnavailableError
from ledger.own_files import MODE
from ledger.seal.copies import sync_folder
from ledger.segments.extra import extra
from ledger.segments.problems import FILE_MISSING, NAME_TAKEN, STORE_AWAY


class SegmentStore:
    """A store of segments.

    Args:
        url: A folder, or an URL that fsspec opens.

    Attributes:
        shown: Its address, as it may be shown.
    """

    def __init__(self, url: str) -> None:
        fsspec = extra("fsspec")
        self.shown = url
        try:
            self._files, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise UnavailableError(STORE_AWAY, store=url, detail=str(error)) from error
        self._root = root.rstrip("/")
        self.folder = Path(root) if "file" in _protocols(self._files) else None

    def place(self, name: str) -> str:
        """Return where a file lies, as engines open it: a path, or an URL."""
        if self.folder is not None:
            return str(self.folder / name)
        return f"{_protocols(self._files)[0]}://{self._root}/{name}"

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            CorruptionError: There is no such file.
            UnavailableError: The store is away.
        """
        with self._reached():
            try:
                data: bytes = self._files.cat_file(f"{self._root}/{name}")
            except (FileNotFoundError, NotADirectoryError) as error:
                raise CorruptionError(FILE_MISSING, name=name) from error
            return data

    @contextmanager
    def opened(self, name: str) -> Iterator[Any]:
        """Open a file for reading in any places of it.

        Raises:
            CorruptionError: There is no such file.
            UnavailableError: The store is away.
        """
        with self._reached():
            try:
                stream = self._files.open(f"{self._root}/{name}", "rb")
            except (FileNotFoundError, NotADirectoryError) as error:
                raise CorruptionError(FILE_MISSING, name=name) from error
            with stream:
                yield stream

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the files of a folder of the store with their bytes, by name within the store."""
        with self._reached():
            try:
                self._files.invalidate_cache()
                found = self._files.ls(f"{self._root}/{folder}", detail=True)
            except (FileNotFoundError, NotADirectoryError):
                return {}
        files = (one for one in found if one["type"] == "file")
        names = {f"{folder}/{one['name'].rpartition('/')[2]}": int(one["size"] or 0) for one in files}
        return {name: size for name, size in sorted(names.items()) if not name.endswith(".part")}

    def put_new(self, name: str, data: bytes) -> bool:
        """Write a file that is not there yet, durably; return False where one of that name is there.

        Raises:
            UnavailableError: The store is away or full.
        """
        with self._reached():
            try:
                if self.folder is None:
                    self._files.pipe_file(f"{self._root}/{name}", data, mode="create")
                else:
                    _link_new(self.folder / name, data)
            except FileExistsError:
                return False
        return True

    def put_content(self, folder: str, first: int, count: int, data: bytes) -> str:
        """Write a file under a name that says its positions and its content; return the name.

        One that is there already with that content, such as a killed run left, is taken as it is.

        Raises:
            CorruptionError: One is there under that name, with other content.
            UnavailableError: The store is away or full.
        """
        digest = hashlib.sha256(data).hexdigest()
        name = f"{folder}/{first:012d}-{count}-{digest[:32]}.parquet"
        if not self.put_new(name, data) and hashlib.sha256(self.read(name)).hexdigest() != digest:
            raise CorruptionError(NAME_TAKEN, name=name)
        return name

    def remove(self, name: str) -> None:
        """Delete a file that may be deleted; one that is gone stays gone."""
        with self._reached():
            try:
                self._files.rm_file(f"{self._root}/{name}")
            except FileNotFoundError:
                return

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except FileExistsError:
            raise
        except OSError as error:
            raise UnavailableError(STORE_AWAY, store=self.shown, detail=str(error)) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] in {"botocore", "aiohttp", "aiobotocore"}:
                raise UnavailableError(STORE_AWAY, store=self.shown, detail=str(error)) from error
            raise


def _protocols(files: Any) -> tuple[str, ...]:
    named = files.protocol
    return (named,) if isinstance(named, str) else tuple(named)


def _link_new(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
