"""The clauses of rules in the law's own name: `GSP §84` is 《医疗器械经营质量管理规范》第八十四条.

A clause names articles of laws, points of the house's procedures (`S1-D 5.1.1`), and gates that it serves
(`G-83`). Laws are named with their articles, procedures by their number; gates, and remarks behind a colon,
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Law:
    """A law, a notice or a standard.

    Attributes:
        code: How clauses name it.
        zh: Its own name.
        en: What it is called in English.
    """

    code: str
    zh: str
    en: str


LAWS: Final = (
    Law("Drug GSP", "《药品经营质量管理规范》", "Drug GSP"),
    Law("GSP", "《医疗器械经营质量管理规范》", "GSP"),
    Law("Order 739", "《医疗器械监督管理条例》", "State Council Order 739"),
    Law("Order 54", "《医疗器械经营监督管理办法》", "SAMR Order 54"),
    Law("Order 53", "《医疗器械生产监督管理办法》", "SAMR Order 53"),
    Law("Order 47", "《医疗器械注册与备案管理办法》", "SAMR Order 47"),
    Law("Order 29", "《医疗器械召回管理办法》", "CFDA Order 29"),
    Law("Order 1/2018", "《医疗器械不良事件监测和再评价管理办法》", "SAMR Order 1 of 2018"),
    Law("MoH Order 81", "《药品不良反应报告和监测管理办法》", "MoH Order 81 of 2011"),
    Law("Drug Law", "《药品管理法》", "Drug Administration Law"),
    Law("Veterinary Drug Rules", "《兽药管理条例》", "Regulations on Veterinary Drugs"),
    Law("notice 154 of 2016", "《医疗器械冷链（运输、贮存）管理指南》", "CFDA Notice 154 of 2016"),
    Law(
        "UDI rules (notice 66 of 2019)", "《医疗器械唯一标识系统规则》", "UDI rules (NMPA Notice 66 of 2019)"
    ),
    Law("UDI notices", "《医疗器械唯一标识系统规则》及实施公告", "UDI rules and notices"),
    Law(
        "inspection guide",
        "《医疗器械经营质量管理规范现场检查指导原则》",
        "GSP on-site inspection guide",
    ),
    Law("GB 32100-2015", "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》", "GB 32100-2015"),
    Law("GS1 General Specifications", "《GS1 通用规范》", "GS1 General Specifications"),
)
_BY_LENGTH: Final = sorted(LAWS, key=lambda law: -len(law.code))
_OWN: Final = {"zh": "本账本的追溯规则", "en": "the arithmetic of tracing"}
_DIGITS: Final = "零一二三四五六七八九"
_procedure = re.compile(r"(S\d(?:-[A-Z0-9]+)?)\b\s*(?:§|art\. )?(.*)").fullmatch
_article = re.compile(r"§(\d+)(?:\((\d+)\))?")


@cache
def named(clause: str, lang: str) -> str:
    """Return what a clause names, in the law's own name.

    >>> named("Order 29 §21; GSP §19(6), §84; G-05", "zh")
    '《医疗器械召回管理办法》第二十一条；《医疗器械经营质量管理规范》第十九条第六项、第八十四条'
    >>> named("GSP §84", "en")
    'GSP Article 84'

    Args:
        clause: As a rule states it.
        lang: `zh` or `en`.
    """
    found = [part for text in clause.split(";") if (part := _part(text.partition(":")[0].strip(), lang))]
    between = "；" if lang == "zh" else "; "
    return between.join(dict.fromkeys(found)) or _OWN[lang]


def _part(text: str, lang: str) -> str:
    for law in _BY_LENGTH:
        if text.startswith(law.code):
            return _of_law(law, text.removeprefix(law.code).strip(), lang)
    match = _procedure(text)
    if match is None:
        return ""
    point = match[2].replace("§", "").strip()
    name = "企业质量文件" if lang == "zh" else "house document"
    return f"{name} {match[1]} {point}".strip()


def _of_law(law: Law, rest: str, lang: str) -> str:
    """Return a law with the articles of it that are named, else with what is named of it."""
    articles = list(_articles(rest))
    if not articles:
        other = rest.replace("annex ", "附录") if lang == "zh" else f" {rest}"
        return (law.zh + other if lang == "zh" else law.en + other).strip()
    if lang == "zh":
        return law.zh + "、".join(f"第{_numeral(one)}条{_item(item)}" for one, item in articles)
    numbers = (f"{one}({item})" if item else str(one) for one, item in articles)
    return f"{law.en} " + ", ".join(f"Article {number}" for number in numbers)


def _articles(rest: str) -> Iterator[tuple[int, int]]:
    for match in _article.finditer(rest):
        yield int(match[1]), int(match[2] or 0)


def _item(item: int) -> str:
    return f"第{_numeral(item)}项" if item else ""


def _numeral(number: int) -> str:
    """Return a number below a thousand in Chinese numerals, as articles are counted.

    >>> [_numeral(number) for number in (6, 10, 19, 84, 106, 110, 112)]
    ['六', '十', '十九', '八十四', '一百零六', '一百一十', '一百一十二']
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
