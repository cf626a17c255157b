"""Cells that say that there is nothing, and cells that say that it stands elsewhere.

Databases write `NULL`, spreadsheets `#N/A`, statistics programs `nan`, people `不详` or a dash. Taken for a
lot, such a word would join goods that have nothing to do with each other. In free text it is what somebody
wrote, and stays.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_OF_DATABASES: Final = (
    *("null", "(null)", "<null>", "[null]", "{null}", "none", "nil", "undefined", "\\n", "&nbsp;"),
    *("nan", "nat", "na", "<na>", "n/a", "n.a.", "n.a", "#na", "(blank)", "(空白)", "(空)"),
)
_OF_SPREADSHEETS: Final = (
    *("#n/a", "#null!", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#spill!", "#calc!", "#field!"),
    *("#getting_data", "#blocked!", "#unknown!", "#busy!", "#connect!", "#error!", "err:502", "err:508"),
)
_OF_PEOPLE: Final = (
    *("无", "無", "没有", "沒有", "无此项", "空", "空白", "空值", "缺", "缺失", "暂缺", "暫缺"),
    *(
        "未知",
        "不详",
        "不詳",
        "不明",
        "不清",
        "不清楚",
        "不知道",
        "不确定",
        "未明",
        "待查",
        "待核实",
        "待确认",
    ),
    *("待补", "待補", "待补充", "待补录", "待定", "待填", "待填写", "待录入", "待提供"),
    *("暂无", "暫無", "暂未提供", "暂不详", "未填", "未填写", "未录入", "未提供", "未登记", "未记录"),
    *("未标注", "未标示", "未注明", "不适用", "不適用", "不涉及", "无批号", "无序列号", "无编号", "无编码"),
    *("unknown", "tbd", "tba", "tbc", "notapplicable", "notavailable", "missing", "empty", "blank"),
)
_WORDS: Final = frozenset({"", *_OF_DATABASES, *_OF_SPREADSHEETS, *_OF_PEOPLE})
_signs = re.compile(r"[-‐‑‒–—―−─ー_/\\|?*~×·。、]+|\.{3,}").fullmatch
_elsewhere = re.compile(
    r"(?:同上|同左|同前|同右|同下)(?:行|列|一行)?|〃+|〞+|″+|\"+|''+|ditto|do\.|"
    r"(?:详?见|如|按)(?:上|下|图|附|清单|明细|备注|包装|标签|实物|随货|另).*|"
    r"多(?:个|批|种)?(?:批号|批次|序列号|编号)|多个|混批|若干"
).fullmatch
_zero_date = re.compile(
    r"(?:0000([-/.])00?\1 ?00?|00000000|1900([-/.])0?1\2 ?00?)(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
).fullmatch
_longest: Final = 20  # no word of these is longer


def compared(text: str) -> str:
    """Return a text as these words are compared: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing.

    >>> is_blank("（null）"), is_blank("#N/A"), is_blank(" — "), is_blank("不详"), is_blank("无锡")
    (True, True, True, True, False)
    """
    if len(text) > _longest and not text.isspace():
        return False
    word = compared(text)
    return word in _WORDS or _signs(word) is not None


def is_elsewhere(text: str) -> bool:
    """Whether a cell only says that its content stands somewhere else.

    >>> is_elsewhere("同上"), is_elsewhere("详见附件"), is_elsewhere("同仁堂")
    (True, True, False)
    """
    return len(text) <= _longest and _elsewhere(compared(text)) is not None


def is_zero_date(text: str) -> bool:
    """Whether a cell holds what databases and spreadsheets show for a date that was never given.

    >>> is_zero_date("0000-00-00 00:00:00"), is_zero_date("1900/1/0"), is_zero_date("1900-01-01")
    (True, True, False)
    """
    return _zero_date(text) is not None
