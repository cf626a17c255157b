"""The command line, called as a user calls it, and its answers as values."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEDLEDGER = Path(sys.executable).with_name("medledger")

# What a terminal, or a test runner that plays one, says of the screen: no answer may hang on it.
_SCREEN = frozenset({"COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"})


@dataclass(frozen=True)
class Answer:
    """What one call gave: its exit code and both of its streams."""

    arguments: tuple[str, ...]
    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    def __str__(self) -> str:
        command = f"medledger {' '.join(self.arguments)}"
        return f"{command}\nexit {self.exit_code}\n{self.out[-3000:]}\n{self.err[-3000:]}"


@dataclass
class Cli:
    """The program, bound to one ledger and to settings that no machine changes.

    Attributes:
        ledger: What `--ledger` (here `MEDLEDGER_URL`) names.
        home: Folder for key and checkpoint copies of a PostgreSQL ledger, and the current folder.
    """

    ledger: str
    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of each call."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MEDLEDGER_") and name not in _SCREEN
        }
        own = {
            "MEDLEDGER_URL": self.ledger,
            "MEDLEDGER_HOME": str(self.home),
            "MEDLEDGER_LANG": "en",
            "MEDLEDGER_USER": "tester",
        }
        return {**kept, **own, **self.settings}

    def run(self, *arguments: object, stdin: str = "", expect: int | None = 0) -> Answer:
        """Call the program in this process and check its exit code (`None`: any)."""
        words = tuple(str(word) for word in arguments)
        answer = _in_process(words, stdin, self.environment)
        assert expect is None or answer.exit_code == expect, str(answer)
        assert "Traceback" not in answer.err, str(answer)
        return answer

    def start(self, *arguments: object, stdin: str = "", expect: int | None = 0) -> Answer:
        """Call the installed program as a process of its own and check its exit code."""
        words = tuple(str(word) for word in arguments)
        done = subprocess.run(
            [MEDLEDGER, *words],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=self.home,
            env=self.environment,
            check=False,
        )
        answer = Answer(words, done.returncode, done.stdout, done.stderr)
        assert expect is None or answer.exit_code == expect, str(answer)
        return answer

    def rows(self, *arguments: object, expect: int | None = 0) -> list[dict[str, Any]]:
        """Return the rows that a verb prints."""
        found = self.run(*arguments, "--format", "json", expect=expect).json
        assert isinstance(found, list), found
        return found

    def table(self, key: str, *arguments: object) -> list[dict[str, Any]]:
        """Return the rows of a record table."""
        return self.rows("table", key, *arguments)

    def preview(self, *arguments: object, expect: int = 0) -> dict[str, Any]:
        """Return a recall answer."""
        found = self.run("recall", "preview", *arguments, "--format", "json", expect=expect).json
        assert isinstance(found, dict)
        return found

    def trace(self, *arguments: object) -> list[dict[str, Any]]:
        """Return the movements of a lot, of a unit or to a customer."""
        return self.rows("trace", *arguments)

    def import_(self, *files: object, expect: int | None = 0) -> Imported:
        """Import files and return what was done; other options are passed on."""
        return Imported(self.run("import", *files, expect=expect).json)

    def position(self) -> int:
        """Return the position of the newest event."""
        found = self.run("status", "--format", "json").json
        return int(found["position"])


@dataclass(frozen=True)
class Imported:
    """The summary that `import` prints."""

    summary: dict[str, Any]

    @property
    def position(self) -> int:
        """The position after the import."""
        return int(self.summary["position"])

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows recorded, duplicates and rejected, over all files; checks that they add up per file."""
        for entry in self.summary["files"]:
            assert entry["rows"] == entry["recorded"] + entry["duplicates"] + entry["rejected"], entry
        names = ("recorded", "duplicates", "rejected")
        totals = [sum(entry[name] for entry in self.summary["files"]) for name in names]
        return totals[0], totals[1], totals[2]

    @property
    def files(self) -> list[dict[str, Any]]:
        """One entry per file."""
        return list(self.summary["files"])


def call(words: Sequence[str], environment: dict[str, str]) -> str:
    """Call the program in this process and return both of its streams as one, as a screen shows them."""
    from replay.cli.main import run

    screen = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with (
        _as_process(tuple(words), "", environment),
        redirect_stdout(screen),
        redirect_stderr(screen),
        suppress(SystemExit),
    ):
        run()
    return _text(screen)


def _in_process(words: tuple[str, ...], stdin: str, environment: dict[str, str]) -> Answer:
    from replay.cli.main import run

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    code: object = 0
    with _as_process(words, stdin, environment), redirect_stdout(out), redirect_stderr(err):
        try:
            run()
        except SystemExit as end:
            code = end.code
    return Answer(words, _number(code), _text(out), _text(err))


@contextmanager
def _as_process(words: tuple[str, ...], stdin: str, environment: dict[str, str]) -> Any:
    before = sys.argv, sys.stdin, dict(os.environ)
    sys.argv, sys.stdin = ["medledger", *words], io.StringIO(stdin)
    _become(environment)
    try:
        yield
    finally:
        sys.argv, sys.stdin = before[0], before[1]
        _become(before[2])


def _become(environment: dict[str, str]) -> None:
    """Make the environment this one; what is the same stays untouched."""
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _number(code: object) -> int:
    if code is None:
        return 0
    return code if isinstance(code, int) else 1


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    binary = stream.buffer
    assert isinstance(binary, io.BytesIO)
    return binary.getvalue().decode("utf-8", "replace")


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a UTF-8 CSV file by heading."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
