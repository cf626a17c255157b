"""Each row of the log against its own document, in one pass over all of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from ledger.errors import CorruptionError
from ledger.events.own import PERSONAL_ERASED
from ledger.log.problems import LEDGER_MALFORMED
from ledger.merkle.tree import HASH_SIZE, WIDTH
from ledger.seal.audit.personal import PersonalAudit
from ledger.seal.audit.problems import ROW_INSERTED, ROW_MISSING
from ledger.seal.audit.report import Mark, Span
from ledger.seal.audit.source import AuditSource, Row
from ledger.seal.audit.tags import TagSum, tag_sum
from ledger.seal.audit.told import tags_told

_ERASED = PERSONAL_ERASED.type.encode()
_COLUMNS = ("event_id", "type", "event_time", "record_time")


@dataclass(slots=True)
class Wrong:
    """What is wrong with a row, as far as the row itself shows."""

    claimed: int | None = None  # another position that the document says
    form: bool = False
    columns: str = ""
    early: bool = False
    foreign: bool = False


@dataclass(slots=True)
class Block:
    """The rows whose leaves lie in one tile; by offset, None where a row is missing."""

    number: int
    computed: list[bytes | None] = field(default_factory=list)
    stored: list[bytes | None] = field(default_factory=list)
    tags: list[TagSum] = field(default_factory=list)
    wrong: dict[int, Wrong] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The position of the first row."""
        return self.number * WIDTH + 1

    @property
    def is_complete(self) -> bool:
        """Whether all places are taken or known to be empty."""
        return len(self.computed) == WIDTH

    def leave_out(self) -> None:
        """Leave the next place empty."""
        self.computed.append(None)
        self.stored.append(None)
        self.tags.append((0, 0))


class RowAudit:
    """Reads the log once, by position, and checks each row against its document.

    Args:
        source: The log.
        personal: Is shown each event in turn.
        sealed: Positions up to here are known to have been written by the program.
        proven_until: Above this position documents are also written anew, to see that they are canonical.
        parsed_until: Up to this position documents are searched for what their columns say, not parsed: they
            are known to be JSON, and a signed root proves that they are as the program wrote them.
    """

    def __init__(
        self,
        source: AuditSource,
        personal: PersonalAudit,
        *,
        sealed: int,
        proven_until: int,
        parsed_until: int = 0,
    ) -> None:
        self._source = source
        self._personal = personal
        self._sealed = sealed
        self._proven_until = proven_until
        self._parsed_until = parsed_until
        self.last_time = b""
        self.head = 0
        self.marks: list[Mark] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the rows, checked, in the blocks that tiles are made of."""
        block = Block(0)
        for batch in self._source.rows():
            for row in batch:
                position = row[0]
                if position != self.head + 1:
                    if position <= self.head and self.head:
                        # Ordered by their key and yet not in order: the file itself is damaged.
                        raise CorruptionError(
                            LEDGER_MALFORMED, location="", detail=f"position {position} after {self.head}"
                        )
                    if position < 1:
                        self.marks.append(Mark("inserted", ROW_INSERTED, Span(position, position)))
                        continue
                    missing = Span(self.head + 1, position - 1)
                    self.marks.append(Mark("missing", ROW_MISSING, missing))
                    block = yield from self._pass_over(block, missing)
                self.head = position
                self._check(row, block)
                if block.is_complete:
                    yield block
                    block = Block(block.number + 1)
        if block.computed:
            yield block

    def _pass_over(self, block: Block, missing: Span) -> Generator[Block, None, Block]:
        """Leave the places of missing rows empty; of those that were never sealed, nothing is known."""
        last = min(missing.last, max(self._sealed, missing.first + WIDTH))
        for _ in range(missing.first, last + 1):
            block.leave_out()
            if block.is_complete:
                yield block
                block = Block(block.number + 1)
        if last < missing.last:
            # A row far behind the end of the log: nobody knows what it stands next to in the tree.
            if block.computed:
                yield block
            block = Block(missing.last // WIDTH)
            for _ in range(missing.last % WIDTH):
                block.leave_out()
        return block

    def _check(self, row: Row, block: Block) -> None:
        position, event_id, type_, event_time, record_time, leaf, document, proper = row
        raw = document or b""
        computed = sha256(b"\x00" + raw).digest()
        block.computed.append(computed)
        block.stored.append(leaf)
        if position <= self._parsed_until and computed == leaf and self._is_told(row, block):
            self.last_time = record_time
            return
        try:
            event = orjson.loads(raw)
            sound = (
                proper
                and event["position"] == position
                and event["event_id"].encode() == event_id
                and event["type"].encode() == type_
                and _bytes(event["event_time"]) == event_time
                and event["record_time"].encode() == record_time
                and record_time >= self.last_time
                and (position <= self._proven_until or _canonical(event) == raw)
            )
            block.tags.append(tag_sum([tag.encode() for tag in event["tags"]], position, type_))
        except (ValueError, TypeError, KeyError, AttributeError):
            event, sound = None, False
            del block.tags[len(block.computed) - 1 :]
            block.tags.append((0, 0))
        if sound:
            self.last_time = record_time
            self._personal.check(position, event, raw)
        else:
            wrong = block.wrong[len(block.computed) - 1] = self._wrong(row, event)
            if wrong.claimed is None and not wrong.form:
                self._personal.check(position, event, raw)
        if computed != leaf and position > self._sealed:
            wrong = block.wrong.setdefault(len(block.computed) - 1, Wrong())
            wrong.foreign = wrong.foreign or self._is_foreign(position, leaf, event)

    def _is_told(self, row: Row, block: Block) -> bool:
        """Return whether a document says beyond doubt what its columns say; if so, its tags are added."""
        position, event_id, type_, event_time, record_time, _, raw, proper = row
        try:
            if not proper or record_time < self.last_time or type_ == _ERASED:
                return False
            found = tags_told(raw, position, event_id, type_, event_time, record_time)
        except (TypeError, AttributeError):
            return False
        if found is None or not self._personal.has_nothing(position, raw):
            return False
        block.tags.append(tag_sum(found, position, type_))
        return True

    def _wrong(self, row: Row, event: Any) -> Wrong:
        position, *columns, leaf, document, proper = row
        if not isinstance(event, dict):
            return Wrong(form=True, foreign=True)
        claimed = event.get("position")
        if not isinstance(claimed, int):
            return Wrong(form=True, foreign=True)
        if claimed != position:
            return Wrong(claimed=claimed)
        wrong = Wrong(form=not proper or _canonical(event) != document)
        differing = [
            name for name, value in zip(_COLUMNS, columns, strict=True) if _bytes(event.get(name)) != value
        ]
        wrong.columns = ", ".join(differing)
        wrong.early = not differing and columns[-1] < self.last_time
        wrong.foreign = position > self._sealed and (
            wrong.early or (wrong.form and self._is_foreign(position, leaf, event))
        )
        return wrong

    def _is_foreign(self, position: int, leaf: bytes | None, event: Any) -> bool:
        """Tell whether what the program writes along with an event is missing."""
        if leaf is None or len(leaf) != HASH_SIZE or not isinstance(event, dict):
            return True
        tags = [tag for tag in event.get("tags") or () if isinstance(tag, str)]
        return bool(tags) and not self._source.has_tag(tags[0], position)


def _canonical(event: Any) -> bytes:
    return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)


def _bytes(text: Any) -> bytes | None:
    return None if text is None else str(text).encode()
