"""Supply facts as EPCIS: valid by the schema of the standard, each told once, voids told as such."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.epcis.document import EpcisDocument
from ledger.settings import Location
from replay import bootstrap
from replay.epcis.supply_events import SupplyEvents, document
from replay.recall import recall_preview, scope_of
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.epcis_schema import epcis_schema
from tests.support.trading_history import REGISTERS, rows_of, trade, void_mistake

CREATED = "2026-07-01T00:00:00.000+08:00"


@pytest.fixture
def house(location: Location, tmp_path: Path) -> Location:
    """The trading house after its half-year, one sale voided."""
    for name in ("home", "papers"):
        (tmp_path / name).mkdir()
    cli = Cli(str(location.path) if location.path else location.url, tmp_path / "home")
    cli.run("init")
    desk = Desk(cli, tmp_path / "papers")
    trade(desk)
    void_mistake(desk)
    return location


def _told(location: Location, **options: list[str]) -> bytes:
    with bootstrap.opened(location) as program:
        events = SupplyEvents(program.log, program.zone, "ledger-1", program.log.head())
        if not options:
            return b"".join(document(events.of(None), CREATED))
        scope = scope_of(**options)
        answer = recall_preview(program.log, program.caught_up(), scope, zone=program.zone).answer
        goods = [(one["product_code"], one.get("lot")) for one in answer["scope"]["goods"]]
        return b"".join(document(events.of(scope, goods), CREATED))


def test_the_facts_of_a_house_are_valid_events_each_told_once(house: Location) -> None:
    raw = _told(house)
    told = json.loads(raw)
    EpcisDocument.model_validate(told)
    events: list[dict[str, Any]] = told["epcisBody"]["eventList"]
    declared = [event for event in events if "errorDeclaration" in event]
    ids = Counter(event["eventID"] for event in events)
    assert {event["eventID"] for event in declared} == {one for one, count in ids.items() if count == 2}
    assert [event["errorDeclaration"]["reason"] for event in declared] == ["did_not_occur"]
    steps = Counter((event.get("bizStep"), event.get("disposition")) for event in events)
    assert steps["replacing", "in_transit"] == 1
    assert steps["shipping", "in_transit"] >= 6
    assert {"holding", "inspecting", "dispensing", "storing"} <= {step for step, _ in steps}
    assert "第一医院" not in raw.decode()
    assert _told(house) == raw  # the same question, the same bytes
    _valid_by_the_schema(told)


def test_a_scope_tells_of_its_goods_and_no_others(house: Location) -> None:
    events = json.loads(_told(house, lot=["L1"]))["epcisBody"]["eventList"]
    assert {event.get("medledger:lot", "L1") for event in events} == {"L1"}
    units = json.loads(_told(house, serial=["B"]))["epcisBody"]["eventList"]
    assert {one for event in units for one in event["epcList"]} == {"urn:medledger:goods:P02:serial:B"}
    assert [one["bizStep"] for one in units if "bizStep" in one][-1] == "receiving"  # taken back for another
    assert json.loads(_told(house, customer=["C2"]))["epcisBody"]["eventList"]


def _valid_by_the_schema(told: dict[str, Any]) -> None:
    assert [error.message for error in epcis_schema().iter_errors(told)] == []


def test_the_verb_writes_what_was_known_then_and_comes_home_at_a_partner(
    house: Location, tmp_path: Path
) -> None:
    """What this house sold, another house that is the customer takes in as receipts."""
    cli = Cli(str(house.path) if house.path else house.url, tmp_path / "home")
    file = tmp_path / "sold.jsonld"
    made = cli.run("export", "epcis", "--product", "P01", "--customer", "C2", "--output", file).json
    assert made["events"] == len(json.loads(file.read_bytes())["epcisBody"]["eventList"])
    before = file.read_bytes()
    told = cli.run("exports", "--format", "json").json[-1]
    assert (told["pack"], told["digest"]) == ("epcis", sha256(before).hexdigest())
    assert told["position"] == made["position"]
    basis = tmp_path / "basis.json"
    basis.write_text(json.dumps(made), encoding="utf-8")
    options = ("--product", "P01", "--customer", "C2", "--basis", basis, "--output", file)
    cli.run("export", "epcis", *options)
    assert file.read_bytes() == before
    (tmp_path / "other").mkdir()
    other = Cli(str(tmp_path / "other" / "medledger.db"), tmp_path / "other")
    other.run("init")
    desk = Desk(other, tmp_path / "other")
    product = next(one for one in desk_products() if one["product_code"] == "P01")
    desk.recorded("products", product)
    desk.recorded("suppliers", {"supplier_code": "S9", "name": "上家", "uscc": "91310000MA1FL5E54P"})
    assert other.import_(file, expect=0).counts[0] >= 1
    assert {row["supplier_code"] for row in other.run("table", "receipts").json} == {"S9"}


def desk_products() -> list[dict[str, str]]:
    """The products of the trading house."""
    (paper,) = [one for one in REGISTERS if one[0] == "products"]
    return rows_of(paper)
