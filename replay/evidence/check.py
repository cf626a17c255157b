"""Check an evidence bundle: Python 3.9 or later alone, offline, trusting neither its maker nor his program.

    python -I -S data/check.py [BAG] [--key VERIFIER_KEY] [--earlier CHECKPOINT_FILE]

BAG is the folder that holds `bagit.txt`, or the ZIP of it; by default the one that this file lies in. Take the
verifier key from somebody you trust: without it the bundle is only shown to be whole, by whichever key it
names. Prints one JSON object, exit code 0 if nothing was found and 1 if something was. The steps:

  1. The bag       RFC 8493: its declaration, its file names, and that no file is missing or unlisted.
  2. Digests       SHA-256 of every payload file against the manifest, of the tag files against theirs.
  3. Signature     The note over the tag manifest's digest: C2SP signed-note, Ed25519 of RFC 8032.
  4. Checkpoint    Size and root of the log, signed by the same key; the basis says the same.
  5. Events        Each line hashed as a leaf, SHA-256(0x00 | bytes), and led to the root: RFC 9162, 2.1.3.2.
  6. Personal data Each value with its salt against the digest inside its event.
  7. Tables        Each cell of each CSV against the events that its row rests on, by the declared source.
  8. Workbooks     Each cell of each XLSX, read from its XML, against the CSV.
  9. Consistency   From an earlier checkpoint to this one: RFC 9162, 2.1.4.2.
 10. What could not be checked is said.

A row of `tables/KEY.rows.jsonl` names its events and the source of each cell that is not blank. The row's own
events are those of the types that `rules.json` lists for the table; of a case every stage that counts. Sources:

  data.F                   member F of the newest own event that has it
  personal.F               the personal value F of the newest own event that states one
  personal.F of R.G        the personal value G of the event that the newest own event names as version of R
  stage                    what the form calls the type of the newest own event
  position, event_time, record_time, recorded_by, note: that member of the newest own event
  … withheld               a personal value that is left out         … erased  one that was erased
  … guarded                an apostrophe stands in front, so that no spreadsheet runs the text
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import sys
import tempfile
import zipfile
import zlib
from datetime import date, datetime, timezone
from typing import IO, Any, Callable, Iterator
from xml.etree import ElementTree

REQUIRED = (
    "README.html",
    "basis.json",
    "rules.json",
    "check.py",
    "checkpoint",
    "events.jsonl",
    "proofs.jsonl",
)
OPTIONAL = ("consistency.json", "completeness.json", "personal.jsonl", "summary.pdf", "timestamp.tsr")
TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
NOTE, TAG_MANIFEST, MANIFEST = "manifest.note", "tagmanifest-sha256.txt", "manifest-sha256.txt"
BASIS, EVENTS, PROOFS, PERSONAL = (
    f"data/{one}" for one in ("basis.json", "events.jsonl", "proofs.jsonl", "personal.jsonl")
)
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
WITHHELD, ERASED = "〔个人信息〕", "〔已删除〕"
HEADING_ROW, CELL_CHARACTERS, MOST_FINDINGS, MOST_KEPT = 5, 32767, 1000, 5000
MEMBERS = ("position", "event_time", "record_time", "recorded_by", "note")
WORDS, NUMBERS, TIMES = ("text", "ref", "list"), ("integer", "decimal", "money"), ("date", "datetime")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BROKEN = (OSError, EOFError, ValueError, zipfile.BadZipFile, NotImplementedError, zlib.error)
LANGUAGE = os.environ.get("MEDLEDGER_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""

SENTENCES = {  # English and Chinese
    "absent": ("is not there", "缺失"),
    "strange": ("is no plain file inside of the one folder", "不是同一文件夹内的普通文件"),
    "undeclared": ("does not declare BagIt 1.0 in UTF-8", "未声明 BagIt 1.0 和 UTF-8"),
    "foreign": ("is no file of a bundle", "不是证据包的文件"),
    "unlisted": ("is not listed in {0}", "未列入 {0}"),
    "only_listed": ("is listed in {0} and is not there", "列于 {0}，实际缺失"),
    "digest": ("expected the digest {0}, got {1}", "摘要应为 {0}，实为 {1}"),
    "line": ("is no line of a manifest, or lists a file again", "不是清单的行，或重复列出"),
    "order": ("is not sorted", "未排序"),
    "oxum": ("expected Payload-Oxum {0}, got {1}", "Payload-Oxum 应为 {0}，实为 {1}"),
    "no_key": ("the verifier key cannot be read", "公钥无法识别"),
    "no_note": ("is no signed note", "不是签名文件"),
    "not_signed": ("is not signed by {0}", "未由 {0} 签署"),
    "bad_signature": ("the signature is not one of this text", "签名与内容不符"),
    "other_manifest": ("signs another tag manifest", "所签的是另一清单"),
    "no_checkpoint": ("is no checkpoint of this ledger", "不是本账的检查点"),
    "other_checkpoint": ("rests on another checkpoint", "所依据的检查点不同"),
    "no_event": ("is no event, or out of order", "不是事件，或次序不对"),
    "no_proof": ("is not the proof of its event", "不是其事件的证明"),
    "leaf": ("is not the event that is proved", "不是所证明的事件"),
    "root": ("does not lead to the signed root", "不能导出已签署的根哈希"),
    "lone_proof": ("is the proof of no event", "没有对应的事件"),
    "counts": ("states another number of events", "所载事件数不同"),
    "other_tables": ("states other tables", "所载各表不同"),
    "other_rows": ("{0}: states another number of rows", "{0}：所载行数不同"),
    "salted": ("does not fit the digest in its event", "与事件中的摘要不符"),
    "no_row_personal": ("belongs to no row", "不属于任何行"),
    "headings": ("has other headings than the form", "标题与表式不符"),
    "no_row": ("tells of no row, or of events that are not there", "行无法识别，或所指事件不在包内"),
    "more_rows": ("has more rows than the CSV", "行数多于 CSV"),
    "fewer_rows": ("has fewer rows than the CSV", "行数少于 CSV"),
    "records": ("does not rest on one record", "不是出自同一记录"),
    "voided": ("rests on event {0}, which is voided", "所依据的第 {0} 条已作废"),
    "taken": ("rests on event {0}, as another row does", "与另一行同出自第 {0} 条"),
    "columns": ("has other columns than the form", "列与表式不符"),
    "source": ("{0} comes from {1}, not from {2}", "{0} 的来源应为 {1}，实为 {2}"),
    "cell": ("{0}: expected {1!r}, got {2!r}", "{0}：应为“{1}”，实为“{2}”"),
    "unused": ("no row rests on event {0}", "没有任何行出自第 {0} 条"),
    "formula": ("a cell is out of place, or a formula", "单元格位置不对，或是公式"),
    "consistency": ("does not lead to the checkpoint", "不能导出检查点"),
    "earlier": ("there is no proof from the checkpoint that you hold", "没有从所持检查点出发的证明"),
    "no_json": ("is no JSON object", "不是 JSON 对象"),
    "ask_key": ("whose key {0} is: ask the holder of the ledger, and name it with --key",
                "{0} 是谁的公钥：请向账本持有者求证，并用 --key 给出"),
    "ask_earlier": ("whether you hold the checkpoint of {0}: name it with --earlier",
                    "是否持有大小为 {0} 的检查点：请用 --earlier 给出"),
    "no_earlier": ("no earlier checkpoint was named", "未给出先前的检查点"),
    "completeness": ("whether rows were left out with their events", "是否有行连同其事件被略去"),
    "pdf": ("the text of PDF and HTML, beyond their digests", "PDF 和 HTML 的文字（仅核对摘要）"),
}  # fmt: skip


def say(key: str, *particulars: Any) -> str:
    """Return a sentence in the user's language."""
    return SENTENCES[key][LANGUAGE[:2] == "zh"].format(*particulars)


class Wrong(Exception):
    """Something is not as it must be: which kind, and what."""

    def __init__(self, kind: str, key: str, *particulars: Any) -> None:
        super().__init__(say(key, *particulars))
        self.kind = kind


class CheckReport:
    """What was checked, what could not be, and what was found."""

    def __init__(self) -> None:
        self.checked: dict[str, int] = {}
        self.not_checked: list[dict[str, str]] = []
        self.findings: list[dict[str, Any]] = []

    def count(self, name: str, number: int = 1) -> None:
        """Count what was checked."""
        self.checked[name] = self.checked.get(name, 0) + number

    def add(self, kind: str, file: str, message: str, row: int | None = None) -> None:
        """Add a finding; a bundle that is wrong everywhere need not say so a million times."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append({"kind": kind, "file": file, "row": row, "message": message})

    def skip(self, what: str, why: str) -> None:
        """Say what could not be checked."""
        self.not_checked.append({"what": what, "why": why})

    def trying(self, file: str, step: Callable[..., Any], *arguments: Any) -> Any:
        """Run a step over files that anybody may have written: what goes wrong is a finding, never a crash."""
        try:
            return step(*arguments)
        except Wrong as wrong:
            self.add(wrong.kind, file, str(wrong))
        except Exception as error:  # whatever a strange file makes a reader do
            self.add("unreadable", file, f"{type(error).__name__}: {error}")
        return None


# --- 1. The bag -----------------------------------------------------------------------------------------------


class FolderBag:
    """A bag as a folder: the names of its files, and of what is no file."""

    def __init__(self, root: str) -> None:
        self.root, self.names, self.strange = root, set(), []  # type: str, set[str], list[str]
        for folder, folders, files in os.walk(root):
            for path in (os.path.join(folder, name) for name in folders + files):
                name = os.path.relpath(path, root).replace(os.sep, "/")
                if os.path.islink(path) or not (os.path.isfile(path) or os.path.isdir(path)):
                    self.strange.append(name)
                elif os.path.isfile(path):
                    self.names.add(name)

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return open(os.path.join(self.root, *name.split("/")), "rb")


class ZipBag:
    """A bag as a ZIP that holds one folder."""

    def __init__(self, file: str) -> None:
        self.archive = zipfile.ZipFile(file)
        self.names, self.strange = set(), []  # type: set[str], list[str]
        entries = [one for one in self.archive.infolist() if not one.filename.endswith("/")]
        self.top = entries[0].filename.partition("/")[0] + "/" if entries else ""
        for entry in entries:
            name, link = entry.filename[len(self.top) :], (entry.external_attr >> 16) & 0o170000 == 0o120000
            inside = entry.filename.startswith(self.top) and name not in self.names and is_safe(name)
            if inside and not link and not entry.flag_bits & 1:
                self.names.add(name)
            else:
                self.strange.append(entry.filename)

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return self.archive.open(self.top + name)


def is_safe(name: str) -> bool:
    """Tell whether a name stays inside of its folder."""
    parts = name.split("/")
    return "\\" not in name and ":" not in parts[0] and not {"", ".", ".."} & set(parts)


def read(bag: Any, name: str) -> bytes:
    """Return a small file whole."""
    with bag.open(name) as stream:
        return bytes(stream.read())


def check_bag(bag: Any, report: CheckReport) -> None:
    """Step 1: the declaration, the names, the files that must be there."""
    for name in bag.strange:
        report.add("bag", name, say("strange"))
    needed = {*TAGS, TAG_MANIFEST, NOTE, *(f"data/{one}" for one in REQUIRED)}
    for name in sorted(needed - bag.names):
        report.add("missing", name, say("absent"))
    if "bagit.txt" in bag.names and read(bag, "bagit.txt") != BAGIT:
        report.add("bag", "bagit.txt", say("undeclared"))
    for name in sorted(bag.names - needed):
        if not name.startswith("data/"):
            report.add("unlisted", name, say("foreign"))


# --- 2. Digests -----------------------------------------------------------------------------------------------


def listed_in(bag: Any, source: str, report: CheckReport) -> dict[str, str]:
    """Return the digests that a manifest lists, by file."""
    listed: dict[str, str] = {}
    if source not in bag.names:
        return listed
    lines = read(bag, source).decode("utf-8", "replace").split("\n")
    if lines.pop() or any("\ufffd" in line for line in lines):
        report.add("manifest", source, say("line"))
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)
        if not match or match[2] in listed or not is_safe(match[2]):
            report.add("manifest", source, say("line"), number)
        else:
            listed[match[2]] = match[1]
    if list(listed) != sorted(listed):
        report.add("manifest", source, say("order"))
    return listed


def digest_of(bag: Any, name: str) -> tuple[str, int]:
    """Return the SHA-256 and the length of a file."""
    total, length = hashlib.sha256(), 0
    with bag.open(name) as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            total.update(block)
            length += len(block)
    return total.hexdigest(), length


def check_digests(bag: Any, report: CheckReport) -> None:
    """Step 2: every payload file and every tag file is listed, and has its digest."""
    payload, length = {name for name in bag.names if name.startswith("data/")}, 0
    for source, files in ((MANIFEST, payload), (TAG_MANIFEST, {*TAGS} & bag.names)):
        listed = listed_in(bag, source, report)
        for name in sorted(files - set(listed)):
            report.add("unlisted", name, say("unlisted", source))
        for name, expected in listed.items():
            if name not in files:
                report.add("missing", name, say("only_listed", source))
                continue
            try:
                found, size = digest_of(bag, name)
            except BROKEN as error:
                report.add("unreadable", name, str(error))
                continue
            report.count("files")
            length += size if source == MANIFEST else 0
            if found != expected:
                report.add("changed", name, say("digest", expected, found))
    if "bag-info.txt" in bag.names:
        lines = read(bag, "bag-info.txt").decode("utf-8", "replace").split("\n")
        given = [line[14:] for line in lines if line.startswith("Payload-Oxum: ")]
        if given != [f"{length}.{len(payload)}"]:
            report.add("bag", "bag-info.txt", say("oxum", f"{length}.{len(payload)}", given))


# --- 3. Signature: Ed25519 of RFC 8032, section 5.1.7, and signed notes ---------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQUARE_ROOT = pow(2, (P - 1) // 4, P)
Point = Any  # x, y, z, t in extended coordinates


def recovered(y: int, sign: int) -> Point:
    """Return the point with this y and this parity of x, None if there is none (RFC 8032, 5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQUARE_ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def added(one: Point, two: Point) -> Point:
    """Add two points (RFC 8032, 5.1.4)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiplied(number: int, point: Point) -> Point:
    """Multiply a point."""
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = added(result, point)
        point, number = added(point, point), number >> 1
    return result


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature is one of this message by this key (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    numbers = [int.from_bytes(raw, "little") for raw in (public, signature[:32], signature[32:])]
    key, commitment = (recovered(one & (1 << 255) - 1, one >> 255) for one in numbers[:2])
    if key is None or commitment is None or numbers[2] >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    left = multiplied(numbers[2], recovered(4 * pow(5, P - 2, P) % P, 0))
    right = added(commitment, multiplied(int.from_bytes(challenge, "little") % ORDER, key))
    return all((left[at] * right[2] - right[at] * left[2]) % P == 0 for at in (0, 1))


def unbase64(text: str) -> bytes:
    """Return the bytes of canonical base64."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def key_of(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and public key of a verifier key `name+id+base64(0x01 | key)`."""
    try:
        name, number, encoded = text.strip().split("+", 2)
        raw = unbase64(encoded)
        identity = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if len(raw) == 33 and raw[0] == 1 and identity.hex() == number and name:
            return name, identity, raw[1:]
    except ValueError:
        pass
    raise Wrong("signature", "no_key")


def opened(raw: bytes, key: tuple[str, bytes, bytes], kind: str) -> str:
    """Return the text of a note that the key signed."""
    try:
        text, blank, below = raw.decode("utf-8").rpartition("\n\n")
        lines = [re.fullmatch(r"— ([^\s+]+) (\S+)", line) for line in below[:-1].split("\n")]
        if not blank or not below.endswith("\n"):
            raise ValueError(below)
        signatures = [(match[1], unbase64(match[2])) for match in lines]  # type: ignore[index]
    except (ValueError, TypeError):
        raise Wrong(kind, "no_note") from None
    ours = [one[4:] for name, one in signatures if (name, one[:4]) == key[:2]]
    if not ours:
        raise Wrong(kind, "not_signed", f"{key[0]}+{key[1].hex()}")
    if not all(is_signed(key[2], one, f"{text}\n".encode()) for one in ours):
        raise Wrong(kind, "bad_signature")
    return text + "\n"


def check_signature(bag: Any, key: tuple[str, bytes, bytes], report: CheckReport) -> None:
    """Step 3: the note signs the digest of the tag manifest as it is."""
    if {NOTE, TAG_MANIFEST} <= bag.names:
        text = opened(read(bag, NOTE), key, "signature")
        found = hashlib.sha256(read(bag, TAG_MANIFEST)).hexdigest()
        if text != f"{key[0]}\nbundle\n{TAG_MANIFEST} sha256:{found}\n":
            raise Wrong("signature", "other_manifest")
        report.count("signatures")


# --- 4. Checkpoint --------------------------------------------------------------------------------------------


def checkpoint_in(raw: bytes, key: tuple[str, bytes, bytes], kind: str) -> tuple[int, bytes]:
    """Return size and root of the log that a signed checkpoint states (C2SP tlog-checkpoint)."""
    lines = opened(raw, key, kind).split("\n")
    try:
        root = unbase64(lines[2])
    except (ValueError, IndexError):
        root = b""
    whole = len(lines) >= 4 and "" not in lines[:-1] and lines[0] == key[0]
    if not whole or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) or len(root) != 32:
        raise Wrong(kind, "no_checkpoint")
    return int(lines[1]), root


def check_checkpoint(bag: Any, key: tuple[str, bytes, bytes], basis: Any, report: CheckReport) -> Any:
    """Step 4: return size and root of the log, None if they are not signed."""
    if "data/checkpoint" not in bag.names:
        return None
    size, root = checkpoint_in(read(bag, "data/checkpoint"), key, "checkpoint")
    report.count("checkpoints")
    stated = {"size": size, "root": base64.b64encode(root).decode()}
    if basis.get("checkpoint") != stated or basis.get("position") != size:
        report.add("basis", BASIS, say("other_checkpoint"))
    return size, root


# --- 5. Events ------------------------------------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an interior node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def leads(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Tell whether a path leads from a leaf to the root (RFC 9162, 2.1.3.2)."""
    here, last, computed = index, size - 1, leaf
    if not 0 <= index < size:
        return False
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            return False
        if here & 1 or here == last:
            computed = node(sibling, computed)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            computed = node(computed, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and computed == root


class Events:
    """The events of a bundle, read where they lie: only their places are kept in memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.last = stream, 0
        self.places, self.kept = {}, {}  # type: dict[int, int], dict[int, Any]
        self.struck, self.used, self.taken = set(), set(), set()  # type: set[int], set[int], set[int]

    def get(self, position: Any) -> Any:
        """Return an event, None if it is not there."""
        if position not in self.kept and position in self.places:
            if len(self.kept) > MOST_KEPT:
                self.kept.clear()
            self.stream.seek(self.places[position])
            self.kept[position] = json.loads(self.stream.readline())
        return self.kept.get(position)


def seekable(bag: Any, name: str) -> IO[bytes]:
    """Return a file that can be read from any place."""
    if isinstance(bag, FolderBag):
        return bag.open(name)
    copy = tempfile.TemporaryFile()
    with bag.open(name) as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            copy.write(block)
    copy.seek(0)
    return copy


def check_events(bag: Any, head: Any, basis: Any, events: Events, report: CheckReport) -> None:
    """Step 5: every event is a leaf of the signed tree; every proof has its event."""
    if EVENTS not in bag.names:
        return
    events.stream = seekable(bag, EVENTS)
    proofs = iter(bag.open(PROOFS)) if PROOFS in bag.names else iter(())
    number = place = 0
    for number, line in enumerate(events.stream, 1):
        try:
            check_event(line, next(proofs, b""), place, head, events)
            report.count("events")
            report.count("proofs")
        except Wrong as wrong:
            report.add(wrong.kind, PROOFS if wrong.kind == "proof" else EVENTS, str(wrong), number)
        place += len(line)
    for count, _ in enumerate(proofs, number + 1):
        report.add("proof", PROOFS, say("lone_proof"), count)
    if basis.get("events") != number:
        report.add("basis", BASIS, say("counts"))


def check_event(line: bytes, proof: bytes, place: int, head: Any, events: Events) -> None:
    """Check one event with its proof."""
    try:
        event = json.loads(line)
        position, struck = event["position"], event.get("struck", [])
        sound = line.endswith(b"\n") and isinstance(event["type"], str) and isinstance(event["data"], dict)
        sound = sound and isinstance(event["record_time"], str) and isinstance(struck, list)
        sound = sound and all(type(one) is int for one in (position, *struck)) and position > events.last
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise Wrong("event", "no_event")
    events.last, events.places[position] = position, place
    events.struck.update(struck)
    leaf = hashlib.sha256(b"\x00" + line[:-1]).digest()
    try:
        told = json.loads(proof)
        path, stated, fits = (
            [bytes.fromhex(one) for one in told["path"]],
            told["leaf"],
            told["position"] == position,
        )
    except (ValueError, KeyError, TypeError):
        raise Wrong("proof", "no_proof") from None
    if not fits:
        raise Wrong("proof", "no_proof")
    if stated != leaf.hex():
        raise Wrong("event", "leaf")
    if head and not leads(position - 1, head[0], leaf, path, head[1]):
        raise Wrong("proof", "root")


# --- 6. Personal data -----------------------------------------------------------------------------------------


def check_personal(bag: Any, events: Events, report: CheckReport) -> Any:
    """Step 6: return the personal values by position and field, each as its event has its digest."""
    if PERSONAL not in bag.names:
        return None
    values: dict[tuple[int, str], str] = {}
    with bag.open(PERSONAL) as lines:
        for number, line in enumerate(lines, 1):
            try:
                told = json.loads(line)
                place, value = (told["position"], told["field"]), told["value"]
                found = hashlib.sha256(bytes.fromhex(told["salt"]) + value.encode()).hexdigest()
                fits = events.get(place[0])["data"][place[1]] == {"sha256": found} and place not in values
            except (ValueError, KeyError, TypeError, AttributeError):
                fits = False
            if fits:
                values[place] = value
                report.count("personal")
            else:
                report.add("personal", PERSONAL, say("salted"), number)
    return values


# --- 7. Tables ------------------------------------------------------------------------------------------------


class Row:
    """What the cells of one row must be, by its own events, oldest first."""

    def __init__(self, own: list[Any], stages: dict[str, str], events: Events, values: Any) -> None:
        self.own, self.stages, self.events, self.values = own, stages, events, values

    def cell(self, column: Any) -> tuple[str | None, str]:
        """Return source and text of a cell; the text of a time is its stored form."""
        source = column["source"]
        if source.startswith("personal."):
            source, value = self.personal(column, source)
        elif source.startswith("data."):
            found = (event["data"].get(source[5:]) for event in reversed(self.own))
            value = next((one for one in found if one is not None), None)
        elif source == "stage":
            value = self.stages.get(self.own[-1]["type"])
        else:
            value = self.own[-1].get(source) if source in MEMBERS else None
        if value is None:
            return None, ""
        text = worded(column, value)
        safe = guard(text) if column["type"] in WORDS else text
        return (source if safe == text else source + " guarded"), safe

    def personal(self, column: Any, source: str) -> tuple[str, Any]:
        """Return the source of a personal value, with its mark, and what its cell shows."""
        register, _, field = (column.get("snapshot") or "").partition(".")
        for event in reversed(self.own):
            position, name = event["position"], source[9:]
            if event["data"].get(name) is None:
                position, name = (event.get("versions") or {}).get(register), field
                source = f"{column['source']} of {register}.{field}"
            if position is None:
                source = column["source"]
                continue
            there = self.events.get(position)
            if not there or not there["data"].get(name):
                return source, None
            if self.values is None:
                return source + " withheld", WITHHELD
            value = self.values.get((position, name))
            if value is None:
                return source + " erased", ERASED
            return source, json.loads(value) if column["type"] in ("integer", "boolean", "list") else value
        return source, None


def worded(column: Any, value: Any) -> str:
    """Return a value as the form words it."""
    labels = column.get("labels") or {}
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ";".join(labels.get(str(one), str(one)) for one in value)
    return str(labels.get(str(value), value))


def guard(text: str) -> str:
    """Return a text behind an apostrophe where a spreadsheet would run it."""
    risky = text[:1] in ("=", "+", "-", "@", "\t", "\r", "'") and text != ""
    return "'" + text if risky and not re.fullmatch(r"-\d[\d,]*(?:\.\d+)?", text) else text


INSTANTS: dict[str, Any] = {}


def instant(text: str) -> Any:
    """Return a time with its offset as a time in UTC, None if it is none."""
    if text not in INSTANTS:
        if len(INSTANTS) > MOST_KEPT:
            INSTANTS.clear()
        try:
            moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
            INSTANTS[text] = moment.astimezone(timezone.utc) if moment.tzinfo else None
        except ValueError:
            INSTANTS[text] = None
    return INSTANTS[text]


def rows_of(stream: IO[bytes]) -> Iterator[list[str]]:
    """Return the rows of a CSV, the heading row first; it begins with a byte order mark."""
    if stream.read(3) != b"\xef\xbb\xbf":
        raise Wrong("heading", "headings")
    return csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""), strict=True)


def check_table(bag: Any, form: Any, events: Events, values: Any, report: CheckReport) -> int:
    """Step 7: every row of a CSV rests on its events, cell by cell; return how many there are."""
    file, sources = (f"data/tables/{form['key']}.{ending}" for ending in ("csv", "rows.jsonl"))
    number = 0
    with bag.open(file) as stream, bag.open(sources) as told:
        rows = rows_of(stream)
        if next(rows, None) != [one["zh"] for one in form["columns"]]:
            report.add("heading", file, say("headings"), 0)
        for number, texts in enumerate(rows, 1):
            try:
                check_row(form, texts, json.loads(told.readline()), number, events, values, report)
            except Wrong as wrong:
                report.add(wrong.kind, sources, str(wrong), number)
            except (ValueError, KeyError, TypeError, AttributeError):
                report.add("row", sources, say("no_row"), number)
        if told.readline():
            report.add("row", sources, say("more_rows"))
    report.count("rows", number)
    return number


def check_row(
    form: Any, texts: list[str], told: Any, number: int, events: Events, values: Any, report: CheckReport
) -> None:
    """Check one row: it rests on one record, and each cell is what its source gives."""
    columns, positions, sources = form["columns"], told["events"], told["cells"]
    found = [events.get(one) for one in positions]
    if told["row"] != number or positions != sorted(set(positions)) or None in found:
        raise Wrong("row", "no_row")
    own = [event for event in found if event["type"] in form["events"]]
    records = {json.dumps([str(event["data"].get(one)) for one in form["identity"]]) for event in own}
    if len(records) != 1 or (len(own) > 1 and form["kind"] != "case"):
        raise Wrong("row", "records")
    for position in (event["position"] for event in own):
        if position in events.struck:
            raise Wrong("struck", "voided", position)
        if position in events.taken:
            raise Wrong("row", "taken", position)
        events.taken.add(position)
    events.used.update(positions)
    if len(texts) != len(columns) or set(sources) - {one["key"] for one in columns}:
        raise Wrong("row", "columns")
    row, file = Row(own, form["events"], events, values), f"data/tables/{form['key']}"
    for column, text in zip(columns, texts):
        source, expected = row.cell(column)
        given = sources.get(column["key"])
        if given != source:
            report.add("source", file + ".rows.jsonl", say("source", column["key"], source, given), number)
        timed = column["type"] == "datetime" and len(expected) == 27
        if text != expected and not (timed and text and instant(text) and instant(text) == instant(expected)):
            report.add("cell", file + ".csv", say("cell", column["key"], expected, text), number)
    report.count("cells", len(columns))


# --- 8. Workbooks ---------------------------------------------------------------------------------------------


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, dict[int, tuple[str, str]]]]:
    """Yield number and cells of each row of a sheet: by column the type and the text."""
    for _, row in ElementTree.iterparse(stream):
        if row.tag == MAIN + "row":
            cells = {}
            for cell in row:
                place = re.fullmatch("([A-Z]{1,3})([0-9]+)", cell.get("r", ""))
                if not place or place[2] != row.get("r") or cell.find(MAIN + "f") is not None:
                    raise Wrong("sheet", "formula")
                text = "".join(one.text or "" for one in cell.iter() if one.tag in (MAIN + "v", MAIN + "t"))
                if text or cell.get("t", "n") != "n":
                    at = 0
                    for letter in place[1]:
                        at = at * 26 + ord(letter) - 64
                    cells[at - 1] = (cell.get("t", "n"), text)
            yield int(row.get("r", "0")), cells
            row.clear()


def serial(text: str) -> float | None:
    """Return the number by which a spreadsheet keeps a day or a time, None if it cannot."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    day = moment.date()
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return (day - date(1899, 12, 30)).days + seconds / 86400 if day >= date(1900, 3, 1) else None


def shows(column: Any, text: str, cell: Any) -> bool:
    """Tell whether a cell of a workbook shows the text of the CSV: a number or a time as such, else as text."""
    if not text or cell is None:
        return not text and cell is None
    number = serial(text) if column["type"] in TIMES else None
    if column["type"] in NUMBERS and re.fullmatch(r"-?(?=(\.?\d\.?){1,15}$)\d*\.?\d*", text, re.ASCII):
        number = float(text)
    if number is None:
        plain = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), cell[1])
        return bool(cell[0] == "inlineStr" and plain == text[:CELL_CHARACTERS])
    try:
        return bool(cell[0] == "n" and abs(float(cell[1]) - number) <= 1e-9 + 1e-15 * abs(number))
    except ValueError:
        return False


def check_workbook(bag: Any, form: Any, report: CheckReport) -> None:
    """Step 8: the workbook holds what the CSV holds, on as many sheets as it takes."""
    file = f"data/tables/{form['key']}"
    with (
        seekable(bag, file + ".xlsx") as book,
        zipfile.ZipFile(book) as archive,
        bag.open(file + ".csv") as stream,
    ):
        rows, columns = rows_of(stream), form["columns"]
        headings = dict(enumerate(next(rows, [])))
        sheets = (re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", name) for name in archive.namelist())
        for name in sorted((match for match in sheets if match), key=lambda match: int(match[1])):
            expected = HEADING_ROW
            with archive.open(name[0]) as sheet:
                for place, cells in sheet_rows(sheet):
                    if place < HEADING_ROW:
                        continue
                    if place == expected == HEADING_ROW:
                        if {at: text for at, (_, text) in cells.items()} != headings:
                            raise Wrong("sheet", "headings")
                    else:
                        check_sheet_row(columns, next(rows, None), cells, place == expected)
                        report.count("sheet_cells", len(columns))
                    expected += 1
            if expected == HEADING_ROW:
                raise Wrong("sheet", "headings")
        if next(rows, None) is not None:
            raise Wrong("sheet", "fewer_rows")


def check_sheet_row(columns: Any, texts: Any, cells: dict[int, tuple[str, str]], follows: bool) -> None:
    """Check one row of a sheet against the next row of the CSV."""
    if not follows or texts is None or max(cells, default=0) >= len(columns):
        raise Wrong("sheet", "more_rows")
    for at, (column, text) in enumerate(zip(columns, texts)):
        if not shows(column, text, cells.get(at)):
            raise Wrong("sheet", "cell", column["key"], text, cells.get(at, ("", ""))[1])


# --- 9. Consistency -------------------------------------------------------------------------------------------


def grew(first: Any, second: Any, path: list[bytes]) -> bool:
    """Tell whether the second tree, size and root, only adds to the first (RFC 9162, 2.1.4.2)."""
    if (
        not 0 < first[0] <= second[0]
        or bool(path) == (first[0] == second[0])
        or {len(one) for one in path} - {32}
    ):
        return False
    if not path:
        return bool(first[1] == second[1])
    path = [first[1], *path] if first[0] & (first[0] - 1) == 0 else path
    here, last = first[0] - 1, second[0] - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node(sibling, old), node(sibling, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node(new, sibling)
        here, last = here >> 1, last >> 1
    return bool(last == 0 and old == first[1] and new == second[1])


def check_consistency(bag: Any, key: Any, head: Any, earlier: str | None, report: CheckReport) -> None:
    """Step 9: the log of an earlier checkpoint is the beginning of this one."""
    stated = None
    if "data/consistency.json" in bag.names:
        try:
            told = json.loads(read(bag, "data/consistency.json"))
            stated = told["first"]["size"], unbase64(told["first"]["root"])
            path = [bytes.fromhex(one) for one in told["path"]]
            if told["second"] != {"size": head[0]} or (stated[0] and not grew(stated, head, path)):
                raise ValueError(told)
            report.count("consistency")
        except (ValueError, KeyError, TypeError, AttributeError):
            report.add("consistency", "data/consistency.json", say("consistency"))
            return
    if earlier is None:
        report.skip(
            *("earlier", say("ask_earlier", stated[0])) if stated else ("consistency", say("no_earlier"))
        )
        return
    try:
        with open(earlier, "rb") as stream:
            mine = checkpoint_in(stream.read().rstrip(b"\n") + b"\n", key, "earlier")
        if mine not in (stated, head):
            report.add("earlier", "data/consistency.json", say("earlier"))
    except (OSError, Wrong) as error:
        report.add("earlier", earlier, str(error))


# --- 10. All of it --------------------------------------------------------------------------------------------


def loaded(bag: Any, name: str, report: CheckReport) -> Any:
    """Return a JSON file, nothing if it is none."""
    if name not in bag.names:
        return {}
    try:
        value = json.loads(read(bag, name))
    except BROKEN:
        value = None
    if isinstance(value, dict):
        return value
    report.add("unreadable", name, say("no_json"))
    return {}


def check_names(bag: Any, keys: list[str], report: CheckReport) -> None:
    """Step 1 once more, as the tables are known: each has its files, and nothing else lies there."""
    needed = {f"data/tables/{key}.{ending}" for key in keys for ending in ("csv", "xlsx", "rows.jsonl")}
    for name in sorted(needed - bag.names):
        report.add("missing", name, say("absent"))
    for name in sorted(bag.names - needed - {f"data/{one}" for one in (*REQUIRED, *OPTIONAL)}):
        paper = re.fullmatch(r"data/tables/([a-z_]+)(\.\d+)?\.pdf", name)
        if name.startswith("data/") and not (paper and paper[1] in keys):
            report.add("unlisted", name, say("foreign"))


def check_tables(bag: Any, basis: Any, rules: Any, events: Events, values: Any, report: CheckReport) -> None:
    """Steps 7 and 8: every table; then that every event and every personal value belongs to a row."""
    forms = rules.get("tables") or []
    stated = {one["key"]: one["rows"] for one in basis.get("tables") or []}
    if list(stated) != [form["key"] for form in forms]:
        report.add("basis", BASIS, say("other_tables"))
    check_names(bag, [form["key"] for form in forms], report)
    for form in forms:
        file = f"data/tables/{form['key']}"
        if {file + ending for ending in (".csv", ".xlsx", ".rows.jsonl")} <= bag.names:
            rows = report.trying(file + ".csv", check_table, bag, form, events, values, report)
            if rows is not None and rows != stated.get(form["key"]):
                report.add("basis", BASIS, say("other_rows", form["key"]))
            report.trying(file + ".xlsx", check_workbook, bag, form, report)
    for position in sorted(set(events.places) - events.used):
        report.add("unused", EVENTS, say("unused", position), position)
    for position, _ in sorted(values or {}):
        if position not in events.used:
            report.add("personal", PERSONAL, say("no_row_personal"), position)


def check(path: str, key: str | None = None, earlier: str | None = None) -> CheckReport:
    """Check a bundle and return the report."""
    report = CheckReport()
    bag = report.trying(path, FolderBag if os.path.isdir(path) else ZipBag, path)
    if bag is None:
        return report
    report.trying("bag-info.txt", check_bag, bag, report)
    report.trying("bag-info.txt", check_digests, bag, report)
    basis, rules = loaded(bag, BASIS, report), loaded(bag, "data/rules.json", report)
    ledger = basis.get("ledger")
    own = str(ledger.get("verifier_key")) if isinstance(ledger, dict) else "—"
    head, parsed = None, report.trying("--key" if key else BASIS, key_of, key or own)
    if key is None:
        report.skip("key", say("ask_key", own))
    if parsed:
        report.trying(NOTE, check_signature, bag, parsed, report)
        head = report.trying("data/checkpoint", check_checkpoint, bag, parsed, basis, report)
    events = Events(io.BytesIO())
    report.trying(EVENTS, check_events, bag, head, basis, events, report)
    values = report.trying(PERSONAL, check_personal, bag, events, report)
    report.trying("data/rules.json", check_tables, bag, basis, rules, events, values, report)
    if parsed and head:
        check_consistency(bag, parsed, head, earlier, report)
    report.skip("completeness", say("completeness"))
    report.skip("pdf", say("pdf"))
    return report


def main(arguments: list[str]) -> int:
    """Check the bundle that the command line names."""
    options: dict[str, str] = {}
    paths, rest = [], list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("--key", "--earlier") and rest:
            options[word] = rest.pop(0)
        elif word.startswith("-"):
            sys.stderr.write(__doc__)
            return 2
        else:
            paths.append(word)
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    report = check(paths[0] if paths else here, options.get("--key"), options.get("--earlier"))
    answer = {"ok": not report.findings, "checked": report.checked}
    answer.update(not_checked=report.not_checked, findings=report.findings)
    text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
