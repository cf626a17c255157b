"""Changes to a bundle, each with what both checks must call it.

A change is a function of the bundle's folder. Most leave the manifests alone, as a hand would that changes a
file. `resealed` ones write the manifests anew, as a careful hand would, but cannot sign them; `signed` ones
are made by the holder of the key himself, so that only what the events prove finds them.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.merkle.note import Signer
from replay.evidence import bag

Change = Callable[[Path], None]
DATA = "data"
SALES = "data/tables/sales"


@dataclass(frozen=True)
class Tampering:
    """A change and the kinds that each check must find.

    Attributes:
        name: Of the change.
        change: What is done to the folder.
        kinds: Exactly these.
        seal: `none` leaves the manifests, `manifests` writes them anew, `signed` signs them as well.
    """

    name: str
    change: Change
    kinds: frozenset[str]
    seal: str = "none"


def reseal(bundle: Path, signer: Signer | None) -> None:
    """Write the manifests of a changed bundle anew; with the key also the note."""
    files = sorted(one for one in (bundle / DATA).rglob("*") if one.is_file())
    names = sorted(one.relative_to(bundle).as_posix() for one in files)
    manifest = "".join(f"{_digest(bundle / name)}  {name}\n" for name in names)
    (bundle / bag.MANIFEST).write_text(manifest)
    info = (bundle / "bag-info.txt").read_text("utf-8")
    oxum = f"{sum(one.stat().st_size for one in files)}.{len(files)}"
    (bundle / "bag-info.txt").write_text(re.sub(r"Payload-Oxum: .*", f"Payload-Oxum: {oxum}", info), "utf-8")
    tags = [one for one in ("bag-info.txt", "bagit.txt", bag.MANIFEST) if (bundle / one).exists()]
    listed = "".join(f"{_digest(bundle / name)}  {name}\n" for name in tags)
    (bundle / bag.TAG_MANIFEST).write_text(listed)
    if signer is not None:
        digest = sha256(listed.encode()).hexdigest()
        (bundle / bag.NOTE).write_text(signer.sign(bag.note_text(signer.name, digest)), "utf-8")


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def flipped(name: str, at: float = 0.5) -> Change:
    """Return the change of one bit somewhere in a file."""

    def change(bundle: Path) -> None:
        raw = bytearray((bundle / name).read_bytes())
        raw[int(len(raw) * at)] ^= 1
        (bundle / name).write_bytes(raw)

    return change


def other_digit(name: str) -> Change:
    """Return the change of the first digit of a manifest, so that it stays a digit."""

    def change(bundle: Path) -> None:
        text = (bundle / name).read_text()
        (bundle / name).write_text(("1" if text.startswith("0") else "0") + text[1:])

    return change


def cut(name: str) -> Change:
    """Return the change that takes the last bytes off a file."""

    def change(bundle: Path) -> None:
        (bundle / name).write_bytes((bundle / name).read_bytes()[:-7])

    return change


def removed(*names: str) -> Change:
    """Return the change that takes files away."""

    def change(bundle: Path) -> None:
        for name in names:
            (bundle / name).unlink()

    return change


def put(name: str, content: bytes = b"x\n") -> Change:
    """Return the change that writes a file."""

    def change(bundle: Path) -> None:
        (bundle / name).parent.mkdir(exist_ok=True)
        (bundle / name).write_bytes(content)

    return change


def swapped(one: str, other: str) -> Change:
    """Return the change that lets two files trade places."""

    def change(bundle: Path) -> None:
        first, second = (bundle / one).read_bytes(), (bundle / other).read_bytes()
        (bundle / one).write_bytes(second)
        (bundle / other).write_bytes(first)

    return change


def replaced(name: str, old: str, new: str, count: int = 1) -> Change:
    """Return the change of a text in a file."""

    def change(bundle: Path) -> None:
        text = (bundle / name).read_bytes()
        assert old.encode() in text, (name, old)
        (bundle / name).write_bytes(text.replace(old.encode(), new.encode(), count))

    return change


def lines(name: str, edit: Callable[[list[bytes]], list[bytes]]) -> Change:
    """Return a change of the lines of a file."""

    def change(bundle: Path) -> None:
        parts = (bundle / name).read_bytes().splitlines(keepends=True)
        (bundle / name).write_bytes(b"".join(edit(parts)))

    return change


def told(name: str, edit: Callable[[Any], Any], line: int | None = None) -> Change:
    """Return a change of a JSON file, or of one line of a file of JSON lines."""

    def change(bundle: Path) -> None:
        if line is None:
            value = edit(json.loads((bundle / name).read_bytes()))
            (bundle / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
            return
        parts = (bundle / name).read_bytes().splitlines()
        value = edit(json.loads(parts[line]))
        parts[line] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        (bundle / name).write_bytes(b"".join(one + b"\n" for one in parts))

    return change


def in_sheet(old: str, new: str, name: str = f"{SALES}.xlsx") -> Change:
    """Return the change of a text in the first sheet of a workbook."""

    def change(bundle: Path) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(bundle / name) as archive, zipfile.ZipFile(made, "w") as target:
            for entry in archive.infolist():
                content = archive.read(entry)
                if entry.filename == "xl/worksheets/sheet1.xml":
                    found, times = re.subn(old, new, content.decode(), count=1)
                    assert times == 1, old
                    content = found.encode()
                target.writestr(entry, content)
        (bundle / name).write_bytes(made.getvalue())

    return change


def in_part(part: str, old: str, new: str, name: str = f"{SALES}.xlsx") -> Change:
    """Return the change of a text in a part of a workbook."""

    def change(bundle: Path) -> None:
        parts = _parts(bundle / name)
        text = parts[part].decode()
        assert old in text, (part, old)
        parts[part] = text.replace(old, new, 1).encode()
        _put_parts(bundle / name, parts)

    return change


def with_part(part: str, like: str | None = None, name: str = f"{SALES}.xlsx") -> Change:
    """Return the change that puts a part into a workbook, a copy of another or an empty one."""

    def change(bundle: Path) -> None:
        parts = _parts(bundle / name)
        _put_parts(bundle / name, parts | {part: parts[like] if like else b"<a/>"})

    return change


def _parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _put_parts(file: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)


def several(*changes: Change) -> Change:
    """Return all of some changes."""

    def change(bundle: Path) -> None:
        for one in changes:
            one(bundle)

    return change


def _set(**members: Any) -> Callable[[Any], Any]:
    return lambda value: value | members


def _cell(key: str, source: str | None) -> Callable[[Any], Any]:
    def edit(value: Any) -> Any:
        cells = {name: one for name, one in value["cells"].items() if name != key}
        value["cells"] = cells if source is None else cells | {key: source}
        return value

    return edit


def _form(edit: Callable[[Any], None]) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        edit(value["tables"][0])
        return value

    return change


def _stage(name: str, edit: Callable[[Any], None]) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        edit(value[name])
        return value

    return change


def by_hand() -> Iterator[Tampering]:
    """Yield changes that leave the manifests as they are."""
    changed, missing, unlisted = frozenset({"changed"}), frozenset({"missing"}), frozenset({"unlisted"})
    sized = frozenset({"bag"})
    for name in ("README.html", "check.py"):
        yield Tampering(f"flip {name}", flipped(f"data/{name}"), changed)
        yield Tampering(f"cut {name}", cut(f"data/{name}"), changed | sized)
        yield Tampering(f"remove {name}", removed(f"data/{name}"), missing | sized)
    yield Tampering("flip bagit.txt", flipped("bagit.txt"), changed | sized)
    yield Tampering("remove bagit.txt", removed("bagit.txt"), missing)
    yield Tampering("flip bag-info.txt", flipped("bag-info.txt", 0.1), changed)
    yield Tampering("remove bag-info.txt", removed("bag-info.txt"), missing)
    yield Tampering("another digest", other_digit("manifest-sha256.txt"), changed)
    yield Tampering("remove the manifest", removed("manifest-sha256.txt"), missing | unlisted | sized)
    yield Tampering("remove the tag manifest", removed("tagmanifest-sha256.txt"), missing | unlisted)
    yield Tampering("flip the tag manifest", flipped("tagmanifest-sha256.txt", 0.0), frozenset({"*"}))
    yield Tampering("remove the note", removed("manifest.note"), missing)
    yield Tampering("flip the note", flipped("manifest.note", 0.1), frozenset({"signature"}))
    yield Tampering("cut the note", cut("manifest.note"), frozenset({"signature"}))
    yield Tampering("another file in data", put("data/more.txt"), unlisted | sized)
    yield Tampering("another table", put("data/tables/x.csv"), unlisted | sized)
    yield Tampering("another file beside", put("letter.txt"), unlisted)
    yield Tampering(
        "swap two tables",
        swapped(f"{SALES}.csv", "data/tables/returns.csv"),
        changed | {"heading", "row", "basis", "sheet", "unused"},
    )
    yield Tampering("remove the basis", removed("data/basis.json"), missing | sized | {"basis", "signature"})
    yield Tampering(
        "remove the rules",
        removed("data/rules.json"),
        missing | sized | unlisted | {"basis", "unused"},
    )
    for file, more in (("events.jsonl", {"row"}), ("proofs.jsonl", {"proof"}), ("checkpoint", set())):
        yield Tampering(f"remove {file}", removed(f"data/{file}"), missing | sized | more)
    for name in (f"{SALES}.pdf", "data/summary.pdf"):
        yield Tampering(f"flip {name}", flipped(name), changed)
        yield Tampering(f"cut {name}", cut(name), changed | sized)
        yield Tampering(f"remove {name}", removed(name), missing | sized)
    yield Tampering("swap two papers", swapped(f"{SALES}.pdf", "data/tables/returns.pdf"), changed)
    for ending in ("csv", "xlsx", "rows.jsonl"):
        yield Tampering(f"flip the {ending}", flipped(f"{SALES}.{ending}"), frozenset({"*"}))
        yield Tampering(f"cut the {ending}", cut(f"{SALES}.{ending}"), frozenset({"*"}))
        yield Tampering(f"remove the {ending}", removed(f"{SALES}.{ending}"), missing | sized | {"unused"})


def forged(sale: str = "XS1") -> Iterator[Tampering]:
    """Yield changes that only events, proofs and signatures find: the manifests are written anew."""
    rows, csv = f"{SALES}.rows.jsonl", f"{SALES}.csv"
    events, proofs = "data/events.jsonl", "data/proofs.jsonl"
    yield _of("a cell of the CSV", replaced(csv, sale, "XS7"), "cell", "sheet")
    yield _of(
        "a blank cell filled",
        lines(csv, lambda all_: [*all_[:1], _filled(all_[1]), *all_[2:]]),
        "cell",
        "sheet",
    )
    yield _of(
        "a row left out",
        several(lines(csv, _without(1)), lines(rows, _without(0))),
        "basis",
        "row",
        "sheet",
        "unused",
    )
    yield _of("a row of the CSV left out", lines(csv, _without(-1)), "row", "basis", "sheet", "unused")
    yield _of("a row twice", lines(csv, lambda all_: [*all_, all_[-1]]), "row", "basis", "sheet")
    yield _of(
        "two rows swapped", lines(csv, lambda all_: [all_[0], all_[2], all_[1], *all_[3:]]), "cell", "sheet"
    )
    yield _of("headings swapped", replaced(csv, "销售数量,单价", "单价,销售数量"), "heading", "sheet")
    yield _of("no byte order mark", lines(csv, lambda all_: [all_[0][3:], *all_[1:]]), "heading", "unused")
    yield _of("a source of another column", told(rows, _cell("lot", "data.product_code"), 0), "source")
    yield _of("a source taken away", told(rows, _cell("lot", None), 0), "source")
    yield _of("a source of nothing", told(rows, _cell("lot", "data.nothing"), 0), "source")
    yield _of("a source of an unknown column", told(rows, _cell("colour", "data.lot"), 0), "row")
    yield _of("another event behind a row", told(rows, _set(events=[1]), 0), "row", "unused")
    yield _of("no event behind a row", told(rows, _set(events=[]), 0), "row", "unused")
    yield _of("an event that is not there", told(rows, _set(events=[10**6]), 0), "row", "unused")
    yield _of("another row number", told(rows, _set(row=9), 0), "row", "unused")
    yield _of("a row that is no row", lines(rows, lambda all_: [b"[]\n", *all_[1:]]), "row", "unused")
    yield _of("a value in an event", _in_event(sale), "cell", "event")
    yield _of("an event taken away", lines(events, _without(0)), "basis", "proof", "row", "unused")
    yield _of("an event twice", lines(events, lambda all_: [all_[0], *all_]), "basis", "event", "proof")
    yield _of(
        "two events swapped",
        lines(events, lambda all_: [all_[1], all_[0], *all_[2:]]),
        "event",
        "proof",
        "row",
        "unused",
    )
    yield _of(
        "an event with its proof taken away",
        several(lines(events, _without(0)), lines(proofs, _without(0))),
        "basis",
        "row",
        "unused",
    )
    yield _of("a proof taken away", lines(proofs, _without(0)), "proof")
    yield _of("a proof cut", told(proofs, lambda one: one | {"path": one["path"][:-1]}, 0), "proof")
    yield _of(
        "a proof of another length",
        told(proofs, lambda one: one | {"path": [*one["path"], "00" * 32]}, 0),
        "proof",
    )
    yield _of("a proof with another leaf", told(proofs, _set(leaf="00" * 32), 0), "event")
    yield _of("a proof of another position", told(proofs, _set(position=3), 1), "proof")
    yield _of("two proofs swapped", lines(proofs, lambda all_: [all_[1], all_[0], *all_[2:]]), "proof")
    yield _of("a proof too many", lines(proofs, lambda all_: [*all_, all_[-1]]), "proof")
    yield _of("another size in the checkpoint", _in_checkpoint, "checkpoint")
    yield _of(
        "another root in the basis",
        told("data/basis.json", _stage("checkpoint", lambda one: one.update(root="AA="))),
        "basis",
    )
    yield _of("another position in the basis", told("data/basis.json", _set(position=1)), "basis")
    yield _of("another number of events", told("data/basis.json", _set(events=1)), "basis")
    yield _of(
        "another number of rows",
        told("data/basis.json", _stage("tables", lambda all_: all_[0].update(rows=99))),
        "basis",
    )
    yield _of(
        "a table less in the basis",
        told("data/basis.json", _stage("tables", lambda all_: all_.pop())),
        "basis",
    )
    yield _of("no JSON in the basis", put("data/basis.json", b"{"), "basis", "signature", "unreadable")
    yield _of("a label in the rules", told("data/rules.json", _form(_other_label)), "cell")
    yield _of("a source in the rules", told("data/rules.json", _form(_other_source)), "cell", "source")
    yield _of("a heading in the rules", told("data/rules.json", _form(_other_heading)), "heading")
    yield _of("a type in the rules", told("data/rules.json", _form(_other_type)), "sheet")
    yield _of("a text in the XLSX", in_sheet(f">{sale}<", ">XS7<"), "sheet")
    yield _of("a number in the XLSX", in_sheet(r"<v>10</v>", "<v>11</v>"), "sheet")
    yield _of("a formula in the XLSX", in_sheet(r"<v>10</v>", "<f>5+5</f><v>10</v>"), "sheet")
    yield _of("a date in the XLSX", in_sheet(r"<v>(4\d{4})</v>", "<v>40000</v>"), "sheet")
    yield _of("a row of the XLSX taken away", in_sheet(r'<row r="7".*?</row>', ""), "sheet")
    yield _of("a heading in the XLSX", in_sheet(">销售日期<", ">日期<"), "sheet")
    yield _of(
        "a cell of the XLSX taken away", in_sheet(r'<c r="[A-Z]+6"[^>]*t="inlineStr">.*?</c>', ""), "sheet"
    )
    yield _of("no workbook", put(f"{SALES}.xlsx", b"PK"), "unreadable")
    yield _of("two workbooks swapped", swapped(f"{SALES}.xlsx", "data/tables/returns.xlsx"), "sheet")


def _of(name: str, change: Change, *kinds: str) -> Tampering:
    return Tampering(name, change, frozenset(kinds), "signed")


def _without(at: int) -> Callable[[list[bytes]], list[bytes]]:
    def edit(parts: list[bytes]) -> list[bytes]:
        kept = list(parts)
        del kept[at]
        return kept

    return edit


def _filled(line: bytes) -> bytes:
    return line.replace(b",,", b",x,", 1)


def _in_event(sale: str) -> Change:
    return replaced("data/events.jsonl", f'"sale_no":"{sale}"', '"sale_no":"XS7"')


def _in_checkpoint(bundle: Path) -> None:
    text = (bundle / "data/checkpoint").read_text("utf-8").split("\n")
    text[1] = str(int(text[1]) - 1)
    (bundle / "data/checkpoint").write_text("\n".join(text), "utf-8")


def _other_label(form: Any) -> None:
    for column in form["columns"]:
        column["labels"] = dict.fromkeys(column.get("labels", ()), "别的")


def _other_source(form: Any) -> None:
    next(one for one in form["columns"] if one["key"] == "lot")["source"] = "data.product_code"


def _other_heading(form: Any) -> None:
    next(one for one in form["columns"] if one["key"] == "note")["zh"] = "说明"


def _other_type(form: Any) -> None:
    next(one for one in form["columns"] if one["key"] == "sold_on")["type"] = "text"


def copied(bundle: Path, place: Path) -> Path:
    """Return a copy of a bundle."""
    shutil.copytree(bundle, place)
    return place


_BOOK, _LINKS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_SHEET, _OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def of_workbooks() -> Iterator[Tampering]:
    """Yield changes by which a reader of a workbook is shown something else than its checked cells."""
    other = with_part(_OTHER, _SHEET)
    second = in_part(_BOOK, "</sheets>", '<sheet name="x" sheetId="2" r:id="rId1"/></sheets>')
    shown = {
        "a sheet that no relationship names": other,
        "a relationship that leads to another sheet": several(
            other, in_part(_LINKS, "worksheets/sheet1.xml", "worksheets/sheet2.xml")
        ),
        "a relationship that leads out of the workbook": in_part(
            _LINKS, 'Target="worksheets/sheet1.xml"', 'Target="http://x/sheet1.xml" TargetMode="External"'
        ),
        "a relationship of another id": in_part(_LINKS, '"rId1"', '"rId9"'),
        "a relationship too many": in_part(
            _LINKS,
            "</Relationships>",
            '<Relationship Id="rId9" Type="x/comments" Target="x.xml"/></Relationships>',
        ),
        "another workbook": in_part("_rels/.rels", "xl/workbook.xml", "xl/other.xml"),
        "a sheet shown twice": second,
        "a hidden sheet": in_part(_BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"'),
        "a name of our own choice": in_part(_BOOK, "_xlnm.Print_Titles", "_xlnm.Print_Area"),
        "years that count from 1904": in_part(_BOOK, "<workbookPr ", '<workbookPr date1904="1" '),
        "a part that nobody knows": with_part("xl/vbaProject.bin"),
        "a number format that shows another number": in_part(_STYLES, '"yyyy-mm-dd"', '"9999"'),
        "a number format of a spreadsheet's own": in_part(_STYLES, '<xf numFmtId="164"', '<xf numFmtId="9"'),
        "a hidden column": in_part(_SHEET, '<col min="1" max="1"', '<col min="1" max="1" hidden="1"'),
        "a condition that paints cells": in_part(
            _SHEET, "<pageMargins", '<conditionalFormatting sqref="A6"/><pageMargins'
        ),
    }
    for name, change in shown.items():
        yield _of(name, change, "sheet")


def of_derived() -> Iterator[Tampering]:
    """Yield changes of the views and papers in the pack of a recall."""
    board, letters = "data/views/recall_consignees", "data/papers/recall-letters.pdf"
    sized = frozenset({"bag"})
    yield Tampering("flip a letter", flipped(letters), frozenset({"changed"}))
    yield Tampering("remove a form", removed("data/papers/recall-event.xlsx"), sized | {"missing"})
    yield Tampering("another letter", put("data/papers/more.pdf"), sized | {"unlisted"})
    yield _of("a letter that the basis does not name", put("data/papers/more.pdf"), "unlisted")
    yield _of("a letter taken away", removed(letters), "missing")
    yield _of("papers not named", told("data/basis.json", lambda one: one | {"papers": []}), "unlisted")
    yield _of("a view that no form describes", put("data/views/more.csv"), "unlisted")
    yield _of("a volume of no view", put("data/views/more.2.pdf"), "unlisted")
    yield _of("a view taken away", removed(f"{board}.csv"), "missing")
    yield _of("a cell of a view", replaced(f"{board}.csv", ",3,", ",4,"), "sheet")
    yield _of("a cell of a view's workbook", in_sheet("<v>3</v>", "<v>4</v>", f"{board}.xlsx"), "sheet")
    yield _of(
        "a hidden sheet of a view",
        in_part(_BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"', f"{board}.xlsx"),
        "sheet",
    )
    yield _of("a row of a view left out", lines(f"{board}.csv", _without(1)), "basis", "sheet")
    yield _of("a heading of a view", replaced(f"{board}.csv", "应召回数量", "数量"), "heading", "sheet")
    yield _of(
        "another number of rows of a view",
        told("data/basis.json", _stage("views", lambda all_: all_[0].update(rows=9))),
        "basis",
    )
    yield _of("views not named", told("data/basis.json", lambda one: one | {"views": []}), "basis")
