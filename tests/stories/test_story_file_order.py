"""Papers that contradict each other, in any order in their files: the same are kept (interface rule 3)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.stories.conftest import Copied
from tests.support.budgets import examples
from tests.support.desk import Desk, Row, customer, receipt, returned, sale, void

FILES = ("customers", "receipts", "sales", "returns", "exchanges", "disposals", "consignments", "voids")
Papers = dict[str, list[Row]]
_SCANNED = frozenset({"receipts", "sales", "returns"})
_ELEMENTS = {"10": "lot", "21": "serial"}
_DEVICES = {"P01": "06901234567892", "P02": "06901234000003"}
_FIRST = date(2026, 1, 1)


def _day(number: int) -> str:
    return (_FIRST + timedelta(days=number)).isoformat()


def _goods(draw: random.Random) -> Row:
    """Return some of a lot, or one unit: few of them, so that papers want the same."""
    if draw.random() < 0.5:
        return {"product_code": "P01", "lot": draw.choice(["LA", "LB"]), "quantity": draw.choice("1234")}
    return {"product_code": "P02", "lot": "", "quantity": "1", "serial": draw.choice(["SN1", "SN2", "SN3"])}


def _receipt(draw: random.Random, number: int) -> Row:
    goods = _goods(draw)
    return receipt(
        f"YS{number}",
        **{**goods, "accepted_quantity": goods["quantity"]},
        **_on(number, "received_on", "accepted_on"),
    )


def _sale(draw: random.Random, number: int) -> Row:
    who = draw.choice(["C1", "C2"])
    return sale(f"XS{number}", **_goods(draw), customer_code=who, **_on(number, "sold_on"))


def _return(draw: random.Random, number: int) -> Row:
    who, again = draw.choice(["C1", "C2"]), draw.choice(["重新入库", "待处理", "销毁"])
    return returned(
        f"TH{number}", **_goods(draw), customer_code=who, disposition=again, **_on(number, "returned_on")
    )


def _exchange(draw: random.Random, number: int) -> Row:
    goods, given_for = _goods(draw), _goods(draw)
    return {
        "exchange_no": f"HH{number}",
        "line": "1",
        "exchanged_on": _day(number),
        "customer_code": draw.choice(["C1", "C2"]),
        **goods,
        "replacement_product_code": given_for["product_code"],
        "replacement_lot": given_for["lot"],
        "replacement_serial": given_for.get("serial", ""),
        "reason": "故障",
        "handler": "E1",
    }


def _disposal(draw: random.Random, number: int) -> Row:
    return {
        "disposal_no": f"CZ{number}",
        "line": "1",
        "disposal_kind": draw.choice(["destroyed", "returned_to_supplier"]),
        "disposed_on": _day(number),
        **_goods(draw),
        "reason": "破损",
        "decided_by": "E1",
    }


def _consignment(draw: random.Random, number: int) -> Row:
    """Send goods out; of some the paper tells also that they were used, or came back."""
    return {
        "consignment_no": f"XP{number}",
        "line": "1",
        "consignment_kind": "consignment",
        "consigned_on": _day(number),
        "customer_code": "C1",
        "handler": "E1",
        **_goods(draw),
        **draw.choice(
            [{}, {"used_on": _day(number + 1), "use_confirmed_by": "E1"}, {"returned_on": _day(number + 1)}]
        ),
    }


def _customer(_draw: random.Random, number: int) -> Row:
    return customer("C9", phone=f"0300-{number}", event_time=_day(number))


def _void(draw: random.Random, number: int) -> Row:
    """Void something that may be there."""
    table, head = draw.choice([("sales", "XS"), ("returns", "TH"), ("receipts", "YS"), ("exchanges", "HH")])
    return void(table, f"{head}{draw.randrange(40)}", voided_on=_day(number))


_WRITERS: dict[str, tuple[int, Callable[[random.Random, int], Row]]] = {
    "customers": (1, _customer),
    "receipts": (5, _receipt),
    "sales": (9, _sale),
    "returns": (7, _return),
    "exchanges": (3, _exchange),
    "disposals": (3, _disposal),
    "consignments": (2, _consignment),
    "voids": (5, _void),
}


def _scanned(row: Row) -> Row:
    """Return a row that leaves lot and serial to the scanner."""
    said = "".join(f"({element}){row[key]}" for element, key in _ELEMENTS.items() if row.get(key))
    code = (
        f"(01){_DEVICES[row['product_code']]}{said}" if row["quantity"] == "1" or "serial" not in row else ""
    )
    return {**row, "lot": "", "serial": "", "udi": code} if code else row


def _on(number: int, *columns: str) -> Row:
    return dict.fromkeys(columns, _day(number))


def papers(draw: random.Random, days: int) -> Papers:
    """Return papers of as many days, one a day, that want the same goods again and again."""
    found: Papers = {table: [] for table in FILES}
    tables = [table for table, (often, _) in _WRITERS.items() for _ in range(often)]
    for number in range(1, days + 1):
        table = draw.choice(tables)
        row = _WRITERS[table][1](draw, number)
        found[table].append(_scanned(row) if table in _SCANNED and draw.random() < 0.3 else row)
    for version in found["customers"][-1:]:
        version["event_time"] = (
            ""  # of one version alone: of several, what came first would count from always
        )
    return found


def kept(desk: Desk) -> dict[str, Any]:
    """Return what stands in the tables, and the open findings, without where in the log it is."""
    found: dict[str, Any] = {}
    for table in FILES:
        rows = desk.cli.run("table", table, "--format", "json", "--all", "--struck").json
        told = [_placeless(row) for row in rows]
        found[table] = sorted(told, key=repr)
    found["findings"] = sorted(
        (row["rule"], str(row["record_table"]), str(row["doc_no"]), str(row["voided_at"]))
        for row in desk.findings()
    )
    return found


def _placeless(row: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in row.items() if key not in {"position", "record_time", "source"}}
    return told | {"voided_at": bool(row.get("voided_at"))}


@tries(max_examples=examples(4), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_the_order_in_the_files_changes_nothing(at_a_copy: Copied, seed: int) -> None:
    """Each paper of a day of its own; what contradicts what came before it is rejected in either order."""
    draw = random.Random(seed)
    written = papers(draw, 30)
    answers = []
    for shuffled in (False, True):
        with at_a_copy() as desk:
            files = []
            for table in FILES:
                rows = list(written[table])
                if shuffled:
                    draw.shuffle(rows)
                if rows:
                    files.append(desk.file(*rows))
            desk.cli.import_(*files, expect=None)
            answers.append(kept(desk))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1)])
def test_the_stages_of_a_case_may_stand_in_any_order(at_a_copy: Copied, order: tuple[int, ...]) -> None:
    """Newest first, as many systems export: the rows of one case in one file."""
    part = {"consignment_no": "XP1", "line": "1"}
    out = part | {"consignment_kind": "医疗机构选配", "consigned_on": "2026-01-11", "customer_code": "C1"}
    rows = (
        out | {"product_code": "P01", "lot": "L1", "quantity": "4", "handler": "E1"},
        part | {"used_on": "2026-01-12", "used_quantity": "3", "use_confirmed_by": "E1", "环节": "使用确认"},
        part | {"returned_on": "2026-01-13", "unused_quantity": "1", "环节": "未使用退回"},
    )
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt())
        desk.recorded("consignments", *(rows[place] for place in order))
        told = [row["stage"] for row in desk.cli.table("consignments", "--struck")]
        assert sorted(told) == ["goods_consigned_out", "unused_returned", "use_confirmed"]
        assert desk.take("consignments", *(rows[place] for place in order)) == (0, 3, 0)
