"""The folder of a demonstration: made anew each time, and never made in place of somebody's work."""

from __future__ import annotations

import shutil
from pathlib import Path

from ledger.errors import CommandError, Problem
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, SAMPLE

MARKER = ".medledger-demo"
FOLDER_TAKEN = Problem(
    "demo_folder_taken",
    "准备演示文件夹“{folder}”：应为空文件夹或以前的演示，实际存有其他内容。",
    "Preparing the demonstration folder {folder}: expected an empty folder or an earlier demonstration, "
    "got other content.",
    "换一个文件夹名，例如 medledger demo 演示。",
    "Name another folder, for example medledger demo tour.",
)
FOLDER_UNUSABLE = Problem(
    "demo_folder_unusable",
    "准备演示文件夹“{folder}”：无法写入（{cause}）。",
    "Preparing the demonstration folder {folder}: it cannot be written ({cause}).",
    "检查路径和权限，或换一个文件夹。",
    "Check the path and the permissions, or name another folder.",
)


def prepare_folder(folder: Path) -> Path:
    """Make the folder anew with the sample's exports in it; return where these are.

    Raises:
        CommandError: The folder holds something else, or it cannot be written.
    """
    try:
        _clear(folder)
        exports = folder / "exports"
        exports.mkdir(parents=True)
        (folder / MARKER).write_text("medledger demo\n", "utf-8")
        for name in (*FIRST_IMPORT, *CORRECTION):
            shutil.copyfile(SAMPLE / name, exports / name)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise CommandError(FOLDER_UNUSABLE, folder=folder, cause=cause) from error
    return exports


def _clear(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CommandError(FOLDER_TAKEN, folder=folder)
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise CommandError(FOLDER_TAKEN, folder=folder)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
