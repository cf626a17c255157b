"""What the verbs print of a small ledger, and with which exit codes they end."""

from __future__ import annotations

import csv
import json
import sqlite3
import stat
from pathlib import Path

import pytest

SALES = "销售单号,销售日期,客户编码,产品编码,生产批号,数量,经办人,制单人\n"
REGISTERS = {
    "products.csv": "产品编码,产品名称,单位,追溯方式,注册证编号或备案编号,注册人/备案人名称,"
    "是否冷链管理,是否植入类,是否特殊管理\n"
    "P01,注射器,支,lot,国械注准20243149123,清屿公司,否,否,否\n",
    "customers.csv": "客户编码,客户名称,客户类型,许可证号\nC1,第一医院,医疗器械使用单位,证C1\n",
    "suppliers.csv": "供货者编码,供货者名称,许可证号\nS1,清屿公司,证S1\n",
    "staff.csv": "人员编码,姓名,岗位\nE1,林一,业务员\n",
}


@pytest.fixture
def ledger(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new ledger in the current folder, with its registers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDLEDGER_URL", raising=False)
    assert run("init").code == 0
    for name, text in REGISTERS.items():
        Path(name).write_text(text, "utf-8")
    ran = run("import", *REGISTERS)
    assert ran.code == 0, ran.err + ran.text
    return tmp_path / "medledger.db"


def _sales(*lines: str, name: str = "sales.csv") -> str:
    Path(name).write_text(SALES + "".join(f"{line}\n" for line in lines), "utf-8")
    return name


def test_init_makes_a_ledger_a_key_and_says_where(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDLEDGER_TZ", "Asia/Urumqi")
    place = tmp_path / "new.db"
    ran = run("init", "--ledger", str(place))
    made = json.loads(ran.text)
    assert (made["ledger"], made["time_zone"]) == (str(place), "Asia/Urumqi")
    assert made["verifier_key"].startswith("medledger/")
    key = Path(made["key_file"])
    assert (key, stat.S_IMODE(key.stat().st_mode)) == (tmp_path / "new.db.key", 0o600)


def test_init_refuses_what_is_there(run, ledger):
    before = ledger.read_bytes()
    ran = run("init")
    assert ran.code == 2
    assert ran.err == (
        "Making a ledger: there is one at medledger.db already.\n"
        "Use it, or choose another place with --ledger; the one that is there was not touched.\n"
    )
    assert ledger.read_bytes() == before


def test_init_refuses_an_unknown_time_zone_and_makes_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDLEDGER_TZ", "Mars/Olympus")
    ran = run("init", "--ledger", str(tmp_path / "new.db"))
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])
    assert "got 'Mars/Olympus'" in ran.err


def test_init_completes_a_ledger_that_was_left_half_made(run, tmp_path):
    """The database is there, the key is not: a crash in between."""
    from ledger.log.opening import open_log
    from ledger.settings import locate

    place = str(tmp_path / "half.db")
    open_log(locate(place), create=True).close()
    assert run("init", "--ledger", place).code == 0
    assert run("checkpoint", "--ledger", place).code == 0


def test_the_ledger_may_be_named_before_the_verb_and_after_it(run, ledger, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for words in (("--ledger", str(ledger), "status"), ("status", "--ledger", str(ledger))):
        assert json.loads(run(*words).text)["position"] == 5
    assert json.loads(run("--ledger", "nowhere.db", "status", "--ledger", str(ledger)).text)["position"] == 5


def test_import_prints_what_became_of_every_file(run, ledger):
    ran = run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,某人"))
    assert ran.code == 0
    assert json.loads(ran.text) == {
        "files": [
            {
                "file": "sales.csv",
                "table": "sales",
                "rows": 1,
                "recorded": 1,
                "duplicates": 0,
                "rejected": 0,
                "findings": 1,
                "unknown_columns": ["制单人"],
            }
        ],
        "position": 6,
    }


def test_rejected_rows_go_beside_their_file_and_are_told(run, ledger):
    ran = run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,", "XS2,2026-05-01,C9,P01,L1,1,E1,"))
    assert ran.code == 2
    assert ran.err == (
        "sales.csv: XS2, 2026-05-01, C9, P01 - customer_code 'C9' is not in the table customers. "
        "Register it first, or correct the code and import again.\n"
        "Importing: 1 of 2 rows were rejected.\n"
        "See sales.rejects.csv for the reasons; correct the rows there (in Excel: in the .xlsx beside it, "
        "where codes are text) and import that file. "
        "What was not rejected is recorded.\n"
    )
    with Path("sales.rejects.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["销售单号"], bool(row["拒收原因"]), bool(row["处理建议"])) == ("XS2", True, True)


def test_corrections_in_a_rejects_file_are_never_overwritten(run, ledger):
    """The file is corrected and imported together with the one it came from, as `*.csv` does."""
    files = [_sales("XS2,2026-05-01,C9,P01,L1,1,E1,")]
    run("import", *files)
    corrected = Path("sales.rejects.csv")
    corrected.write_text(corrected.read_text("utf-8-sig").replace("C9", "C1"), "utf-8")
    before = corrected.read_bytes()
    told = json.loads(run("import", *files, str(corrected)).text)
    assert [(one["recorded"], one["rejected"]) for one in told["files"]] == [(0, 1), (1, 0)]
    assert corrected.read_bytes() == before
    assert Path("sales.rejects-2.csv").exists()
    refused = run("import", *files, "--rejects", "sales.csv")
    assert refused.code == 2
    assert refused.err.startswith(
        "Writing sales.csv: expected another file than those to be read, got one of them."
    )


def test_the_same_rejects_again_are_in_the_file_that_is_there(run, ledger):
    files = [_sales("XS2,2026-05-01,C9,P01,L1,1,E1,")]
    for _ in range(3):
        assert "sales.rejects.csv" in run("import", *files).err
    assert sorted(one.name for one in Path().glob("*.rejects*")) == [
        "sales.rejects.csv",
        "sales.rejects.xlsx",
    ]


def test_no_rejects_no_rejects_file(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    assert not list(ledger.parent.glob("*rejects*"))


def test_several_files_have_several_rejects_files(run, ledger):
    bad = "XS2,2026-05-01,C9,P01,L1,1,E1,"
    files = [_sales(bad, name="a.csv"), _sales(bad.replace("XS2", "XS3"), name="b.csv")]
    assert run("import", *files, "--rejects", "out.csv").code == 2
    assert {path.name for path in ledger.parent.glob("out*")} == {
        *("out-a.csv", "out-a.xlsx", "out-b.csv", "out-b.xlsx")
    }


def test_a_file_that_cannot_be_read_keeps_all_of_them_out(run, ledger):
    ran = run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"), "missing.csv")
    assert (ran.code, ran.out) == (2, b"")
    assert json.loads(run("status").text)["position"] == 5


def test_check_records_nothing_and_leaves_no_file(run, ledger):
    name = _sales("XS1,2026-05-01,C1,P01,L1,10,E1,", "XS2,2026-05-01,C9,P01,L1,1,E1,")
    before = {path.name for path in ledger.parent.iterdir()}
    ran = run("import", name, "--check")
    assert ran.code == 2
    assert "\nChecking an import: 1 of 2 rows would be rejected.\n" in ran.err
    assert json.loads(ran.text)["position"] == 5
    assert {path.name for path in ledger.parent.iterdir()} == before


def test_an_import_is_signed(run, ledger):
    assert json.loads(run("status").text)["checkpoint"]["size"] == 5
    copies = ledger.with_name("medledger.db.checkpoints").read_text("utf-8")
    assert "\n5\n" in copies


def test_nothing_is_recorded_while_the_key_is_away(run, ledger):
    """What cannot be signed is not acknowledged; reading and checking go on."""
    ledger.with_name("medledger.db.key").unlink()
    ran = run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    assert ran.code == 2
    assert "medledger.db.key is not there" in ran.err
    assert json.loads(run("status").text)["position"] == 5
    assert run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"), "--check").code == 0
    assert run("verify").code == 0


def test_status_shows_how_far_the_tables_are_and_moves_nothing(run, ledger):
    run("tables")
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    for _ in range(2):
        told = json.loads(run("status").text)
        assert (told["position"], told["parked"]) == (6, [])
        assert {row["lag"] for row in told["projections"]} == {1}
        assert {row["position"] for row in told["projections"]} == {5}


def test_tables_counts_rows_at_any_time(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    counted = {row["key"]: row["rows"] for row in json.loads(run("tables").text)}
    assert (counted["sales"], counted["products"], counted["returns"]) == (1, 1, 0)
    earlier = {row["key"]: row["rows"] for row in json.loads(run("tables", "--known-at", "5").text)}
    assert (earlier["sales"], earlier["products"]) == (0, 1)


def test_a_table_may_be_named_in_chinese_and_shown_on_a_screen(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    assert json.loads(run("table", "销售记录").text) == json.loads(run("table", "sales").text)
    lines = run("table", "sales", terminal=True, lang="zh").text.splitlines()
    assert lines[0].split()[:3] == ["销售单号", "行号", "销售日期"]
    assert lines[1].split()[:3] == ["XS1", "1", "2026-05-01"]
    assert lines[-1].startswith("共 1 行。")


def test_csv_of_a_table_has_all_its_columns(run, ledger):
    from ledger.events.catalogue import table

    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    run("table", "sales", "--output", "out.csv")
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert sorted(rows[0]) == sorted(
        [
            *(column.zh for column in table("sales").columns),
            *("日志位置", "业务时间", "记录时间", "作废时间", "备注"),
        ]
    )
    assert len(rows) == 2


def test_findings_end_with_one_while_any_is_open(run, ledger):
    assert (run("findings").code, run("findings").text) == (0, "[]\n")
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    ran = run("findings")
    (row,) = json.loads(ran.text)
    assert (ran.code, row["rule"], row["state"], row["doc_no"]) == (1, "G-05", "open", "XS1")
    assert row["message"].startswith("No accepted receipt is known of product 'P01', lot 'L1'")


def test_a_recall_is_previewed_as_json_as_sections_and_as_a_list_to_call(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    words = ("recall", "preview", "--lot", "L1")
    found = json.loads(run(*words).text)
    assert set(found) == {
        "scope",
        "basis",
        "received",
        "consignees",
        "on_hand",
        "possible",
        "totals",
        "by_unit",
        "possible_counted",
    }
    assert found["totals"]["outstanding"] == "10"
    text = run(*words, terminal=True).text
    for title in ("Received", "Consignees", "On hand", "Totals"):
        assert f"\n{title}\n" in text
    assert "Accepted 0 = on hand 0 + outstanding 10 + disposed 0" in text
    assert run(*words, "--format", "csv").text.startswith("客户编码,客户名称,地址,联系人,联系方式,产品编码,")


def test_a_proved_recall_says_so(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    ran = run("recall", "preview", "--lot", "L1", "--prove")
    assert (ran.code, json.loads(ran.text)["proof"]["proved"]) == (0, True)


def test_a_recall_that_cannot_be_proved_ends_with_one(run, ledger):
    """Somebody has changed the tables: the log says otherwise."""
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    run("tables")
    (tables,) = (path for path in ledger.parent.glob("medledger.db.tables.*") if path.suffix[1:].isdigit())
    with sqlite3.connect(tables) as connection:
        connection.execute("UPDATE movements SET quantity = '7'")
    connection.close()
    ran = run("recall", "preview", "--lot", "L1", "--prove", terminal=True)
    assert ran.code == 1
    told = " ".join(ran.text.split())
    assert "Not proved: the replayed log gives another answer in: by_unit, consignees, totals." in told
    found = json.loads(run("verify").text)
    assert (found["ok"], found["findings"][0]["kind"]) == (False, "drift")
    assert run("rebuild").code == 0
    assert run("recall", "preview", "--lot", "L1", "--prove").code == 0


def test_what_may_belong_to_a_recall_is_shown_first(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L10,10,E1,", "XS2,2026-05-01,C1,P01,L1O,4,E1,"))
    shown = run("recall", "preview", "--lot", "L10", terminal=True).text
    first, rest = shown.split("Received\n", 1)
    assert "Possible: 1 lines that may belong to it, not counted in the totals" in first
    assert "lot_looks_alike" in first
    assert "sold 10," in rest
    empty = run("recall", "preview", "--lot", "L10", "--at", "2026-01-01", terminal=True)
    assert empty.code == 0
    assert "Nothing there: looked up to 2026-01-01 23:59:59 and position " in empty.text


_NO_CASE = (
    "None of that kind is known yet. medledger cases lists all; by --at and --known-at it must have begun."
)


def test_a_case_that_nobody_knows_is_refused(run, ledger):
    refused = run("case", "TS-404")
    assert refused.code == 2
    assert refused.err.splitlines() == [
        "Showing a case: expected the number of a case that is known, got 'TS-404'.",
        _NO_CASE,
    ]


def test_a_trace_wants_to_know_of_what(run, ledger):
    ran = run("trace", "--product", "P01")
    assert ran.code == 2
    assert ran.err.startswith(
        "Tracing: expected --lot, --serial, --udi, --customer, --supplier or --receipt, got none.\n"
    )


def test_a_trace_is_a_list_of_movements(run, ledger):
    run("import", _sales("XS1,2026-05-01,C1,P01,L1,10,E1,"))
    (row,) = json.loads(run("trace", "--lot", "L1").text)
    assert (row["kind"], row["doc_no"], row["customer_name"], row["quantity"]) == (
        "sold",
        "XS1",
        "第一医院",
        "10",
    )
    text = run("trace", "--lot", "L1", terminal=True).text
    assert "Held by customers" in text


def test_a_checkpoint_is_a_signed_note(run, ledger):
    note = json.loads(run("checkpoint").text)["note"]
    assert note == run("checkpoint", "--format", "table").text
    origin, size, _root, tags, blank, signature, end = note.split("\n")
    assert (size, blank, end) == ("5", "", "")
    assert tags.startswith("tags 3 ")
    assert signature.startswith(f"— {origin} ")


def test_what_was_imported_is_told_also_where_its_index_cannot_be_signed(run, ledger):
    """The rows are on record by then: the receipt stands, and the fault is told beside it."""
    Path("first.csv").write_text("supplier_code,name\nS8,八号", "utf-8")
    assert run("import", "first.csv").code == 0
    with sqlite3.connect(ledger) as connection:
        connection.execute("UPDATE tag_index SET tags = tags + 1 WHERE level = 14")
    again = run("import", "first.csv")
    assert again.code == 0
    assert json.loads(again.text)["files"][0]["duplicates"] == 1
    assert "tag index" in again.err


def test_verify_finds_nothing_in_a_sound_ledger(run, ledger):
    ran = run("verify")
    told = json.loads(ran.text)
    assert (ran.code, told["ok"], told["findings"]) == (0, True, [])
    assert [one["what"] for one in told["compared"]] == ["checkpoints", "copies"]
    assert told["not_checked"] == ["key", "held", "witnesses"]


def test_what_is_no_database_is_a_finding_of_verify_and_corruption_elsewhere(run, ledger):
    """The first pages are overwritten: `verify` answers, the others stop."""
    content = bytearray(ledger.read_bytes())
    content[100:8192] = b"\xff" * 8092
    ledger.write_bytes(content)
    ran = run("verify")
    assert (ran.code, json.loads(ran.text)["ok"]) == (1, False)
    for verb in ("status", "tables", "checkpoint"):
        assert run(verb).code == 5, verb


def test_a_log_that_lost_its_settings_is_a_finding_of_verify(run, ledger):
    """Not even a missing table of the log makes `verify` fail."""
    with sqlite3.connect(ledger) as connection:
        connection.execute("DROP TABLE settings")
    connection.close()
    ran = run("verify")
    assert (ran.code, json.loads(ran.text)["ok"]) == (1, False)


def test_a_table_stays_whole_when_the_log_is_damaged(run, ledger):
    """A reading verb that meets an unreadable event ends with 5 and prints nothing."""
    with sqlite3.connect(ledger) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE events SET document = x'7b' WHERE position = 2")
    connection.close()
    ran = run("table", "sales")
    assert (ran.code, ran.out) == (5, b"")
    assert "position 2" in ran.err


def test_rebuild_tells_what_it_compared(run, ledger):
    run("tables")
    told = json.loads(run("rebuild", "records").text)
    assert (told["position"], told["projections"]) == (5, ["records"])
    assert all(one["equal"] for one in told["compared"])
    assert run("rebuild", "nonsense").code == 2


def test_a_rebuild_tells_how_it_went_and_status_tells_it_again(run, ledger):
    run("tables")
    outcome = json.loads(run("rebuild").text)["outcome"]
    assert (outcome["state"], outcome["generation"], outcome["runs"], outcome["different"]) == (
        "switched",
        2,
        1,
        [],
    )
    assert outcome["digest"] == outcome["served_digest"]
    assert len(outcome["digest"]) == 64
    told = json.loads(run("status").text)
    assert (told["rebuilt"] | {"told_at": None}, told["kept"], told["building"]) == (outcome, 1, [])
    shown = run("status", "--format", "table", terminal=True).text
    assert f"Digest of the old and the new tables: {outcome['digest']}" in " ".join(shown.split())
    assert "Generation 1 is kept; medledger rebuild --drop-old removes it." in shown


def test_old_tables_are_dropped_when_that_is_asked_for(run, ledger):
    run("tables")
    run("rebuild")
    assert json.loads(run("rebuild", "--drop-old").text) == {"generation": 2, "dropped": [1]}
    assert json.loads(run("rebuild", "--drop-old").text) == {"generation": 2, "dropped": []}
    assert json.loads(run("status").text)["kept"] is None
