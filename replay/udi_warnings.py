"""What is said of a UDI whose dates are not those of the goods that it names."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from ledger.errors import Problem
from projections.answers.goods.recall_udi_dates import differing_dates
from projections.reading.cutoff import CutOff

UDI_DATE = Problem(
    "udi_date_differs",
    "查找范围：--udi“{udi}”的 ({element}) 为 {told}，而其货物的验收记录为 {known}；已按批号或序列号查找。",
    "Reading the scope: --udi {udi!r} says {told} by ({element}), the receipts of its goods say {known}; "
    "its lot or serial was looked for.",
    "请核对扫码内容，或改用 --lot、--serial。",
    "Check what was scanned, or use --lot or --serial.",
)


def udi_warnings(connection: sa.Connection, cutoff: CutOff, udis: Collection[str]) -> list[str]:
    """Return a sentence for each date of a UDI that the receipts of its goods contradict."""
    return [
        UDI_DATE.with_(udi=one.udi, element=one.element, told=one.told, known=", ".join(one.known)).message()
        for one in differing_dates(connection, cutoff, udis)
    ]
