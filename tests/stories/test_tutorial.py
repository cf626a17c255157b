"""`docs/start.md` does what it says: its blocks are run as they stand and their output is compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "start.md"
ANYTHING = "..."

_STABLE = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "HASH"),
    (re.compile(r"[A-Za-z0-9+/]{40,}={0,2}"), "HASH"),
    (re.compile(r"[ \u3000]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Step:
    """A command of the tutorial and what it prints."""

    line: int
    command: str
    output: list[str]


def steps(text: str) -> list[Step]:
    """Return the commands of all console blocks; one may go on over lines that end in a backslash."""
    found: list[Step] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            found.append(Step(number, line[2:], []))
        elif inside and found and found[-1].command.endswith("\\"):
            step = found.pop()
            found.append(Step(step.line, f"{step.command[:-1]} {line.strip()}", []))
        elif inside:
            found[-1].output.append(line)
    return found


def stable(text: str) -> list[str]:
    """Return the lines of an output with times and hashes replaced."""
    for pattern, word in _STABLE:
        text = pattern.sub(word, text)
    lines = text.splitlines()
    while lines and not lines[-1]:
        lines.pop()
    return lines


def fits(expected: list[str], printed: list[str]) -> bool:
    """Tell whether the printed lines are the expected ones; a line `...` stands for any lines."""
    if not expected:
        return not printed
    if expected[0] == ANYTHING:
        return any(fits(expected[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and expected[0] == printed[0] and fits(expected[1:], printed[1:])


def test_every_block_of_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    """The commands run one after another in an empty folder, in English, on a screen of 100 columns."""
    found = steps(TUTORIAL.read_text("utf-8"))
    assert len(found) > 15
    bin_folder = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDLEDGER_")}
    environment |= {
        "PATH": f"{bin_folder}{os.pathsep}{environment['PATH']}",
        "MEDLEDGER_LANG": "en",
        "MEDLEDGER_USER": "tutor",
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    for step in found:
        done = subprocess.run(
            ["bash", "-c", step.command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stdout
        printed, expected = stable(done.stdout), stable("\n".join(step.output))
        message = f"line {step.line}: {step.command}\n--- printed\n" + "\n".join(printed)
        assert fits(expected, printed), message
