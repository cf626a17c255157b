"""The board of a recall, for random histories, beside a count that shares no code with it."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.entry.live import EntryRefusedError
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from replay import bootstrap
from replay.bootstrap import Program
from replay.recalls.opening import open_recall, set_scope
from replay.recalls.shown import shown
from tests.support.budgets import examples
from tests.support.decisions import back, customer, member, product, receipt, sale, supplier, void

CUSTOMERS = ("C1", "C2", "C3")
LOTS = ("L1", "L2")
UNITS = tuple(f"SN{n:02}" for n in range(1, 7))
LINE_PARTS = (
    *("returned_quantity", "customer_destroyed", "customer_used", "customer_on_hand"),
    *("passed_on_quantity", "unaccounted_quantity"),
)
PARTS = ("returned", "destroyed_there", "used", "still_there", "passed_on", "unaccounted")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with registers and goods received: two lots, and six units of another product."""
    path = tmp_path_factory.mktemp("house") / "medledger.db"
    bootstrap.make(locate(str(path)))
    log = open_log(locate(str(path)))
    rows = [
        supplier(),
        product(),
        product("P2", tracking="serial"),
        member(),
        member("Q1", post="质量负责人"),
    ]
    rows += [customer(code) for code in CUSTOMERS]
    rows += [receipt(f"YS{lot}", lot=lot, quantity="1000") for lot in LOTS]
    units = {"product_code": "P2", "lot": None, "serial": ";".join(UNITS), "quantity": str(len(UNITS))}
    rows += [receipt("YSU", **units)]
    assert all(len(one) == 1 for one in Ledger(log, recorded_by="import").submit([[one] for one in rows]))
    log.close()
    return path


@contextmanager
def at_a_copy(house: Path) -> Iterator[Program]:
    """Open a copy of a ledger."""
    with TemporaryDirectory() as folder:
        shutil.copytree(house.parent, folder, dirs_exist_ok=True)
        place = locate(str(Path(folder) / house.name))
        program = Program(place, open_log(place))
        try:
            yield program
        finally:
            program.close()


@dataclass
class Naive:
    """What a person with a pencil would write down."""

    scope: tuple[str, ...]
    papers: int = 0
    sold: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    before: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    since: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def left(self, who: str, lot: str) -> int:
        """Return how many a customer has of a lot."""
        sold = sum(number for code, of, number in self.sold.values() if (code, of) == (who, lot))
        return sold - self.before[who, lot] - self.since[who, lot]

    def distributed(self) -> int:
        """Return what customers had of the scope at the opening, by what is known now."""
        sold = sum(number for _, lot, number in self.sold.values() if lot in self.scope)
        return sold - sum(number for (_, lot), number in self.before.items() if lot in self.scope)

    def returned(self) -> int:
        """Return what came back of the scope since."""
        return sum(number for (_, lot), number in self.since.items() if lot in self.scope)


STEP = st.one_of(
    st.tuples(
        st.just("sale"),
        st.sampled_from(CUSTOMERS),
        st.sampled_from(LOTS),
        st.integers(1, 9),
        st.integers(1, 28),
    ),
    st.tuples(
        st.just("back"), st.sampled_from(CUSTOMERS), st.sampled_from(LOTS), st.integers(1, 5), st.just(0)
    ),
    st.tuples(st.just("void"), st.sampled_from(CUSTOMERS), st.sampled_from(LOTS), st.just(0), st.just(0)),
    st.tuples(
        st.just("answer"),
        st.sampled_from(CUSTOMERS),
        st.sampled_from((*LOTS, "")),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
)


@settings(max_examples=examples(12, gate=6), deadline=None)
@given(
    before=st.lists(STEP, max_size=6),
    after=st.lists(STEP, max_size=8),
    scope=st.sampled_from([("L1",), ("L1", "L2")]),
)
def test_the_board_adds_up_and_counts_what_a_pencil_counts(
    house: Path, before: list[Any], after: list[Any], scope: tuple[str, ...]
) -> None:
    """Each line and the whole: distributed is returned, destroyed, used, there, passed on, or unaccounted."""
    with at_a_copy(house) as program:
        naive = Naive(scope)
        take(program, naive, ("sale", "C1", "L1", 3, 1), None)
        for step in before:
            take(program, naive, step, None)
        said = {"reason": "密封不良", "origin": "registrant", "opened_by": "Q1"}
        entered, _ = open_recall(program, Scope(products=("P1",), lots=scope), said, None)
        number = str(entered.recorded[0].identity["recall_no"])
        first = shown(program, number)
        for step in after:
            take(program, naive, step, number)
            check(shown(program, number), naive, first)


def take(program: Program, naive: Naive, step: tuple[str, str, str, int, int], recall: str | None) -> None:
    """Let one thing happen, in the ledger and on paper."""
    kind, who, lot, number, other = step
    today = clock.today("Asia/Shanghai")
    naive.papers += 1
    name = f"{kind}{naive.papers}"  # a number of its own: what was voided is not entered again
    if kind == "sale":
        row = sale(name, customer_code=who, lot=lot, quantity=str(number), sold_on=f"2026-02-{other:02}")
        if recorded(program, row):
            naive.sold[name] = (who, lot, number)
    elif kind == "back" and naive.left(who, lot) >= number:
        day = today if recall else "2026-03-01"
        row = back(name, customer_code=who, lot=lot, quantity=str(number), returned_on=day, sale_no=None)
        if recorded(program, row):
            (naive.since if recall else naive.before)[who, lot] += number
    elif kind == "void":
        mine = [no for no, (code, of, _) in naive.sold.items() if (code, of) == (who, lot)]
        if mine and recorded(program, void("sales", mine[0], 1, voided_on=today)):
            del naive.sold[mine[0]]
    elif kind == "answer" and recall:
        answer = {"recall_no": recall, "stage": "response_received", "customer_code": who, "lot": lot or None}
        said = {"customer_on_hand": str(number), "customer_used": str(other), "response_state": "answered"}
        row_ = {key: value for key, value in {**answer, **said}.items() if value is not None}
        program.entering("recalls", row_)


def recorded(program: Program, row: Any) -> bool:
    """Import a row; return whether it was taken."""
    [[outcome]] = Ledger(program.log, recorded_by="import").submit([[row]])
    return hasattr(outcome, "position")


def check(board: dict[str, Any], naive: Naive, first: dict[str, Any]) -> None:
    """Check a board beside what a pencil says."""
    for row in board["consignees"]:
        assert Decimal(row["quantity_out"]) == sum(Decimal(row[part]) for part in LINE_PARTS), row
    totals = board["totals"]
    assert Decimal(totals["distributed"]) == sum(Decimal(totals[part]) for part in PARTS)
    assert totals["distributed"] == str(naive.distributed())
    assert totals["returned"] == str(naive.returned())
    assert board["scopes"] == first["scopes"], "the frozen list stays"


@settings(max_examples=examples(10, gate=5), deadline=None)
@given(
    lots=st.sets(st.sampled_from(LOTS)),
    serials=st.sets(st.sampled_from((*UNITS, "SN01..SN03"))),
    wider=st.booleans(),
    tries=st.lists(st.sampled_from((*LOTS, *UNITS)), min_size=1, max_size=6),
)
def test_nothing_in_scope_is_sold_live_after_the_opening(
    house: Path, lots: set[str], serials: set[str], wider: bool, tries: list[str]
) -> None:
    """Whatever the scope: what it names is refused, what it does not name is sold."""
    if not lots and not serials:
        return
    asked = Scope(
        lots=tuple(sorted(lots)) if not serials else (),
        serials=tuple(sorted(serials)),
    )
    with at_a_copy(house) as program:
        said = {"reason": "密封不良", "origin": "authority", "opened_by": "Q1"}
        entered, _ = open_recall(program, asked, said, None)
        number = str(entered.recorded[0].identity["recall_no"])
        stopped = set(asked.lots) | {
            one for one in UNITS if one in serials or ("SN01..SN03" in serials and one <= "SN03")
        }
        if wider:
            set_scope(program, number, Scope(products=("P1",)), {"scope_reason": "扩大"})
            stopped |= set(LOTS)
        for goods in tries:
            unit = goods in UNITS
            row = {
                "customer_code": "C1",
                "product_code": "P2" if unit else "P1",
                "lot" if not unit else "serial": goods,
                "quantity": "1",
                "sold_on": clock.today("Asia/Shanghai"),
                "seller": "E1",
            }
            try:
                program.entering("sales", row)
                sold = True
            except EntryRefusedError as refused:
                sold = False
                told = {one.rule for one in refused.refusals}
            assert sold == (goods not in stopped) or (not sold and told == {"M-02"}), (goods, stopped)
