"""The manifest of a store: what is written, up to where, and which root it folds to; signed and chained.

::

    medledger/segments/v1
    origin medledger/5f3c0a9be1d24c77
    key medledger/5f3c0a9be1d24c77+5b1d7b02+AX0k…=
    zone Asia/Shanghai
    number 2
    previous 9f86d081…                                    (SHA-256 of the former manifest; - for none)
    width 65536
    size 131072
    checkpoint 140012 CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    rest 7hYf…=                                             (root over positions 131073 to 140012; - for none)
    segment 1 65536 9c56cc51… events/000000000001-65536-….parquet 3b1f… 11203412
    segment 65537 65536 4bf5122f… events/000000065537-65536-….parquet 77aa… 11198230
    goods 1 65536 70211 goods/000000000001-65536-….parquet c0ff… 9123987
    lines 1 65536 81022 lines/000000000001-65536-….parquet d00d… 801234

A manifest is a C2SP signed note under the ledger's key. The roots of the segments, all of the same width, and
the root over the rest fold to the root of the checkpoint, as neighbours on one level of the tree do.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from ledger.merkle.note import NoteError, decoded, encoded
from ledger.merkle.tree import EMPTY_ROOT, HASH_SIZE, WIDTH, fold

FIRST_LINE = "medledger/segments/v1"
FOLDER = "manifests"
TwinKind = Literal["goods", "lines"]
TWIN_KINDS: tuple[TwinKind, ...] = ("goods", "lines")
WIDEST = 1 << 24
USUAL_WIDTH = 1 << 16
_NUMBER = "[1-9][0-9]{0,17}"
_FILE = (
    r"((?:events|goods|lines)/[0-9]{12,18}-[0-9]+-[0-9a-f]{32}\.parquet) ([0-9a-f]{64}) (0|[1-9][0-9]{0,17})"
)
_SEGMENT = re.compile(f"segment ({_NUMBER}) ({_NUMBER}) ([0-9a-f]{{64}}) {_FILE}")
_TWIN = re.compile(f"(goods|lines) ({_NUMBER}) ({_NUMBER}) (0|{_NUMBER}) {_FILE}")
_HEADER = ("origin", "key", "zone", "number", "previous", "width", "size", "checkpoint", "rest")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a store as a manifest lists it.

    Attributes:
        first: Its first position.
        count: How many positions it covers.
        name: Within the store; the folder says of what kind it is.
        sha256: Of its bytes, as hexadecimal digits.
        size: In bytes.
    """

    first: int
    count: int
    name: str
    sha256: str
    size: int

    @property
    def last(self) -> int:
        """The last position that it covers."""
        return self.first + self.count - 1

    def _told(self) -> str:
        return f"{self.name} {self.sha256} {self.size}"


@dataclass(frozen=True, slots=True)
class Segment(StoredFile):
    """Events in the order of their positions; `root` is that of their subtree."""

    root: bytes

    def line(self) -> str:
        """Return its line of the manifest."""
        return f"segment {self.first} {self.count} {self.root.hex()} {self._told()}"


@dataclass(frozen=True, slots=True)
class Twin(StoredFile):
    """What was derived from events of some positions: `kind` says what, `rows` how many rows it has."""

    kind: TwinKind
    rows: int

    def line(self) -> str:
        """Return its line of the manifest."""
        return f"{self.kind} {self.first} {self.count} {self.rows} {self._told()}"


@dataclass(frozen=True, slots=True)
class SegmentManifest:
    """A manifest.

    Attributes:
        origin: Name of the ledger's key.
        key: The verifier key with which the ledger was made; later ones are named by events.
        zone: Time zone of the ledger's days.
        number: From 1 on.
        previous: SHA-256 of the former manifest with its signature, as hexadecimal digits; `-` for none.
        width: Events of a segment.
        size: Events in segments: positions 1 to `size`.
        checkpoint: Size and root of the signed checkpoint that covers them.
        rest: Root over the positions from `size + 1` to the checkpoint's; None if there are none.
        segments: By position.
        twins: By kind and position.
    """

    origin: str
    key: str
    zone: str
    number: int
    previous: str
    width: int
    size: int
    checkpoint: tuple[int, bytes]
    rest: bytes | None
    segments: tuple[Segment, ...] = ()
    twins: tuple[Twin, ...] = ()

    def text(self) -> str:
        """Return the text to be signed."""
        size, root = self.checkpoint
        lines = [
            FIRST_LINE,
            f"origin {self.origin}",
            f"key {self.key}",
            f"zone {self.zone}",
            f"number {self.number}",
            f"previous {self.previous}",
            f"width {self.width}",
            f"size {self.size}",
            f"checkpoint {size} {encoded(root)}",
            f"rest {'-' if self.rest is None else encoded(self.rest)}",
            *(one.line() for one in self.segments),
            *(one.line() for one in self.twins),
        ]
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> SegmentManifest:
        """Return the manifest that a signed text states.

        Raises:
            NoteError: The text is no manifest, or says what does not fit together.
        """
        first, *lines = text.split("\n")[:-1]
        if first != FIRST_LINE:
            raise NoteError(f"expected {FIRST_LINE} on the first line")
        told = dict(zip(_HEADER, _values(lines[: len(_HEADER)]), strict=True))
        size, _, root = told["checkpoint"].partition(" ")
        manifest = cls(
            origin=told["origin"],
            key=told["key"],
            zone=told["zone"],
            number=_number(told["number"]),
            previous=told["previous"],
            width=_number(told["width"]),
            size=_number(told["size"]),
            checkpoint=(_number(size), _hash(root)),
            rest=None if told["rest"] == "-" else _hash(told["rest"]),
        )
        files = [_file(line) for line in lines[len(_HEADER) :]]
        segments = tuple(one for one in files if isinstance(one, Segment))
        twins = tuple(one for one in files if isinstance(one, Twin))
        found = replace(manifest, segments=segments, twins=twins)
        found._require_whole()
        return found

    def folded(self) -> bytes:
        """Return the root that the segments and the rest fold to."""
        roots = [one.root for one in self.segments]
        if self.rest is not None:
            roots.append(self.rest)
        return fold(roots) if roots else EMPTY_ROOT

    def files(self) -> Iterator[StoredFile]:
        """Yield every file that is listed."""
        yield from self.segments
        yield from self.twins

    def of_kind(self, kind: TwinKind) -> tuple[Twin, ...]:
        """Return the files of one kind, by position."""
        return tuple(one for one in self.twins if one.kind == kind)

    def with_twins(self, twins: Iterable[Twin]) -> SegmentManifest:
        """Return this manifest with other twins, in their order."""
        ordered = sorted(twins, key=lambda one: (TWIN_KINDS.index(one.kind), one.first))
        return replace(self, twins=tuple(ordered))

    def _require_whole(self) -> None:
        if not is_width(self.width) or self.size != self.width * len(self.segments):
            raise NoteError("expected as many events as the segments hold")
        for number, one in enumerate(self.segments):
            if (one.first, one.count) != (number * self.width + 1, self.width):
                raise NoteError(f"expected segments without a gap, got one from {one.first}")
        beyond = self.checkpoint[0] - self.size
        if not 0 <= beyond < self.width or (self.rest is None) != (beyond == 0):
            raise NoteError("expected a checkpoint less than one segment ahead")


def manifest_name(number: int) -> str:
    """Return the name of a manifest within the store."""
    return f"{FOLDER}/{number:08d}.txt"


def number_of(name: str) -> int | None:
    """Return the number of a manifest by its name; None of what is no manifest."""
    match = re.fullmatch(rf"{FOLDER}/([0-9]{{8,}})\.txt", name)
    return int(match[1]) if match else None


def digest_of_manifest(note: str) -> str:
    """Return what the next manifest says of one: the SHA-256 of its bytes, signature included."""
    return sha256(note.encode()).hexdigest()


def is_width(width: int) -> bool:
    """Return whether segments may hold so many events: a power of two, of whole tiles."""
    return WIDTH <= width <= WIDEST and width & (width - 1) == 0


def _values(lines: Sequence[str]) -> list[str]:
    if len(lines) < len(_HEADER):
        raise NoteError("expected a line each of " + ", ".join(_HEADER))
    values = []
    for name, line in zip(_HEADER, lines, strict=True):
        key, _, value = line.partition(" ")
        if key != name or not value:
            raise NoteError(f"expected a line of {name}, got one of {key}")
        values.append(value)
    return values


def _file(line: str) -> Segment | Twin:
    if match := _SEGMENT.fullmatch(line):
        first, count, root, name, digest, size = match.groups()
        return Segment(int(first), int(count), name, digest, int(size), bytes.fromhex(root))
    if match := _TWIN.fullmatch(line):
        kind, first, count, rows, name, digest, size = match.groups()
        return Twin(
            int(first),
            int(count),
            name,
            digest,
            int(size),
            "goods" if kind == "goods" else "lines",
            int(rows),
        )
    raise NoteError("expected a line of a file")


def _number(text: str) -> int:
    if not re.fullmatch(f"0|{_NUMBER}", text):
        raise NoteError("expected a plain number")
    return int(text)


def _hash(text: str) -> bytes:
    raw = decoded(text)
    if len(raw) != HASH_SIZE:
        raise NoteError(f"expected a root of {HASH_SIZE} bytes")
    return raw


def shown_root(root: bytes) -> str:
    """Return a root as checkpoints show it."""
    return base64.b64encode(root).decode()
