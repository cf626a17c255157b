"""Broken workbooks, generated: the same ones at every run."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

import xlsxwriter

HEADINGS = [
    "销售单号",
    "行号",
    "销售日期",
    "客户编码",
    "产品编码",
    "生产批号",
    "数量",
    "单价",
    "经办人",
    "备注",
]
Broken = tuple[str, bytes]


def records(count: int = 30) -> list[list[str]]:
    """Return the cells of so many sound sales."""
    return [
        [
            f"XS{n // 2:04}",
            str(n % 2 + 1),
            "2026-05-01",
            f"C{n % 7}",
            f"P{n % 5}",
            f"L{n}",
            "10",
            "2.50",
            "王芳",
            "加急",
        ]
        for n in range(count)
    ]


def workbook(**changed: bytes) -> bytes:
    """Return a sound workbook, or one in which parts are replaced (`sheet=b"…"` for the sheet's XML)."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("出库")
        for number, record in enumerate([HEADINGS, *records()]):
            sheet.write_row(number, 0, record)
        sheet.write_number(5, 6, 10)
    paths = {
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "book": "xl/workbook.xml",
    }
    parts = {paths[name]: content for name, content in changed.items()}
    other = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return other.getvalue()


def broken_sheets(chance: random.Random) -> Iterator[Broken]:
    """Yield workbooks cut, with changed bytes, and with parts that say something impossible."""
    sound = workbook()
    for _ in range(25):
        yield "cut.xlsx", sound[: chance.randrange(4, len(sound))]
    for _ in range(25):
        content = bytearray(sound)
        for _ in range(chance.randrange(1, 20)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        yield "flipped.xlsx", bytes(content)
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        sheet, strings = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/sharedStrings.xml")
        book = archive.read("xl/workbook.xml")
    for old, new in (
        *(
            (b"<v>1</v>", wrong)
            for wrong in (b"<v>99999</v>", b"<v>-1</v>", b"<v>x</v>", b"<v/>", b"", b"<v>1e999</v>")
        ),
        *(
            (b't="s"', wrong)
            for wrong in (b't="n"', b't="b"', b't="e"', b't="d"', b't="zz"', b't="inlineStr"')
        ),
        *(
            (b'r="A2"', wrong)
            for wrong in (b'r="2A"', b'r=""', b'r="ZZZZ2"', b'r="A0"', b'r="A99999999999"', b'r="XFD1048576"')
        ),
        *(
            (b"</row>", wrong)
            for wrong in (b"", b"</row></row>", b"</sheetData>", b"&bogus;</row>", b"\xff\xfe</row>")
        ),
    ):
        yield "sheet.xlsx", workbook(sheet=sheet.replace(old, new))
    for content in (
        b"",
        b"not xml",
        sheet[: len(sheet) // 2],
        b"<worksheet/>",
        b"\0" * 100,
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + sheet,
    ):
        yield "sheet.xlsx", workbook(sheet=content)
        yield "strings.xlsx", workbook(strings=content)
        yield "book.xlsx", workbook(book=content)
    yield "strings.xlsx", workbook(strings=strings.replace("销售单号".encode(), b"\xff\xff"))
    yield "book.xlsx", workbook(book=book.replace(b"rId1", b"rId99"))
