"""What is kept of findings, and judged again only where events touch it, is what a whole judgement says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ledger.log.one_moment import at_one_moment
from ledger.log.opening import open_log
from projections.answers.findings import by_now
from projections.answers.findings.findings import findings
from projections.reading.cutoff import CutOff
from replay.bootstrap import Program
from tests.support.bringing_papers import ONE_BY_ONE, WAYS, bring
from tests.support.budgets import examples
from tests.support.houses import Place
from tests.support.wide_worlds import WideWorld

DAYS = 12


@dataclass
class Judged:
    """How often only a part was judged again, and how often everything."""

    parts: int = 0
    whole: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def judged() -> Iterator[Judged]:
    """Count what is judged; a part is judged alone however large its share of a small ledger is."""
    counted, judging = Judged(), by_now.verdicts

    def counting(*given: Any, of: Any = None, **rest: Any) -> Any:
        if of is None:
            counted.whole += 1
        else:
            counted.parts += 1
        return judging(*given, of=of, **rest)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(by_now, "verdicts", counting)
        patched.setattr(by_now, "_FEW", 0)
        yield counted


def _differing(program: Program, judged: Judged) -> list[int]:
    """Return the last position where the ledger says something else than one that was opened just now."""
    differing = []
    other = open_log(program.location)
    with program.caught_up().reading() as connection, at_one_moment(program.log) as log:
        now = CutOff(None, log.head())
        for warnings in (False, True):
            kept, anew = (
                list(findings(connection, now, zone=program.zone, log=one, warnings=warnings))
                for one in (log, other)
            )
            differing += [log.head()] if kept != anew else []
            judged.rows += kept
    other.close()
    return differing


@tries(max_examples=examples(10, gate=1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_what_was_not_touched_is_kept(at_a_house: Place, judged: Judged, seed: int) -> None:
    """With voids, corrections and papers that come late, after every import."""
    draw = random.Random(seed)
    world = WideWorld(draw)
    world.pass_by(DAYS)
    way = draw.choice([*WAYS.values(), ONE_BY_ONE])
    with at_a_house() as (program, desk):
        differing = _differing(program, judged)
        bring(program, desk, draw, way, world.papers, lambda: differing.extend(_differing(program, judged)))
    assert differing == []


def test_a_part_was_judged_alone_and_something_was_found(at_a_house: Place, judged: Judged) -> None:
    """Sales of goods that never came: the second touches a lot alone."""
    with at_a_house() as (program, desk):
        before = Judged(judged.parts, judged.whole)
        for number in ("1", "2"):
            row = {"销售单号": f"XS{number}", "行号": "1", "销售日期": "2026-03-01", "客户编码": "C1"}
            row |= {"产品编码": "P01", "生产批号": f"L{number}", "销售数量": "1", "经办人": "E1"}
            desk.recorded("sales", row)
            assert _differing(program, judged) == []
        assert judged.parts > before.parts
        assert {row["lot"] for row in judged.rows} >= {"L1", "L2"}
