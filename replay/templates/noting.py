"""What a form says of each of its columns, in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.deciding.numbering import pattern_on
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.headings.named_columns import names_in

_TYPES: Final = {
    "text": "文字",
    "date": "日期，如 2026-05-01",
    "datetime": "日期和时间，如 2026-05-01 09:30",
    "integer": "整数",
    "decimal": "数字",
    "money": "金额（元）",
    "boolean": "是或否",
    "enum": "从下拉列表选择",
    "ref": "编码或名称",
    "list": "可填几项，以分号隔开",
}
_SOME_DAY: Final = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Note:
    """What a form says of a column.

    Attributes:
        needed: Whether a row must have it.
        lines: The heading's note, line by line; the first says whether it must be filled in.
    """

    needed: bool
    lines: tuple[str, ...]


def type_of(column: Column) -> str:
    """Return what is to be filled in below a heading."""
    return _TYPES[column.type]


def note_on(column: Column, table: Table) -> Note:
    """Return what a form says of a column of a table."""
    if column.key == table.identity[0] and pattern_on(table.numbering, _SOME_DAY) is not None:
        own = "整列不填时由系统按规则编号" if table.kind != "register" else "整列不填时按名称识别或由系统编号"
        return Note(needed=False, lines=("可不填", own))
    if column.key == "line":
        return Note(needed=False, lines=("可不填", "不填时按行的先后编号"))
    lines = ["必填" if column.required else "选填", type_of(column)]
    if name := names_in(table.key).get(column.key):
        lines = ["必填其一" if column.required else "选填", f"填编码，或只填“{table.by_key[name].zh}”"]
        return Note(needed=column.required, lines=tuple(lines))
    if column.ref is not None:
        lines.append(f"见“{catalogue.table(column.ref).zh}”" if _is_table(column.ref) else "")
    if column.values:
        lines.append("可填：" + "、".join(one.zh for one in column.values))
    if column.snapshot_of:
        lines.append("不填时取自档案")
    if column.aliases:
        lines.append("也可写作：" + "、".join(column.aliases))
    if column.personal:
        lines.append("个人信息")
    return Note(needed=column.required, lines=tuple(filter(None, lines)))


def _is_table(key: str) -> bool:
    return any(one.key == key for one in catalogue.tables())
