"""Cases laid together from their stages, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ledger.events.case import merge_stages
from projections.reading.case_stages import grouped, laid_together

COLUMNS = ("number", "answer", "reason", "cost", "stage", "position", "note")
NEWEST = ("stage", "position", "note")
Said = tuple[str | None, ...]

SAID = st.tuples(*(st.sampled_from([None, "", "x", "y"]) for _ in COLUMNS[1:]))
CASES = st.lists(st.lists(SAID, min_size=1, max_size=7), min_size=1, max_size=6)


@given(cases=CASES)
def test_many_cases_laid_together_are_each_laid_together(cases: list[list[Said]]) -> None:
    groups = [[(str(number), *said) for said in case] for number, case in enumerate(cases)]
    rows = list(zip(*laid_together(groups, COLUMNS), strict=True))
    for stages, row in zip(groups, rows, strict=True):
        newest = dict(zip(COLUMNS, stages[-1], strict=True))
        whole = merge_stages(dict(zip(COLUMNS, stage, strict=True)) for stage in stages)
        wanted = {key: newest[key] if key in NEWEST else whole.get(key) for key in COLUMNS}
        assert dict(zip(COLUMNS, row, strict=True)) == wanted


@given(sizes=st.lists(st.integers(1, 5), min_size=1), part=st.integers(1, 7))
def test_the_stages_of_a_case_come_together_however_the_rows_are_parted(sizes: list[int], part: int) -> None:
    rows: list[Sequence[int]] = [(case, stage) for case, size in enumerate(sizes) for stage in range(size)]
    parts = [rows[begin : begin + part] for begin in range(0, len(rows), part)]
    groups = [group for some in grouped(parts, [0]) for group in some]
    assert groups == [[(case, stage) for stage in range(size)] for case, size in enumerate(sizes)]
