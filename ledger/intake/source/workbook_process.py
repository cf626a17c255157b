"""The handle on the process that reads workbooks.

One process serves all workbooks of a program, one after another; it is started again where one of them was
its end. Where no process can be started, the workbook is read here, without limits but those on its parts.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import weakref
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any, Final

import orjson

from ledger.errors import CommandError, Problem
from ledger.intake.problems import WORKBOOK_TOO_HEAVY
from ledger.intake.source.source import Places
from ledger.intake.source.watched_pipe import WatchedPipe
from ledger.intake.source.workbook_child import HEAD, PLACES, Answering, particulars
from ledger.intake.source.workbook_limits import limits_of

_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from ledger.intake.source.workbook_child import main; main()"
)
_LONGEST: Final = 1 << 30  # bytes of a frame
_nul = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_seen_nul: Final = rb"\1\\u2400"  # what no database keeps in a text is shown as its sign

Frames = Iterator[dict[str, Any]]


class Reader:
    """A process that reads workbooks."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, orjson.dumps(sys.path).decode()]
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._requests: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        out: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        self._frames = WatchedPipe(out.fileno(), self._process.pid)
        self.close = weakref.finalize(self, _end, self._process)

    @property
    def is_there(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def answers(self, request: dict[str, Any]) -> Frames:
        """Yield the frames that answer a request; where the process ends instead, there is no last one.

        Raises:
            OSError: The process is gone already.
        """
        self._requests.write(orjson.dumps(request) + b"\n")
        self._requests.flush()
        while True:
            head = self._frames.read(HEAD.size)
            length = HEAD.unpack(head)[0] if len(head) == HEAD.size else _LONGEST + 1
            frame = self._frames.read(length) if length <= _LONGEST else b""
            if len(frame) != length:
                return
            if b"\\u0000" in frame:
                frame = _nul.sub(_seen_nul, frame)
            answer: dict[str, Any] = orjson.loads(frame)
            yield answer
            if "rows" not in answer and "name" not in answer:
                return


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that reads, whatever it is at."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


_idle: list[Reader] = []  # at most one


def answers_about(
    path: Path, size: int, sheet: str | None = None, places: Places | None = None
) -> Generator[dict[str, Any], None, None]:
    """Yield the sheets of a workbook, or the rows of one of them in parts.

    Args:
        path: The workbook.
        size: Of the file, in bytes, when it was opened.
        sheet: Name of the sheet of which rows are wanted.
        places: What stands where in it.

    Raises:
        CommandError: It is no whole workbook, or asks for more than it may.
        OSError: It cannot be read.
    """
    request: dict[str, Any] = {"path": os.fsencode(path.absolute()).hex(), "size": size}
    if sheet is not None:
        asked = places or Places()
        request |= {"sheet": sheet, **{name: sorted(getattr(asked, name)) for name in PLACES}}
    last: dict[str, Any] = {}
    for last in _frames_of(request):
        if "rows" in last or "name" in last:
            yield last
    _judge(path, size, last)


def _judge(path: Path, size: int, last: dict[str, Any]) -> None:
    """Raise what the last answer says; where it is none, the process has met a limit."""
    if "end" in last:
        return
    if "errno" in last:
        raise OSError(last["errno"], last["strerror"], str(path))
    if "problem" in last:
        raise CommandError(Problem.registry[last["problem"]], file=path, **last["particulars"])
    raise CommandError(WORKBOOK_TOO_HEAVY, file=path, **particulars(limits_of(size)))


def _ready() -> Reader:
    """Return the process that is idle, else a new one.

    Raises:
        OSError: None can be started.
    """
    while _idle:
        reader = _idle.pop()
        if reader.is_there:
            return reader
        reader.close()
    return Reader()


def _frames_of(request: dict[str, Any]) -> Frames:
    """Yield the frames that answer a request, from the process that is idle or from a new one."""
    try:
        reader = _ready()
    except OSError:
        yield from Answering().answers(request)
        return
    done = False
    try:
        for frame in reader.answers(request):
            done = "end" in frame or "problem" in frame
            yield frame
    finally:
        if done and not _idle:
            _idle.append(reader)
        else:
            reader.close()
