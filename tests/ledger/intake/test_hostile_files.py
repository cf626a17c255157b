"""A sample of the hostile files: each is refused in a sentence or read, and the program goes on.

All of them, each in a program of its own with its cost: `python -m tests.campaigns.hostile_files`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import CommandError
from ledger.intake.opening import open_inputs
from ledger.intake.source.workbook_limits import limits_of
from ledger.visible import visible
from tests.support.hostile_files import hostile_files

_SAMPLE = {
    "extent-far.xlsx": "sheet_too_large",
    "extent-target-1.xlsx": "sheet_too_large",
    "extent-target-5.xlsx": "sheet_too_large",
    "extent-spelling-3.xlsx": "sheet_too_large",
    "extent-dimension-2.xlsx": "sheet_too_large",
    "extent-unnamed-wide.xlsx": "sheet_too_large",
    "extent-utf-16.xlsx": "broken_workbook",
    "extent-decoy-book.xlsx": "broken_workbook",
    "strings-long-often.xlsx": "workbook_too_heavy",
    "merged-many.xlsx": "workbook_too_heavy",
    "entities-0-sheet1.xml.xlsx": "workbook_with_entities",
    "entities-1-workbook.xml.xlsx": "workbook_with_entities",
    "twice.xlsx": "sheet_too_large",
    "directory-1.xlsx": "workbook_too_heavy",
}
_BY_NAME = {one.name: one for one in hostile_files()}


def test_there_are_more_than_two_hundred_of_them() -> None:
    assert len(_BY_NAME) == len(hostile_files()) > 200


@pytest.mark.parametrize("name", _SAMPLE)
def test_a_hostile_workbook_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    one = _BY_NAME[name]
    one.write(tmp_path / name)
    with pytest.raises(CommandError) as refused:
        for each in open_inputs(tmp_path / name, zone="Asia/Shanghai", today="2026-06-01"):
            list(each.rows())
    assert refused.value.code == _SAMPLE[name]
    for lang in ("en", "zh"):
        assert refused.value.reason.message(lang) == visible(refused.value.reason.message(lang))


def test_a_workbook_that_ends_its_reader_ends_nothing_else(tmp_path: Path) -> None:
    """The next workbook is read, by a reader that was started again."""
    sound, bomb = tmp_path / "sound.xlsx", tmp_path / "bomb.xlsx"
    _BY_NAME["steering-cells-0.xlsx"].write(sound)
    _BY_NAME["strings-long-often.xlsx"].write(bomb)
    for _ in range(2):
        with pytest.raises(CommandError):
            open_inputs(bomb, zone="Asia/Shanghai")
        (one,) = open_inputs(sound, zone="Asia/Shanghai", today="2026-06-01")
        assert len(list(one.rows())) == 1


def test_what_a_workbook_may_take_grows_with_it() -> None:
    """A file of a kilobyte gets the least; a sheet of 100,000 rows packs to 8 MB and needs some 180 MB."""
    small, large = limits_of(1000), limits_of(8 << 20)
    assert (small.megabytes, small.seconds) == (150, 4)
    assert large.megabytes >= 250 and large.seconds >= 20


def test_two_readings_of_workbooks_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    paths = []
    for number in range(2):
        paths.append(tmp_path / f"{number}.xlsx")
        _BY_NAME[f"steering-cells-{number}.xlsx"].write(paths[-1])
    inputs = [one for path in paths for one in open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")]
    both = zip(*(one.rows() for one in inputs), strict=True)
    assert [[row.cells[0] for row in rows] for rows in both] == [["XS0", "XS1"]]
