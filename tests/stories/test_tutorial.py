"""`docs/start.md` does what it says: its blocks are run as they stand and their output is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.tutorial import fits, printed, stable, steps

TUTORIAL = Path(__file__).parents[2] / "docs" / "start.md"


def test_every_block_of_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    """The commands run one after another in an empty folder; times, keys and hashes may differ."""
    found = steps(TUTORIAL.read_text("utf-8"))
    assert len(found) > 20
    for step in found:
        output = printed(step, tmp_path)
        assert "Traceback" not in output
        if not fits(stable("\n".join(step.output)), stable(output)):
            pytest.fail(f"line {step.first + 1}: {step.command}\n--- printed\n{output}", pytrace=False)


def test_commands_and_outputs_are_told_apart() -> None:
    """A prompt starts a command, `> ` goes on with it, everything else is output; other blocks are prose."""
    text = "```console\n$ one\n> more\nout\n$ two\n```\n```sh\n$ three\n```\n"
    found = [(step.command, step.output) for step in steps(text)]
    assert found == [("one\nmore", ["out"]), ("two", [])]


@pytest.mark.parametrize(
    ("expected", "lines", "same"),
    [
        ("a|b", "a|b", True),
        ("a|b", "a", False),
        ("...|b", "a|a|b", True),
        ("a|...", "a", True),
        ("a|...|c", "a|b", False),
        ("", "a", False),
    ],
)
def test_an_output_may_leave_lines_out(expected: str, lines: str, same: bool) -> None:
    """A line `...` stands for any lines, none included."""
    assert fits(expected.split("|") if expected else [], lines.split("|")) is same


def test_what_differs_each_time_is_not_compared() -> None:
    """Times, keys and hashes are replaced; numbers and names are not."""
    text = "As at 2026-11-22 03:58:06 (position 402). e9d8c7b6a5948372\n"
    assert stable(text) == ["As at TIME (position 402). NAME"]
