"""Where a bundle may be written: never over something that is not a bundle, and whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import CommandError, Problem
from ledger.settings import Location
from replay.evidence import bag

BUNDLE_PLACE_TAKEN = Problem(
    "bundle_place_taken",
    "写出证据包：应为尚不存在的位置或先前的证据包，实际 {place} 已存在且不是证据包。",
    "Writing a bundle: expected a new place or an earlier bundle, and {place} is there and is none.",
    "用 --output 换一个位置；已有的内容未被改动。",
    "Choose another place with --output; what is there was not touched.",
)
BUNDLE_NOT_WRITABLE = Problem(
    "bundle_not_writable",
    "写出证据包：无法写入 {place}（{why}）。",
    "Writing a bundle: {place} cannot be written ({why}).",
    "请检查文件夹是否存在、权限和磁盘空间。",
    "Check that the folder exists, its permission and the space on the disk.",
)


def refuse_taken(location: Location, target: Path) -> None:
    """Refuse a place where something else lies.

    Raises:
        CommandError: It is taken.
    """
    _ = location
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not (_is_bundle(target) if target.is_dir() else _is_zip(target)):
        raise CommandError(BUNDLE_PLACE_TAKEN, place=target)


@contextmanager
def writable(target: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence.

    Raises:
        CommandError: It cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise CommandError(BUNDLE_NOT_WRITABLE, place=target, why=error.strerror or str(error)) from error


def finished(folder: Path, target: Path) -> None:
    """Give a complete bag its place, as a folder or as a ZIP."""
    if target.suffix.lower() == ".zip":
        part = folder.with_name(f"{folder.name}.zip")
        try:
            bag.pack(folder, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return
    if target.is_dir():
        shutil.rmtree(target)
    folder.rename(target)


def _is_bundle(folder: Path) -> bool:
    names = {one.name for one in folder.iterdir()}
    return not names or {"bagit.txt", bag.NOTE} <= names


def _is_zip(file: Path) -> bool:
    if file.suffix.lower() != ".zip" or not file.is_file():
        return False
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            return f"{bag.ROOT}/{bag.NOTE}" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
