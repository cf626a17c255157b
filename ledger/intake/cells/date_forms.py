"""The words in dates: months, weekdays, times of day, and the digits of Chinese characters."""

from __future__ import annotations

import re
from typing import Final


class Names:
    """Names that stand for numbers from 1 on, as a regular expression and as what each means.

    Attributes:
        pattern: Matches any of the names, longer ones first.
    """

    def __init__(self, *names: str) -> None:
        self._numbers = {
            name.lower(): number for number, line in enumerate(names, 1) for name in line.split("|")
        }
        self.pattern = "(?:" + "|".join(sorted(self._numbers, key=lambda name: (-len(name), name))) + ")"

    def number(self, name: str) -> int:
        """Return the number that a name stands for."""
        return self._numbers[name.lower()]


MONTHS: Final = Names(
    *("jan|january", "feb|february", "mar|march", "apr|april", "may", "jun|june", "jul|july", "aug|august"),
    *("sep|sept|september", "oct|october", "nov|november", "dec|december"),
)
WEEKDAYS: Final = Names(
    *(
        f"星期{zh}|周{zh}|礼拜{zh}|{en[:3]}|{en}"
        for zh, en in zip(
            "一二三四五六", ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"), strict=True
        )
    ),
    "星期日|星期天|周日|周天|礼拜日|礼拜天|sun|sunday",
)
HALVES: Final = r"(?:上午|下午|凌晨|早上|清晨|中午|傍晚|晚上|晚|[ap]\.?m\.?)"
_MINUTES: Final = r":\d\d(?::\d\d(?:\.\d{1,9})?)?|[时点](?:\ ?\d{1,2}分?(?:\ ?\d{1,2}秒)?)?"
TIME: Final = rf"(?:{HALVES}\ ?)?\d{{1,2}}(?:{_MINUTES})?(?:\ ?{HALVES})?"

_digits: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_in_characters = re.compile(
    r"(?P<year>[〇零○一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,3})月"
    r"(?:(?P<day>[一二三四五六七八九十]{1,3})(?P<sign>[日号]))?"
).match


def in_digits(text: str) -> str:
    """Return a date whose numbers are written in Chinese characters with digits; other text as it is.

    >>> in_digits("二〇二六年五月二十一日"), in_digits("2026年5月1日")
    ('2026年5月21日', '2026年5月1日')
    """
    match = _in_characters(text)
    if match is None:
        return text
    tail = f"{_number(match['day'])}{match['sign']}" if match["day"] else ""
    return f"{match['year'].translate(_digits)}年{_number(match['month'])}月{tail}{text[match.end() :]}"


def _number(characters: str) -> int:
    """Return a number below one hundred that is written in characters; what is no such number as 0."""
    tens, ten, ones = characters.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    count = int(tens.translate(_digits)) if tens and tens != "十" else 1
    rest = int(ones.translate(_digits)) if ones and ones != "十" else 0
    return (10 * count if ten else 0) + rest
