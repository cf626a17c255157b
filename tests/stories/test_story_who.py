"""Who did it: beside every row on request, in each event with its proof, in the log of what was done."""

from __future__ import annotations

import base64
import hashlib
import json

from ledger.merkle.proof import verify_inclusion
from projections.answers.catalogue import views
from tests.support.cli import csv_rows
from tests.support.desk import Desk, customer, staff, void

SALE = {"sold_on": "2026-05-01", "customer_code": "C1", "product_code": "P01", "lot": "L1", "quantity": 10}


def _worked(desk: Desk) -> None:
    """`E1` sold, was refused, and let pass what `Q1` approved; `Q1` struck the first sale."""
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("customers", customer("C9", licence_valid_until="2026-01-31"))
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    desk.cli.run("record", "sales", "--key", "K1", stdin=json.dumps(SALE | {"sale_no": "XS1"}))
    desk.cli.run("record", "sales", stdin=json.dumps(SALE | {"customer_code": "C9"}), expect=2)
    passed = ("--override", "G-01", "--reason", "急救", "--approver", "Q1")
    desk.cli.run(
        "record", "sales", *passed, stdin=json.dumps(SALE | {"customer_code": "C9", "sale_no": "XS2"})
    )
    desk.cli.settings["MEDLEDGER_USER"] = "Q1"
    desk.recorded("voids", void("sales", "XS1", "1", approver="E1"))


def test_every_table_tells_who_recorded_its_rows(desk: Desk) -> None:
    """Keys are added in JSON, headings in CSV; a file with them is still an import file."""
    _worked(desk)
    (row,) = [one for one in desk.cli.table("sales", "--struck", "--who") if one["sale_no"] == "XS1"]
    assert (row["recorded_by"], row["source"]) == ("E1", "cli")
    assert "recorded_by" not in desk.cli.table("sales")[0]
    (row,) = desk.cli.table("sales", "--who", "--columns", "sale_no")
    assert list(row) == ["sale_no", "recorded_by", "record_time", "source"]
    file = desk.folder / "sales.csv"
    desk.cli.run("table", "sales", "--who", "--output", file)
    (line,) = csv_rows(file)
    assert (line["记录人"], line["来源"]) == ("E1", "cli")
    assert line["记录时间"]
    assert desk.take_file(file).files[0]["unknown_columns"] == []
    assert desk.cli.table("staff", "--who")[0]["source"].endswith(".csv:2")


def test_every_view_of_rows_takes_it(desk: Desk) -> None:
    """A row of a view is led back to the record that it shows; a sum is nobody's."""
    _worked(desk)
    for view in views():
        for row in desk.cli.table(view.key, "--who"):
            assert {"recorded_by", "record_time", "source"} <= row.keys()
    (line,) = desk.cli.table("distribution_lines", "--who")
    assert (line["sale_no"], line["recorded_by"]) == ("XS2", "E1")
    assert {row["recorded_by"] for row in desk.cli.table("stock_balances", "--who")} == {None}
    assert {row["recorded_by"] for row in desk.cli.trace("--lot", "L1", "--who")} == {"tester", "E1"}
    assert all(row["recorded_by"] for row in desk.cli.rows("findings", "--who", expect=None))
    for verb in ("cases", "obligations", "late"):
        assert all("recorded_by" in row for row in desk.cli.rows(verb, "--who"))
    assert "记录人" in _in_chinese(desk, "table", "licence_warnings", "--who", "--format", "csv", "--all")


def _in_chinese(desk: Desk, *words: str) -> str:
    desk.cli.settings["MEDLEDGER_LANG"] = "zh"
    return desk.cli.run(*words).out


def test_an_event_is_shown_with_its_proof(desk: Desk) -> None:
    """Whoever has the bytes, the path and the checkpoint checks it again without us."""
    _worked(desk)
    desk.cli.run("checkpoint")
    position = desk.cli.table("sales", "--struck")[0]["position"]
    found = desk.cli.run("event", position).json
    assert found["row"] == {"table": "sales", "sale_no": "XS1", "line": 1}
    assert (found["recorded_by"], found["recorded_by_verified"], found["key"]) == ("E1", False, "K1")
    assert found["voided_by"] == desk.cli.position()
    assert json.loads(found["stored"]) == found["document"]
    proof = found["proof"]
    leaf = hashlib.sha256(b"\0" + found["stored"].encode()).digest()
    assert (leaf.hex(), proof["checked"], proof["problem"]) == (proof["leaf"], True, None)
    path = [bytes.fromhex(one) for one in proof["path"]]
    verify_inclusion(position - 1, proof["size"], leaf, path, base64.b64decode(proof["root"]))
    assert proof["note"].splitlines()[2] == proof["root"]
    shown = desk.cli.run("event", position, "--format", "table").out
    assert "By: E1 (unverified)" in shown
    assert "Proved: under the checkpoint" in shown
    passed = desk.cli.run("event", position + 2).json
    assert [one["rule"] for one in passed["findings"]] == ["G-01"]
    assert "C9" in passed["findings"][0]["message"]
    buyer = desk.cli.table("customers")[0]["position"]
    assert desk.cli.run("event", buyer).json["personal"]["phone"] == "0300-C1"
    for beyond in (999, 10**30):  # more than a database's number holds is no fault of the program
        refused = desk.cli.run("event", beyond, expect=2)
        assert refused.err.startswith("Showing an event: expected a position from 1 to ")


def test_the_log_says_what_was_done_by_whom(desk: Desk) -> None:
    """Recorded, refused, let pass, exported; newest first, by person, kind and day."""
    _worked(desk)
    desk.cli.run("record", "sales", stdin="{", expect=2)
    desk.cli.run("table", "customers", "--where", "name=医院C1", "--output", desk.folder / "客户.xlsx")
    found = desk.cli.rows("log")
    assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)
    assert not any(one["by_verified"] for one in found)
    assert [(one["kind"], one["by"], one["table"]) for one in found[:6]] == [
        ("exported", "Q1", "customers"),
        ("refused", "Q1", "sales"),
        ("recorded", "Q1", "voids"),
        ("overridden", "E1", "sales"),
        ("recorded", "E1", "sales"),
        ("refused", "E1", "sales"),
    ]
    exported, unread, _, passed, *_ = found
    digest = hashlib.sha256((desk.folder / "客户.xlsx").read_bytes()).hexdigest()
    assert exported["what"] == {"form": "xlsx", "rows": 1, "sha256": digest, "verb": "table"}
    assert unread["what"] == {"codes": ["entry_not_json"], "reasons": 1}
    assert (passed["rule"], passed["approver"], passed["number"]) == ("G-01", "Q1", "XS2/1")
    assert {one["kind"] for one in desk.cli.rows("log", "--kind", "refused", "--kind", "放行")} == {
        "refused",
        "overridden",
    }
    assert {one["by"] for one in desk.cli.rows("log", "--by", "E1")} == {"E1"}
    assert desk.cli.rows("log", "--to", "2020-01-01") == []
    assert len(desk.cli.rows("log", "--from", "2020-01-01")) == len(found)
    assert desk.cli.run("log", "--kind", "sold", expect=2).err.startswith("Showing the log: expected --kind")
    assert "医院C1" not in json.dumps(found, ensure_ascii=False)
    desk.cli.run("export", "table", "sales", "--output", desk.folder / "证据.zip")
    bundle, *_ = desk.cli.rows("log", "--kind", "exported")
    assert (bundle["position"], bundle["what"]["pack"]) == (desk.cli.position(), "table")
    assert "拦截" in _in_chinese(desk, "log", "--format", "table")
    assert desk.cli.run("verify").json["ok"]


def test_every_file_that_left_is_noted(desk: Desk) -> None:
    """Reports, charts and pictures as well as tables: each once, with its digest."""
    _worked(desk)
    report, chart = desk.folder / "指标.pdf", desk.folder / "指标.html"
    desk.cli.run("report", "indicators", "--output", report, "--chart", chart)
    picture = desk.folder / "流向.svg"
    desk.cli.run("trace", "--lot", "L1", "--picture", picture)
    noted = [one["what"] for one in desk.cli.rows("log", "--kind", "exported")]
    assert [(one["verb"], one["form"], one["sha256"]) for one in reversed(noted)] == [
        (verb, file.suffix[1:], hashlib.sha256(file.read_bytes()).hexdigest())
        for verb, file in (
            ("report indicators", chart),
            ("report indicators", report),
            ("trace", picture),
        )
    ]
