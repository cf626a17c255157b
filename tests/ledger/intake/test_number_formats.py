"""What a person sees of a number in a cell."""

from __future__ import annotations

import pytest

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code
from ledger.intake.source.number_formats import shown


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (123, "00000000", "00000123"),
        (0, "000", "000"),
        (123, "General", "123"),
        (6.9e12, "General", "6900000000000"),
        (202605010012003, "General", "202605010012003"),
        (1.5, "General", "1.5"),
        (1.5, "0.00", "1.50"),
        (0.1 + 0.2, "General", "0.3"),
        (12, '"LOT"0000', "LOT0012"),
        (12, '000"-A"', "012-A"),
        (1234567, "000-0000", "123-4567"),
        (20260501, "0000-00-00", "2026-05-01"),
        (123, "#,##0", "123"),
        (123, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "123"),
        (12, "[Red]000", "012"),
        (12, "[$-804]000", "012"),
        (7, "000;-000;;@", "007"),
        (5, '#"号"', "5号"),
        (12, "0\\A", "12A"),
        (20260501, "0.0", "20260501.0"),
    ],
)
def test_a_code_is_read_as_it_is_shown(value: float, form: str, text: str) -> None:
    seen = shown(float(value), form)
    assert (seen.text, seen.problem) == (text, None)


@pytest.mark.parametrize(
    ("value", "form", "problem"),
    [
        (2.026050100120034e16, "General", "digits_lost"),
        (1e15, "0", "digits_lost"),
        (3.141592653589793, "General", "digits_lost"),
        (1e-7, "General", "digits_lost"),
        (6.9e12, "0.00E+00", "code_shown_otherwise"),
        (1234, "#,##0", "code_shown_otherwise"),
        (0.05, "0%", "code_shown_otherwise"),
        (1.5, "0", "code_shown_otherwise"),
        (1.5, "# ?/?", "code_shown_otherwise"),
        (-5, "000", "code_shown_otherwise"),
        (123, "[>100]000;0", "code_shown_otherwise"),
        (12, "[DBNum1]General", "code_shown_otherwise"),
        (46143, "yyyy-mm-dd", "code_became_date"),
        (46143, '[$-804]yyyy"年"m"月"d"日";@', "code_became_date"),
        (0.35, "h:mm", "code_became_date"),
        (1.5, "[h]:mm", "code_became_date"),
    ],
)
def test_what_a_format_hides_is_no_code(value: float, form: str, problem: str) -> None:
    """And the text of the cell, written to a rejects file, is no code there either."""
    seen = shown(float(value), form)
    assert seen.problem is not None
    assert seen.problem.code == problem
    with pytest.raises(CellError):
        code(seen.text)
