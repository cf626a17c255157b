"""The console blocks of a paper: its commands, run one after another, and whether they print what it shows.

`python -m tests.support.tutorial docs/start.md` writes the paper again with what the commands print now;
outputs that leave something out (a line `...`) stay as they are, and are named where they no longer fit.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.cli import call

ANYTHING = "..."
_SHELL = re.compile(r"[*?|<>&;$`]")  # what a shell does something with
_STABLE = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{16}(\+[0-9a-f]{8}\+)?"), "NAME"),
    (re.compile(r"[A-Za-z0-9+/]{40,}={0,2}"), "HASH"),
    (re.compile(r"\ufeff"), ""),
    (re.compile(r"[ \u3000]+$", re.MULTILINE), ""),
)


@dataclass
class Step:
    """A command of a paper and the output that the paper shows for it.

    Attributes:
        first: Index of the line of the prompt.
        command: What is typed; lines after a `> ` prompt belong to it.
        output: The lines shown.
        after: Index of the line after the output.
    """

    first: int
    command: str
    output: list[str] = field(default_factory=list)
    after: int = 0


def steps(text: str) -> list[Step]:
    """Return the commands of all console blocks in order."""
    found: list[Step] = []
    inside = False
    for index, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            inside = line == "```console"
            continue
        if not inside:
            continue
        if line.startswith("$ "):
            found.append(Step(index, line[2:]))
        elif line.startswith("> ") and not found[-1].output:
            found[-1].command += f"\n{line[2:]}"
        else:
            found[-1].output.append(line)
        found[-1].after = index + 1
    return found


def printed(step: Step, folder: Path) -> str:
    """Run a command in a folder, in English and on a screen of 100 columns; return both of its streams.

    A call of the program alone runs in this process, which has it loaded; all else runs in a shell.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDLEDGER_")}
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
        "MEDLEDGER_LANG": "en",
        "MEDLEDGER_USER": "tutor",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    if step.command.startswith("medledger ") and not _SHELL.search(step.command):
        with contextlib.chdir(folder):
            return call(shlex.split(step.command)[1:], kept | own)
    done = subprocess.run(
        ["bash", "-c", step.command],
        cwd=folder,
        env=kept | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def stable(text: str) -> list[str]:
    """Return the lines of an output with times, keys and hashes replaced."""
    for pattern, word in _STABLE:
        text = pattern.sub(word, text)
    return text.rstrip("\n").splitlines()


def fits(expected: list[str], lines: list[str]) -> bool:
    """Tell whether lines are the expected ones; an expected `...` stands for any lines."""
    if not expected:
        return not lines
    if expected[0] == ANYTHING:
        return any(fits(expected[1:], lines[start:]) for start in range(len(lines) + 1))
    return bool(lines) and expected[0] == lines[0] and fits(expected[1:], lines[1:])


def rewritten(text: str, folder: Path) -> str:
    """Return the paper with what its commands print now."""
    lines = text.splitlines()
    outputs = [printed(step, folder) for step in steps(text)]
    for step, output in reversed(list(zip(steps(text), outputs, strict=True))):
        if fits(stable("\n".join(step.output)), stable(output)):
            continue
        if ANYTHING in step.output:
            print(f"line {step.first + 1} no longer fits: {step.command}\n{output}", file=sys.stderr)
            continue
        shown = [line.rstrip() for line in output.replace("\ufeff", "").splitlines()]
        lines[step.after - len(step.output) : step.after] = shown
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    paper = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as empty:
        paper.write_text(rewritten(paper.read_text("utf-8"), Path(empty)), "utf-8")
