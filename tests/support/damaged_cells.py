"""Cells as they come out of exports, each with what a careful person reads in it.

A cell is made from the truth by what exports do to it, so that the right reading is known without asking the
program: the truth where it can still be told, nothing where the cell says nothing, a refusal where it is
lost. No code of the intake is used here.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

REFUSED: Final = "refused"
"""What a careful person says of a cell of which something is lost."""

WORDS_FOR_NOTHING: Final = (
    *("", " ", "NULL", "null", "(null)", "（null）", "None", "nan", "NaN", "N/A", "#N/A", "#REF!", "#VALUE!"),
    *(
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "未知",
        "不详",
        "待补",
        "暂无",
        "空",
        "-",
        "—",
        "/",
        "无",
        "＃Ｎ／Ａ",
        "ＮＵＬＬ",
    ),
    *("DBNull", "#N/A!", "#VALUE", "Err:504", "-nan", "N/D", "(none)", "NULL；NULL", "N/A,N/A", "no data"),
    *("批号不详", "未知批号", "无序列号", "不详（待补）", "看不清", "无数据", "ERROR", "NULL，", "【未知】"),
)
_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = "一二三四五六日"
_BEIJING: Final = timedelta(hours=8)


@dataclass(frozen=True)
class Cell:
    """A cell.

    Attributes:
        text: As it stands in the file.
        expected: The value in the stored form, None for a blank, or :data:`REFUSED`.
        damage: What was done to it.
    """

    text: str
    expected: Any
    damage: str


def full_width(text: str) -> str:
    """Return a text in full-width characters."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _code(chance: Random) -> str:
    """Return a code that needs no second look: letters and digits, or digits alone."""
    if chance.random() < 0.4:
        return str(chance.randrange(1, 10)) + "".join(chance.choices("0123456789", k=chance.randrange(2, 20)))
    head = "".join(chance.choices(_CODE_LETTERS, k=chance.randrange(1, 3)))
    return (
        head
        + "".join(chance.choices("0123456789", k=chance.randrange(3, 9)))
        + chance.choice(("", "-1", "/2"))
    )


def _digits(chance: Random, fewest: int, most: int) -> str:
    return str(chance.randrange(10 ** (fewest - 1), 10 ** chance.randrange(fewest, most + 1)))


def _shown_by_excel(number: int) -> str:
    """Return a number of twelve digits or more as a spreadsheet shows it: six digits of a mantissa."""
    mantissa, exponent = f"{number:.5E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E+{int(exponent):02}"


def code_cell(chance: Random) -> Cell:
    """Return a cell of a column of codes."""
    return chance.choice(_OF_CODES)(chance)


def _whole_code(chance: Random) -> Cell:
    code = _code(chance)
    around: tuple[Callable[[str], str], ...] = (
        lambda text: text,
        full_width,
        lambda text: f'="{text}"',
        lambda text: f"'{text}",
        lambda text: f"'{text}'",
        lambda text: f" {text}\u3000",
        lambda text: f"\t{text}",
        lambda text: f"\ufeff{text}\u200b",
        lambda text: f"`{text}",
    )
    return Cell(chance.choice(around)(code), code, "wrapped")


def _whole_number(chance: Random) -> Cell:
    digits = _digits(chance, 3, 15)
    text = f"{digits[0]}.{digits[1:]}E+{len(digits) - 1}"
    of_two_places = len(digits) == 3 and len(text.partition("+")[2]) == 2
    forms = [digits, f"{digits}.0", f"{digits}.00", *([] if of_two_places else [text, full_width(text)])]
    return Cell(chance.choice(forms), digits, "a number with all its digits")


def _shortened_number(chance: Random) -> Cell:
    digits = int(_digits(chance, 12, 24))
    text = _shown_by_excel(digits) if digits >= 10**11 else "2.02605E+11"
    forms = (
        text,
        text.lower(),
        full_width(text),
        f" {text} ",
        f'="{text}"',
        f"'{text}",
        text.replace("+", ""),
    )
    return Cell(chance.choice(forms), REFUSED, "a number without its last digits")


def _of_two_places(chance: Random) -> Cell:
    """Return what a spreadsheet shows of a code like `12E3`."""
    text = f"{chance.randrange(100, 1000) / 100:.2f}E+{chance.randrange(0, 30):02}"
    return Cell(text, REFUSED, "a code like 12E3")


def _day_of_excel(chance: Random) -> Cell:
    month, day, year = chance.randrange(1, 13), chance.randrange(1, 29), chance.randrange(1990, 2040)
    name = _MONTHS[month - 1]
    text = chance.choice(
        (
            *(
                f"{day}-{name}",
                f"{name}-{year % 100:02}",
                f"{month}月{day}日",
                f"{year}年{month}月",
                f"{day}-{name}-{year}",
            ),
            *(
                f"{year}/{month}/{day}",
                f"{year}年{month}月{day}日",
                f"{day}:{month:02}",
                f"{day}:{month:02}:00",
            ),
            *(f"{year}/{month}/{day} 8:30", f"{month}/{day}/{year}", f"{day}-{name.upper()}"),
        )
    )
    return Cell(text, REFUSED, "a code that became a day")


def _marked_day(chance: Random) -> Cell:
    text = f"{chance.randrange(1, 29)}-{chance.choice(_MONTHS)}"
    return Cell(chance.choice((f"'{text}", f'="{text}"')), text, "a code like a day, and marked as text")


def _day_as_code(chance: Random) -> Cell:
    text = f"20{chance.randrange(10, 40)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return Cell(text, text, "a code written like an ISO day")


def _lost(chance: Random) -> Cell:
    code = f"L{_digits(chance, 3, 6)}"
    text = chance.choice(
        (
            "TRUE",
            "false",
            "########",
            f"{code}...",
            f"{code}…",
            f"{code}\ufffd",
            f"L?{code}",
            "同上",
            "见附件",
            "锟斤拷",
        )
    )
    return Cell(text, REFUSED, "lost")


def nothing_cell(chance: Random) -> Cell:
    """Return a cell that says that there is nothing."""
    return Cell(chance.choice(WORDS_FOR_NOTHING), None, "a word for nothing")


_OF_CODES: Final = (
    *(_whole_code, _whole_code, _whole_number, _shortened_number, _of_two_places, _day_of_excel, _marked_day),
    *(_day_as_code, _lost, nothing_cell),
)


def date_cell(chance: Random) -> Cell:
    """Return a cell of a column of days before 2026."""
    day = date(1995, 1, 1) + timedelta(days=chance.randrange(0, 11_000))
    if chance.random() < 0.15:
        return nothing_cell(chance) if chance.random() < 0.7 else Cell("0000-00-00", None, "no day")
    if chance.random() < 0.25:
        return _no_day(chance, day)
    return Cell(chance.choice(_forms(day)), day.isoformat(), "a day in some writing")


def _forms(day: date) -> list[str]:
    year, month, number = day.year, day.month, day.day
    weekday = _WEEKDAYS[day.weekday()]
    iso, name = day.isoformat(), _MONTHS[month - 1]
    before = day - timedelta(days=1)
    return [
        *(
            iso,
            f"{year}/{month}/{number}",
            f"{year}.{month}.{number}",
            day.strftime("%Y%m%d"),
            f"{year}-{month}-{number}",
        ),
        *(
            f"{year}年{month}月{number}日",
            f"{year}年{month:02}月{number:02}日星期{weekday}",
            f"{year}/{month}/{number} 周{weekday}",
        ),
        *(
            f"{iso} 00:00:00",
            f"{iso}T08:30:00",
            f"{iso} 00:00:00.0000000",
            f"{iso} 08:00:00+08",
            f"{iso} 08:00:00+0800",
        ),
        *(
            f"{before.isoformat()}T16:00:00Z",
            f"{before.isoformat()}T16:00:00.0000000Z",
            f"{iso}T08:00:00.123+08:00",
        ),
        *(
            f"{year}/{month}/{number} 上午 12:00:00",
            f"{year}/{month}/{number} 下午 3:05",
            f"{iso} 12:00:00 AM",
        ),
        *(f"{name} {number} {year} 12:00AM", f"{number}-{name}-{year}", f"{name} {number}, {year}"),
        *(day.strftime("%Y%m%d") + "083000", f"{(day - date(1899, 12, 30)).days}", f"'{iso}", f'="{iso}"'),
        *(
            full_width(f"{year}/{month}/{number}"),
            f"{year}—{month:02}—{number:02}",
            f" {iso} ",
            f"{year} {month} {number}",
        ),
        *(f"{year}年{month}月{number}日 10时20分", f"{iso} 13:45 PM"),
    ]


def _no_day(chance: Random, day: date) -> Cell:
    other = _WEEKDAYS[(day.weekday() + chance.randrange(1, 7)) % 7]
    iso = day.isoformat()
    text = chance.choice(
        (
            *(
                f"{day.day:02}/{day.month:02}/{day.year}",
                f"{day.year % 100}-{day.month}-{day.day}",
                f"{day.year}-13-01",
            ),
            *(
                f"{day.year}-02-30",
                f"{iso} 24:00:00",
                f"/Date({day.toordinal() - 719_163}86400000)/",
                f"{iso} 25:00",
                f"{iso} 13:00 AM",
                f"{day.year}年{day.month}月{day.day}日星期{other}",
            ),
            *(
                f"{day.day}-{_MONTHS[day.month - 1]}-{day.year % 100:02}",
                "TRUE",
                "########",
                "08:30:00",
                f"{iso}至{iso}",
            ),
            *(
                f"{day.year}-{day.month:02}",
                "1900-01-01",
                "长期",
                f"{int(day.strftime('%Y%m%d'))}0",
                "2.02605E+07",
            ),
        )
    )
    return Cell(text, REFUSED, "no day, or not for certain")


def expiry_cell(chance: Random) -> Cell:
    """Return a cell of a column of expiries."""
    if chance.random() < 0.4:
        return date_cell_of_any_month(chance)
    year, month = chance.randrange(2000, 2060), chance.randrange(1, 13)
    last = calendar.monthrange(year, month)[1]
    forms = [
        *(
            f"{year}-{month:02}",
            f"{year}/{month}",
            f"{year}年{month}月",
            f"{year}{month:02}",
            f"{month:02}/{year}",
        ),
        *(f"{year}-{month:02}-00", f"{year}{month:02}00", f"{year}.{month:02}", f"{year}年{month}月底"),
        *(f"EXP {year}-{month:02}-{last}", f"至{year}-{month:02}-{last}", f"{year}-{month}-{last}止"),
        *([f"{year}.{month}"] if 1 < month < 10 else []),
    ]
    return Cell(chance.choice(forms), f"{year}-{month:02}-{last:02}", "a month in some writing")


def date_cell_of_any_month(chance: Random) -> Cell:
    """Return what is no expiry for certain."""
    text = chance.choice(
        ("2028.1", "3年", "36个月", "二年", "2028-13", "280531", "May-28", "长期", "2028-00", "TRUE")
    )
    return Cell(text, REFUSED, "no expiry, or not for certain")


def moment_cell(chance: Random) -> Cell:
    """Return a cell of a column of times, in Beijing where it does not say."""
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(0, 13_000_000))
    here = (at + _BEIJING).replace(tzinfo=None)
    if chance.random() < 0.2:
        return nothing_cell(chance)
    half = "下午" if here.hour >= 12 else "上午"
    of_twelve = here.hour % 12 or 12
    forms = [
        *(
            f"{here:%Y-%m-%d %H:%M}",
            f"{here:%Y-%m-%dT%H:%M:%S}+08:00",
            f"{at:%Y-%m-%dT%H:%M:%S}Z",
            f"{here:%Y%m%d%H%M%S}",
        ),
        *(
            f"{here:%Y/%m/%d} {half} {of_twelve}:{here:%M:%S}",
            f"{here:%Y-%m-%d} {of_twelve}:{here:%M} {here:%p}",
        ),
        *(
            f"{here:%Y年%m月%d日} {here.hour}时{here.minute}分",
            f"{here:%Y-%m-%d %H:%M:%S}.0000000",
            f"{at:%Y-%m-%d %H:%M}+00",
        ),
    ]
    if half == "下午" and here.hour > 18:
        forms = forms[:4]
    return Cell(chance.choice(forms), f"{at:%Y-%m-%dT%H:%M:%S}.000000Z", "a time in some writing")


def words_cell(chance: Random) -> Cell:
    """Return a cell of a column of somebody's words, which stay as they are."""
    text = chance.choice(
        (
            *WORDS_FOR_NOTHING,
            "同上",
            "TRUE",
            "2.02605E+11",
            "1-May",
            "=1+1",
            "@A",
            "+86 139",
            "########",
            "SN1/SN2",
            "'so",
        )
    )
    return Cell(text, text.strip() or None, "words")


def copied_cell(chance: Random) -> Cell:
    """Return a cell of what lines copy from a register: words, where a word for nothing is none of them.

    A dash and `无` are an answer of whoever wrote them.
    """
    answers = {"", " ", "-", "—", "/", "无"}
    cell = words_cell(chance)
    nothing = cell.text in WORDS_FOR_NOTHING and cell.text not in answers
    return Cell(cell.text, None, "nothing copied") if nothing else cell


def guarded_words_cell(chance: Random) -> Cell:
    """Return words as our own CSV files hold them where a spreadsheet would run them."""
    text = chance.choice(("=1+1", "@A", "+86 139", "-x", "'so", "'=1", '=HYPERLINK("http://x","y")'))
    return Cell(f"'{text}", text, "guarded words")


def yes_no_cell(chance: Random) -> Cell:
    """Return a cell of a column of yes and no."""
    if chance.random() < 0.3:
        return nothing_cell(chance)
    if chance.random() < 0.2:
        return Cell(chance.choice(("2", "合格", "2026-05-01", "maybe", "是否")), REFUSED, "neither")
    truth = chance.random() < 0.5
    forms = (
        ("是", "TRUE", "1", "Y", "ｙ", " 是 ", "'是") if truth else ("否", "FALSE", "0", "N", "Ｎ", '="否"')
    )
    return Cell(chance.choice(forms), truth, "yes or no")


@dataclass(frozen=True)
class Units:
    """A cell of serials with the quantity beside it.

    Attributes:
        text: The cell.
        quantity: The quantity; None where it is left out.
        expected: The serials, or :data:`REFUSED`.
    """

    text: str
    quantity: str | None
    expected: Any


def units(chance: Random) -> Units:
    """Return serials of one line, in some writing."""
    first, count = chance.randrange(1, 9000), chance.randrange(2, 9)
    head = chance.choice(("SN", "M-", "AB/", "X1Y"))
    numbers = [f"{head}{number:05}" for number in range(first, first + count)]
    if chance.random() < 0.2:
        one = chance.choice(
            (f"{head}{first:05}", f"{numbers[0]}-{numbers[-1]}", f"{numbers[0]}/{numbers[1]}", "A 1")
        )
        return Units(one, "1", [one])
    if chance.random() < 0.3:
        sign = chance.choice(("-", "~", "～", "至", " - ", "—"))
        text = f"{numbers[0]}{sign}{numbers[-1]}"
        wrong = str(count + chance.choice((1, 2, 7)))
        return chance.choice(
            (Units(text, str(count), numbers), Units(text, wrong, REFUSED), Units(text, None, REFUSED))
        )
    chance.shuffle(numbers)
    sure = chance.random() < 0.6 or "/" in head
    sign = chance.choice((",", "，", ";", "；", "、", "\n") if sure else (" ", "/", " / ", "\u3000"))
    quantity = str(count) if not sure or chance.random() < 0.5 else None
    return Units(sign.join(numbers), quantity, numbers)
