"""Said once, recorded once: the key of an entry, kept with the first event that answers it.

Whoever does not know whether an entry arrived says it again with the same key: the same content gets the
first receipt, other content is refused. The key, a digest of the content and the number of events lie in the
document of the first event, sealed with it, under the tag `key:NAME`. An append rests on the head of the log
that was looked at, so that of several who say it at once one records. A refused entry leaves its key free.

Personal values are left out of the digest, from which a short one could be guessed after its erasure; they
are compared with what is kept beside the events. A key that says one of them is refused: it would stay.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ledger.deciding.plan import plan
from ledger.entry.answers import Entered, EntryReceipt
from ledger.entry.problems import KEY_PERSONAL, KEY_TAKEN, KEY_UNFIT
from ledger.entry.reading import Entry
from ledger.errors import CommandError, ConflictError
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.individuals import EXTRA, columns_of, is_digest
from ledger.intake.headings.normalising import bare
from ledger.recording.unit_of_work import UnitOfWork

MEMBER: Final = "entry"  # of the document
_TAG: Final = "key:"
_LONGEST: Final = 200
_LETTERS, _DIGITS = 2, 7  # of a personal value that tells of somebody, at least

PersonalPart = tuple[str, str]  # column, value


@dataclass(frozen=True, slots=True)
class EntryKey:
    """What an entry is known by when it is said again.

    Attributes:
        name: The key, as it was given.
        digest: SHA-256 of what was asked, personal values left out, as hexadecimal digits.
        personal: The personal values that were asked to be recorded, sorted.
    """

    name: str
    digest: str
    personal: tuple[PersonalPart, ...] = ()

    @property
    def tag(self) -> str:
        """Under which its first event is found."""
        return f"{_TAG}{self.name}"


@dataclass(frozen=True, slots=True)
class UsedKey:
    """The key was used before, for other content, by the event at a position."""

    name: str
    position: int

    def error(self) -> ConflictError:
        """Return what to raise."""
        return ConflictError(KEY_TAKEN, key=self.name, position=self.position)


def key_of_rows(name: str, table: Table, entries: Sequence[Entry]) -> EntryKey:
    """Return the key of a document whose rows were read: other headings for the same values do not matter.

    Raises:
        CommandError: The name cannot be a key.
    """
    fields = plan(table.key).personal | columns_of(table.key)
    rows: list[Any] = []
    personal: list[PersonalPart] = []
    for entry in entries:
        row = entry.row
        data = {key: value for key, value in row.data.items() if key not in fields}
        hidden = sorted(fields.intersection(row.data))
        personal += [(key, _text(row.data[key])) for key in hidden]
        wrong = [reason.message("en") for reason in row.reasons]
        rows.append(
            [bare(entry.stage or ""), data, hidden, row.envelope._replace(extra=None, source=None), wrong]
        )
    return EntryKey(_fit(name), _digest([table.key, rows]), tuple(sorted(personal)))


def key_of_options(name: str, verb: str, said: Mapping[str, Any], table: str) -> EntryKey:
    """Return the key of what a verb was asked for by its options; what it adds by itself does not count.

    Args:
        name: The key, as it was given.
        verb: The verb.
        said: Its options, by name or column.
        table: The table that it records into: its personal columns are left out.

    Raises:
        CommandError: The name cannot be a key.
    """
    fields = plan(table).personal | columns_of(table)
    left = {key: value for key, value in said.items() if key not in fields and value not in (None, [], ())}
    return EntryKey(_fit(name), _digest([verb, left]))


def earlier(unit: UnitOfWork, key: EntryKey) -> Entered | UsedKey | None:
    """Return the first receipt of a key, or that it stands for other content; None where it is new."""
    first = next(unit.tagged(key.tag), None)
    if first is None:
        return None
    kept, position = first[MEMBER], first["position"]
    positions = range(position, position + kept["events"])
    duplicates = tuple(kept.get("duplicates", ()))
    if kept["sha256"] != key.digest or _other_people(unit, key, (*positions, *duplicates)):
        return UsedKey(key.name, position)
    receipts = [receipt_of(unit.document_at(one)) for one in positions]
    table: str = kept["table"]
    return Entered(
        table,
        tuple(one for one in receipts if one.table == table),
        tuple(one for one in receipts if one.table != table),
        duplicates,
        positions[-1],
        key=key.name,
        repeated=True,
    )


def keep(unit: UnitOfWork, key: EntryKey, entered: Entered) -> None:
    """Keep a key with the first event of what was entered with it, unless all of it was there before.

    Raises:
        CommandError: The key says what is personal of the document.
    """
    positions = [one.position for one in (*entered.recorded, *entered.arising)]
    if not positions:
        return
    beside = [one for position in positions for one in unit.kept_beside(position)]
    if any(text in key.name for field, value in beside for text in _tellings(field, value)):
        raise CommandError(KEY_PERSONAL)
    entry: dict[str, Any] = {
        "events": len(positions),
        "key": key.name,
        "sha256": key.digest,
        "table": entered.table,
    }
    if entered.duplicates:
        entry["duplicates"] = list(entered.duplicates)
    unit.keep_entry(min(positions), entry, key.tag)


def _tellings(field: str, value: str) -> list[str]:
    """Return the texts of a personal value that tell of somebody: names and numbers, not a mere mark."""
    texts = [cell for _, cell in orjson.loads(value)] if field == EXTRA else [value]
    return [
        text
        for text in texts
        if sum(map(str.isalpha, text)) >= _LETTERS or sum(map(str.isdigit, text)) >= _DIGITS
    ]


def receipt_of(event: Mapping[str, Any]) -> EntryReceipt:
    """Return the receipt of a row, from the document of its event."""
    table = catalogue.table_of(event["type"])
    identity = {key: event["data"][key] for key in table.identity if key in event["data"]}
    if table.kind == "case":
        identity["stage"] = table.stage(event["type"]).key
    broken = tuple(one["rule"] for one in event.get("findings", ()) if "severity" not in one)
    return EntryReceipt(table.key, event["position"], event["event_id"], identity, broken)


def _other_people(unit: UnitOfWork, key: EntryKey, positions: Iterable[int]) -> bool:
    """Return whether the personal values asked for are not those kept; what was erased cannot tell."""
    if not key.personal:
        return False
    fields = tuple(sorted({field for field, _ in key.personal}))
    kept: Counter[PersonalPart] = Counter()
    erased: Counter[str] = Counter()
    for position in positions:
        data, beside = unit.document_at(position)["data"], unit.personal_at(position, fields)
        for field in fields:
            if field in beside:
                kept[field, beside[field]] += 1
            elif is_digest(data.get(field)):
                erased[field] += 1
            elif field in data:
                kept[field, _text(data[field])] += 1
    others = Counter(field for field, _ in (Counter(key.personal) - kept).elements())
    return bool(others - erased)


def _fit(name: str) -> str:
    fits = 0 < len(name) <= _LONGEST and name.isprintable() and not any(one.isspace() for one in name)
    if not fits:
        raise CommandError(KEY_UNFIT, length=len(name))
    try:
        name.encode()
    except UnicodeEncodeError:
        raise CommandError(KEY_UNFIT, length=len(name)) from None
    return name


def _text(value: Any) -> str:
    """Return a personal value as it is kept beside its event."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _digest(said: Any) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
