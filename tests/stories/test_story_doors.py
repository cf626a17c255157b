"""Rule 13 and the command line: exit codes, formats, messages."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.support.cli import Cli
from tests.support.desk import Desk, sale


@pytest.fixture
def nowhere(tmp_path: Path) -> Cli:
    """Return the program bound to a ledger that does not exist."""
    return Cli(str(tmp_path / "nowhere.db"), tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("tables",),
        ("table", "sales"),
        ("trace", "--lot", "L1"),
        ("recall", "preview", "--lot", "L1"),
        ("findings",),
        ("verify",),
        ("checkpoint",),
        ("rebuild",),
        ("import", __file__),
    ],
)
def test_without_a_ledger_a_verb_ends_with_four(nowhere: Cli, words: tuple[str, ...]) -> None:
    """Nothing is made by asking; one sentence and one line of advice go to standard error."""
    answer = nowhere.run(*words, expect=4)
    assert answer.out == ""
    assert 1 <= len(answer.err.strip().splitlines()) <= 3
    assert list(nowhere.home.iterdir()) == []


def test_schema_needs_no_ledger(nowhere: Cli) -> None:
    """The catalogue describes itself: every table with its fields, and one as JSON Schema."""
    tables = nowhere.run("schema", "--format", "json").json["tables"]
    assert [table["key"] for table in tables][:3] == ["products", "customers", "suppliers"]
    assert set(tables[0]) >= {"key", "zh", "en", "kind", "fields"}
    assert set(tables[0]["fields"][0]) >= {"key", "zh", "type", "required"}
    schema = nowhere.run("schema", "sales").json
    assert "sale_no" in schema["properties"]


@pytest.mark.parametrize(
    "words",
    [
        ("table", "bills"),
        ("table", "sales", "--where", "colour=red"),
        ("table", "sales", "--at", "yesterday"),
        ("table", "sales", "--known-at", "soon"),
        ("recall", "preview"),
        ("import", "/nonexistent.csv"),
        ("import", "--table", "bills", __file__),
        ("fly",),
        ("table",),
    ],
)
def test_what_cannot_be_meant_is_refused_with_two(desk: Desk, words: tuple[str, ...]) -> None:
    """The message is on standard error, and nothing is on standard output."""
    answer = desk.cli.run(*words, expect=2)
    assert answer.out == ""
    assert answer.err.strip()


def test_a_tie_of_headings_asks_for_the_table(desk: Desk) -> None:
    """A file that fits no table is refused; one that fits is known by its headings."""
    strange = desk.folder / "strange.csv"
    strange.write_text("甲,乙\n1,2\n", "utf-8")
    desk.cli.run("import", strange, expect=2)
    assert desk.cli.import_(desk.file(sale())).files[0]["table"] == "sales"


def test_check_says_what_an_import_would_do(desk: Desk) -> None:
    """`--check` counts like the import itself and records nothing."""
    position = desk.cli.position()
    path = desk.file(sale("XS1"), sale("XS2", customer_code="C9"))
    assert desk.cli.import_(path, "--check", expect=2).counts == (1, 0, 1)
    assert desk.cli.position() == position
    assert desk.cli.table("sales") == []


def test_reading_verbs_catch_up_first(desk: Desk) -> None:
    """What an import has just recorded is in the next answer."""
    desk.recorded("sales", sale())
    assert len(desk.cli.table("sales")) == 1
    assert len(desk.cli.trace("--lot", "L1")) == 2


def test_rows_carry_their_place_and_times(desk: Desk) -> None:
    """Every row has position, event_time, record_time and voided_at; absent is null."""
    desk.recorded("sales", sale(quantity="10.0", unit_price="2.50"))
    (row,) = desk.cli.table("sales")
    assert row["position"] == desk.cli.position()
    assert row["voided_at"] is None
    assert row["invoice_no"] is None
    assert (row["quantity"], row["unit_price"], row["line"]) == ("10", "2.5", 1)
    assert row["record_time"] > row["event_time"]


def test_csv_carries_the_chinese_headings(desk: Desk) -> None:
    """Headings are those of the official form; the values are those of the JSON answer."""
    desk.recorded("sales", sale())
    (row,) = csv.DictReader(
        io.StringIO(desk.cli.run("table", "sales", "--format", "csv").out.lstrip("\ufeff"))
    )
    assert (row["销售单号"], row["购货者名称"], row["销售数量"]) == ("XS1", "医院C1", "10")


def test_output_goes_to_a_file(desk: Desk, tmp_path: Path) -> None:
    """`--output` takes what would be printed."""
    desk.recorded("sales", sale())
    target = tmp_path / "sales.csv"
    answer = desk.cli.run("table", "sales", "--format", "csv", "--output", target)
    assert answer.out == ""
    assert "XS1" in target.read_text("utf-8-sig")
    desk.cli.run("table", "sales", "--format", "xlsx", "--output", tmp_path / "sales.xlsx")
    assert (tmp_path / "sales.xlsx").read_bytes().startswith(b"PK")


def test_rows_are_filtered_by_where(desk: Desk) -> None:
    """Several conditions hold together."""
    desk.recorded("sales", sale("XS1"), sale("XS2", customer_code="C2"), sale("XS3", quantity="3"))
    where = ("--where", "customer_code=C1", "--where", "quantity=3")
    assert [row["sale_no"] for row in desk.cli.table("sales", *where)] == ["XS3"]


def test_init_does_not_touch_a_ledger_that_is_there(desk: Desk) -> None:
    """A second `init` is refused and the records stay."""
    position = desk.cli.position()
    desk.cli.run("init", expect=2)
    assert desk.cli.position() == position


def test_the_installed_command_says_the_same(desk: Desk) -> None:
    """As a process of its own: rows in a pipe are JSON, errors are one sentence, no traceback."""
    desk.recorded("sales", sale())
    assert desk.cli.start("table", "sales").json == desk.cli.table("sales")
    refused = desk.cli.start("table", "bills", expect=2)
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    "verb", ["init", "import", "tables", "table", "trace", "findings", "status", "verify", "demo"]
)
def test_help_gives_an_example(nowhere: Cli, verb: str) -> None:
    """`--help` of every verb shows how it is called."""
    assert f"medledger {verb}" in nowhere.run(verb, "--help").out


def test_messages_follow_the_language(nowhere: Cli) -> None:
    """`MEDLEDGER_LANG=zh` speaks Chinese, `en` English."""
    english = nowhere.run("status", expect=4).err
    nowhere.settings["MEDLEDGER_LANG"] = "zh"
    chinese = nowhere.run("status", expect=4).err
    assert english.isascii() or "nowhere" in english
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
