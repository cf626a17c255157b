"""The sheets of a form to fill in that hold no rows: what each column means, and what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NOTES: Final = "填写说明"
CHOICES: Final = "可选项"
MARK: Final = "本页由系统生成，导入时略过"


def holds_no_rows(name: str, sample: Sequence[Sequence[str]]) -> bool:
    """Return whether a sheet is one of those that a form brings along."""
    return name in {NOTES, CHOICES} and bool(sample) and MARK in sample[0]
