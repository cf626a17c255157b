"""Ledgers that released versions wrote, with what those versions answered: made once, never edited.

::

    python -m tests.support.old_ledgers VERSION TREE

lets the program of a version, checked out in the folder TREE, write a small ledger and answer `QUESTIONS`,
and keeps both as `tests/golden/ledgers/VERSION.zip`: a ledger as it lies on a disk, with the tables of then
and a key that signs nothing else, and `answers.json`. It needs the libraries that the version's lock names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, Row, customer, returned, sale, void

FOLDER = Path(__file__).parents[1] / "golden" / "ledgers"
VERSIONS: Final = ("0.1.0", "0.2.0", "0.3.0")
LEDGER: Final = "medledger.db"
_AT: Final = ("--at", "2026-07-01")
_EARLIER: Final = ("--known-at", "8")  # before there were sales
_SCOPE: Final = ("--product", "P01", "--lot", "L1")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_PROGRAM: Final = "from replay.entrypoints.cli.main import run; run()"
_OF_0_1: Final = (
    *(("table", key) for key in ("products", "customers", "suppliers", "staff")),
    *(("table", key) for key in ("receipts", "sales", "returns", "voids")),
    ("table", "receipts", *_EARLIER),
    ("table", "sales", *_EARLIER),
    ("table", "customers", "--at", "2026-05-01"),
    ("trace", *_SCOPE),
    ("recall", "preview", *_SCOPE),
    ("recall", "preview", *_SCOPE, *_EARLIER),
    ("findings",),
)
_OF_0_2: Final = (
    *(("table", key) for key in ("licences", "rule_settings", "quality_holds", "finding_resolutions")),
    *(("table", key) for key in ("stock_balances", "expiry_items", "distribution_lines")),
    ("cases",),
    ("case", "FC1"),
)
_OF_0_3: Final = (("table", "complaints"), ("case", "TS1"), ("table", "complaint_entries"), ("obligations",))
QUESTIONS: Final = {"0.1.0": _OF_0_1, "0.2.0": (*_OF_0_1, *_OF_0_2), "0.3.0": (*_OF_0_1, *_OF_0_2, *_OF_0_3)}


def asked(cli: Cli, version: str) -> Iterator[tuple[str, Any]]:
    """Yield each question that a version was asked, and what a program answers to it."""
    for question in QUESTIONS[version]:
        words = (*question, *(() if "--at" in question else _AT))
        yield " ".join(words), cli.run(*words, "--format", "json", expect=None).json


def unpacked(version: str, folder: Path) -> tuple[Cli, dict[str, Any]]:
    """Return the ledger that a version wrote, put into a folder, and what the version answered."""
    with zipfile.ZipFile(FOLDER / f"{version}.zip") as archive:
        archive.extractall(folder)
    for file in folder.iterdir():
        file.chmod(0o600)
    return Cli(str(folder / LEDGER), folder), json.loads((folder / "answers.json").read_bytes())


@dataclass
class _Old(Cli):
    """The program of a version, called as a process of its own.

    Attributes:
        tree: Where the version is checked out.
    """

    tree: str = ""

    def run(self, *arguments: object, stdin: str = "", expect: int | None = 0) -> Answer:
        words = tuple(str(word) for word in arguments)
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM, *words],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=self.home,
            env={**os.environ, **self.environment, "PYTHONPATH": self.tree},
            check=False,
        )
        answer = Answer(words, done.returncode, done.stdout, done.stderr)
        assert expect is None or answer.exit_code == expect, str(answer)
        return answer


def _house(desk: Desk, version: str) -> None:
    """Record what a version can hold: receipts, sales, a return, a void, a finding; a hold; a complaint."""
    desk.cli.run("init")
    desk.furnish()
    desk.recorded("sales", sale("XS1", quantity="30"), sale("XS2", quantity="20", customer_code="C2"))
    desk.recorded("returns", returned("TH1", quantity="5", sale_no="XS1"))
    desk.recorded("customers", customer("C1", address="新路九号", effective_from="2026-06-01"))
    desk.take("sales", sale("XS3", lot="L9"), sale("XS4", quantity="1"))
    desk.recorded("voids", void("sales", "XS4"))
    if version >= "0.2.0":
        _supply(desk)
    if version >= "0.3.0":
        told: Row = {
            "complaint_no": "TS1",
            "received_on": "2026-05-20",
            "customer_code": "C1",
            "channel": "phone",
        }
        told |= {"product_code": "P01", "lot": "L1", "sale_no": "XS1", "sale_line": "1", "content": "漏液"}
        desk.recorded("complaints", told)


def _supply(desk: Desk) -> None:
    """Record a licence, a rule that only warns, a hold, and what came of a finding."""
    owner: Row = {"owner_kind": "customer", "owner_code": "C1"}
    desk.recorded("licences", {**owner, "licence_kind": "trade_licence", "licence_no": "证C1"})
    rule: Row = {"rule_key": "G-05", "rule_kind": "gate", "title": "G-05", "setting": "warned"}
    desk.recorded("rule_settings", {**rule, "approver": "E1", "effective_from": "2026-06-15"})
    hold: Row = {
        "hold_no": "FC1",
        "hold_kind": "stop_sale",
        "target_kind": "lot",
        "product_code": "P01",
        "lots": "L1",
    }
    hold |= {"reason": "外观异常", "placed_at": "2026-06-02 09:00", "decided_by": "E1"}
    desk.recorded("quality_holds", hold)
    found = next(row for row in desk.findings() if row["doc_no"] == "XS3")
    settled: Row = {
        "resolution_no": "CL1",
        "finding_position": str(found["position"]),
        "rule_key": found["rule"],
    }
    settled |= {
        "resolution": "explained",
        "reason": "补到验收记录",
        "approver": "E1",
        "resolved_on": "2026-06-10",
    }
    desk.recorded("finding_resolutions", settled)


def main(version: str, tree: str) -> None:
    """Let a version write its ledger and answer."""
    FOLDER.mkdir(exist_ok=True)
    assert not (FOLDER / f"{version}.zip").exists(), "what a version wrote is never made again"
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as papers:
        old = _Old(str(Path(place) / LEDGER), Path(place), tree=tree)
        _house(Desk(old, Path(papers)), version)
        old.run("checkpoint")
        answers = dict(asked(old, version))
        with zipfile.ZipFile(FOLDER / f"{version}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(place).iterdir()):
                archive.writestr(
                    zipfile.ZipInfo(file.name, _LONG_AGO), file.read_bytes(), zipfile.ZIP_DEFLATED
                )
            text = json.dumps(answers, ensure_ascii=False, indent=1)
            archive.writestr(zipfile.ZipInfo("answers.json", _LONG_AGO), text, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(*sys.argv[1:])
