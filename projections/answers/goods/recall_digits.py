"""Check digit and days of a code that a recall is asked for: a mistyped one names no goods.

The last digit of a GTIN is not compared with those of the records, as it says nothing of the goods; so a code
of which any digit is wrong must not pass for another one.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.udi import is_mistyped
from ledger.udi_faults import CHECK, faults
from ledger.udi_issuers import is_hibc_mistyped
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table

UDI_MISTYPED: Final = Problem(
    "udi_mistyped",
    "查找范围：--udi 中的产品标识应校验无误，实际“{identifier}”的校验位不符，账本中也没有这样写的标识。",
    "Reading the scope: expected a device identifier whose check digit agrees, got {identifier!r}, "
    "which no record carries so.",
    "请重新扫描或核对该标识；也可用 --product、--lot、--serial 查找。",
    "Scan it again or check its digits; else use --product, --lot or --serial.",
)
UDI_NO_DAY: Final = Problem(
    "udi_no_day",
    "查找范围：--udi 中的日期应存在，实际“{value}”中的 {what} 不是日期。",
    "Reading the scope: expected days that there are in --udi, got {what} in {value!r}.",
    "请重新扫描或核对；也可用 --product、--lot、--serial 查找。",
    "Scan it again or check its digits; else use --product, --lot or --serial.",
)


def check_days(label: str, lot: str | None) -> None:
    """Check that the days of a code exist.

    Args:
        label: The whole code.
        lot: The lot that it means, behind which days may stand where a separator was lost.

    Raises:
        CommandError: One does not.
    """
    wrong = [f"({one.element}){one.told}" for one in faults(label, lot) if one.element != CHECK]
    if wrong:
        raise CommandError(UDI_NO_DAY, value=label, what=", ".join(wrong))


def check_digit(connection: sa.Connection, identifier: str | None, label: str) -> None:
    """Check that the digits of a device identifier agree, unless the register or a label has it so.

    Args:
        connection: Of a read model.
        identifier: As given; None passes.
        label: The whole code; of HIBC the last sign checks all of it.

    Raises:
        CommandError: They do not.
    """
    if identifier is None or not (is_mistyped(identifier) or is_hibc_mistyped(label)):
        return
    registered = record_table("products").c.udi_di == identifier
    packed = record_table("pack_levels").c.udi_di == identifier
    labelled = MOVEMENTS.c.udi.contains(identifier)
    for condition in (registered, packed, sa.and_(MOVEMENTS.c.udi.is_not(None), labelled)):
        if connection.scalar(sa.select(sa.literal(1)).where(condition).limit(1)) is not None:
            return
    raise CommandError(UDI_MISTYPED, identifier=identifier)
