"""The findings of some goods are those of the whole ledger that name them, after every import."""

from __future__ import annotations

import random
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ledger.events import catalogue
from ledger.log.one_moment import at_one_moment
from ledger.log.opening import open_log
from ledger.log.reader import LogReader
from projections.answers.findings.findings import findings
from projections.answers.findings.goods_rows import Goods
from projections.reading.cutoff import CutOff
from projections.tables.movements import MOVEMENTS
from replay.bootstrap import Program
from tests.support.bringing_papers import WAYS, bring
from tests.support.budgets import examples
from tests.support.houses import Place
from tests.support.wide_worlds import WideWorld

DAYS, ASKED = 12, 4
Rows = list[dict[str, Any]]


def _asked(program: Program, connection: sa.Connection, log: LogReader, goods: Goods | None = None) -> Rows:
    """Return the findings, warnings among them, as known at this moment."""
    now = CutOff(None, log.head())
    return list(findings(connection, now, zone=program.zone, log=log, warnings=True, goods=goods))


def _drawn(connection: sa.Connection, draw: random.Random) -> list[Goods]:
    """Draw products, lots and units that moved."""
    columns = (MOVEMENTS.c.product_code, MOVEMENTS.c.lot, MOVEMENTS.c.serial)
    moved = sorted(tuple(row) for row in connection.execute(sa.select(*columns).distinct()))
    found: list[Goods] = []
    for product, lot, serial in draw.sample(moved, min(ASKED, len(moved))):
        found += [Goods(product), Goods(product, lot)] if lot else [Goods(product)]
        found += [Goods(product, serial=serial)] if serial else []
    return found


def _compare(program: Program, draw: random.Random) -> None:
    with program.caught_up().reading() as connection, at_one_moment(program.log) as log:
        some = [(goods, _asked(program, connection, log, goods)) for goods in _drawn(connection, draw)]
        every = _asked(program, connection, log)
        other = open_log(program.location)
        assert _asked(program, connection, other) == every, (
            "what was kept of earlier knowledge says otherwise"
        )
        other.close()
    for goods, rows in some:
        named = goods.named().items()
        assert rows == [row for row in every if all(row[key] == value for key, value in named)], goods


@tries(max_examples=examples(10, gate=1), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_goods_are_judged_alone_as_among_all(at_a_house: Place, seed: int) -> None:
    """Also with what was read at earlier positions kept: a ledger that was just opened says the same."""
    draw = random.Random(seed)
    world = WideWorld(draw)
    world.pass_by(DAYS)
    way = draw.choice([WAYS["shuffled"], WAYS["backwards"], WAYS["a few rows a file"]])
    with at_a_house() as (program, desk):
        bring(program, desk, draw, way, world.papers, lambda: _compare(program, draw))


def test_what_others_record_meanwhile_is_not_seen(at_a_house: Place) -> None:
    with at_a_house() as (program, desk), at_one_moment(program.log) as log:
        before = log.head()
        desk.recorded("staff", {"工号": "E7", "姓名": "新来的", "岗位": "salesperson"})
        assert program.log.head() == before + 1
        assert (log.head(), log.document(before + 1)) == (before, None)
        assert [position for part in log.scan() for position, _ in part][-1] == before


def test_every_event_of_goods_carries_their_tag() -> None:
    """What findings of goods are asked by: a table that names a product, lot or unit is tagged with it."""
    for table in catalogue.tables():
        if table.kind != "view":
            named = {"product_code", "lot", "serial"} & table.by_key.keys()
            assert named <= set(table.tags), table.key
