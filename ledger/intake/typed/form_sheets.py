"""Sheets that hold no rows: what each column of a form means, what may be chosen, what an export rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NOTES: Final = "填写说明"
CHOICES: Final = "可选项"
BASIS: Final = "导出依据"
MARK: Final = "本页由系统生成，导入时略过"


def holds_no_rows(name: str, sample: Sequence[Sequence[str]]) -> bool:
    """Return whether a sheet is one of those that a form or an export brings along."""
    return name in {NOTES, CHOICES, BASIS} and bool(sample) and MARK in sample[0]
