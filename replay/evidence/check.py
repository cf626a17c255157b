"""Check an evidence bundle: Python 3.9 or later alone, offline, trusting neither its maker nor his program.

    python -I -S data/check.py [BAG] [--key VERIFIER_KEY] [--earlier CHECKPOINT_FILE] [--tsa PEM_FILE]

BAG is the folder that holds `bagit.txt`, or the ZIP of it; by default the one that this file lies in. Without
the verifier key, which the holder of the ledger gives you, the bundle is only shown to be whole, by whichever
key it names. Prints one JSON object; exit code 1 if anything was found, else 0. The steps:

  1. The bag       RFC 8493: its declaration, its file names, and that no file is missing or unlisted.
  2. Digests       SHA-256 of every payload file against the manifest, of the tag files against theirs.
  3. Signature     The note over the tag manifest's digest: C2SP signed-note, Ed25519 of RFC 8032.
  4. Checkpoint    Size and root of the log, signed by the same key, as the basis has them; `openssl ts -verify`
                   holds a time stamp over it (RFC 3161), where there is one, against the certificates of --tsa.
  5. Events        Each line hashed as a leaf, SHA-256(0x00 | bytes), and led to the root: RFC 9162, 2.1.3.2.
  6. Personal data Each value with its salt against the digest inside its event.
  7. Completeness  Of each tag asked for all events that carry it, as the signed index of tags has them.
  8. Tables        Each cell of each CSV against the events that its row rests on, by the declared source.
  9. Workbooks     Each cell of each XLSX, on the sheets to which its parts lead a reader, against the CSV.
 10. Consistency   From an earlier checkpoint to this one: RFC 9162, 2.1.4.2.
 11. What could not be checked is said: that views and papers follow from the rows is stated by no event.

A row of `tables/KEY.rows.jsonl` names its events and the source of each cell that is not blank. The row's own
events are those of the types that `rules.json` lists for the table; of a case every stage that counts. Sources:

  data.F                   member F of the newest own event that has it
  personal.F               the personal value F of the newest own event that states one
  personal.F of R.G        the personal value G of the event that the newest own event names as version of R
  stage                    what the form calls the type of the newest own event
  position, event_time, record_time, recorded_by, note: that member of the newest own event
  … withheld               a personal value that is left out         … erased  one that was erased
  … guarded                an apostrophe stands in front, so that no spreadsheet runs the text of the CSV
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from datetime import datetime, timezone
from functools import lru_cache
from typing import IO, Any, Iterator
from xml.etree import ElementTree

TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
NOTE, TAG_MANIFEST, MANIFEST = "manifest.note", "tagmanifest-sha256.txt", "manifest-sha256.txt"
BASIS, RULES, EVENTS = "data/basis.json", "data/rules.json", "data/events.jsonl"
PROOFS, PERSONAL, CONSISTENCY = "data/proofs.jsonl", "data/personal.jsonl", "data/consistency.json"
COMPLETENESS, CHECKPOINT, TIMESTAMP = "data/completeness.json", "data/checkpoint", "data/timestamp.tsr"
REQUIRED = {BASIS, RULES, EVENTS, PROOFS, CHECKPOINT, "data/README.html", "data/check.py", "data/summary.pdf"}
OPTIONAL = {PERSONAL, CONSISTENCY, COMPLETENESS, TIMESTAMP}
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
RUN, WITHHELD, ERASED = set("=+-@\t\r\n＝＋－＠'"), "〔个人信息〕", "〔已删除〕"
HEADING_ROW, CELL_CHARACTERS, MOST_FINDINGS, MOST_KEPT = 5, 32767, 1000, 5000
MEMBERS = ("position", "event_time", "record_time", "recorded_by", "note")
WORDS, NUMBERS, TIMES = ("text", "ref", "list"), ("integer", "decimal", "money"), ("date", "datetime")
MAIN, BLOCK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", 1 << 18
DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"(?: spans="[0-9:]*")?>')
CELL = re.compile(
    r'(<c r="([A-Z]{1,2})([0-9]+)"(?: s="[0-9]+")?(?: t="(inlineStr)"><is><t(?: xml:space="preserve")?>'
    r"([^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t></is>|><v>(-?[0-9]+(?:\.[0-9]+)?(?:E[-+]?[0-9]+)?)</v>)</c>)"
)
ENTITY, ENTITIES = re.compile("&(?:(amp|lt|gt);)?"), {"amp": "&", "lt": "<", "gt": ">"}
A_TO_Z = [chr(at) for at in range(65, 91)]
COLUMNS = {a + b: at for at, (a, b) in enumerate((a, b) for a in ("", *A_TO_Z) for b in A_TO_Z)}
NEGATIVE = re.compile(r"-[0-9][0-9,]*(?:\.[0-9]+)?")
STAMPED = re.compile(r"Time stamp: (\w{3}) +(\d+) ([\d:]+)(?:\.\d+)? (\d{4}) GMT")
LANGUAGE = os.environ.get("MEDLEDGER_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""

PARTS = "xl/workbook.xml _rels/.rels xl/_rels/workbook.xml.rels xl/styles.xml xl/theme/theme1.xml [Content_Types].xml "
PARTS += "docProps/app.xml docProps/core.xml"  # and the sheets; FRAME is the digest of the first two without these:
OWN = rb'<sheet name="[^"<>]+" (sheetId="\d+" r:id="rId\d+")/>|<definedName name="_xlnm\.(?:_F|Print_T)[^<>]+>[^<>]*</\w+>'
FRAME, FORMATS = "e2d65ad36877b2f074fe2a43501eebeb", {b"@", b"yyyy-mm-dd", b"yyyy-mm-dd hh:mm:ss"}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
AROUND = b"worksheet sheetPr pageSetUpPr dimension sheetViews sheetView pane selection sheetFormatPr cols col"
AROUND += b" sheetData autoFilter pageMargins pageSetup headerFooter oddFooter"
SENTENCES = {  # English and Chinese
    "form": ("is not what it should be", "形式不符"),
    "absent": ("is not there", "缺失"),
    "foreign": ("is no file of a bundle, or not listed", "不是证据包的文件，或未列入清单"),
    "not_signed": ("is not signed by {0}, or was changed", "未由 {0} 签署，或有改动"),
    "basis": ("states another {0} than the bundle holds", "所载 {0} 与包内不符"),
    "no_event": ("is no event, or not the one that is proved", "不是事件，或不是所证明的事件"),
    "no_row": ("rests on no, voided or another row's events", "无据，或据已作废、属另一行的事件"),
    "cell": ("{0}: expected {1!r}, got {2!r}", "{0}：应为“{1}”，实为“{2}”"),
    "unused": ("no row rests on it", "没有任何行以此为据"),
    "ask_key": ("whose key {0} is: name it with --key", "{0} 是谁的公钥：请用 --key 给出"),
    "ask_earlier": ("which checkpoint you hold: name it with --earlier", "所持检查点：请用 --earlier 给出"),
    "ask_tsa": ("whose time stamp it is: name it with --tsa", "时间戳出自何处：请用 --tsa 给出证书"),
    "no_openssl": ("the time stamp, for want of an openssl that can", "时间戳（没有可用的 openssl）"),
    "completeness": ("whether rows were left out with their events", "是否有行连同其事件被略去"),
    "derived": ("whether {0} papers, {1} views follow from rows", "{0} 份文书、{1} 个视图是否由各行得出"),
    "pdf": ("the text of PDF and HTML, beyond their digests", "PDF 和 HTML 的文字（仅核对摘要）"),
}


def say(key: str, *particulars: Any) -> str:
    """Return a sentence in the user's language."""
    return SENTENCES[key][LANGUAGE[:2] == "zh"].format(*particulars)


class Wrong(Exception):
    """Something is not as it must be: which kind, and what."""

    def __init__(self, kind: str, key: str, *particulars: Any) -> None:
        super().__init__(say(key, *particulars))
        self.kind = kind


def need(fits: Any, kind: str, key: str = "form", *particulars: Any) -> None:
    """Find something that does not fit."""
    if not fits:
        raise Wrong(kind, key, *particulars)


P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recovered(y: int, sign: int) -> Any:
    """Return the point with this y and this parity of x, None if there is none (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def added(one: Any, two: Any) -> Any:
    """Add two points in extended coordinates (RFC 8032, 5.1.4)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiplied(number: int, point: Any) -> Any:
    """Multiply a point."""
    result: Any = (0, 1, 1, 0)
    for bit in f"{number:b}":
        result = added(added(result, result), point) if bit == "1" else added(result, result)
    return result


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature is one of this message by this key (RFC 8032, 5.1.7)."""
    *halves, scalar = [int.from_bytes(raw, "little") for raw in (public, signature[:32], signature[32:])]
    points = [recovered(one & (1 << 255) - 1, one >> 255) for one in halves]
    if len(public) != 32 or len(signature) != 64 or None in points or scalar >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    left = multiplied(scalar, recovered(4 * pow(5, P - 2, P) % P, 0))
    right = added(points[1], multiplied(int.from_bytes(challenge, "little") % ORDER, points[0]))
    return all((left[at] * right[2] - right[at] * left[2]) % P == 0 for at in (0, 1))


def sha(*parts: bytes) -> bytes:
    """Return the SHA-256 of some bytes; in front stands what they are: a leaf, a node, a bucket, a tag."""
    return hashlib.sha256(b"".join(parts)).digest()


def climbed(here: int, last: int, pair: Any, path: list[bytes], known: Any) -> list[bytes] | None:
    """Climb a path, a right sibling joining the last hash only (RFC 9162, 2.1.3.2 and 2.1.4.2, steps 4 to 6).

    Neighbours share most of their way: once on a way that is `known`, this one ends where that one ended.
    """
    passed: dict[int, Any] = {}
    for at, sibling in enumerate(path):
        if last == 0 or here > last or len(sibling) != 32:
            return None
        passed[last] = here, pair, path[at:]
        if known.get(last, (None,))[0] == passed[last]:
            here, last, pair = 0, 0, known[last][1]
            break
        if here & 1 or here == last:
            pair = [sha(b"\x01", sibling, one) for one in pair]
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            pair = [*pair[:-1], sha(b"\x01", pair[-1], sibling)]
        here, last = here >> 1, last >> 1
    known.update({} if here or last else {level: (way, pair) for level, way in passed.items()})
    return None if here or last else pair


def grew(first: Any, second: Any, path: list[bytes]) -> bool:
    """Tell whether the second tree, size and root, only adds to the first (RFC 9162, 2.1.4.2)."""
    if not path or not 0 < first[0] < second[0]:
        return bool(not path and first == second and first[0] > 0)
    path = [first[1], *path] if first[0] & (first[0] - 1) == 0 else path
    here, last = first[0] - 1, second[0] - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return climbed(here, last, [path[0], path[0]], path[1:], {}) == [first[1], second[1]]


def folded(hashes: list[bytes]) -> bytes:
    """Return the root over some leaves (RFC 9162, 2.1.1)."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", folded(hashes[:half]), folded(hashes[half:]))


def is_complete(told: Any, root: bytes) -> bool:
    """Tell whether the index of tags under a root has exactly these positions of a tag; of an absent tag none.

    The leaf of a tag: its key, SHA-256(0x03 | tag), number of positions, their root, in blocks of 256. The first
    14 bits of the key name its bucket, whose leaves have the order of their keys, and whose hash, SHA-256(0x02 |
    number of leaves | root), is led to the root of the index by 14 siblings.
    """
    key, size, bucket = sha(b"\x03", told["tag"].encode()), told["size"], bytes.fromhex(told["bucket_root"])
    positions, leaf, before, after = (told[name] for name in ("positions", "leaf", "before", "after"))
    above, number = sha(b"\x02", size.to_bytes(8, "big"), bucket), int.from_bytes(key[:2], "big") >> 2
    for at, sibling in enumerate(map(bytes.fromhex, told["climb"])):
        above = sha(b"\x01", sibling, above) if number >> at & 1 else sha(b"\x01", above, sibling)
    fits = len(told["climb"]) == 14 and above == root and positions == sorted(set(positions))
    for one in filter(None, (leaf, before, after)):
        parts = map(bytes.fromhex, (one["key"], f"{one['count']:016x}", one["root"]))
        path = [bytes.fromhex(sibling) for sibling in one["path"]]
        fits = fits and climbed(one["number"], size - 1, [sha(b"\x00", *parts)], path, {}) == [bucket]
    if leaf:
        raw = b"".join(one.to_bytes(8, "big") for one in positions)
        over = folded([sha(b"\x00", raw[at : at + 2048]) for at in range(0, len(raw), 2048)])
        own = (leaf["key"], leaf["count"], leaf["root"]) == (key.hex(), len(positions), over.hex())
        return fits and own and before is None and after is None
    beside = (before["number"] + 1 if before else 0) == (after["number"] if after else size)
    between = (not before or before["key"] < key.hex()) and (not after or after["key"] > key.hex())
    return bool(fits and not positions and beside and between)


def unbase64(text: str) -> bytes:
    """Return the bytes of canonical base64."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def key_of(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and public key of a verifier key `name+id+base64(0x01 | key)`."""
    match: Any = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})", text.strip())
    raw = base64.b64decode(match[3]) if match else b""
    identity = sha(match[1].encode(), b"\n", raw)[:4] if match else b""
    need(match and len(raw) == 33 and raw[0] == 1 and identity.hex() == match[2], "signature")
    return match[1], identity, raw[1:]


def opened(raw: bytes, key: tuple[str, bytes, bytes], kind: str) -> str:
    """Return the text of a note that the key signed."""
    text, blank, below = raw.decode("utf-8").rpartition("\n\n")
    lines = [re.fullmatch(r"— ([^\s+]+) (\S+)", line) for line in below[:-1].split("\n")]
    need(blank and below.endswith("\n") and None not in lines, kind)
    signatures = [(match[1], unbase64(match[2])) for match in lines if match]
    ours = [one[4:] for name, one in signatures if (name, one[:4]) == key[:2]]
    if not ours or not all(is_signed(key[2], one, f"{text}\n".encode()) for one in ours):
        raise Wrong(kind, "not_signed", f"{key[0]}+{key[1].hex()}")
    return text + "\n"


def checkpoint_in(raw: bytes, key: tuple[str, bytes, bytes], kind: str) -> tuple[int, bytes, Any]:
    """Return size and root of the log that a signed checkpoint states, and those of its index of tags."""
    lines = opened(raw, key, kind).split("\n")
    whole = len(lines) >= 4 and "" not in lines[:-1] and lines[0] == key[0]
    root = unbase64(lines[2]) if whole else b""
    need(re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) and len(root) == 32, kind)
    index = re.fullmatch("tags (0|[1-9][0-9]{0,18}) ([A-Za-z0-9+/]{43}=)", lines[3])
    return int(lines[1]), root, (int(index[1]), unbase64(index[2])) if index else None


def is_safe(name: str) -> bool:
    """Tell whether a name stays inside of its folder."""
    return not re.search(r"\\|^[^/]*:", name) and not {"", ".", ".."} & set(name.split("/"))


class Bag:
    """The names of the files of a bag, and of what is no plain file inside of it."""

    def __init__(self, place: str) -> None:
        self.files, self.strange, self.copies = {}, [], []  # type: dict[str, Any], list[str], list[IO[bytes]]
        self.archive = None if os.path.isdir(place) else zipfile.ZipFile(place)
        for name, whole, file in self.in_zip(self.archive) if self.archive else self.in_folder(place):
            if file and is_safe(name) and name not in self.files:
                self.files[name] = file
            else:
                self.strange.append(whole)
        self.names = set(self.files)

    def in_folder(self, root: str) -> Iterator[tuple[str, str, Any]]:
        """Yield name, shown name and path of what lies in a folder; no path of what is no plain file."""
        for folder, folders, files in os.walk(root):
            for path in (os.path.join(folder, name) for name in folders + files):
                name, link = os.path.relpath(path, root).replace(os.sep, "/"), os.path.islink(path)
                if link or not os.path.isdir(path):
                    yield name, name, path if os.path.isfile(path) and not link else None

    def in_zip(self, archive: zipfile.ZipFile) -> Iterator[tuple[str, str, Any]]:
        """Yield name, shown name and entry of what lies in a ZIP; no entry of what is no plain file."""
        entries = [one for one in archive.infolist() if not one.filename.endswith("/")]
        top = entries[0].filename.partition("/")[0] + "/" if entries else ""
        for entry in entries:
            link = (entry.external_attr >> 16) & 0o170000 == 0o120000
            sound = entry.filename.startswith(top) and not link and not entry.flag_bits & 1
            yield entry.filename[len(top) :], entry.filename, entry if sound else None

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return self.archive.open(self.files[name]) if self.archive else open(self.files[name], "rb")

    def seekable(self, name: str) -> IO[bytes]:
        """Open a file that can be read from any place."""
        if not self.archive:
            return self.open(name)
        self.copies.append(tempfile.TemporaryFile())
        with self.open(name) as stream:
            shutil.copyfileobj(stream, self.copies[-1], BLOCK)
        self.copies[-1].seek(0)
        return self.copies[-1]

    def read(self, name: str) -> bytes:
        """Return a small file whole."""
        with self.open(name) as stream:
            return stream.read()

    def digest(self, name: str) -> tuple[str, int]:
        """Return the SHA-256 and the length of a file."""
        total = hashlib.sha256()
        with self.open(name) as stream:
            for block in iter(lambda: stream.read(BLOCK), b""):
                total.update(block)
            return total.hexdigest(), stream.tell()


class Row:
    """What the cells of one row must be, by its own events, oldest first."""

    def __init__(self, own: list[Any], stages: dict[str, str], event: Any, values: Any) -> None:
        self.own, self.stages, self.event, self.values = own, stages, event, values
        self.data = {field: value for one in own for field, value in one["data"].items() if value is not None}

    def plainly(self, column: Any, text: str, sources: Any) -> bool:
        """Tell at once, of most cells, whether nobody could object; of all others `cell` tells."""
        source, key = column["source"], column["key"]
        value = self.data.get(source[5:]) if source[:5] == "data." else column
        if value is None:
            return not text and key not in sources and "snapshot" not in column
        fits = value == text != "" and sources.get(key) == source
        return fits and not (text[0] in RUN or "labels" in column)

    def cell(self, column: Any) -> tuple[str | None, str]:
        """Return source and text of a cell; the text of a time is its stored form."""
        source = column["source"]
        if source.startswith("data."):
            value = self.data.get(source[5:])
            if isinstance(value, dict) or (value is None and column.get("snapshot")):
                source, value = self.of_person(column, source)
        elif source.startswith("personal."):
            source, value = self.personal(column, source)
        elif source == "stage":
            value = self.stages.get(self.own[-1]["type"])
        else:
            value = self.own[-1].get(source) if source in MEMBERS else None
        if value is None:
            return None, ""
        text = worded(column, value)
        guarded = column["type"] in WORDS and text[:1] in RUN and not NEGATIVE.fullmatch(text)
        return (source + " guarded", "'" + text) if guarded else (source, text)

    def places(self, column: Any, name: str) -> Iterator[tuple[Any, str, str]]:
        """Yield where a value may lie, the newest first: position, field, and how its source goes on."""
        register, _, field = (column.get("snapshot") or "").partition(".")
        for event in reversed(self.own):
            if event["data"].get(name) is not None:
                yield event["position"], name, ""
            elif (event.get("versions") or {}).get(register) is not None:
                yield event["versions"][register], field, f" of {register}.{field}"

    def of_person(self, column: Any, source: str) -> tuple[str, Any]:
        """Return source and value of a cell that is personal because the row is about an individual."""
        for position, name, behind in self.places(column, source[5:]):
            there = self.event(position)
            held = there["data"].get(name) if there else None
            if isinstance(held, dict):
                return self.beside(f"personal.{source[5:]}{behind}", position, name)
            if held is not None:
                return source + behind, held
        return source, None

    def personal(self, column: Any, source: str) -> tuple[str, Any]:
        """Return the source of a personal value, with its mark, and what its cell shows."""
        position, name, behind = next(self.places(column, source[9:]), (0, "", ""))
        there = self.event(position)
        if not there or not there["data"].get(name):
            return source, None
        source, value = self.beside(source + behind, position, name)
        plain = value in (WITHHELD, ERASED) or column["type"] not in ("integer", "boolean", "list")
        return source, value if plain else json.loads(value)

    def beside(self, source: str, position: int, name: str) -> tuple[str, str]:
        """Return source and text of a value that lies beside the log, or is not here."""
        if self.values is None:
            return source + " withheld", WITHHELD
        value = self.values.get((position, name))
        return (source + " erased", ERASED) if value is None else (source, value)


def worded(column: Any, value: Any) -> str:
    """Return a value as the form words it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ";".join(worded(column, str(one)) for one in value)
    return str((column.get("labels") or {}).get(str(value), value))


@lru_cache(maxsize=MOST_KEPT)
def instant(text: str) -> Any:
    """Return a time with its offset as a time in UTC, None if it is none."""
    try:
        moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except ValueError:
        return None
    return moment.astimezone(timezone.utc) if moment.tzinfo else None


def rows_of(stream: IO[bytes]) -> Iterator[list[str]]:
    """Return the rows of a CSV, the heading row first; it begins with a byte order mark."""
    need(stream.read(3) == b"\xef\xbb\xbf", "heading")
    return csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""), strict=True)


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, dict[int, tuple[str, str]]]]:
    """Yield the rows of a sheet, which read as plainly as we write them; nothing around them hides others."""
    head, begin, rest = stream.read(BLOCK).partition(b"<sheetData>")
    end = tail = b""
    while begin and not end:
        more = stream.read(BLOCK)
        rows, end, tail = (rest + more).partition(b"</sheetData>")
        *lines, rest = rows.split(b"</row>")
        yield from map(plain_row, map(bytes.decode, lines))
        if not more or (end and rest):
            break
    need(end and not rest and head.startswith(DECLARED), "sheet")
    around = head[len(DECLARED) :] + b"<sheetData/>" + tail + stream.read()
    strange = set(re.findall(rb"</?([^\s<>/]*)", around)) - set(AROUND.split())
    need(not strange and b"hidden" not in around and around.count(b"<sheetData") == 1, "sheet")
    ElementTree.fromstring(around)


def sheets_of(archive: zipfile.ZipFile) -> list[str]:
    """Return the sheets to which relationships lead a reader; no part, name or number format may mislead him."""
    names, parts = archive.namelist(), PARTS.split()
    sheets = [f"worksheets/sheet{at}.xml" for at in range(1, len(names) - len(parts) + 1)]
    book, roots, links, styles = (archive.read(one)[len(DECLARED) :] for one in parts[:4])
    kinds = [("worksheet", one) for one in sheets] + [("theme", "theme/theme1.xml"), ("styles", "styles.xml")]
    links_to = f'<Relationship Id="rId%d" Type="{OFFICE}/%s" Target="%s"/>'
    whole = "".join(links_to % (at, *one) for at, one in enumerate(kinds, 1)) + "</Relationships>"
    shown = [b'sheetId="%d" r:id="rId%d"' % (at, at) for at in range(1, len(sheets) + 1)]
    got = sorted(names), links.partition(b">")[2], list(filter(None, re.findall(OWN, book)))
    fits = got == (sorted(parts + [f"xl/{one}" for one in sheets]), whole.encode(), shown)
    fits = fits and sha(re.sub(OWN, b"", book), roots).hex()[:32] == FRAME and len(sheets) > 0
    own = dict(re.findall(rb'<numFmt numFmtId="([1-9]\d*)" formatCode="([^"]*)"/>', styles))
    used = re.findall(rb'<xf numFmtId="(\d+)"', styles)
    plain = not re.search(rb"['&]|<[!?]", styles) and styles.count(b"numFmtId") == len(own) + len(used)
    need(fits and plain and {*own.values()} <= FORMATS and {*used} <= {b"0", *own}, "sheet")
    return [f"xl/{one}" for one in sheets]


def plain_row(text: str) -> tuple[int, dict[int, tuple[str, str]]]:
    """Return number and cells of a row: by column the type and the text."""
    begin, cells = ROW.match(text), {}  # type: Any, dict[int, tuple[str, str]]
    found = CELL.findall(text, begin.end()) if begin else []
    for _, letters, _, kind, words, number in found:
        plain = ENTITY.sub(lambda match: ENTITIES[match[1]], words) if "&" in words else words
        cells[COLUMNS[letters]] = (kind or "n", plain or number)
    whole = begin and begin.end() + sum(len(one[0]) for one in found) == len(text)
    need(whole and not {one[2] for one in found} - {begin[1]}, "sheet")
    return int(begin[1]), cells


def serial(text: str) -> float | None:
    """Return the number by which a spreadsheet keeps a day or a time, None if it cannot."""
    try:
        time = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return (time - datetime(1899, 12, 30)).total_seconds() / 86400 if time >= datetime(1900, 3, 1) else None


@lru_cache(maxsize=MOST_KEPT)
def shows(kind: str, text: str, cell: Any) -> bool:
    """Tell whether a cell of a workbook shows the text of the CSV: a number or a time as such, else as text."""
    if not text or cell is None:
        return not text and cell is None
    number = serial(text) if kind in TIMES else None
    if kind in NUMBERS and re.fullmatch(r"-?(?=(\.?\d\.?){1,15}$)\d*\.?\d*", text, re.ASCII):
        number = float(text)
    if number is None:
        plain = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), cell[1])
        typed = text[1:] if text[0] == "'" and text[1:2] in RUN else text
        return bool(cell[0] == "inlineStr" and plain == typed[:CELL_CHARACTERS])
    return bool(cell[0] == "n" and abs(float(cell[1]) - number) <= 1e-9 + 1e-15 * abs(number))


class Check:
    """One check of one bundle: what was checked, what could not be, and what was found."""

    def __init__(self, place: str, key: Any = None, earlier: Any = None, tsa: Any = None) -> None:
        self.checked: Counter[str] = Counter()
        self.not_checked, self.findings = [], []  # type: list[dict[str, str]], list[dict[str, Any]]
        self.stream, self.values, self.known = io.BytesIO(), None, {}  # type: IO[bytes], Any, dict[int, Any]
        self.places, self.kept, self.last = {}, {}, 0  # type: dict[int, int], dict[int, Any], int
        self.struck, self.used, self.taken, self.complete = (set[int]() for _ in range(4))
        self.head, self.index, self.when = None, None, {}  # type: Any, Any, dict[str, str]
        self.bag = self.trying(place, Bag, place, kind="bag")
        if self.bag:
            self.names: set[str] = self.bag.names
            self.run(key, earlier, tsa)
            for one in filter(None, (self.stream, self.bag.archive, *self.bag.copies)):
                one.close()

    def run(self, key: str | None, earlier: str | None, tsa: str | None) -> None:
        """Take every step."""
        self.basis, self.rules = (self.trying(one, self.loaded, one) or {} for one in (BASIS, RULES))
        self.trying(RULES, self.step_1_bag)
        self.trying("bag-info.txt", self.step_2_digests)
        ledger = self.basis.get("ledger")
        own = str(ledger.get("verifier_key")) if isinstance(ledger, dict) else "—"
        if key is None:
            self.skip("key", "ask_key", own)
        self.key = self.trying("--key" if key else BASIS, key_of, key or own, kind="signature")
        if self.key:
            self.trying(NOTE, self.step_3_signature, kind="signature")
            self.trying(CHECKPOINT, self.step_4_checkpoint, kind="checkpoint")
        if {TIMESTAMP, CHECKPOINT} <= self.names:
            self.trying(TIMESTAMP, self.step_4_timestamp, tsa, kind="timestamp")
        self.trying(EVENTS, self.step_5_events)
        self.trying(PERSONAL, self.step_6_personal)
        self.trying(COMPLETENESS, self.step_7_completeness, kind="completeness")
        self.trying(RULES, self.step_8_and_9_tables)
        if self.key and self.head:
            self.trying(CONSISTENCY, self.step_10_consistency, earlier, kind="consistency")
        derived = [len(self.basis.get("papers") or []), len(self.rules.get("views") or [])]  # step 11
        if any(derived):
            self.skip("derived", "derived", *derived)
        self.skip("pdf", "pdf")

    def add(self, kind: str, file: str, message: str, row: int | None = None) -> None:
        """Add a finding; a bundle that is wrong everywhere need not say so a million times."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append({"kind": kind, "file": file, "row": row, "message": message})

    def skip(self, what: str, key: str, *particulars: Any) -> None:
        """Say what could not be checked."""
        self.not_checked.append({"what": what, "why": say(key, *particulars)})

    def trying(self, file: str, step: Any, *arguments: Any, kind: str = "", row: Any = None) -> Any:
        """Take a step over files that anybody may have written: what goes wrong is a finding, never a crash."""
        try:
            return step(*arguments)
        except Wrong as wrong:
            self.add(wrong.kind, file, str(wrong), row)
        except Exception as error:  # whatever a strange file makes a reader do
            message = say("form") if kind and kind != "bag" else f"{type(error).__name__}: {error}"
            self.add(kind or "unreadable", file, message, row)
        return None

    def loaded(self, name: str) -> Any:
        """Return the object in a JSON file."""
        return {**json.loads(self.bag.read(name))} if name in self.names else {}

    def step_1_bag(self) -> None:
        """The declaration, the names, the files that must be there."""
        for name in self.bag.strange:
            self.add("bag", name, say("foreign"))
        folders = ("tables", "views")
        sheets = {f"data/{one}/{form['key']}" for one in folders for form in self.rules.get(one) or []}
        papers = re.findall(r'"(data/papers/[a-z0-9-]+\.(?:pdf|xlsx))"', json.dumps(self.basis.get("papers")))
        needed = {*TAGS, TAG_MANIFEST, NOTE, *REQUIRED, *papers}
        ends = ("csv", "xlsx", "pdf", "rows.jsonl")
        needed |= {f"{one}.{end}" for one in sheets for end in ends[: 3 + one.startswith("data/tables/")]}
        for name in sorted(needed - self.names):
            self.add("missing", name, say("absent"))
        for name in sorted(self.names - needed - OPTIONAL):
            if re.sub(r"^(data/(?:tables|views)/\w+)\.\d+\.pdf$", r"\1.pdf", name) not in needed:
                self.add("unlisted", name, say("foreign"))
        if "bagit.txt" in self.names and self.bag.read("bagit.txt") != BAGIT:
            self.add("bag", "bagit.txt", say("form"))

    def step_2_digests(self) -> None:
        """Every payload file and every tag file is listed, and has its digest."""
        payload, length = {name for name in self.names if name.startswith("data/")}, 0
        for source, files in ((MANIFEST, payload), (TAG_MANIFEST, {*TAGS} & self.names)):
            listed = self.listed_in(source)
            for name in sorted(files - set(listed)):
                self.add("unlisted", name, say("foreign"))
            for name, expected in listed.items():
                if name not in files:
                    self.add("missing", name, say("absent"))
                elif found := self.trying(name, self.bag.digest, name):
                    self.checked["files"] += 1
                    length += found[1] if source == MANIFEST else 0
                    if found[0] != expected:
                        self.add("changed", name, say("cell", "SHA-256", expected, found[0]))
        if "bag-info.txt" in self.names:
            lines = self.bag.read("bag-info.txt").decode("utf-8", "replace").split("\n")
            given = [line[14:] for line in lines if line.startswith("Payload-Oxum: ")]
            if given != [f"{length}.{len(payload)}"]:
                self.add("bag", "bag-info.txt", say("form"))

    def listed_in(self, source: str) -> dict[str, str]:
        """Return the digests that a manifest lists, by file."""
        listed: dict[str, str] = {}
        lines = self.bag.read(source).decode("utf-8", "replace").split("\n") if source in self.names else [""]
        rest = lines.pop()
        for number, line in enumerate(lines, 1):
            match = re.fullmatch(r"([0-9a-f]{64})  (\S[^\ufffd]*)", line)
            if not match or match[2] in listed or not is_safe(match[2]):
                self.add("manifest", source, say("form"), number)
            else:
                listed[match[2]] = match[1]
        if rest or list(listed) != sorted(listed):
            self.add("manifest", source, say("form"))
        return listed

    def step_3_signature(self) -> None:
        """The note signs the digest of the tag manifest as it is."""
        if {NOTE, TAG_MANIFEST} <= self.names:
            text = opened(self.bag.read(NOTE), self.key, "signature")
            found = sha(self.bag.read(TAG_MANIFEST)).hex()
            need(text == f"{self.key[0]}\nbundle\n{TAG_MANIFEST} sha256:{found}\n", "signature")
            self.checked["signatures"] += 1

    def step_4_checkpoint(self) -> None:
        """Size and root of the log are signed, and the basis states the same."""
        if CHECKPOINT in self.names:
            size, root, index = checkpoint_in(self.bag.read(CHECKPOINT), self.key, "checkpoint")
            self.head, self.index = (size, root), index
            self.checked["checkpoints"] += 1
            stated = {"size": size, "root": base64.b64encode(root).decode()}
            if self.basis.get("checkpoint") != stated or self.basis.get("position") != size:
                self.add("basis", BASIS, say("basis", "checkpoint"))

    def step_4_timestamp(self, tsa: str | None) -> None:
        """An authority saw the checkpoint at the time that its token states; if none is named, whichever it was."""

        def told(*asked: str) -> str:
            done = subprocess.run(["openssl", *asked], cwd=folder, capture_output=True, check=False)
            return (done.stdout + done.stderr).decode("utf-8", "replace")

        with tempfile.TemporaryDirectory() as folder:
            for name in (TIMESTAMP, CHECKPOINT):
                with open(os.path.join(folder, name[5:]), "wb") as copy:
                    copy.write(self.bag.read(name))
            if not shutil.which("openssl") or "-partial_chain" not in told("ts", "-help"):
                return self.skip("timestamp", "no_openssl")
            found = STAMPED.search(told("ts", "-reply", "-in", "timestamp.tsr", "-text"))
            when = datetime.strptime(" ".join(found.groups() if found else ()), "%b %d %H:%M:%S %Y")
            told("ts", "-reply", "-in", "timestamp.tsr", "-token_out", "-out", "token")
            told("pkcs7", "-inform", "DER", "-in", "token", "-print_certs", "-out", "own")
            then = str(int(when.replace(tzinfo=timezone.utc).timestamp()))
            trusted = ("-CAfile", os.path.abspath(tsa) if tsa else "own", "-partial_chain", "-attime", then)
            said = told("ts", "-verify", "-in", "timestamp.tsr", "-data", "checkpoint", *trusted)
        need("Verification: OK" in said.splitlines(), "timestamp")
        self.checked["timestamps"] += 1
        self.when = {"timestamp": when.isoformat() + "Z"}
        return None if tsa else self.skip("authority", "ask_tsa")

    def step_5_events(self) -> None:
        """Every event is a leaf of the signed tree; every proof has its event."""
        if EVENTS not in self.names:
            return
        self.stream = self.bag.seekable(EVENTS)
        number = place = 0
        with self.bag.open(PROOFS) if PROOFS in self.names else io.BytesIO() as proofs:
            for number, line in enumerate(self.stream, 1):
                proof = proofs.readline()
                leaf = self.trying(EVENTS, self.check_event, line, place, kind="event", row=number)
                if leaf:
                    self.trying(PROOFS, self.check_proof, proof, leaf, kind="proof", row=number)
                place += len(line)
            if proofs.readline():
                self.add("proof", PROOFS, say("no_event"), number + 1)
        if self.basis.get("events") != number:
            self.add("basis", BASIS, say("basis", "events"))

    def check_event(self, line: bytes, place: int) -> bytes:
        """Take in one event, and return its leaf."""
        event = json.loads(line)
        position, struck = event["position"], event.get("struck", [])
        kinds = [type(event[one]) for one in ("type", "data", "record_time", "tags")]
        sound = line.endswith(b"\n") and kinds == [str, dict, str, list] and isinstance(struck, list)
        sound = sound and {type(one) for one in (position, *struck)} == {int} and position > self.last
        need(sound, "event", "no_event")
        self.last, self.places[position] = position, place
        self.struck.update(struck)
        return sha(b"\x00", line[:-1])

    def check_proof(self, line: bytes, leaf: bytes) -> None:
        """The proof of the last event leads from its leaf to the root."""
        told, position, head = json.loads(line), self.last, self.head
        path, stated = [bytes.fromhex(one) for one in told["path"]], told["leaf"]
        need(told["position"] == position, "proof", "no_event")
        need(stated == leaf.hex(), "event", "no_event")
        leads = not head or climbed(position - 1, head[0] - 1, [leaf], path, self.known) == [head[1]]
        need(leads, "proof", "no_event")
        self.checked.update(("events", "proofs"))

    def event(self, position: Any) -> Any:
        """Return an event, None if it is not there; it is read where it lies, only its place is kept."""
        if position not in self.kept and position in self.places:
            if len(self.kept) > MOST_KEPT:
                self.kept.clear()
            self.stream.seek(self.places[position])
            self.kept[position] = json.loads(self.stream.readline())
        return self.kept.get(position)

    def step_6_personal(self) -> None:
        """Each personal value, by position and field, is the one that its event has the digest of."""
        if PERSONAL in self.names:
            self.values = {}
            with self.bag.open(PERSONAL) as lines:
                for number, line in enumerate(lines, 1):
                    self.trying(PERSONAL, self.check_value, line, kind="personal", row=number)

    def check_value(self, line: bytes) -> None:
        """A personal value with its salt has the digest that its event states."""
        told = json.loads(line)
        place, value = (told["position"], told["field"]), told["value"]
        found = {"sha256": sha(bytes.fromhex(told["salt"]), value.encode()).hex()}
        need(place not in self.values and self.event(place[0])["data"][place[1]] == found, "personal")
        self.values[place] = value
        self.checked["personal"] += 1

    def step_7_completeness(self) -> None:
        """Of each tag asked for the index has these positions and no others, and their events are all here."""
        asked = self.basis.get("tags") or []
        if COMPLETENESS not in self.names:
            need(not asked, "missing", "absent")
            self.skip("completeness", "completeness")
        elif self.head:
            told, (size, root) = json.loads(self.bag.read(COMPLETENESS)), self.index or (0, b"")
            fits = told["index"] == {"size": size, "root": base64.b64encode(root).decode()}
            need(fits and [one["tag"] for one in told["tags"]] == asked, "completeness")
            for one in told["tags"]:
                carried = all(one["tag"] in self.event(at)["tags"] for at in one["positions"])
                need(is_complete(one, root) and carried, "completeness")
                self.complete.update(one["positions"])
                self.checked["tags"] += 1

    def step_8_and_9_tables(self) -> None:
        """Every table and its workbook; then that every event and every personal value belongs to a row."""
        forms = self.rules.get("tables") or []
        for folder in ("tables", "views"):
            stated = {one["key"]: one["rows"] for one in self.basis.get(folder) or []}
            if list(stated) != [form["key"] for form in self.rules.get(folder) or []]:
                self.add("basis", BASIS, say("basis", folder))
            for form in self.rules.get(folder) or []:
                file = f"data/{folder}/{form['key']}"
                ends = (".csv", ".xlsx", ".rows.jsonl")[: 2 + (folder == "tables")]
                if {file + ending for ending in ends} <= self.names:
                    rows = self.trying(file + ".csv", self.check_table, form, file)
                    if rows is not None and rows != stated.get(form["key"]):
                        self.add("basis", BASIS, say("basis", "form"))
                    self.trying(file + ".xlsx", self.check_workbook, form, file)
        registers = {type_ for form in forms if form["kind"] == "register" for type_ in form["events"]}
        for position in sorted(set(self.places) - self.used):
            event, at = self.event(position), instant(str(self.basis.get("at")))
            later = instant(str(event.get("event_time")))  # voided, later, older, our own: no row
            outside = position in self.struck or event["type"] in {*registers, "personal_erased"}
            if position not in self.complete or not (outside or (later and at and later > at)):
                self.add("unused", EVENTS, say("unused"), position)
        for position in sorted({place[0] for place in self.values or {}} - self.used):
            self.add("personal", PERSONAL, say("unused"), position)

    def check_table(self, form: Any, sheet: str) -> int:
        """Every row of a CSV rests on its events, cell by cell, those of a view on none; return their number."""
        file, sources, recorded, number = sheet + ".csv", sheet + ".rows.jsonl", "/tables/" in sheet, 0
        with self.bag.open(file) as stream, self.bag.open(sources) if recorded else io.BytesIO() as told:
            rows, given = rows_of(stream), [{"source": "", **one} for one in form["columns"]]
            alone = [one["source"][:5] == "data." and "snapshot" not in one for one in given]
            plain = [one["source"][5:] if sole else "" for sole, one in zip(alone, given)]
            if next(rows, None) != [one["zh"] for one in form["columns"]]:
                self.add("heading", file, say("form"), 0)
            for number, texts in enumerate(rows, 1):
                if recorded:
                    row = form, plain, texts, told.readline(), number
                    self.trying(sources, self.check_row, *row, kind="row", row=number)
            if told.readline():
                self.add("row", sources, say("form"))
        self.checked["rows" if recorded else "view_rows"] += number
        return number

    def check_row(self, form: Any, plain: Any, texts: list[str], line: bytes, number: int) -> None:
        """A row rests on one record, and each cell is what its source gives; `plain` has what alone fills each."""
        told = json.loads(line)
        columns, positions, sources = form["columns"], told["events"], told["cells"]
        found = [self.event(one) for one in positions]
        sound = told["row"] == number and positions == sorted(set(positions)) and None not in found
        need(sound, "row", "no_row")
        own = [event for event in found if event["type"] in form["events"]]
        records = {tuple(str(event["data"].get(one)) for one in form["identity"]) for event in own}
        need(len(records) == 1 and (len(own) == 1 or form["kind"] == "case"), "row")
        mine = {event["position"] for event in own}
        need(not mine & self.struck, "struck", "no_row")
        need(not mine & self.taken, "row", "no_row")
        self.taken.update(mine)
        self.used.update(positions)
        need(len(texts) == len(columns) and not set(sources) - {one["key"] for one in columns}, "row")
        row = Row(own, form["events"], self.event, self.values)
        for column, text, field in zip(columns, texts, plain):
            blank = not text and field and field not in row.data and column["key"] not in sources
            if not blank and not row.plainly(column, text, sources):
                self.check_cell(f"data/tables/{form['key']}", number, column, text, sources, row.cell(column))
        self.checked["cells"] += len(columns)

    def check_cell(self, file: str, number: int, column: Any, text: str, sources: Any, right: Any) -> None:
        """A cell has the source and the text that its events give; a time may be shown in any zone."""
        key, (source, expected) = column["key"], right
        if sources.get(key) != source:
            self.add("source", file + ".rows.jsonl", say("cell", key, source, sources.get(key)), number)
        if text != expected:
            timed = column["type"] == "datetime" and len(expected) == 27 and text and instant(text)
            if not timed or timed != instant(expected):
                self.add("cell", file + ".csv", say("cell", key, expected, text), number)

    def check_workbook(self, form: Any, file: str) -> None:
        """A workbook holds what the CSV holds, on as many sheets as it takes."""
        table, book = self.bag.open(file + ".csv"), self.bag.seekable(file + ".xlsx")
        with book, table, zipfile.ZipFile(book) as archive:
            rows = rows_of(table)
            headings = {at: ("inlineStr", text) for at, text in enumerate(next(rows, []))}
            for name in sheets_of(archive):
                with archive.open(name) as sheet:
                    below = (one for one in sheet_rows(sheet) if one[0] >= HEADING_ROW)
                    need(next(below, None) == (HEADING_ROW, headings), "sheet")
                    for expected, (place, cells) in enumerate(below, HEADING_ROW + 1):
                        self.check_sheet_row(form["columns"], next(rows, None), cells, place == expected)
            need(next(rows, None) is None, "sheet")

    def check_sheet_row(self, columns: Any, texts: Any, cells: dict[int, Any], follows: bool) -> None:
        """A row of a sheet holds the next row of the CSV."""
        need(follows and texts is not None and max(cells, default=0) < len(columns), "sheet")
        for at in [at for at, (_, text) in enumerate(zip(columns, texts)) if text or at in cells]:
            if not shows(columns[at]["type"], texts[at], cells.get(at)):
                raise Wrong("sheet", "cell", columns[at]["key"], texts[at], cells.get(at, ("", ""))[1])
        self.checked["sheet_cells"] += len(columns)

    def step_10_consistency(self, earlier: str | None) -> None:
        """The log of an earlier checkpoint is the beginning of this one."""
        stated = None
        if CONSISTENCY in self.names:
            told = json.loads(self.bag.read(CONSISTENCY))
            stated = told["first"]["size"], unbase64(told["first"]["root"])
            path = [bytes.fromhex(one) for one in told["path"]]
            fits = told["second"] == {"size": self.head[0]}
            need(fits and (not stated[0] or grew(stated, self.head, path)), "consistency")
            self.checked["consistency"] += 1
        if earlier is not None:
            self.trying(earlier, self.check_earlier, earlier, stated, kind="earlier")
        else:
            self.skip("earlier" if stated else "consistency", "ask_earlier")

    def check_earlier(self, earlier: str, stated: Any) -> None:
        """The checkpoint that somebody holds is the one from which the bundle proves, or the bundle's own."""
        with open(earlier, "rb") as stream:
            mine = checkpoint_in(stream.read().rstrip(b"\n") + b"\n", self.key, "earlier")[:2]
        need(mine in (stated, self.head), "earlier")


def main() -> int:
    """Check the bundle that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("bag", nargs="?", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for name, metavar in (("key", "VERIFIER_KEY"), ("earlier", "CHECKPOINT_FILE"), ("tsa", "PEM_FILE")):
        parser.add_argument(f"--{name}", metavar=metavar)
    done = Check(*vars(parser.parse_args()).values())
    answer = {"ok": not done.findings, "checked": done.checked, **done.when, "not_checked": done.not_checked}
    text = json.dumps({**answer, "findings": done.findings}, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    return 1 if done.findings else 0


if __name__ == "__main__":
    sys.exit(main())
