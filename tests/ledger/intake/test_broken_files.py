"""Hundreds of broken files: rows with reasons, or one error in a sentence, and never anything else."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ledger.errors import CommandError, Reason
from ledger.intake.headings.mapping import Mapping
from ledger.intake.opening import open_inputs
from ledger.intake.rejects import RejectsWriter
from ledger.intake.rows import Row
from tests.ledger.intake.broken_files import KINDS, broken_files, csv_text
from tests.ledger.intake.broken_workbooks import workbook

ZONE = "Asia/Shanghai"
TODAY = "2026-06-01"


def _read(path: Path) -> tuple[list[Row], CommandError | None]:
    """Read a file to its end as an import does, rejects and all."""
    rows: list[Row] = []
    try:
        for number, one in enumerate(open_inputs(path, zone=ZONE, today=TODAY)):
            names = list(one.numbers())
            with RejectsWriter(path.with_name(f"rejects{number}.csv"), one) as writer:
                for row in one.rows():
                    rows.append(row)
                    if row.reasons:
                        writer.write(row)
            assert len(names) >= len(rows) or number
    except CommandError as error:
        return rows, error
    return rows, None


def _check_sentence(reason: Reason) -> None:
    for lang, end in (("zh", "。"), ("en", ".")):
        for text in (reason.message(lang), reason.advice(lang)):
            assert text.strip()
            assert "\n" not in text
            assert text.endswith((end, "...", "…"))
            assert "Traceback" not in text
    assert not re.search(r"\{\w+\}", reason.problem.zh.format(**reason.particulars))


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_gives_rows_with_reasons_or_one_error(kind: str, tmp_path: Path) -> None:
    for number, (name, content) in enumerate(broken_files(kind)):
        path = tmp_path / f"{number:03}" / name
        path.parent.mkdir()
        path.write_bytes(content)
        rows, error = _read(path)
        if error is not None:
            assert rows == [], f"{path}: half read"
            assert error.exit_code == 2
            _check_sentence(error.reason)
        for row in rows:
            assert row.reasons or {"sale_no", "sold_on", "quantity", "seller"} <= row.data.keys()
        for reason in {reason.code: reason for row in rows for reason in row.reasons}.values():
            _check_sentence(reason)


def test_there_are_at_least_three_hundred_of_them_and_both_ends_occur(tmp_path: Path) -> None:
    total = sum(len(broken_files(kind)) for kind in KINDS)
    assert total >= 300
    sound = tmp_path / "sound.csv"
    sound.write_text(csv_text(), encoding="utf-8", newline="")
    rows, error = _read(sound)
    assert (len(rows), error, [row for row in rows if row.reasons]) == (30, None, [])
    book = tmp_path / "sound.xlsx"
    book.write_bytes(workbook())
    assert [row.data for row in _read(book)[0]] == [row.data for row in rows]


def test_the_same_files_are_broken_at_every_run() -> None:
    assert broken_files("quotes") == broken_files("quotes")


def test_what_is_no_file_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "dangling.csv").symlink_to("gone.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    codes = {}
    for name in ("gone.csv", "loop.csv", "dangling.csv", "pipe.csv", ".", "a" * 300 + ".csv", "nul\0.csv"):
        rows, error = _read(tmp_path / name)
        assert error is not None
        assert rows == []
        _check_sentence(error.reason)
        codes[name[:8]] = error.code
    assert codes == {
        "gone.csv": "file_missing",
        "loop.csv": "file_missing",
        "dangling": "file_missing",
        "pipe.csv": "file_not_regular",
        ".": "file_not_regular",
        "aaaaaaaa": "file_unreadable",
        "nul\0.csv": "file_missing",
    }


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has a file that fails to be read")
def test_a_file_that_cannot_be_read_is_one_error() -> None:
    with pytest.raises(CommandError) as refused:
        open_inputs(Path("/proc/self/mem"), zone=ZONE, today=TODAY)
    assert refused.value.reason.message("en") == (
        "Reading /proc/self/mem: expected to be allowed, got Input/output error."
    )


def test_a_mapping_does_not_make_a_broken_file_worse(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    mapping = Mapping(table="sales", columns={"备注": "note", "x": "lot"}, values={"seller": {"王芳": "S1"}})
    for _, content in broken_files("quotes")[:10]:
        path.write_bytes(content)
        try:
            inputs = open_inputs(path, mapping=mapping, zone=ZONE, today=TODAY)
        except CommandError as error:
            _check_sentence(error.reason)
            continue
        assert all(row.reasons or row.data for one in inputs for row in one.rows())
