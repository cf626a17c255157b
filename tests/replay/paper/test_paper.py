"""Tables on paper: text that can be found, a font of what was drawn, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

from replay.paper.table_paper import PaperColumn, PaperTable, write_tables
from replay.paper.typeface import typeface

HEADINGS = [
    "销售日期",
    "购货者许可证明文件编号或备案编号",
    "生产批号",
    "销售数量",
    "注册人/备案人名称",
    "备注",
]


def paper(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return the PDF of some rows."""
    stream = io.BytesIO()
    columns = [PaperColumn(one) for one in headings]
    write_tables(stream, [PaperTable("销售记录", ["企业名称：安和医疗器械有限公司"], columns, rows)])
    return stream.getvalue()


def read(raw: bytes) -> list[str]:
    """Return the text of each page, as a stranger's program extracts it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]


def test_headings_and_lots_are_found_whole_on_each_page() -> None:
    """A code and a heading stand in one line each; the page says which of how many it is."""
    rows = [
        ["2026-05-01", f"证{n}", f"LOT-2026-{n:05}/A", "10", "清屿医用材料股份有限公司", ""]
        for n in range(200)
    ]
    pages = read(paper(rows))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert all(heading in page for heading in HEADINGS)
        assert f"第 {number} 页" in page
    assert all(row[2] in "\n".join(pages) for row in rows)


def test_the_same_rows_give_the_same_bytes() -> None:
    """No date and no random identifier is in the file."""
    rows = [["2026-05-01", "证1", "L24", "10", "清屿", "好"]]
    assert paper(rows) == paper(rows)


def test_more_columns_than_a_page_is_wide_stand_in_bands() -> None:
    """No column is lost, however many there are."""
    headings = [f"第{n}列标题文字" for n in range(80)]
    text = read(paper([[f"值{n}" for n in range(80)]], headings))[0]
    assert all(heading in text for heading in headings)
    assert all(f"值{n}" in text for n in range(80))


def test_a_text_longer_than_a_page_goes_on_with_the_next() -> None:
    """Nothing is cut off."""
    words = "".join(f"第{n}句。" for n in range(3000))
    pages = read(paper([["2026-05-01", "", "L1", "1", "", words]]))
    found = "".join("".join(page.split()) for page in pages)
    split = [n for n in range(3000) if f"第{n}句" not in found]  # by the end of a page
    assert len(split) < len(pages)


def test_a_table_without_rows_has_its_headings() -> None:
    """An empty form is still a form."""
    assert "生产批号" in read(paper([]))[0]


def test_a_sign_that_the_font_lacks_is_shown_as_missing() -> None:
    """What cannot be drawn stands out; the rest of the text is there."""
    assert "甲〓乙" in read(paper([["甲\U0001f600乙", "", "", "", "", ""]]))[0].replace("\U0001f600", "〓")


def test_the_glyphs_are_those_of_the_whole_font() -> None:
    """An outline with its subroutines put in draws what the font draws."""
    face, letters = typeface(), "召回批号监护仪ABC0123，。髋槐㎡"
    whole = TTFont(io.BytesIO(sans_path().read_bytes()), lazy=True)
    small = CFFFontSet()
    small.decompile(io.BytesIO(face.subset(face.cid(ord(one)) for one in letters)), None)
    drawn = small[small.fontNames[0]].CharStrings
    names = whole.getBestCmap()
    for letter in letters:
        ours, theirs = RecordingPen(), RecordingPen()
        drawn[f"cid{face.cid(ord(letter)):05}"].draw(ours)
        whole.getGlyphSet()[names[ord(letter)]].draw(theirs)
        assert ours.value == theirs.value, letter
