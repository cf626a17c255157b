"""Three houses trade one lot onward: one types it wrong, one records it late; the answer names both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stdnum.cn import uscc

from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.cli import Cli
from tests.support.desk import Desk, company, customer, product, receipt, sale, staff, supplier, void

DI = "06901234567892"
DEALER = "医疗器械经营企业"
LONG_AGO = "2026-01-10T01:00:00.000000Z"


def code(front: str) -> str:
    """Return a credit code that checks, from its first seventeen signs."""
    return front + uscc.calc_check_digit(front)


NORTH, MIDDLE, SOUTH = (
    code(front) for front in ("91110000600037341", "91310000MA1FL0AB1", "91440300MA5EC0000")
)
MAKER = code("91320500MA1X00007")
HOSPITAL = code("12310000425000000")


class Trade:
    """The houses and their federation; what is recorded has the time that is said."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.houses: list[Desk] = []
        self.asker = Cli(str(folder / "nobody.db"), folder)
        self.group = folder / "federation.json"
        self.at(LONG_AGO)
        dealer = {"kind": DEALER}
        self.north = self.house("north", NORTH, MAKER, customer("M", uscc=MIDDLE, **dealer))
        self.middle = self.house("middle", MIDDLE, NORTH, customer("S", uscc=SOUTH, **dealer))
        self.south = self.house("south", SOUTH, MIDDLE, customer("H", uscc=HOSPITAL))

    def at(self, moment: str) -> None:
        """Let what is recorded from now on be recorded at a time; each event a little later."""
        self.monkeypatch.setattr(LogRecorder, "clock", staticmethod(lambda: moment))
        for desk in self.houses:
            desk.cli.run("checkpoint", "--accept-clock")

    def house(self, name: str, own: str, seller: str, *buyers: dict[str, str], url: str = "") -> Desk:
        """Make a house with its registers, and add it to the federation."""
        home = self.folder / name
        home.mkdir()
        desk = Desk(Cli(url or str(home / "medledger.db"), home), home)
        desk.cli.run("init")
        desk.recorded("companies", company(uscc=own, name=f"{name}公司"))
        desk.recorded("products", product(udi_di=DI, model="M1"))
        desk.recorded("suppliers", supplier(uscc=seller), supplier("S2", uscc=MAKER))
        desk.recorded("staff", staff())
        desk.recorded("customers", *buyers)
        self.asker.run("federation", "add", name, "--ledger", desk.cli.ledger, "--group", self.group)
        self.houses.append(desk)
        return desk

    def copied(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Trade:
        """Return the same houses at another place, with nothing asked yet."""
        place = folder / "trade"
        shutil.copytree(self.folder, place)
        other = copy(self)
        other.folder, other.monkeypatch, other.group = place, monkeypatch, place / self.group.name
        other.group.write_text(self.group.read_text("utf-8").replace(str(self.folder), str(place)), "utf-8")
        other.asker = Cli(str(place / "nobody.db"), place)
        other.houses = [_moved(desk, place) for desk in self.houses]
        other.north, other.middle, other.south = other.houses
        return other

    def ask(self, verb: str, *more: object, expect: int = 0) -> dict[str, Any]:
        """Ask the federation about the lot."""
        goods = ("--udi", DI, "--lot", "L24", "--group", self.group)
        found: dict[str, Any] = self.asker.run("federation", verb, *goods, *more, expect=expect).json
        return found


def _moved(desk: Desk, place: Path) -> Desk:
    home = place / desk.folder.name
    return Desk(Cli(str(home / "medledger.db"), home), home, desk.written)


@pytest.fixture
def trade(traded: Trade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trade:
    """Give a copy of the three houses."""
    return traded.copied(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trade]:
    """Give three houses: north sells to middle, which types another lot; south, which buys there, is late."""
    with pytest.MonkeyPatch.context() as patched:
        yield _traded(tmp_path_factory.mktemp("houses"), patched)


def _traded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Trade:
    trade = Trade(folder, monkeypatch)
    trade.at("2026-02-03T01:00:00.000000Z")
    bought = {"lot": "L24", "received_on": "2026-02-01", "accepted_on": "2026-02-01"}
    trade.north.recorded("receipts", receipt(quantity="100", **bought))
    trade.north.recorded("sales", sale("N1", "L24", "60", customer_code="M", sold_on="2026-02-02"))
    arrived = {"received_on": "2026-02-03", "accepted_on": "2026-02-03"}
    trade.middle.recorded("receipts", receipt("R1", "L42", "60", **arrived))
    trade.middle.recorded("receipts", receipt("R0", "L24", "30", supplier_code="S2", **arrived))
    trade.middle.recorded("sales", sale("M1", "L24", "20", customer_code="S", sold_on="2026-02-04"))
    trade.at("2026-02-20T01:00:00.000000Z")
    came = {"received_on": "2026-02-05", "accepted_on": "2026-02-05"}
    trade.south.recorded("receipts", receipt("R2", "L24", "20", **came))
    trade.south.recorded("sales", sale("S1", "L24", "5", customer_code="H", sold_on="2026-02-06"))
    return trade


def steps(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return class, both ends and both quantities of each step."""
    return [
        tuple(link[key] for key in ("class", "from", "to", "sent", "received")) for link in found["links"]
    ]


def test_the_wrong_lot_and_the_late_house_are_named(trade: Trade) -> None:
    today = trade.ask("trace")
    assert steps(today) == [
        ("entered_group", "供应商S1", "north", None, "100"),
        ("sent_not_received", "north", "middle", "60", None),
        ("entered_group", "供应商S2", "middle", None, "30"),
        ("agree", "middle", "south", "20", "20"),
        ("final_customer", "south", "医院H", "5", None),
    ]
    lost = today["links"][1]
    assert [(one["reason"], one["house"], one["doc_no"], one["lot"]) for one in lost["beside"]] == [
        ("other_lot", "middle", "R1", "L42")
    ]
    (late,) = today["links"][3]["received_lines"]
    assert (late["house"], late["doc_no"], late["late_days"]) == ("south", "R2", 15)


def test_on_each_day_the_answer_is_what_was_recorded_by_then(trade: Trade) -> None:
    before = trade.ask("trace", "--known-at", "2026-02-12")
    assert ("sent_not_received", "middle", "south", "20", None) in steps(before)
    gone = next(link for link in before["links"] if link["to"] == "south")
    assert [one["reason"] for one in gone["beside"]] == ["receiver_behind"]
    assert [row["behind"] for row in before["basis"]["houses"]] == [True, True, True]
    sooner = trade.ask("trace", "--known-at", "2026-02-05")
    assert [row["behind"] for row in sooner["basis"]["houses"]] == [False, False, False]
    assert ("agree", "middle", "south", "20", "20") in steps(trade.ask("trace", "--known-at", "2026-02-20"))
    assert trade.ask("trace", "--known-at", "2026-02-12")["links"] == before["links"]


def test_what_is_put_right_agrees_and_the_past_stays(trade: Trade) -> None:
    trade.ask("trace")
    trade.at("2026-03-01T01:00:00.000000Z")
    trade.middle.recorded("voids", void("receipts", "R1", voided_on="2026-03-01"))
    right = {"received_on": "2026-02-03", "accepted_on": "2026-02-03"}
    trade.middle.recorded("receipts", receipt("R3", "L24", "60", **right))
    assert ("agree", "north", "middle", "60", "60") in steps(trade.ask("trace"))
    past = steps(trade.ask("trace", "--known-at", "2026-02-25"))
    assert ("sent_not_received", "north", "middle", "60", None) in past


def test_who_has_the_goods_is_what_each_house_says_itself(trade: Trade) -> None:
    found = trade.ask("recall", "--prove")
    assert found["proof"] == {"proved": True, "differences": [], "not_asked": []}
    held = [(row["house"], row["status"], row["quantity"]) for row in found["on_hand"]]
    assert held == [("middle", "saleable", "10"), ("north", "saleable", "40"), ("south", "saleable", "15")]
    assert [(row["house"], row["customer_name"], row["outstanding"]) for row in found["customers"]] == [
        ("south", "医院H", "5")
    ]
    assert [(row["house"], row["lot"], row["quantity"]) for row in found["possible"]] == [
        ("middle", "L42", "60")
    ]


def test_a_house_on_postgresql_is_asked_like_any(trade: Trade, postgres_location: Location) -> None:
    assert postgres_location.url is not None
    east = trade.house("east", HOSPITAL, SOUTH, customer(), url=postgres_location.url)
    came = {"received_on": "2026-02-07", "accepted_on": "2026-02-07"}
    east.recorded("receipts", receipt("R4", "L24", "5", **came))
    assert steps(trade.ask("trace"))[-1] == ("agree", "south", "east", "5", "5")
    found = trade.ask("recall", "--prove")
    assert found["proof"] == {"proved": True, "differences": [], "not_asked": []}
    assert ("east", "5") in {(row["house"], row["quantity"]) for row in found["on_hand"]}
    assert trade.asker.run("federation", "verify", "--group", trade.group).json["ok"]


def test_a_missing_code_stands_beside_the_break_that_it_causes(trade: Trade) -> None:
    trade.at("2026-03-01T01:00:00.000000Z")
    trade.south.recorded("suppliers", supplier(event_time="2026-02-28T08:00:00+08:00"))
    found = trade.ask("trace")
    lost = next(link for link in found["links"] if link["from"] == "middle")
    assert (lost["class"], lost["sent"]) == ("sent_not_received", "20")
    assert [(one["reason"], one["house"], one["doc_no"]) for one in lost["beside"]] == [
        ("no_code", "south", "R2")
    ]
    (unnamed,) = [link for link in found["links"] if link["class"] == "no_code"]
    assert [(one["reason"], one["house"], one["doc_no"]) for one in unnamed["beside"]] == [
        ("no_code", "middle", "M1")
    ]


def test_a_house_that_does_not_answer_is_named_and_the_rest_answers(trade: Trade) -> None:
    whole = trade.ask("trace")
    place = Path(trade.south.cli.ledger)
    place.rename(place.with_suffix(".away"))
    found = trade.ask("trace")
    assert {row["house"]: row["state"] for row in found["basis"]["houses"]} == {
        "north": "current",
        "middle": "current",
        "south": "unreachable",
    }
    assert found["links"] == whole["links"]
    told = trade.asker.run("federation", "verify", "--group", trade.group, expect=1).json
    assert [one["house"] for one in told["findings"]] == ["south"]


def test_an_older_copy_put_back_is_found(trade: Trade) -> None:
    folder = Path(trade.north.cli.ledger).parent
    earlier = trade.folder / "earlier"
    trade.asker.run("federation", "verify", "--group", trade.group)
    shutil.copytree(folder, earlier)
    trade.north.recorded("sales", sale("N2", "L24", "1", customer_code="M", sold_on="2026-02-20"))
    assert trade.asker.run("federation", "verify", "--group", trade.group).json["ok"]
    shutil.rmtree(folder)
    shutil.copytree(earlier, folder)
    told = trade.asker.run("federation", "verify", "--group", trade.group, expect=1).json
    assert [(one["kind"], one["house"]) for one in told["findings"]] == [("house_older", "north")]


def test_an_index_that_was_changed_is_found(trade: Trade) -> None:
    trade.ask("trace")
    with duckdb.connect(f"{trade.group}.index") as connection:
        connection.execute("UPDATE lines SET quantity = '61' WHERE house = 'north' AND quantity = '60'")
    told = trade.asker.run("federation", "verify", "--group", trade.group, expect=1).json
    assert [(one["kind"], one["house"]) for one in told["findings"]] == [("federation_index", "north")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trace",), "expected a device identifier"),
        (("trace", "--lot", "NONE"), "none of them has NONE"),
        (("recall", "--lot", "l-24"), "The nearest known ones: L24"),
        (("trace", "--lot", "L24", "--registration-no", "NONE"), "none of them has NONE"),
        (("add", "east", "--group", "federation.json"), "expected the address of its ledger"),
        (("list", "--group", "nowhere.json"), "is not there"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    trade: Trade, arguments: tuple[str, ...], said: str
) -> None:
    trade.monkeypatch.chdir(trade.folder)
    refused = trade.asker.run("federation", *arguments, expect=2)
    assert said in refused.err


def test_rows_leave_as_a_file(trade: Trade) -> None:
    file = trade.folder / "steps.csv"
    trade.asker.run(
        *("federation", "trace", "--lot", "L24", "--group", trade.group, "--output", file),
    )
    assert "已发未收" in file.read_text("utf-8-sig")
    shown = trade.asker.run(
        "federation", "recall", "--lot", "L24", "--group", trade.group, "--format", "table"
    )
    assert "south" in shown.out
