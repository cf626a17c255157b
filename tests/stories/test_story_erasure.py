"""Rule 12: who an individual is lies beside the log, and is gone from every file once it is erased."""

from __future__ import annotations

import json
from errno import ENOSPC
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from ledger.failpoints import FAILPOINTS, armed
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from replay.doors.kept_rows import all_kept, keep
from tests.stories.conftest import Copied
from tests.support.desk import Desk, customer, sale, staff

LOG = (
    *("events", "events_tags", "personal", "decision_state", "settings", "tiles", "checkpoints"),
    *("accesses", "doors"),
)
NEVER_IN = ("events", "events_tags", "decision_state")
_numbers = count(1)


def secret(kind: str) -> str:
    """Return a value that occurs nowhere else, in Chinese, of no form that any check knows."""
    return f"{kind}密{next(_numbers):03}鑫"


class People:
    """Eight individuals, with all that files say of them.

    Attributes:
        rows: Of the customers' file.
        sales: One for each; of every second one the sale's file gives name and address itself.
        complaint: By one of them, in the words of somebody else.
        typed: One more, as somebody types it at the desk.
        secrets: Every personal value in them.
    """

    def __init__(self) -> None:
        self.rows = [
            customer(
                f"K{number}",
                kind="个人",
                name=secret("人"),
                licence_no="",
                licence_valid_until="",
                address=secret("址"),
                delivery_address=secret("巷"),
                contact=secret("联"),
                phone=secret("电"),
                身份证=secret("证"),
            )
            for number in range(1, 9)
        ]
        self.sales = [
            sale(
                f"XSK{number}",
                customer_code=f"K{number}",
                quantity="1",
                customer_name=secret("称") if number % 2 else "",
                delivery_address=secret("送") if number % 2 else "",
                备忘=secret("忘") if number % 2 else "",
            )
            for number in range(1, 9)
        ]
        self.complaint = {
            "complaint_no": "TS-1",
            "received_on": "2026-05-02",
            "received_at": "2026-05-02 09:00",
            "channel": "电话",
            "first_responder": "E1",
            "customer_code": "K1",
            "customer_name": secret("诉"),
            "customer_address": secret("住"),
            "customer_phone": secret("话"),
            "complainant": secret("投"),
            "product_code": "P01",
            "lot": "L1",
            "content": "包装破损",
            "complaint_kind": "product",
            "微信": secret("微"),
        }
        self.typed = {
            "customer_code": "K9",
            "name": secret("新"),
            "kind": "个人",
            "address": secret("处"),
            "phone": secret("号"),
        }
        rows = (*self.rows, *self.sales, self.complaint, self.typed)
        values = [value for row in rows for value in row.values()]
        self.secrets = [value for value in values if "密" in value and "鑫" in value]


def everything(log: LogRecorder, tables: tuple[str, ...] = LOG) -> str:
    """Return what tables of the log hold, as text."""
    found = []
    with log.reading() as connection:
        for table in tables:
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                found += [
                    bytes(value).decode("utf-8", "replace")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for value in row
                ]
    return "\n".join(found)


def shown_by_the_server(log: LogRecorder) -> str:
    """Return what the tables that answers are read from hold on PostgreSQL."""
    with log.reading() as connection:
        names = connection.execute(
            sa.text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'medledger_tables%'")
        ).all()
        return "\n".join(
            str(row)
            for schema, table in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{schema}"."{table}"')
        )


def files_with(folder: Path, texts: list[str]) -> list[tuple[str, str]]:
    """Return which files of a folder hold which of the texts."""
    found = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        found += [(path.name, text) for text in texts if text.encode() in content]
    return found


def lying_beside(location: Location) -> bytes:
    """Return what files and folders hold whose names begin as the ledger's own do."""
    paths = [
        path for place in location.beside.parent.glob(f"{location.beside.name}*") for path in _files(place)
    ]
    return b"".join(path.read_bytes() for path in paths)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [path for path in sorted(place.rglob("*")) if path.is_file()]


def say_everywhere(desk: Desk, people: People, location: Location) -> None:
    """Say what is personal wherever else the program keeps something.

    Entries with a key, said twice; entries and files that are refused; questions that the access log notes;
    rejected rows that wait in the console to be corrected, of several who uploaded them.
    """
    typed, other = people.typed, people.rows[1]
    for _ in range(2):
        desk.cli.run("record", "customers", "--key", "K9", stdin=json.dumps(typed))
    sold = sale("XSK9", customer_code="K9", quantity="1", customer_name=typed["name"])
    for lacking in ({"lot": "L404"}, {"product_code": ""}, {"seller": typed["name"]}):
        refused = desk.cli.run(
            "record", "sales", stdin=json.dumps(sold | {"sale_no": "XSX"} | lacking), expect=None
        )
        assert refused.exit_code == 2
    desk.take("sales", sale("XSY", customer_code=other["name"], product_code="P404"), expect=2)
    given = desk.cli.home / "given.zip"
    whom = ("--for", f"{other['name']}本人", "--personal", f"{typed['phone']}来电索取", "--output", given)
    desk.cli.run("export", "table", "complaints", *whom)
    assert [(one["for"], one["personal"]) for one in desk.cli.run("exports", "--format", "json").json] == [
        ("***本人", "***来电索取")
    ]
    given.unlink()
    found = desk.cli.home / "found.csv"
    asked = ("--where", f"customer_name={other['name']}", "--output", found)
    desk.cli.run("table", "sales", *asked, "--format", "csv")
    found.unlink()
    rows = [
        {"客户编码": "K1", "备注": "不再送货"},
        {"customer_code": "C1", "customer_name": people.sales[2]["customer_name"]},
        {"地址": f"{people.rows[3]['address']} 二楼"},
        {"customer_code": "C1", "quantity": "K1"},
    ]
    kept = [{"file": "a.csv", "table": "sales", "row": row, "reason": "", "advice": ""} for row in rows]
    keep(location, "ye", [*kept, kept[-1] | {"reason": f"“{typed['name']}”没有登记。"}])
    keep(location, "wang", kept[:1])


@pytest.fixture
def people(desk: Desk) -> People:
    """Return people who are on record at the desk."""
    there = People()
    desk.recorded("staff", staff("E2", post="质量负责人"))
    desk.recorded("customers", *there.rows)
    desk.recorded("sales", *there.sales)
    desk.recorded("complaints", there.complaint)
    return there


def test_who_an_individual_is_stands_in_no_document_and_no_state(desk: Desk, people: People) -> None:
    """Neither name, address, telephone nor any unknown column; firms stay as they are."""
    log = open_log(locate(desk.cli.ledger))
    try:
        held = everything(log, NEVER_IN)
    finally:
        log.close()
    assert len(people.secrets) >= 50
    assert [value for value in people.secrets if value in held] == []
    assert "医院C1" in held
    assert desk.cli.run("verify", "--deep", "--format", "json").json["findings"] == []


def test_answers_show_individuals_like_firms(desk: Desk, people: People) -> None:
    """By name too: a name that fits one individual is his code, in files and in filters."""
    row = people.rows[1]
    [found] = desk.cli.table("sales", "--where", "sale_no=XSK2")
    assert (found["customer_name"], found["customer_address"]) == (row["name"], row["address"])
    assert found["customer_phone"] == row["phone"]
    [found] = desk.cli.table("sales", "--where", f"customer_name={people.sales[0]['customer_name']}")
    assert found["sale_no"] == "XSK1"
    desk.recorded("sales", sale("XSN", customer_code=row["name"], quantity="1"))
    [found] = desk.cli.table("sales", "--where", "sale_no=XSN")
    assert (found["customer_code"], found["customer_name"]) == ("K2", row["name"])
    consignees = desk.cli.preview("--lot", "L1")["consignees"]
    assert {one["customer_name"] for one in consignees} >= {row["name"], people.sales[2]["customer_name"]}


def test_what_is_erased_is_in_no_file_any_more(
    desk: Desk, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Database, tables, state, exports, backups, what waits beside; the event tells no value."""
    proved = ("recall", "preview", "--lot", "L1", "--prove", "--format", "json")
    monkeypatch.setenv("MEDLEDGER_HOME", str(desk.cli.home))
    location = locate(desk.cli.ledger)
    say_everywhere(desk, people, location)
    before = desk.cli.run(*proved).json
    thrown_away = 0
    for subject in ("complaints/TS-1", "customers/K9", *(f"customers/K{number}" for number in range(1, 9))):
        answer = desk.cli.run(
            "erase",
            "--subject",
            subject,
            "--reason",
            f"本人要求，{people.rows[7]['name']}知情",
            "--approver",
            "E2",
        )
        assert answer.json["values"] >= 3
        assert answer.json["in_clear"] == []
        thrown_away += answer.json["rejected_rows"]
    assert thrown_away == 5
    assert [len(one.rows) for one in all_kept(location, "ye")] == [1]
    assert all_kept(location, "wang") == []
    exported = [desk.cli.run("table", key, "--format", "csv", "--all").out for key in ("customers", "sales")]
    exported.append(desk.cli.run("table", "complaints", "--format", "json").out)
    exported.append(desk.cli.run(*proved).out)
    desk.cli.run("backup", desk.cli.home / "backup")
    beside = lying_beside(location) + b"".join(path.read_bytes() for path in _files(desk.cli.home / "backup"))
    assert [value for value in people.secrets if value.encode() in beside] == []
    log = open_log(location)
    try:
        held = everything(log)
        if log.dialect.name == "postgresql":
            held += shown_by_the_server(log)
    finally:
        log.close()
    assert [value for value in people.secrets if value in held + "".join(exported)] == []
    assert desk.cli.run("verify", "--deep", "--format", "json").json["findings"] == []
    [row] = desk.cli.table("sales", "--where", "sale_no=XSK1")
    assert (row["customer_code"], row["customer_name"], row["customer_phone"]) == ("K1", None, None)
    after = desk.cli.run(*proved).json
    assert len(after["consignees"]) == len(before["consignees"])
    assert desk.cli.run("rebuild").exit_code == 0
    assert desk.cli.table("customers")[-1]["name"] is None


def test_somebody_else_on_the_staff_approves(desk: Desk, people: People) -> None:
    """Neither a stranger nor the one who records; and only of what is known."""
    assert people.secrets
    asked = ("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver")
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    for approver in ("没有的人", "E1", "员工E1"):
        assert approver in desk.cli.run(*asked, approver, expect=2).err
    unknown = desk.cli.run(
        "erase", "--subject", "customers/K77", "--reason", "x", "--approver", "E2", expect=2
    )
    assert "customers/K77" in unknown.err
    assert desk.cli.table("customers", "--where", "customer_code=K1")[0]["name"] == people.rows[0]["name"]


def test_an_old_copy_is_erased_again(desk: Desk, people: People) -> None:
    """Values that came back with a backup are found by verify and erased by what the log says."""
    log = open_log(locate(desk.cli.ledger))
    try:
        rows = log.fetch("SELECT position, field, salt, value FROM personal ORDER BY position", ())
        subject = ("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
        erased = desk.cli.run(*subject).json["positions"]
        mark = log.dialect.mark
        with log.writing() as connection:
            for row in rows:
                if row[0] in erased:
                    connection.exec_driver_sql(
                        f"INSERT INTO personal VALUES ({mark}, {mark}, {mark}, {mark})", tuple(row)
                    )
    finally:
        log.close()
    found = desk.cli.run("verify", "--format", "json", expect=1).json["findings"]
    assert {one["kind"] for one in found} == {"inserted"}
    again = desk.cli.run("erase", "--again").json
    assert again["positions"] == erased
    assert desk.cli.run("verify", "--format", "json").json["ok"]
    assert desk.cli.table("customers", "--where", "customer_code=K1")[0]["name"] is None
    assert people.rows[0]["name"] not in desk.cli.run("table", "customers", "--format", "json").out


@pytest.mark.parametrize("point", [*FAILPOINTS["append"], *FAILPOINTS["erase"]])
def test_an_erasure_that_was_broken_off_is_completed(
    at_a_copy: Copied, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it ends, event and values agree, and asked again it cleans all, also rows that wait."""

    def strike() -> None:
        raise OSError("struck down")

    with at_a_copy() as desk:
        desk.recorded("staff", staff("E2"))
        desk.recorded("customers", customer("K1", kind="个人", name="断电密鑫", licence_no=""))
        desk.cli.run("tables")
        monkeypatch.setenv("MEDLEDGER_HOME", str(desk.cli.home))
        location = locate(desk.cli.ledger)
        row = {"customer_code": "C1", "备注": "断电密鑫代收"}
        waits = {"file": "a.csv", "table": "sales", "row": row, "reason": "", "advice": ""}
        keep(location, "ye", [waits])
        asked = ("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
        with armed(point, strike):
            desk.cli.run(*asked, expect=2)
        assert desk.cli.run("verify", "--format", "json").json["findings"] == []
        recorded = desk.cli.table("customers", "--where", "customer_code=K1")[0]["name"] is None
        assert recorded == (point not in {"append.begun", "append.written", "erase.rows_thrown_away"})
        desk.cli.run(*(("erase", "--again") if recorded else asked))
        assert all_kept(location, "ye") == []
        assert "断电密鑫".encode() not in lying_beside(location)
        assert desk.cli.run(*asked).json["values"] == 0


def test_rejected_rows_that_cannot_be_written_stop_an_erasure(
    at_a_copy: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be found again later is destroyed first, or nothing is erased."""

    def full(*_given: object) -> int:
        raise OSError(ENOSPC, "No space left on device")

    with at_a_copy() as desk:
        desk.recorded("staff", staff("E2"))
        desk.recorded("customers", customer("K1", kind="个人", name="断电密鑫", licence_no=""))
        asked = ("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
        with monkeypatch.context() as patched:
            patched.setattr("replay.erasure.throw_away", full)
            refused = desk.cli.run(*asked, expect=4)
        assert refused.err.startswith("Nothing was erased: the rejected rows")
        assert desk.cli.table("customers", "--where", "customer_code=K1")[0]["name"] == "断电密鑫"
        assert desk.cli.run(*asked).json["values"] > 0


def test_a_key_that_says_who_is_refused(desk: Desk) -> None:
    """It would stay in the log for good; other keys, and marks that tell of nobody, are taken."""
    person = {"customer_code": "K1", "kind": "个人", "name": "张密鑫", "phone": "13800000001"}
    for key in ("张密鑫-1", "订单13800000001"):
        refused = desk.cli.run("record", "customers", "--key", key, stdin=json.dumps(person), expect=2)
        assert "张密鑫" not in refused.err and "1380" not in refused.err
        assert refused.err.startswith("Reading the key: it stays in the log for good")
    assert "K1" not in {row["customer_code"] for row in desk.cli.table("customers")}
    desk.cli.run("record", "customers", "--key", "20261201-0001", stdin=json.dumps(person))
    assert desk.cli.run("verify").json["ok"]


def test_a_key_of_an_earlier_program_that_says_who_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be erased without breaking the proofs: the answer and the event name its position."""
    desk.recorded("staff", staff("E2"))
    person = {"customer_code": "K1", "kind": "个人", "name": "张密鑫"}
    with monkeypatch.context() as patched:
        patched.setattr("ledger.entry.keys._tellings", lambda _field, _value: [])
        entered = desk.cli.run("record", "customers", "--key", "张密鑫-1", stdin=json.dumps(person)).json
    asked = ("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
    assert desk.cli.run(*asked).json["in_clear"] == [entered["recorded"][0]["position"]]
