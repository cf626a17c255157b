"""Cells of columns of numbers, each with what a careful person reads in it.

Like :mod:`tests.support.damaged_cells`: made from the truth, without the code of the intake.
"""

from __future__ import annotations

from random import Random
from typing import Final

from tests.support.damaged_cells import REFUSED, Cell, full_width, nothing_cell

_NO_NUMBERS: Final = (
    *("TRUE", "2026-05-01", "1,20", "1e3", "2.02605E+11", "########", "十", "1O", "10²", "5①", "1 2", "10+2"),
    *("5月1日", "同上", "½", "1.2.3", "1,234,56", "0x10", "12,345.6,7", "--5", "5-", ".", "+", "一百"),
)


def number_cell(chance: Random) -> Cell:
    """Return a cell of a column of quantities greater than zero."""
    whole = chance.randrange(1, 10**7)
    plain = str(whole)
    if chance.random() < 0.2:
        return nothing_cell(chance)
    if chance.random() < 0.35:
        text = chance.choice(
            (
                *(
                    f"{whole}盒",
                    "TRUE",
                    "2026-05-01",
                    "1,20",
                    "1e3",
                    "2.02605E+11",
                    f"¥{whole}",
                    "########",
                    "十",
                    "1O",
                ),
                *("10²", "5①", "1 2", "10+2", f"({whole})", "-5", "0", "5月1日", "同上", f"{whole}-", "½"),
            )
        )
        return Cell(text, REFUSED, "no quantity")
    forms = [
        plain,
        f"{whole:,}",
        f"{whole}.0",
        f"{whole}.00",
        full_width(plain),
        f" {plain} ",
        f"+{plain}",
        f"'{plain}",
    ]
    forms += [f'="{plain}"', f"0{plain}", f"{whole:,}".replace(",", " "), f"{whole:,}".replace(",", "，")]
    return Cell(chance.choice(forms), plain, "a number in some writing")


def integer_cell(chance: Random) -> Cell:
    """Return a cell of a column of whole numbers greater than zero."""
    whole = chance.randrange(1, 10**6)
    if chance.random() < 0.2:
        return nothing_cell(chance)
    if chance.random() < 0.4:
        text = chance.choice(
            (*_NO_NUMBERS, f"{whole}.5", f"-{whole}", f"{whole}个月", f"约{whole}", "9" * 20)
        )
        return Cell(text, REFUSED, "no whole number")
    return Cell(chance.choice(_forms(str(whole), f"{whole:,}")), whole, "a whole number in some writing")


def money_cell(chance: Random) -> Cell:
    """Return a cell of a column of amounts of money, which may be less than zero."""
    wrong = (
        "¥x",
        "100元左右",
        "(1,200.00)",
        "12.5万",
        "1.25万元",
        "USD 5",
        "¥1¥2",
        "元",
        "12元/支",
        "3元5角",
    )
    cell = _decimal_cell(chance, 2, wrong)
    if cell.damage == "a number in some writing" and chance.random() < 0.3 and _open(cell.text):
        before, behind = chance.choice(
            (("¥", ""), ("￥ ", ""), ("", "元"), ("", " 元整"), ("人民币", "元"), ("RMB ", ""))
        )
        return Cell(f"{before}{cell.text}{behind}", cell.expected, "an amount with its currency")
    return cell


def decimal_cell(chance: Random) -> Cell:
    """Return a cell of a column of measured values, which may be less than zero."""
    return _decimal_cell(chance, 1, ("2~8", "5℃", "2-8", "45%", "<5", "≥2", "2至8"))


def _decimal_cell(chance: Random, places: int, wrong: tuple[str, ...]) -> Cell:
    if chance.random() < 0.2:
        return nothing_cell(chance)
    if chance.random() < 0.3:
        return Cell(chance.choice((*_NO_NUMBERS, *wrong)), REFUSED, "no number")
    units = chance.randrange(0, 10**7)
    whole, part = divmod(units, 10**places)
    fraction = f"{part:0{places}}"
    short = f".{fraction.rstrip('0')}" if part else ""
    forms = [f"{whole}.{fraction}", f"{whole:,}.{fraction}", f"{whole}.{fraction}00"]
    text = chance.choice(
        (*forms, *(f"{form}{short}" for form in _forms(str(whole), f"{whole:,}") if _open(form)))
    )
    if chance.random() < 0.3 and text[0].isascii() and text[0].isdigit():
        minus = chance.choice(("-", "−", "－", "- ")) if " " not in text else "-"
        negative = f"-{whole}{short}" if units else "0"
        return Cell(f"{minus.strip()}{text}", negative, "a number less than zero")
    return Cell(text, f"{whole}{short}", "a number in some writing")


def _forms(plain: str, grouped: str) -> list[str]:
    """Return writings of a whole number."""
    return [
        *(plain, grouped, full_width(plain), f" {plain} ", f"+{plain}", f"'{plain}", f'="{plain}"'),
        *(f"0{plain}", grouped.replace(",", " "), grouped.replace(",", "，"), f"\t{plain}\u3000"),
    ]


def _open(form: str) -> bool:
    """Return whether a fraction can be written behind a form."""
    return form == form.strip() and not form.endswith('"') and form.isascii()
