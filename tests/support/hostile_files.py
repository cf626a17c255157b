"""Two hundred hostile files, generated: what each of them asks for, no honest file does.

Each is small where it lies and asks for much where it is read, says something impossible, or carries what
would steer a terminal. A hostile file is written, not returned: some are a hundred megabytes.
"""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

HEADINGS = "销售单号,行号,销售日期,客户编码,产品编码,生产批号,数量,经办人,制单人,备注"
ROW = "XS{n:06},1,2026-05-01,C1,P01,L{n},1,E1,,{note}"
JSON_ROW = (
    '{{"sale_no":"XS{n:06}","line":1,"sold_on":"2026-05-01","customer_code":"C1","product_code":"P01",'
    '"lot":"L1","quantity":"1","seller":"E1","note":"{note}"}}'
)
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_SPREADSHEET}">'
_CELLS = (
    '<row r="{r}">'
    + "".join(
        f'<c r="{"ABCDEFGHIJ"[place]}{{r}}" t="inlineStr"><is><t>{{c{place}}}</t></is></c>'
        for place in range(10)
    )
    + "</row>"
)
Pieces = Iterable[bytes]


@dataclass(frozen=True)
class Hostile:
    """A hostile file.

    Attributes:
        name: Of the file; its first part says what is wrong with it.
        write: Writes it.
        verb: What reads it: `import`, `record`, `mapping` or `basis`.
    """

    name: str
    write: Callable[[Path], None]
    verb: str = "import"


def hostile_files() -> list[Hostile]:
    """Return all of them, the same ones at every call."""
    return [*_workbooks(), *_texts(), *_json_files(), *_documents(), *_mappings(), *_bases()]


# Workbooks


def row(number: int, values: Iterable[str]) -> str:
    """Return a row of a sheet as XML."""
    return _CELLS.format(r=number, **{f"c{place}": value for place, value in enumerate(values)})


def sheet_of(rows: str = "", before: str = "", after: str = "") -> str:
    """Return a sheet with its headings, then these rows, as XML."""
    headings = row(1, HEADINGS.split(","))
    return f"{_HEAD}{before}<sheetData>{headings}{rows}</sheetData>{after}</worksheet>"


def parts_of(sheet: str, target: str = "worksheets/sheet1.xml") -> dict[str, str]:
    """Return the parts of a workbook of one sheet."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="出库" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/worksheet" Target="{target}"/></Relationships>',
        f"xl/{target.removeprefix('/xl/')}": sheet,
    }


def write_book(path: Path, parts: dict[str, str | Callable[[], Pieces]], **changed: object) -> None:
    """Write a workbook of these parts; a part may come in pieces, so that it need not be held."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changed}.items():
            with archive.open(name, "w", force_zip64=True) as part:
                pieces = content() if callable(content) else [str(content).encode()]
                for piece in pieces:
                    part.write(piece)


def _book(sheet: str, target: str = "worksheets/sheet1.xml", **more: str) -> Callable[[Path], None]:
    extra = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in more.items()}
    return lambda path: write_book(path, {**parts_of(sheet, target), **extra})


def _pieces(start: str, piece: str, times: int, end: str) -> Callable[[], Pieces]:
    """Return what gives a text in which a piece is repeated, a megabyte at a time."""

    def give() -> Pieces:
        each = max(1, (1 << 20) // max(1, len(piece)))
        yield start.encode()
        for done in range(0, times, each):
            yield (piece * min(each, times - done)).encode()
        yield end.encode()

    return give


def _large_sheet(start: str, piece: str, times: int, end: str, **more: str) -> Callable[[Path], None]:
    parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(""))
    parts["xl/worksheets/sheet1.xml"] = _pieces(start, piece, times, end)
    return lambda path: write_book(path, {**parts, **more})


def _strings(piece: str, times: int, rows: str) -> Callable[[Path], None]:
    """Return what writes a workbook with a large table of shared strings."""
    parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(sheet_of(rows)))
    relations = parts["xl/_rels/workbook.xml.rels"]
    assert isinstance(relations, str)
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>",
        f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    )
    parts["xl/sharedStrings.xml"] = _pieces(f'<sst xmlns="{_SPREADSHEET}">', piece, times, "</sst>")
    return lambda path: write_book(path, parts)


def _shared(rows: int, columns: int = 10, index: int = 0) -> str:
    cell = f'<c t="s"><v>{index}</v></c>' * columns
    return f"<row>{cell}</row>" * rows


def _workbooks() -> Iterator[Hostile]:
    yield from _extents()
    yield from _bombs()
    yield from _structures()
    yield from _steering_books()


def _extents() -> Iterator[Hostile]:
    """Cells in the last corner, in every way that hides them."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile("extent-far.xlsx", _book(sheet_of(far)))
    targets = (
        *("other.xml", "worksheets/blatt.bin", "data/a", "/xl/elsewhere/x.xml", "Worksheets/SHEET.XML"),
        *(
            "../outside.xml",
            "./worksheets/./sheet.xml",
            "worksheets/%73heet.xml",
            "sheet1",
            "media/image1.png",
        ),
    )
    for number, target in enumerate(targets):
        yield Hostile(f"extent-target-{number}.xlsx", _book(sheet_of(far), target))
    spellings = (
        *("r='XFD1048576'", 'r ="XFD1048576"', 'r= "XFD1048576"', 'r\n=\n"XFD1048576"', "r\t=\t'XFD1048576'"),
        *(
            's="0" r="XFD1048576"',
            'r="&#88;FD1048576"',
            'r="$XFD$1048576"',
            'r="xfd1048576"',
            'r="XFD01048576"',
        ),
        *('r="AAAA99999999"', 'r="A1048577"', 'r="ZZZ1"', 'r="XFD4294967296"', 'r="A18446744073709551616"'),
    )
    for number, spelling in enumerate(spellings):
        cells = f"<row r='1048576'><c {spelling}><v>1</v></c></row>"
        yield Hostile(f"extent-spelling-{number}.xlsx", _book(sheet_of(cells)))
    for number, dimension in enumerate(
        ("A1", "A1:J2", "", "A1:XFD1048576", "B2:A1", "A1:A18446744073709551616")
    ):
        before = f'<dimension ref="{dimension}"/>' if dimension else ""
        yield Hostile(f"extent-dimension-{number}.xlsx", _book(sheet_of(far, before)))
        yield Hostile(f"extent-dimension-alone-{number}.xlsx", _book(sheet_of("", before)))
    unnamed = '<row r="1048576"><c><v>1</v></c></row>'
    yield Hostile("extent-row-alone.xlsx", _book(sheet_of(unnamed)))
    wide = f"<row>{'<c><v>1</v></c>' * 20_000}</row>{unnamed}"
    yield Hostile("extent-unnamed-wide.xlsx", _book(sheet_of(wide)))
    yield Hostile(
        "extent-prefixed.xlsx", _book(sheet_of(far).replace("<c ", "<x:c ").replace("</c>", "</x:c>"))
    )
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        text = sheet_of(far).replace("UTF-8", encoding)
        parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(""))
        parts["xl/worksheets/sheet1.xml"] = lambda text=text, encoding=encoding: [text.encode(encoding)]  # type: ignore[misc]
        yield Hostile(f"extent-{encoding}.xlsx", lambda path, parts=parts: write_book(path, parts))  # type: ignore[misc]
    decoy = parts_of(sheet_of())
    decoy["_rels/.rels"] = decoy["_rels/.rels"].replace("xl/workbook.xml", "xl/real.xml")
    decoy["xl/real.xml"] = decoy["xl/workbook.xml"]
    yield Hostile("extent-decoy-book.xlsx", lambda path: write_book(path, dict(decoy)))
    many = "".join(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(2, 2000))
    yield Hostile("extent-band.xlsx", _book(sheet_of(many)))


def _bombs() -> Iterator[Hostile]:
    """Little that unpacks to much."""
    string = "<si><t>{}</t></si>"
    yield Hostile("strings-one-of-200-mb.xlsx", _strings("x" * 1024, 200 << 10, _shared(3)))
    yield Hostile("strings-long-often.xlsx", _strings(string.format("x" * 32_000), 1, _shared(60_000)))
    yield Hostile("strings-giant-often.xlsx", _strings(string.format("x" * 3_000_000), 1, _shared(2000, 1)))
    yield Hostile("strings-many.xlsx", _strings(string.format("y"), 4_000_000, _shared(3)))
    yield Hostile("strings-empty-many.xlsx", _strings("<si/>", 12_000_000, _shared(3)))
    yield Hostile(
        "strings-rich.xlsx", _strings(string.format("") + "<si>" + "<r><t>z</t></r>" * 1000, 4000, "")
    )
    yield Hostile("strings-unknown-index.xlsx", _strings(string.format("x"), 1, _shared(5, 10, 999_999_999)))
    inline = '<row r="2"><c r="A2" t="inlineStr"><is><t>'
    for megabytes in (1, 20, 60, 120):
        end = "</t></is></c></row></sheetData></worksheet>"
        start = sheet_of().replace("</sheetData></worksheet>", inline)
        yield Hostile(f"cell-of-{megabytes}-mb.xlsx", _large_sheet(start, "长" * 341, megabytes << 10, end))
    start, end = sheet_of().replace("</sheetData></worksheet>", ""), "</sheetData></worksheet>"
    yield Hostile("cells-empty-many.xlsx", _large_sheet(start, "<row><c/></row>", 10_000_000, end))
    yield Hostile(
        "cells-many.xlsx", _large_sheet(start, f"<row>{'<c><v>1</v></c>' * 10}</row>", 1_000_000, end)
    )
    yield Hostile("rows-empty-many.xlsx", _large_sheet(start, "<row/>", 30_000_000, end))
    yield Hostile(
        "cells-in-one-row.xlsx", _large_sheet(start + "<row>", "<c><v>1</v></c>", 5_000_000, "</row>" + end)
    )
    yield Hostile("comment.xlsx", _large_sheet(start + "<!--", "x" * 1000, 300_000, "-->" + end))
    yield Hostile("attribute.xlsx", _large_sheet(start + '<row a="', "x" * 1000, 100_000, '"/>' + end))
    yield Hostile("depth.xlsx", _large_sheet(start, "<row>", 5_000_000, end))
    styles = f'<styleSheet xmlns="{_SPREADSHEET}"><cellXfs>'
    for number, piece in enumerate(("<xf/>", '<xf numFmtId="14"/>', '<xf quotePrefix="1"/>')):
        parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(sheet_of(row(2, "abcdefghij"))))
        parts["xl/styles.xml"] = _pieces(styles, piece, 5_000_000, "</cellXfs></styleSheet>")
        yield Hostile(f"styles-{number}.xlsx", lambda path, parts=parts: write_book(path, parts))  # type: ignore[misc]
    form = '<numFmt numFmtId="200" formatCode="{}"/>'.format("[Red]" * 50_000)
    yield Hostile(
        "styles-form.xlsx", _book(sheet_of(), **{"xl/styles.xml": styles.replace("<cellXfs>", form)})
    )
    merge = "".join(f'<mergeCell ref="A{at}:J1048576"/>' for at in range(2, 3000))
    for number, rows in enumerate(("", '<row r="1000000"><c r="A1000000"><v>1</v></c></row>')):
        sheet = sheet_of(rows, after=f"<mergeCells>{merge}</mergeCells>")
        yield Hostile(f"merged-over-all-{number}.xlsx", _book(sheet))
    start = sheet_of(row(2, "abcdefghij")).replace("</worksheet>", "<mergeCells>")
    yield Hostile(
        "merged-many.xlsx",
        _large_sheet(start, '<mergeCell ref="A2:A3"/>', 3_000_000, "</mergeCells></worksheet>"),
    )
    yield Hostile("part-unused-of-400-mb.xlsx", _unused(400 << 10))
    for count in (500, 5000):
        yield Hostile(f"sheets-{count}.xlsx", _many_sheets(count))


def _unused(kilobytes: int) -> Callable[[Path], None]:
    parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(sheet_of()))
    parts["xl/media/image1.png"] = _pieces("", "\0" * 1024, kilobytes, "")
    return lambda path: write_book(path, parts)


def _many_sheets(count: int) -> Callable[[Path], None]:
    parts = parts_of(sheet_of())
    sheets = "".join(f'<sheet name="s{at}" sheetId="{at + 1}" r:id="r1"/>' for at in range(count))
    book = parts["xl/workbook.xml"]
    start = book.partition("<sheets>")[0]
    return lambda path: write_book(
        path, {**parts, "xl/workbook.xml": f"{start}<sheets>{sheets}</sheets></workbook>"}
    )


def _structures() -> Iterator[Hostile]:
    """Archives and XML that are not what they say."""
    secret = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    laughs = (
        "<!DOCTYPE a [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 12))
        + "]>"
    )
    for number, kind in enumerate((secret, laughs, '<!DOCTYPE a SYSTEM "http://127.0.0.1/x">')):
        for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"):
            parts = parts_of(sheet_of(row(2, ["&a11;&b;", *"bcdefghij"])))
            parts[part] = parts.get(part, "<sst/>").replace("<worksheet", f"{kind}<worksheet", 1)
            parts[part] = parts[part] if kind in parts[part] else kind + parts[part]
            name = part.rpartition("/")[2]
            yield Hostile(f"entities-{number}-{name}.xlsx", partial(write_book, parts=dict(parts)))
    yield Hostile("nested.xlsx", _nested(6))
    yield Hostile("twice.xlsx", _twice)
    for number, (offset, value) in enumerate(
        ((24, b"\1\0\0\0"), (24, b"\xff\xff\xff\xff"), (10, b"\x63\0"), (8, b"\1\0"))
    ):
        yield Hostile(f"directory-{number}.xlsx", _directory(offset, value))
    yield Hostile("entries-many.xlsx", _many_entries)
    yield Hostile("names.xlsx", _names)
    for number in range(10):
        yield Hostile(f"noise-{number}.xlsx", _noise(number))


def _nested(depth: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        inner = b"0" * (10 << 20)
        for _ in range(depth):
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                for at in range(10):
                    archive.writestr(f"{at}.zip", inner)
            inner = target.getvalue()
        parts: dict[str, str | Callable[[], Pieces]] = dict(parts_of(sheet_of()))
        parts["xl/embeddings/a.zip"] = lambda: [inner]
        write_book(path, parts)

    return write


def _twice(path: Path) -> None:
    """Write a workbook that holds its sheet twice: an honest one, and one with a cell in the last corner."""
    far = sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        warnings.catch_warnings(action="ignore"),
    ):
        for name, content in [*parts_of(sheet_of()).items(), *parts_of(far).items()]:
            archive.writestr(name, content)


def _directory(offset: int, value: bytes) -> Callable[[Path], None]:
    """Return what writes a workbook whose directory lies: about sizes, methods, encryption."""

    def write(path: Path) -> None:
        write_book(path, dict(parts_of(sheet_of("<row/>" * 5_000_000))))
        content = bytearray(path.read_bytes())
        at = content.rfind(b"PK\1\2")
        content[at + offset : at + offset + len(value)] = value
        path.write_bytes(bytes(content))

    return write


def _many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts_of(sheet_of()).items():
            archive.writestr(name, content)
        for at in range(60_000):
            archive.writestr(f"xl/{at}", "")


def _names(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts_of(sheet_of()).items():
            archive.writestr(name, content)
        for name in (
            "../../etc/evil",
            "/abs",
            "\x1b[2J",
            "a" * 60_000,
            "con",
            "xl//workbook.xml",
            "XL/WORKBOOK.XML",
        ):
            archive.writestr(name, "<a/>")


def _noise(seed: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        chance = random.Random(seed)  # the same noise at every run
        write_book(path, dict(parts_of(sheet_of(row(2, "abcdefghij")))))
        content = bytearray(path.read_bytes())
        for _ in range(60):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        path.write_bytes(bytes(content))

    return write


STEERING = (
    "\x1b[2J\x1b[1;31mOK",
    "\x07\x08\x7f",
    "\u202egnp.exe",
    "a\u200bb\u2060",
    "\x9b31m",
    "\u2066x\u2069",
)


def _steering_books() -> Iterator[Hostile]:
    for number, text in enumerate(STEERING):
        escaped = "".join(f"_x{ord(sign):04X}_" if sign < " " else sign for sign in text)
        values = [f"XS{number}", "1", "2026-05-01", "C1", "P01", escaped, "x", "E1", escaped, f"={escaped}"]
        yield Hostile(f"steering-cells-{number}.xlsx", _book(sheet_of(row(2, values))))
        named = parts_of(sheet_of(row(2, "abcdefghij")))
        named["xl/workbook.xml"] = named["xl/workbook.xml"].replace("出库", f"s{escaped.replace('<', '')}")
        yield Hostile(f"steering-sheet-{number}.xlsx", partial(write_book, parts=dict(named)))


# Text files


def _text(content: str | bytes) -> Callable[[Path], None]:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content

    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _repeated(start: str, piece: str, times: int, end: str = "") -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(_pieces(start, piece, times, end)())

    return write


def _texts() -> Iterator[Hostile]:
    line = ROW.format(n=1, note="加急") + "\n"
    yield Hostile("quote-open.csv", _repeated(HEADINGS + '\n"', line, 10_000))
    yield Hostile("quote-open-each.csv", _repeated(HEADINGS + "\n", '"' + line, 10_000))
    yield Hostile("quote-within.csv", _repeated(HEADINGS + "\n", 'a"b,"c"d,' + line, 10_000))
    yield Hostile("quote-chain.csv", _repeated(HEADINGS + '\nx,"', "a" * 90_000 + '\n","', 1000))
    yield Hostile(
        "quote-chain-wide.csv", _repeated(HEADINGS + '\nx,"', "," * 90_000 + '\n","' + '","' * 90_000, 300)
    )
    for number, piece in enumerate((",", "x", '"', ";", "\t", "长", '""', "a,", "\0")):
        start = "" if number % 2 else HEADINGS + "\n"
        yield Hostile(f"one-line-{number}.csv", _repeated(start, piece, 100_000_000 // len(piece.encode())))
        yield Hostile(f"long-lines-{number}.csv", _repeated(HEADINGS + "\n", piece * 300_000 + "\n", 100))
    yield Hostile("one-document.csv", _repeated(HEADINGS + "\n", line, 200_000))
    yield Hostile("one-document-scattered.csv", _scattered)
    yield Hostile("no-numbers.csv", _repeated(HEADINGS + "\n", "," + line.partition(",")[2], 10_000))
    yield Hostile("blank-lines.csv", _repeated(HEADINGS + "\n", "\n", 1_000_000))
    yield Hostile("columns-many.csv", _repeated("", "h,", 200_000, "\n" + line))
    yield Hostile("columns-other.csv", _text(",".join(f"列{at}" for at in range(50_000)) + "\n" + line))
    yield Hostile("heading-giant.csv", _text("销售单号," + "x" * 900_000 + "\n" + line))
    yield Hostile("nul.csv", _repeated("", "\0" * 1000, 100_000))
    yield Hostile("nul-later.csv", _repeated(HEADINGS + "\n" + line * 100, "\0" * 1000, 100_000))
    yield Hostile("nul-sparse.csv", _sparse)
    for number, text in enumerate(STEERING):
        named = HEADINGS.replace("备注", f"备注,{text}")
        shown = ROW.format(n=number, note=text).replace("C1", text).replace(",1,2026", ",x,2026")
        yield Hostile(f"steering-{number}.csv", _text(f"{named}\n{shown},{text}\n"))
    for number, digits in enumerate(("²", "①", "٣", "१", "〡", "Ⅷ", "𝟙", "½", "㉛", "⒈")):
        wrong = ROW.format(n=number, note="").replace(f"L{number},1,", f"L{number},{digits},")
        yield Hostile(f"digits-{number}.csv", _text(f"{HEADINGS}\n{wrong}\n"))
    for number, text in enumerate(
        ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "＝1+1")
    ):
        wrong = ROW.format(n=number, note=f'"{text}"').replace("C1", f'"{text}"')
        yield Hostile(f"formula-{number}.csv", _text(f'{HEADINGS},"{text}"\n{wrong},"{text}"\n'))


def _scattered(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        for at in range(200_000):
            file.write(ROW.format(n=at % 2, note="").replace(",1,", f",{at},", 1) + "\n")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADINGS.encode() + b"\n")
        file.truncate(400 << 20)


# JSON


def _json_files() -> Iterator[Hostile]:
    member = JSON_ROW.format(n=1, note="加急")
    yield Hostile("line-of-200000-rows.jsonl", _repeated("[" + member, "," + member, 200_000, "]"))
    yield Hostile(
        "line-of-200000-rows-named.jsonl", _repeated('{"rows":[' + member, "," + member, 200_000, "]}")
    )
    yield Hostile("line-of-100-mb.jsonl", _repeated('{"sale_no":"', "x" * 1000, 100_000, '"}'))
    yield Hostile("text-of-100-mb.json", _repeated('[{"sale_no":"', "x" * 1000, 100_000, '"}]'))
    yield Hostile("text-open.json", _repeated('[{"sale_no":"', "x" * 1000, 100_000))
    yield Hostile("document-of-200000.jsonl", _repeated("", member + "\n", 200_000))
    yield Hostile("members-many.jsonl", _text("{" + ",".join(f'"m{at}":1' for at in range(50_000)) + "}"))
    yield Hostile("members-many.json", _text("[{" + ",".join(f'"m{at}":1' for at in range(50_000)) + "}]"))
    for number, text in enumerate(malformed()):
        ending = "json" if number % 2 else "jsonl"
        yield Hostile(f"malformed-{number}.{ending}", _text(text))


def malformed() -> list[str | bytes]:
    """Return JSON that is none, or none that says what a row is."""
    deep = 100_000
    return [
        *(
            "{}",
            "[]",
            "null",
            "1",
            '"x"',
            "true",
            "",
            " ",
            "{",
            "[",
            "[[]]",
            "[{}]",
            '{"lines":{}}',
            "[1]",
            "nul",
        ),
        *(
            "NaN",
            '{"quantity":NaN}',
            '{"quantity":Infinity}',
            '{"quantity":1e999}',
            '{"quantity":-0}',
            "{'a':1}",
        ),
        *('{"quantity":' + "9" * 100_000 + "}", '{"sale_no":"a","sale_no":"b"}', '{"sale_no":"\\ud800"}'),
        *('{"sale_no":"\\u0000"}', '{"sale_no":"\u202ex"}', '{"sale_no":"a\tb"}', '{"a":1,}', '{"a" 1}'),
        *("[" * deep, "[" * deep + "]" * deep, '{"a":' * deep, '{"a":' * deep + "1" + "}" * deep),
        *('{"sale_no":' + "[" * 500 + "]" * 500 + "}", '{"lines":[' + "[" * 900 + "]" * 900 + "]}"),
        *(b'{"sale_no":"\xff"}', b"\xff\xfe{", b"\xef\xbb\xbf{}", b'{"\xed\xa0\x80":1}', b"{\0}"),
    ]


def _documents() -> Iterator[Hostile]:
    member = JSON_ROW.format(n=1, note="加急")
    for number, text in enumerate(malformed()):
        yield Hostile(f"record-{number}.json", _text(text), "record")
    yield Hostile("record-of-200000.json", _repeated("[" + member, "," + member, 200_000, "]"), "record")
    yield Hostile("record-lines-of-200000.json", _repeated('{"lines":[{}', ",{}", 200_000, "]}"), "record")
    yield Hostile("record-of-100-mb.json", _repeated('{"sale_no":"', "x" * 1000, 100_000, '"}'), "record")


def _mappings() -> Iterator[Hostile]:
    texts: list[str | bytes] = [
        *(
            "[" * 100_000,
            "a = " + "[" * 50_000,
            "a = " + "{a=" * 20_000,
            '"a" = "\\ud800"',
            "a = 1e999",
            "a = ",
        ),
        *(
            '[headings]\n"a" = 1',
            "a.b." * 20_000 + "c = 1",
            '"""',
            "\x1b[2J = 1",
            '[headings]\n"\u202e" = "sale_no"',
        ),
        *(b"a = '\xff'", b"\0" * 1000, b"\xff\xfea"),
        *(
            "table = 'sales\u202e'",
            "[values.sale_type]\n" + "".join(f"a{at} = 'b'\n" for at in range(20_000)),
        ),
    ]
    for number, text in enumerate(texts):
        yield Hostile(f"mapping-{number}.toml", _text(text), "mapping")
    yield Hostile("mapping-of-100-mb.toml", _repeated("a = '", "x" * 1000, 100_000, "'"), "mapping")


def _bases() -> Iterator[Hostile]:
    for number, text in enumerate([*malformed()[::3], '{"basis":[]}', '{"basis":{"position":1e400}}']):
        yield Hostile(f"basis-{number}.json", _text(text), "basis")
    texts = (
        *('{"basis":{"at":"\u202e","known_at":1,"position":"x"}}', '{"basis":{"position":-1}}'),
        *(
            '{"basis":{"position":99999999999999999999999}}',
            '{"basis":{"at":[],"known_at":{},"position":[]}}',
        ),
        *('{"basis":{"at":"2026-05-01","known_at":"x","position":true,"code":7}}', '{"basis":{}}'),
    )
    for number, text in enumerate(texts):
        yield Hostile(f"basis-of-{number}.json", _text(text), "basis")
    yield Hostile("basis-of-100-mb.json", _repeated('{"rows":["', "x" * 1000, 100_000, '"]}'), "basis")
    yield Hostile(
        "basis-in-front-of-100-mb.json",
        _repeated('{"basis":{"position":1},"rows":["', "x" * 1000, 100_000),
        "basis",
    )
