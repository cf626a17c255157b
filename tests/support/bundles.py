"""Bundles made of a small house's half-year, and both checks of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ledger.settings import Location
from replay.evidence import check as alone
from replay.evidence.checking.bundle import check_bundle
from tests.support.cli import Cli
from tests.support.databases import Server, sqlite_at
from tests.support.desk import Desk
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.run_folder import shared_folder
from tests.support.trading_history import trade, void_mistake

Verdict = dict[str, Any]


def trading_house(folder: Path) -> Cli:
    """Return a ledger with half a year of trade in a folder: made once in the whole run, and copied."""
    place = sqlite_at(folder)
    ReadyLedgers(shared_folder() / "ready", _no_server).put(place, f"{__name__}.trade", _trade)
    return Cli(str(place.path), folder)


def _no_server() -> Server:
    raise AssertionError("the ledger is a file")


def _trade(place: Location) -> None:
    home = place.beside.parent
    papers = home / "papers"
    papers.mkdir()
    desk = Desk(Cli(str(place.path), home), papers)
    desk.cli.run("init")
    trade(desk)
    void_mistake(desk)


def by_itself(
    bundle: Path, *options: str, python: str = sys.executable, checker: Path | None = None
) -> Verdict:
    """Return what a checker says of a bundle when Python alone runs it, in an empty folder.

    Args:
        bundle: A folder.
        options: Of the checker.
        python: Runs it.
        checker: The file; that inside the bundle where none is given.
    """
    if checker is None:
        checker = (bundle / "data" / "check.py").resolve()
    else:
        options = (str(bundle.resolve()), *options)
    bare = {"PATH": os.environ.get("PATH", "")}
    with tempfile.TemporaryDirectory() as empty:
        command = [python, "-I", "-S", str(checker), *options]
        done = subprocess.run(command, capture_output=True, check=False, cwd=empty, env=bare)
    assert done.returncode in {0, 1}, done.stderr.decode()
    answer: Verdict = json.loads(done.stdout)
    assert done.returncode == (0 if answer["ok"] else 1)
    return answer


def both(bundle: Path, key: str | None = None, earlier: Path | None = None) -> tuple[Verdict, Verdict]:
    """Return the verdict of the checker that needs Python alone, and that of the program."""
    report = alone.Check(str(bundle), key, None if earlier is None else str(earlier))
    first = {
        "ok": not report.findings,
        "checked": report.checked,
        "not_checked": report.not_checked,
        "findings": report.findings,
    }
    return first, check_bundle(bundle, key=key, earlier=earlier).as_json()


def kinds(verdict: Verdict) -> set[str]:
    """Return the kinds of what a check found."""
    return {one["kind"] for one in verdict["findings"]}
