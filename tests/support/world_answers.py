"""What a ledger answers when papers were brought in some order, each part compared with a count by hand.

Papers are those of a random world (`tests.support.wide_worlds`). Whatever the order, the record tables, the
open findings, what is owed, the stock and the recalls are the same, and each is what the papers say.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.events import catalogue
from projections.answers import catalogue as views
from projections.answers.cases import due_items
from projections.answers.findings.findings import findings
from projections.answers.goods.recall_scope import Scope
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from projections.reading.record_rows import stream
from replay.bootstrap import Program
from replay.recall import recall_preview
from tests.support.bringing_papers import Bringing, bring
from tests.support.desk import Row
from tests.support.houses import Place
from tests.support.naive_trade import broken, parts_left, recall, standing
from tests.support.trade_worlds import Paper, day_of
from tests.support.wide_worlds import WideWorld

DAYS, CUT_OFFS, PROVED, EARLIER = 16, 20, 2, 3
Answers = dict[str, Any]
_PLACE = frozenset(
    {"position", "record_time", "source", "number", "known_since", "because", "seen_at_recording", "stage"}
)
_ENTERED = frozenset({"started_position", "done_position", "entered_late", "hours_late"})
_STOCK = frozenset({"G-05", "M-10"})
_COUNTED = frozenset({"G-01", "G-06", "G-68c"}) | _STOCK
_TABLES = (
    *("suppliers", "staff", "products", "customers", "licences"),
    *("receipts", "sales", "returns", "exchanges", "disposals", "voids"),
    *("rule_settings", "consignments", "part_movements", "repairs", "quality_holds", "complaints"),
)
_IN_THE_HOUSE = {"suppliers": 1, "staff": 1, "products": 2, "customers": 2}
_AS_TYPED = (
    *("receipt_no", "sale_no", "return_no", "exchange_no", "disposal_no", "line", "sale_line"),
    *("customer_code", "supplier_code", "product_code", "lot", "serial", "quantity", "licence_valid_until"),
)


@dataclass(frozen=True)
class Asked:
    """A question: who had which goods at the end of a day."""

    day: str
    product: str
    lot: str | None

    @classmethod
    def any_of(cls, draw: random.Random, papers: Sequence[Paper]) -> Asked:
        """Draw a question about goods that papers tell of: a product, or one of its lots."""
        rows = [one.row for one in papers if one.table in {"receipts", "sales"}]
        goods = sorted({(one["product_code"], one["lot"] or None) for one in rows}, key=str)
        product_code, lot = draw.choice(goods)
        return cls(day_of(draw.randrange(-1, DAYS + 2)), product_code, draw.choice([lot, None]))


def tables(program: Program) -> Answers:
    """Return every record table, without where in the log its rows come from."""
    found: Answers = {}
    with program.caught_up().reading() as connection:
        for key in _TABLES:
            table, cutoff = catalogue.table(key), CutOff(None, program.log.head())
            every = table.kind != "case"  # of a case what its stages make together
            rows = stream(connection, program.log, table, cutoff, zone=program.zone, voided=every)
            place = _PLACE if every else _PLACE | {"event_time"}
            found[key] = sorted((_placeless(row, place) for row in rows.rows()), key=repr)
    return found


def owed(program: Program) -> list[Answers]:
    """Return what is owed, met or missed, without where and when it was entered."""
    with program.caught_up().reading() as connection:
        cutoff = CutOff(None, program.log.head())
        query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
        rows = list(due_items.everything(query, (), (), None))
    kept = [{key: value for key, value in row.items() if key not in _ENTERED} for row in rows]
    return sorted(kept, key=repr)


def in_stock(program: Program) -> list[Answers]:
    """Return what stands in stock, goods and parts."""
    with program.caught_up().reading() as connection:
        cutoff = CutOff(None, program.log.head())
        query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
        return list(views.answer("stock_balances")(query))


def check_parts(found: Sequence[Answers], papers: Sequence[Paper]) -> None:
    """Assert that no part is less than nothing, and that all together are what was counted by hand."""
    parts = [row for row in found if row["part_code"]]
    assert all(int(row["quantity"]) >= 0 for row in parts)
    told = (int(row[key] or 0) for row in parts for key in ("quantity", "unexplained_quantity"))
    assert sum(told) == parts_left(papers)


def open_findings(program: Program, known: int) -> list[Answers]:
    """Return the open findings as known at a position, without where in the log they come from."""
    with program.caught_up().reading() as connection:
        every = list(findings(connection, CutOff(None, known), zone=program.zone, log=program.log))
    return sorted((_placeless(row) for row in every if row["state"] == "open"), key=repr)


def recalled(program: Program, asked: Asked, known: int, *, prove: bool = False) -> Answers:
    """Return what a recall says of goods at the end of a day, as known at a position."""
    scope = Scope(products=(asked.product,), lots=(asked.lot,) if asked.lot else ())
    model, zone = program.caught_up(), program.zone
    found = recall_preview(
        program.log, model, scope, zone=zone, at=asked.day, known_at=str(known), prove=prove
    )
    assert found.proved is not False, found.differences
    return {key: value for key, value in found.answer.items() if key not in {"basis", "proof"}}


def _placeless(row: Answers, place: frozenset[str] = _PLACE) -> Answers:
    shown = {key: value for key, value in row.items() if key not in place}
    return shown | {"voided_at": bool(row["voided_at"])}


def check_tables(found: Answers, papers: Sequence[Paper]) -> None:
    """Assert that the rows that stand are those of the papers that do, and say what these say."""
    for key in {one.table for one in papers if catalogue.table(one.table).kind != "case"} - {"voids"}:
        typed = [one.row for one in standing(papers) if one.table == key]
        rows = [row for row in found[key] if not row["voided_at"]]
        assert all(any(_says(row, one) for row in rows) for one in typed), key
        assert len(rows) == len(typed) + _IN_THE_HOUSE.get(key, 0), key


def _says(row: Answers, typed: Row) -> bool:
    return all(str(row[key]) == typed[key] for key in _AS_TYPED if typed.get(key))


def check_findings(found: Sequence[Answers], papers: Sequence[Paper], rules: frozenset[str]) -> None:
    """Assert that the sales break the rules that were judged by hand, and no others of these."""
    sales = [row for row in found if row["rule"] in rules and row["record_table"] == "sales"]
    told = {(row["rule"], f"{row['doc_no']}/{row['line']}") for row in sales}
    assert told == {one for one in broken(papers) if one[0] in rules}


def check_recall(found: Answers, counted: Answers) -> None:
    """Assert that a recall says what was counted by hand, as far as it was."""
    assert found["totals"] == counted["totals"]
    assert _by_status(found["on_hand"]) == _by_status(counted["on_hand"])
    for part in ("received", "consignees"):
        rows = counted[part]
        keys = list(rows[0]) if rows else []
        assert (part, [{key: row[key] for key in keys} for row in found[part]]) == (part, rows)


def _by_status(on_hand: Sequence[Answers]) -> dict[tuple[str, ...], int]:
    """Return how much of which goods is in which status, whoever has what is out and still ours."""
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for row in on_hand:
        found[tuple(str(row[key]) for key in ("product_code", "lot", "serial", "status"))] += int(
            row["quantity"]
        )
    return found


def answers(program: Program, papers: Sequence[Paper], asked: Sequence[Asked]) -> Answers:
    """Return what is known when all papers are, each part as it was counted by hand."""
    head = program.log.head()
    found = tables(program) | {"findings": open_findings(program, head)}
    check_tables(found, papers)
    check_findings(found["findings"], papers, _COUNTED)
    found |= {"owed": owed(program), "stock": in_stock(program)}
    check_parts(found["stock"], papers)
    assert all(int(row["quantity"]) >= 0 for row in found["stock"])
    found["recalls"] = [recalled(program, one, head, prove=place < PROVED) for place, one in enumerate(asked)]
    for one, answer in zip(asked, found["recalls"], strict=True):
        check_recall(answer, recall(papers, one.product, one.lot, one.day))
    return found


def differing(at_a_house: Place, seed: int, ways: Mapping[str, Bringing]) -> list[str]:
    """Bring the papers of one world in every way; return which answers differ from those of the first.

    Args:
        at_a_house: Opens a ledger that knows a small house.
        seed: Of the world, of what is asked and of the orders.
        ways: By name; the first is the measure of the others.

    Raises:
        AssertionError: Some answer is not what was counted by hand, at the end or before.
    """
    draw = random.Random(seed)
    world = WideWorld(draw)
    world.pass_by(DAYS)
    asked = [Asked.any_of(draw, world.papers) for _ in range(CUT_OFFS)]
    first: Answers = {}
    found: list[str] = []
    for name, way in ways.items():
        with at_a_house() as (program, desk):
            steps = bring(program, desk, draw, way, world.papers)
            told = answers(program, world.papers, asked)
            earlier = [one for one in steps if any(paper.table == "receipts" for paper in one[1])]
            for known, papers in draw.sample(earlier, min(EARLIER, len(earlier))):
                one = Asked.any_of(draw, papers)
                check_recall(recalled(program, one, known), recall(papers, one.product, one.lot, one.day))
            check_findings(open_findings(program, known), papers, _COUNTED - _STOCK)
        first = first or told
        found += [f"{name}: {key}" for key in first if first[key] != told[key]]
    return found
