"""Cells that say that there is nothing, and cells that say that it stands elsewhere.

Databases write `NULL`, spreadsheets `#N/A`, statistics programs `nan`, people `不详` or a dash. Taken for a
lot, such a word would join goods that have nothing to do with each other; taken for a name, it would stand
where the register knows better. In free text it is what somebody wrote, and stays.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_OF_DATABASES: Final = (
    *("null", "none", "nil", "undefined", "nothing", "dbnull", "system.dbnull", "\\n", "&nbsp;"),
    *("nan", "-nan", "nat", "na", "n/a", "n\\a", "n.a.", "n.a", "n/d", "n.d.", "#na", "blank"),
    *("#n/an/a", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "1.#inf", "-1.#inf"),
    *("nodata", "empty", "missing"),
)
_OF_PEOPLE: Final = (
    *("空", "空白", "空值", "缺", "无此项", "无数据", "无内容", "无记录", "待核实", "待确认", "待查"),
    *("不清", "不清楚", "不知道", "不确定", "未明", "看不清", "无法辨认", "无法识别", "无法读取"),
    *("字迹不清", "字迹模糊", "模糊不清", "未打印", "漏填", "漏录", "漏写", "未写", "未标"),
    *("不适用", "不適用", "不涉及", "错误", "error", "unknown", "tbd", "tba", "tbc"),
    *("notapplicable", "notavailable"),
)
_NOT_KNOWN: Final = (
    *("无", "無", "没有", "沒有", "缺失", "暂缺", "暫缺", "缺少", "未知", "不详", "不詳", "不明"),
    *("待补", "待補", "待补充", "待补录", "待定", "待填", "待填写", "待录入", "待提供", "暂无", "暫無"),
    *("暂未提供", "暂不详", "未填", "未填写", "未录入", "未提供", "未登记", "未记录"),
    *("未标注", "未标示", "未注明"),
)
_SUBJECTS: Final = (
    *("批号", "批次", "批次号", "生产批号", "序列号", "产品序列号", "机身号", "机号", "编号", "编码"),
    *(
        "效期",
        "有效期",
        "失效日期",
        "生产日期",
        "日期",
        "数量",
        "单号",
        "条码",
        "标识",
        "电话",
        "地址",
        "联系人",
    ),
)
_WORDS: Final = frozenset(
    {"", *_OF_DATABASES, *_OF_PEOPLE, *_NOT_KNOWN}
    | {f"{subject}{word}" for subject in _SUBJECTS for word in _NOT_KNOWN}
    | {f"{word}{subject}" for subject in _SUBJECTS for word in _NOT_KNOWN}
)
_ANSWERS: Final = frozenset(
    {"", "无", "無", "没有", "沒有", "无此项", "不适用", "不適用", "不涉及", "notapplicable"}
)
_of_spreadsheets = re.compile(
    r"#(?:(?:n/a|null|ref|value|div/0|num|spill|calc|field|getting_data|blocked|unknown|busy|connect|error"
    r"|python|external|值|引用|除/0|名称|数字|空)[!?]?|name\?|name!?)|err:\d{3}|"
    r"\$?#ref!.*|.*!#ref!"
).fullmatch
_BRACKETS: Final = ("()", "<>", "[]", "{}", "【】", "《》", "“”", '""', "''")
_between = (re.compile(r"[\s;,、，；|+&()（）]+"), re.compile(r"[/\\]+"))
_EDGES: Final = ",;.。!、:?*"
_signs = re.compile(r"[-‐‑‒–—―−─ー_/\\|?*~×·。、]+|\.{3,}").fullmatch
_elsewhere = re.compile(
    r"(?:同上|同左|同前|同右|同下)(?:行|列|一行)?|〃+|〞+|(?:′′)+|\"+|''+|ditto|do\.|"
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

    Also in brackets, with a comma behind it, for several at once, and naming what there is none of.

    >>> is_blank("（null）"), is_blank("#N/A"), is_blank(" — "), is_blank("不详"), is_blank("无锡")
    (True, True, True, True, False)
    >>> is_blank("批号不详"), is_blank("NULL;NULL"), is_blank("不详（待补）"), is_blank("N/A-1")
    (True, True, True, False)
    """
    if len(text) > _longest and not text.isspace():
        return False
    return _says_nothing(compared(text)) or any(_each_says_nothing(text, sign) for sign in _between)


def _says_nothing(word: str) -> bool:
    if word in _WORDS or _signs(word) or _of_spreadsheets(word):
        return True
    inside = word.strip(_EDGES)
    if inside and inside != word:
        return _says_nothing(inside)
    return word[:1] + word[-1:] in _BRACKETS and len(word) > 2 and _says_nothing(word[1:-1])


def _each_says_nothing(text: str, sign: re.Pattern[str]) -> bool:
    """Whether several that a sign parts, or a word with another in brackets behind it, all say nothing."""
    parts = sign.split(text)
    return len(parts) > 1 and any(parts) and all(_says_nothing(compared(part)) for part in parts)


def is_unsaid(text: str) -> bool:
    """Whether a cell for a name or an address says that nobody knows it; a dash and `无` are an answer there.

    >>> is_unsaid("#N/A"), is_unsaid("不详"), is_unsaid("/"), is_unsaid("无")
    (True, True, False, False)
    """
    word = compared(text)
    return is_blank(text) and word not in _ANSWERS and not _signs(word)


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
