"""The checkers that read all of the program at once run beside the other tests, on whichever core is free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT


@pytest.mark.parametrize("checker", ["mypy", "lint-imports"])
def test_a_checker_has_nothing_to_say(checker: str) -> None:
    """Types are right everywhere (mypy, strict), and arrows run one way (import-linter)."""
    program = Path(sys.executable).with_name(checker)
    done = subprocess.run([program], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        pytest.fail(f"{checker}\n{done.stdout}{done.stderr}", pytrace=False)
