"""The summary pack of a recall that the maker asks for: whole, complete, and asked again with its basis."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

from tests.support.bundles import both, by_itself
from tests.support.desk import Desk, sale, staff

GOODS = ("--product", "P01", "--lot", "L1")


def furnish(desk: Desk) -> None:
    """Record a house that sold lot L1 to two customers, and L2 to one."""
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("sales", sale("XS1", quantity="10"), sale("XS2", quantity="20", customer_code="C2"))


def test_a_makers_recall_summary(begin: Callable[..., Desk], tmp_path: Path) -> None:
    """Opened, told, answered; the maker gets every sale of the lot, and that there is no other."""
    cli = begin(furnish).cli
    cli.settings["MEDLEDGER_USER"] = "Q1"
    opening = ("--level", "2", "--origin", "registrant", "--reason", "密封不良")
    number = cli.run("recall", "open", *GOODS, *opening, "--format", "json").json["recall_no"]
    cli.run("recall", "notify", number, "--everyone", "--notice-method", "phone")
    cli.run("recall", "respond", number, "--customer", "C1", "--customer-on-hand", "10")
    board = cli.run("recall", "show", number, "--format", "json").out

    pack = tmp_path / "召回"
    made = cli.run("export", "recall", number, "--for", "澜泊制造", "--output", pack).json
    rows = {one["key"]: one["rows"] for one in made["tables"]}
    assert (rows["recalls"], rows["sales"]) == (1, 2)
    assert {one["kind"] for one in made["left_out"]} == {"personal", "views", "consistency", "timestamp"}

    # The maker checks it with Python alone: nothing changed, and no sale of the lot left out.
    key = cli.run("key", "show", "--format", "json").json["verifier_key"]
    alone = by_itself(pack, "--key", key)
    assert alone["ok"], alone["findings"]
    told = json.loads((pack / "data/completeness.json").read_bytes())
    assert alone["checked"]["tags"] == len(told["tags"]) >= 2
    assert "lot:P01/L1" in {one["tag"] for one in told["tags"]}
    with (pack / "data/tables/sales.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["销售单号"] for row in csv.DictReader(file)) == ["XS1", "XS2"]
    assert both(pack, key)[1]["ok"]

    # A sale becomes known afterwards; the board of that day is asked for with the basis of the pack.
    cli.run("recall", "respond", number, "--customer", "C2", "--customer-on-hand", "20")
    basis = pack / "data/basis.json"
    again = cli.run("recall", "show", number, "--format", "json", "--basis", basis).json
    then = json.loads(board)
    assert {key: again[key] for key in ("totals", "consignees")} == {
        key: then[key] for key in ("totals", "consignees")
    }
    assert cli.run("recall", "show", number, "--format", "json").json["totals"] != then["totals"]
    assert [row["for"] for row in cli.rows("exports")] == ["澜泊制造"]
