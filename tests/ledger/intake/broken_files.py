"""Broken files, generated: the same ones at every run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.ledger.intake.broken_workbooks import HEADINGS, Broken, broken_sheets, records


def csv_text(end: str = "\r\n", delimiter: str = ",") -> str:
    """Return a sound file of sales."""
    return "".join(delimiter.join(record) + end for record in [HEADINGS, *records()])


def _cut(chance: random.Random) -> Iterator[Broken]:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        content = csv_text().encode(encoding)
        for _ in range(10):
            yield "cut.csv", content[: chance.randrange(len(content))]


def _encodings(_chance: random.Random) -> Iterator[Broken]:
    for encoding in (
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-7",
        "big5",
        "shift_jis",
        "euc_kr",
        "cp037",
    ):
        yield f"{encoding}.csv", csv_text().encode(encoding, "replace")
    for encoding in ("latin-1", "cp1252", "cp1251", "koi8_r", "hz"):
        yield f"{encoding}.csv", csv_text().replace("加急", "déjà reçu Ж").encode(encoding, "replace")
    halves = [csv_text()[:600], csv_text()[600:]]
    for first, second in (
        ("utf-8", "gb18030"),
        ("gb18030", "utf-8"),
        ("utf-8-sig", "gb18030"),
        ("utf-8", "utf-16"),
    ):
        yield "mixed.csv", halves[0].encode(first) + halves[1].encode(second)
        yield "mixed.csv", halves[1].encode(first) + halves[0].encode(second)


def _headings(chance: random.Random) -> Iterator[Broken]:
    body = csv_text().partition("\r\n")[2]
    for number in range(25):
        names = list(HEADINGS)
        match number % 5:
            case 0:
                del names[chance.randrange(len(names))]
            case 1:
                names = ["".join(chance.sample(name, len(name))) for name in names]
            case 2:
                names[chance.randrange(len(names))] = names[chance.randrange(len(names))]
            case 3:
                names = names[: chance.randrange(len(names))]
            case 4:
                names.insert(chance.randrange(len(names)), chance.choice(["销售单位", "", "\t", "合计", "1"]))
        yield "headings.csv", (",".join(names) + "\r\n" + body).encode()


def _binary(chance: random.Random) -> Iterator[Broken]:
    starts = (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7\n",
        b"\x1f\x8b\x08",
        b"\x7fELF",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"{",
    )
    for start in (*starts, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml "):
        for name in ("a.csv", "a.xlsx", "a.jsonl"):
            yield name, start + chance.randbytes(chance.randrange(1, 3000))
    for size in (1, 2, 22, 5000):
        yield "zeros.csv", b"\0" * size


def _huge(_chance: random.Random) -> Iterator[Broken]:
    for size in (40_000, 140_000):
        lines = ("x" * 999 + "\n") * (size // 1000)
        for cell in ("x" * size, "号" * (size // 3), f'"{lines}"', '"' + "x" * size):
            yield "huge.csv", csv_text().replace("加急", cell, 1).encode()
    yield "endless.csv", csv_text().replace("加急", "x" * 1_500_000, 1).encode()
    yield "wide.csv", (",".join(HEADINGS * 300) + "\n" + "," * 3000 + "x\n").encode()


def _formulas(_chance: random.Random) -> Iterator[Broken]:
    for formula in (
        "=1+1",
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+1+1",
        "-2+3",
        '=HYPERLINK(""x"")',
        "#REF!",
        "#N/A",
    ):
        for place in ("XS0003", "2026-05-01", "10", "加急"):
            yield "formula.csv", csv_text().replace(place, f'"{formula}"', 3).encode()


def _line_ends(chance: random.Random) -> Iterator[Broken]:
    lines = csv_text("\n").splitlines()
    for _ in range(20):
        ends = ("\n", "\r\n", "\r", "\n\r", "\r\r\n", "\n\n", "\x0b\n", "\x85\n", "\u2028\n")
        yield "ends.csv", "".join(line + chance.choice(ends) for line in lines).encode()


def _quotes(chance: random.Random) -> Iterator[Broken]:
    for _ in range(50):
        text = list(csv_text())
        for _ in range(chance.randrange(1, 12)):
            text.insert(
                chance.randrange(len(text)), chance.choice(['"', '""', '"""', ',"', '",', '"\n', "'"])
            )
        yield "quotes.csv", "".join(text).encode(chance.choice(["utf-8", "gb18030"]))


def _flipped(chance: random.Random) -> Iterator[Broken]:
    for _ in range(40):
        content = bytearray(csv_text().encode(chance.choice(["utf-8", "gb18030", "utf-16"])))
        for _ in range(chance.randrange(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield "flipped.csv", bytes(content)


def _json(chance: random.Random) -> Iterator[Broken]:
    rows: list[dict[str, Any]] = [dict(zip(HEADINGS, record, strict=True)) for record in records()]
    lines = [json.dumps(row, ensure_ascii=chance.random() < 0.5) for row in rows]
    wrong = (
        '{"a":',
        "}",
        "[]",
        "null",
        '{"a":{"b":[1]}}',
        '{"\\ud800":1}',
        "{'a':1}",
        '{"a":NaN}',
        "[" * 3000,
        '{"a":' * 3000,
    )
    for _ in range(20):
        broken = [chance.choice(wrong) if chance.random() < 0.2 else line for line in lines]
        yield (
            "broken.jsonl",
            "\n".join(broken).encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])),
        )
    text = "\n".join(lines).encode()
    for _ in range(10):
        yield "cut.jsonl", text[: chance.randrange(len(text))]
    yield "array.jsonl", json.dumps(rows).encode()
    yield "pretty.json", json.dumps(rows, indent=1).encode()
    yield "keys.jsonl", b"".join(b'{"%d":1}\n' % number for number in range(3000))


def _nothing(_chance: random.Random) -> Iterator[Broken]:
    for content in (
        "",
        "\ufeff",
        "\n",
        "\r\n\r\n",
        " \t ",
        ",,,\n,,,\n",
        "销售出库明细\n\n",
        ";;;",
        "\u3000\n",
        "合计\n" * 30,
    ):
        yield "nothing.csv", content.encode()
        yield "nothing.xlsx", content.encode()
        yield "nothing.jsonl", content.encode()


def _nuls(chance: random.Random) -> Iterator[Broken]:
    for _ in range(15):
        text = list(csv_text())
        for _ in range(chance.randrange(1, 20)):
            text.insert(chance.randrange(len(text)), chance.choice("\0\x01\x1a\x1f\x7f\ufeff\u200b\ufffe"))
        yield "nul.csv", "".join(text).encode()


KINDS: dict[str, Callable[[random.Random], Iterator[Broken]]] = {
    "cut": _cut,
    "encodings": _encodings,
    "headings": _headings,
    "binary": _binary,
    "huge": _huge,
    "formulas": _formulas,
    "line_ends": _line_ends,
    "quotes": _quotes,
    "flipped": _flipped,
    "sheets": broken_sheets,
    "json": _json,
    "nothing": _nothing,
    "nuls": _nuls,
}


def broken_files(kind: str) -> list[Broken]:
    """Return the broken files of one kind as (name, content)."""
    return list(KINDS[kind](random.Random(f"broken {kind}")))
