"""Running the command line in this process or as a program of its own."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from replay.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What one command line gave."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output without the colours of a terminal."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.out.decode())


class _Screen(io.TextIOWrapper):
    """Standard output kept in memory, as a pipe or as a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def written(self) -> bytes:
        self.flush()
        return self.buffer.getvalue()


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, in English unless told otherwise."""

    def _run(*words: str, lang: str = "en", terminal: bool = False) -> Ran:
        out, err = _Screen(terminal=terminal), _Screen(terminal=False)
        with monkeypatch.context() as patch:
            patch.setenv("MEDLEDGER_LANG", lang)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(words)
            return Ran(code, out.written, err.written.decode())

    return _run


@pytest.fixture
def program() -> Run:
    """Run a command line as a program of its own."""

    def _program(*words: str, lang: str = "en", **environment: str) -> Ran:
        import os

        code = "import sys; from replay.cli.main import run; sys.argv[0] = 'medledger'; run()"
        ended = subprocess.run(
            [sys.executable, "-c", code, *words],
            capture_output=True,
            check=False,
            env={**os.environ, "MEDLEDGER_LANG": lang, **environment},
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr.decode())

    return _program
