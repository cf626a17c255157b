"""What a bundle does not hold, and why: told when it is made, in its summary and in its basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.settings import language


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not in a bundle.

    Attributes:
        kind: Stable name.
        zh: Why, in Chinese.
        en: Why, in English.
        count: How many, where that can be said.
    """

    kind: str
    zh: str
    en: str
    count: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the verb prints it, in the user's language."""
        message = self.zh if language() == "zh" else self.en
        told: dict[str, Any] = {"kind": self.kind, "message": message}
        return told if self.count is None else told | {"count": self.count}

    def as_kept(self) -> dict[str, Any]:
        """Return it as the bundle keeps it: in both languages."""
        told: dict[str, Any] = {"kind": self.kind, "zh": self.zh, "en": self.en}
        return told if self.count is None else told | {"count": self.count}


def personal(count: int) -> LeftOut:
    """Say that personal values were left out."""
    return LeftOut(
        "personal",
        "个人信息未列入；需要时注明用途（--personal）再导出。",
        "Personal data are left out; export again with a purpose (--personal) where they are needed.",
        count,
    )


def completeness() -> LeftOut:
    """Say that there is no proof of completeness."""
    return LeftOut(
        "completeness",
        "未附完整性证明：可证明所列各行真实且未改动，不能证明没有遗漏。",
        "No proof of completeness: the rows are proved to be genuine and unchanged, not to be all there are.",
    )


def timestamp() -> LeftOut:
    """Say that no time-stamping authority was asked."""
    return LeftOut(
        "timestamp",
        "未附时间戳：未设置时间戳服务机构。",
        "No trusted timestamp: no time-stamping authority is set.",
    )


def tables_without_rows(count: int) -> LeftOut:
    """Say that tables which nobody recorded in are not there."""
    return LeftOut(
        "empty_tables",
        "第二十一条未列名且此范围内无记录的表未列入。",
        "Tables that article 21 does not name and that hold nothing of this scope are not there.",
        count,
    )


def views() -> LeftOut:
    """Say that other views and reports than those of the pack are not there."""
    return LeftOut(
        "views",
        "其他视图和报表未列入：由所列记录得出，无法逐格对应到事件；可凭 --basis data/basis.json 重新查询。",
        "Other views and reports are not there: they follow from these records, and no cell of them from one "
        "event. Ask for them with --basis data/basis.json.",
    )


def consistency() -> LeftOut:
    """Say that no earlier checkpoint was named."""
    return LeftOut(
        "consistency",
        "未附一致性证明：未给出收件人先前持有的检查点（--since）。",
        "No proof of consistency: no earlier checkpoint of the receiver was named (--since).",
    )
