"""The session in README.md is what the program prints on a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LONGEST = 90  # lines: one screen and a half


def _steps() -> list[tuple[str, list[str]]]:
    """Return the commands of the console blocks, each with the lines it prints."""
    steps: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
    return steps


def _on_terminal(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    """Run a command whose standard output is a terminal of 100 columns; return its lines."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        ["bash", "-c", command], cwd=folder, env=environment, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        printed += part
    os.close(ours)
    _, errors = running.communicate()
    assert running.returncode == 0, errors.decode()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", printed.decode()).replace("\r\n", "\n")
    return [line.rstrip() for line in plain.splitlines()]


def _fits(shown: list[str], printed: list[str]) -> bool:
    """Tell whether the lines are those shown; `...` stands for any lines."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(_fits(shown[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and shown[0].rstrip() == printed[0] and _fits(shown[1:], printed[1:])


def test_the_session_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """`make demo` stands for the tour it ends in; the set-up is what runs this test."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MEDLEDGER_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MEDLEDGER_LANG": "en",
        "TERM": "xterm",
        "COLUMNS": "100",
    }
    for command, shown in _steps():
        if command.startswith("export "):
            assert "MEDLEDGER_URL=demo/medledger.db" in command
            environment["MEDLEDGER_URL"] = "demo/medledger.db"
            continue
        typed = "medledger demo demo" if command == "make demo" else command
        printed = _on_terminal(typed, tmp_path, environment)
        assert _fits(shown, printed), f"{command}\n" + "\n".join(printed)
    assert (tmp_path / "销售记录.xlsx").exists()


def test_the_readme_is_one_screen_and_a_half() -> None:
    assert len(README.splitlines()) <= LONGEST
