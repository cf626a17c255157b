"""What a label says: a GS1 element string of product, dates, lot and serial (GS1 General Specifications §3).

The elements of fixed width stand in front, so that one separator is enough: between a lot and a serial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ledger.errors import CommandError, Problem
from ledger.udi import GROUP

NO_GTIN: Final = Problem(
    "label_needs_gtin",
    "绘制标签：产品“{product}”的产品标识应为校验位正确的 GTIN，实际为“{identifier}”。",
    "Drawing a label: expected a GTIN with its right check digit as the device identifier of {product!r}, "
    "got '{identifier}'.",
    "在产品档案的 udi_di 中登记；其他发码机构的标识按其自己的规则印制。",
    "Register it as udi_di of the product; codes of other issuers are printed by their own rules.",
)
NOT_ON_A_LABEL: Final = Problem(
    "label_code",
    "绘制标签：{heading}应为 1 至 20 个 GS1 字符（字母、数字和常用符号），实际为“{value}”。",
    "Drawing a label: expected 1 to 20 signs that GS1 allows (letters, digits, common signs) as {key}, "
    "got '{value}'.",
    "GS1 标签不能载有此编码；请使用厂家原标签。",
    "A GS1 label cannot carry it; use the maker's own label.",
)
_SIGNS: Final = re.compile(r"[!\"%-/0-9:-?A-Z_a-z]{1,20}")  # GS1 General Specifications, figure 7.11-1
_MADE, _EXPIRES, _LOT, _SERIAL = "11", "17", "10", "21"
_VARIABLE: Final = frozenset((_LOT, _SERIAL))


@dataclass(frozen=True, slots=True)
class ElementString:
    """What a label says.

    Attributes:
        gtin: Of 14 digits.
        made: Day of production (`YYYY-MM-DD`), or None.
        expires: Day of expiry, or None.
        lot: Or None.
        serial: Or None.

    Raises:
        CommandError: Lot or serial has a sign that GS1 does not allow, or is too long.
    """

    gtin: str
    made: str | None = None
    expires: str | None = None
    lot: str | None = None
    serial: str | None = None

    def __post_init__(self) -> None:
        for key, heading, value in (("lot", "生产批号", self.lot), ("serial", "序列号", self.serial)):
            if value is not None and not _SIGNS.fullmatch(value):
                raise CommandError(NOT_ON_A_LABEL, key=key, heading=heading, value=value)

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        """Each application identifier with its value, in the order of the label."""
        found = (
            ("01", self.gtin),
            (_MADE, _six(self.made)),
            (_EXPIRES, _six(self.expires)),
            (_LOT, self.lot),
            (_SERIAL, self.serial),
        )
        return tuple((name, value) for name, value in found if value is not None)

    @property
    def readable(self) -> tuple[str, ...]:
        """What people read beside the symbol, an element a line.

        >>> ElementString("06901234567892", None, "2029-05-01", "L24").readable
        ('(01)06901234567892', '(17)290501', '(10)L24')
        """
        return tuple(f"({name}){value}" for name, value in self.elements)

    @property
    def scanned(self) -> str:
        r"""What a scanner gives: the separator stands behind a value of free length that is not the last.

        >>> ElementString("06901234567892", lot="L24", serial="7").scanned
        '010690123456789210L24\x1d217'
        """
        last = len(self.elements) - 1
        return "".join(
            f"{name}{value}{GROUP if name in _VARIABLE and place < last else ''}"
            for place, (name, value) in enumerate(self.elements)
        )

    @staticmethod
    def is_variable(name: str) -> bool:
        """Return whether the value of an application identifier has a free length."""
        return name in _VARIABLE


def _six(day: str | None) -> str | None:
    return None if day is None else day[2:].replace("-", "")
