"""The main job, end to end: a distributor's exports in, a recall answer out, corrected, asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from replay.demo import story
from replay.demo.house import CUSTOMER
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, RE_ENTRIES, SALES, SAMPLE, VOIDS
from tests.support.cli import Cli, Imported, csv_rows

SCOPE = ("--product", story.RECALLED_PRODUCT, "--lot", story.RECALLED_LOT)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Return a folder with a copy of the sample's files."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in (*FIRST_IMPORT, *CORRECTION):
        (folder / name).write_bytes((SAMPLE / name).read_bytes())
    return folder


def _first_import(cli: Cli, exports: Path, expect: int = 2) -> Imported:
    return cli.import_(*(exports / name for name in FIRST_IMPORT), expect=expect)


def _holders(answer: dict[str, Any]) -> dict[str, str]:
    return {row["customer_name"]: row["outstanding"] for row in answer["consignees"]}


def test_the_exports_are_known_by_their_headings(cli: Cli, exports: Path) -> None:
    """Every file finds its table; three rows of two wrong documents are rejected.

    A row of a case is one event per stage that it tells: 421 rows make 509 events.
    """
    done = _first_import(cli, exports)
    tables = {Path(entry["file"]).name: entry["table"] for entry in done.files}
    assert tables == dict(
        zip(
            FIRST_IMPORT,
            (
                *("suppliers", "staff", "products", "customers", "receipts", "sales", "returns"),
                *("complaints", "repairs", "surveys", "adverse_events"),
            ),
            strict=True,
        )
    )
    rows = {entry["table"]: (entry["rows"], entry["rejected"]) for entry in done.files}
    assert rows == {
        "products": (12, 0),
        "customers": (15, 0),
        "suppliers": (4, 0),
        "staff": (8, 0),
        "receipts": (62, 0),
        "sales": (287, 3),
        "returns": (15, 0),
        "complaints": (8, 0),
        "repairs": (6, 0),
        "surveys": (5, 0),
        "adverse_events": (2, 0),
    }
    assert sum(entry["recorded"] for entry in done.files) == 421
    assert done.position == 510


def test_the_same_exports_twice_are_all_duplicates(cli: Cli, exports: Path) -> None:
    """The position is unmoved; what was wrong is wrong again."""
    first = _first_import(cli, exports)
    again = _first_import(cli, exports)
    assert again.counts == (0, first.counts[0], 3)
    assert again.position == first.position
    assert cli.run("verify", "--format", "json").json["findings"] == []


def test_the_rejected_rows_are_corrected_and_recorded(cli: Cli, exports: Path, tmp_path: Path) -> None:
    """The rejects file says what is wrong in its own row; corrected, it is imported as it is."""
    rejects = tmp_path / "rejects.csv"
    _first_import(cli, exports)
    cli.import_(exports / SALES, "--rejects", rejects, expect=2)
    rows = csv_rows(rejects)
    reasons = {row["商品编码"]: row["拒收原因"] for row in rows}
    assert set(reasons) == {"SYQ-01", "ZSQ-O5", "ZSQ-10"}
    assert "ZSQ-O5" in reasons["ZSQ-O5"]
    corrected = "".join(
        line.replace("ZSQ-O5", "ZSQ-05")
        for line in rejects.read_text("utf-8-sig").splitlines(keepends=True)
        if "-100" not in line
    )
    rejects.write_text(corrected, "utf-8")
    assert cli.import_(rejects).counts == (2, 0, 0)


def test_the_recall_answer_before_and_after_the_correction(cli: Cli, exports: Path) -> None:
    """As known before it, the wrong hospital has 1200 of the lot; as known now, the right one."""
    known = _first_import(cli, exports).position
    wrong, right = CUSTOMER[story.WRONG_CUSTOMER]["name"], CUSTOMER[story.RIGHT_CUSTOMER]["name"]
    same = {
        CUSTOMER["K001"]["name"]: "3000",
        CUSTOMER["K002"]["name"]: "1300",
        CUSTOMER["K009"]["name"]: "300",
        CUSTOMER["K013"]["name"]: "600",
    }
    assert _holders(cli.preview(*SCOPE)) == {**same, wrong: "1200"}
    assert cli.import_(exports / VOIDS).counts == (1, 0, 0)
    assert _holders(cli.preview(*SCOPE)) == same
    assert cli.import_(exports / RE_ENTRIES).counts == (1, 0, 0)
    now, then = cli.preview(*SCOPE), cli.preview(*SCOPE, "--known-at", known)
    assert _holders(now) == {**same, right: "1200"}
    assert _holders(then) == {**same, wrong: "1200"}
    assert now["totals"] == then["totals"]
    assert now["totals"] == {
        "received": "8000",
        "accepted": "7940",
        "sold": "6700",
        "returned": "300",
        "outstanding": "6400",
        "on_hand": "1540",
        "disposed": "0",
        "returned_to_supplier": "0",
        "unexplained": "0",
    }
    cli.preview(*SCOPE, "--prove")
    cli.preview(*SCOPE, "--known-at", known, "--prove")


def test_the_answer_can_be_called_for(cli: Cli, exports: Path) -> None:
    """Each row says whom to call, under which sales, and who sold."""
    _first_import(cli, exports)
    (row,) = cli.preview(*SCOPE, "--customer", "K001")["consignees"]
    assert (row["customer_name"], row["contact"], row["phone"]) == (
        "槐川市第一人民医院",
        "何静言",
        "0300-5551001",
    )
    assert (row["first_sold_on"], row["last_sold_on"]) == ("2026-03-18", "2026-05-12")
    assert (len(row["sale_nos"]), row["sellers"]) == (2, ["LB005"])


def test_the_sample_shows_each_kind_of_finding(cli: Cli, exports: Path) -> None:
    """Nine lines break nine rules and are recorded all the same."""
    _first_import(cli, exports)
    rows = cli.rows("findings", expect=1)
    assert len({row["rule"] for row in rows}) == 9


def test_the_whole_job_through_processes(cli: Cli, exports: Path) -> None:
    """As a user types it: import, tables, recall, void, ask again, verify."""
    cli.start("import", *(exports / name for name in FIRST_IMPORT), expect=2)
    counts = {row["key"]: row["rows"] for row in cli.start("tables", "--format", "json").json}
    assert counts["sales"] == 284
    before = cli.start("recall", "preview", *SCOPE).json
    cli.start("import", exports / VOIDS)
    cli.start("import", exports / RE_ENTRIES)
    after = cli.start("recall", "preview", *SCOPE).json
    assert _holders(before) != _holders(after)
    again = cli.start("recall", "preview", *SCOPE, "--known-at", before["basis"]["position"]).json
    assert _holders(again) == _holders(before)
    cli.start("checkpoint")
    assert cli.start("verify", "--format", "json").json["ok"] is True
