"""The files that a command line names, looked at before a verb begins: what is written is nobody's record.

Every option that writes is listed here, and every one that reads; a test finds the options that are not. So a
slip of the hand (`--output medledger.db`) costs a sentence, not a ledger, and a place that cannot be written
is known before something is decided whose receipt it was to hold.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from ledger.errors import CommandError, Problem
from ledger.own_files import belongs, is_precious, same_file, same_name
from ledger.settings import Location, locate
from ledger.visible import steers
from ledger.whole_files import is_special, try_file, try_folder
from replay.telling.output import OUTPUT_NOT_WRITABLE

WRITTEN: Final = frozenset({"output", "rejects", "picture", "chart", "export"})
"""Options that name a file to write, by parameter."""
FOLDERS: Final = frozenset({"folder"})
"""Options that name a folder to write into."""
PLACES: Final = frozenset({"place"})
"""Options that name where a bundle is put, a folder or a file; a bundle that is there already is replaced."""
READ: Final = frozenset(
    {
        "files",
        "mapping",
        "basis",
        "file",
        "notice",
        "since",
        "earlier",
        "bundle",
        "certificate",
        "private_key",
        "backup",
        "group",
    }
    | {
        *("against", "cosigned", "key_file", "note", "openid"),
    }
)
"""Options that name files to read, by parameter."""
REWRITTEN: Final = frozenset({"note", "group"})
"""Options that name a file that is read, and written again: with a signature, or with one more house."""
OUTPUT_IS_LEDGER: Final = Problem(
    "output_is_ledger",
    "写出 {file}：应是账本以外的文件，实际是账本自己的文件、数据库或签名密钥。",
    "Writing {file}: expected a file of your own, got one of the ledger, a database or a signing key.",
    "换一个文件名；没有读取也没有改动任何内容。",
    "Choose another name; nothing was read and nothing changed.",
)
OUTPUT_IS_INPUT: Final = Problem(
    "output_is_input",
    "写出 {file}：应与要读取的文件不同，实际是同一个文件。",
    "Writing {file}: expected another file than those to be read, got one of them.",
    "换一个文件名；没有读取也没有改动任何内容。",
    "Choose another name; nothing was read and nothing changed.",
)
OUTPUT_TWICE: Final = Problem(
    "output_twice",
    "写出 {file}：应为每项结果各写一个文件，实际有两项指向同一个文件。",
    "Writing {file}: expected a file of its own for each answer, got one file for two.",
    "换一个文件名；没有读取也没有改动任何内容。",
    "Choose another name; nothing was read and nothing changed.",
)
TEXT_STEERS: Final = Problem(
    "text_steers",
    "读取命令行：应为可见的文字，实际 {option} 含有控制字符、文字方向控制符或残缺的字符：{text}。",
    "Reading the command line: expected text that can be seen, got control characters, marks of direction or "
    "half characters in {option}: {text}.",
    "请重新输入该内容。",
    "Type it anew.",
)
_STANDARD: Final = "-"
_ARCHIVE: Final = ".zip"
_URLS: Final = ("sqlite:", "file:", "postgresql:", "postgres:")
_parts: Final = re.compile("[\t\n\r\x1d\u2028\u2029]")
_half: Final = re.compile("[\\ud800-\\udfff]")


def watched(command: Any) -> Any:
    """Return a command of the option parser that looks at the files it names before it runs."""
    for one in getattr(command, "commands", {}).values():
        watched(one)
    command.invoke = partial(_looked_at, command.invoke)
    return command


def _looked_at(run: Callable[[Any], Any], context: Any) -> Any:
    check(_typed(context))
    return run(context)


def _typed(context: Any) -> dict[str, Any]:
    """Return what was typed for a verb, and in front of it where the verb has it not."""
    found: dict[str, Any] = {}
    while context is not None:
        found = {**context.params, **{key: one for key, one in found.items() if one not in (None, [], ())}}
        context = context.parent
    return found


def check(typed: Mapping[str, Any]) -> None:
    """Refuse what would overwrite a file of the ledger or one to be read, or what cannot be written.

    Args:
        typed: What the command line says, by parameter.

    Raises:
        CommandError: A file is one of these, two answers go into one, or a text steers the terminal.
    """
    _check_texts(typed)
    written = list(_paths(typed, WRITTEN))
    taken = [*written, *_paths(typed, PLACES)]
    location = _location(typed.get("ledger"))
    refuse_overwriting(taken, location, list(_paths(typed, READ)))
    refuse_overwriting(list(_paths(typed, REWRITTEN)), location, ())
    archives = [path for path in _paths(typed, PLACES) if path.suffix.lower() == _ARCHIVE]
    for path in (*written, *archives):
        check_writable(path)
    for folder in (*_paths(typed, FOLDERS), *_paths(typed, PLACES)):
        if folder not in archives:
            _check_folder(folder)


def _check_texts(typed: Mapping[str, Any]) -> None:
    for name, value in typed.items():
        for text in map(str, _several(value) if name not in READ else ()):
            # Names of files may be bytes of any encoding, which is no fault of theirs.
            names = name in WRITTEN | FOLDERS | PLACES
            kept = _half.sub("", text) if names else text
            if steers(kept) or (names and _parts.search(kept)):
                raise CommandError(TEXT_STEERS, option=f"--{name.replace('_', '-')}", text=text)


def refuse_overwriting(written: Sequence[Path], location: Location | None, read: Sequence[Path]) -> None:
    """Refuse to write over a file of the ledger, over one to be read, or two answers into one file.

    Args:
        written: Where is to be written.
        location: Where the ledger is; None where none can be found.
        read: What is to be read.

    Raises:
        CommandError: It is one of these.
    """
    ordinary = [path for path in written if not is_special(path)]
    for path in ordinary:
        if str(path).startswith(_URLS) or is_precious(path):
            raise CommandError(OUTPUT_IS_LEDGER, file=path)
        if location is not None and belongs(path, location):
            raise CommandError(OUTPUT_IS_LEDGER, file=path)
        if any(same_file(path, one) for one in read):
            raise CommandError(OUTPUT_IS_INPUT, file=path)
    for one, other in combinations(ordinary, 2):
        if same_name(one, other):
            raise CommandError(OUTPUT_TWICE, file=other)


def check_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is decided.

    Raises:
        CommandError: It cannot.
    """
    try:
        try_file(path)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written into or made."""
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    try:
        try_folder(there)
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from error


def _unwritable(path: Path, error: Exception) -> CommandError:
    why = getattr(error, "strerror", None) or str(error)
    return CommandError(OUTPUT_NOT_WRITABLE, file=path, why=why)


def _location(given: str | None) -> Location | None:
    try:
        return locate(given)
    except (ValueError, OSError, RuntimeError):
        return None  # a verb that needs the ledger says what is wrong


def _paths(typed: Mapping[str, Any], names: frozenset[str]) -> Iterator[Path]:
    for name in sorted(names & typed.keys()):
        for value in _several(typed[name]):
            if str(value) != _STANDARD:
                yield Path(value)


def _several(value: Any) -> Sequence[Any]:
    if value is None or isinstance(value, bool):
        return ()
    return value if isinstance(value, list | tuple) else (value,)
