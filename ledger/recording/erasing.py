"""Erasing what is personal of a subject: an event that says so, and the values gone in the same transaction.

The event tells who, why, by whose approval and which fields of which events; never a value. What lies in the
tables is taken out of them when they meet the event. The digests stay in the documents, so every proof holds
(PIPL §47; interface rule 12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import uuid4

import orjson

from ledger.deciding.masking import MASK
from ledger.deciding.quality_roles import staff_codes
from ledger.errors import CommandError, ConflictError, Problem
from ledger.events.individuals import EXTRA
from ledger.events.own import PERSONAL_ERASED
from ledger.log import personal
from ledger.log.documents import decoded
from ledger.log.prepared import prepare
from ledger.log.recorder import LogRecorder
from ledger.log.transaction import Transaction
from ledger.recording.entries import LedgerEntries
from ledger.recording.history import LogHistory
from ledger.recording.problems import BUSY
from ledger.recording.state_cache import StateCache
from ledger.recording.subjects_of_erasure import Concerned, Group, subject_of
from ledger.settings import Signatures
from ledger.state.repository import State

APPROVER_UNKNOWN = Problem(
    "erasure_approver_unknown",
    "删除个人信息：批准人应为人员名册中的一位（编码或姓名），实际为“{approver}”。",
    "Erasing personal values: expected an approver of the staff register (code or name), got “{approver}”.",
    "用 medledger table staff 查看名册；先登记该人员。",
    "See medledger table staff; register the person first.",
)
APPROVER_IS_RECORDER = Problem(
    "erasure_approver_is_recorder",
    "删除个人信息：批准人应为记录人以外的另一人，实际都是“{approver}”。",
    "Erasing personal values: expected an approver other than the one who records, got “{approver}” as both.",
    "请由另一人批准，或换一人记录（MEDLEDGER_USER）。",
    "Let somebody else approve, or somebody else record (MEDLEDGER_USER).",
)
NO_REASON = Problem(
    "erasure_no_reason",
    "删除个人信息：应说明原因，实际为空。",
    "Erasing personal values: expected a reason, got a blank.",
    "例如 --reason 本人要求。",
    'For example --reason "asked for by the person".',
)
_TRIES: Final = 20
_SHORTEST: Final = 2
_SHORTEST_CELL: Final = 4
_KEYS: Final = "SELECT position, tag FROM events_tags WHERE tag >= 'key:' AND tag < 'key;' ORDER BY position"
Subjects = frozenset[tuple[str, str]]  # table and number
Copies = Callable[[Subjects, frozenset[str]], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased.

    Attributes:
        subject: `TABLE/CODE`; None where it was done once more for all subjects.
        position: Of the event that says so; None where nothing was left to erase, or it was said before.
        values: How many values are gone now that were there.
        positions: The events whose values were erased.
        fields: The fields concerned, each once.
        in_clear: Positions whose documents, written by earlier programs, still hold the subject in clear.
        subjects: Table and number of those whose values they were.
        texts: What the values said, so that copies of them can be found; shown nowhere.
    """

    subject: str | None
    position: int | None
    values: int
    positions: tuple[int, ...]
    fields: tuple[str, ...]
    in_clear: tuple[int, ...] = ()
    subjects: Subjects = frozenset()
    texts: frozenset[str] = field(default=frozenset(), repr=False)


def erase(
    log: LogRecorder,
    named: str,
    *,
    reason: str,
    approver: str,
    recorded_by: str,
    verified: bool = False,
    signatures: Signatures = (),
    copies: Copies = lambda _subjects, _texts: None,
) -> Erased:
    """Erase what is personal of a subject, and record that it was.

    Args:
        log: The log.
        named: `TABLE/CODE`.
        reason: Why.
        approver: Code or name of a member of staff other than the one who records.
        recorded_by: Who records.
        verified: Whether a door has made sure of that.
        signatures: Who signed by password, and what that means.
        copies: Destroys what lies beside the log of these subjects, or says these texts. Called before the
            commit: whoever is struck down after it would not know any more what to look for.

    Raises:
        CommandError: The subject or the approver is not known, no reason is given, or both are one person.
        ConflictError: Other writers were faster at every try.
    """
    if not reason.strip():
        raise CommandError(NO_REASON)
    for _ in range(_TRIES):
        head = log.head()
        LogHistory(log).catch_up(head)
        code = _approved(StateCache(LedgerEntries(log)), approver.strip(), recorded_by)
        subject = subject_of(log, named)
        there, texts = _there(log, subject.beside)
        name, numbers = f"{subject.table}/{subject.number}", frozenset([(subject.table, subject.number)])
        if not there:
            return Erased(name, None, 0, (), (), tuple(subject.in_clear), numbers)
        subject.in_clear = sorted({*subject.in_clear, *_keys_that_say(log, texts)})
        data = _told(subject, there, unnamed(log, reason.strip()), code)
        event = prepare(
            event_type=PERSONAL_ERASED.type,
            data=data,
            tags=(f"erased:{name}",),
            event_id=uuid4().hex,
            recorded_by=recorded_by,
            recorded_now=True,
            verified=verified,
            signatures=signatures,
        )
        gone = partial(_gone, data["erased"], partial(copies, numbers, texts))
        try:
            done = log.append_prepared([event], expected_head=head, in_same_transaction=gone)
        except ConflictError:
            continue
        fields = sorted({one for _, names in there.values() for one in names})
        count = sum(len(names) for _, names in there.values())
        return Erased(
            name,
            done.first,
            count,
            tuple(sorted(there)),
            tuple(fields),
            tuple(subject.in_clear),
            numbers,
            texts,
        )
    raise ConflictError(BUSY, tries=_TRIES)


def _gone(
    told: list[dict[str, Any]],
    copies: Callable[[], None],
    transaction: Transaction,
    position: int,
    _time: str,
) -> None:
    personal.erase_as_told(transaction, position, told)
    copies()


def _keys_that_say(log: LogRecorder, texts: frozenset[str]) -> Iterator[int]:
    """Yield the positions of entries of earlier programs whose key says one of some texts."""
    yield from (int(at) for at, tag in log.fetch(_KEYS, ()) if any(text in tag for text in texts))


def erase_again(log: LogRecorder, copies: Copies = lambda _subjects, _texts: None) -> Erased:
    """Erase once more whatever the log says was erased, as after a backup was put back.

    Args:
        log: The log.
        copies: As for `erase`.
    """
    positions: set[int] = set()
    fields: set[str] = set()
    subjects: set[tuple[str, str]] = set()
    texts: frozenset[str] = frozenset()
    count = 0
    for batch in log.scan(types=(PERSONAL_ERASED.type,)):
        for position, stored in batch:
            data = decoded(position, stored)["data"]
            told = data["erased"]
            subjects.add((data["subject_table"], data["subject_no"]))
            groups = {
                place: (one["table"], tuple(one["fields"])) for one in told for place in one["positions"]
            }
            there, found = _there(log, groups)
            texts |= found
            with log.transaction() as transaction:
                personal.erase_as_told(transaction, position, told)
                copies(frozenset([(data["subject_table"], data["subject_no"])]), found)
            positions.update(there)
            fields.update(name for _, names in there.values() for name in names)
            count += sum(len(names) for _, names in there.values())
    return Erased(
        None,
        None,
        count,
        tuple(sorted(positions)),
        tuple(sorted(fields)),
        subjects=frozenset(subjects),
        texts=texts,
    )


def _approved(state: State, approver: str, recorded_by: str) -> str:
    """Return the code of who approves, a known member of staff and not the recorder."""
    codes = staff_codes(state, approver)
    if len(codes) != 1:
        raise CommandError(APPROVER_UNKNOWN, approver=approver)
    if codes[0] in staff_codes(state, recorded_by):
        raise CommandError(APPROVER_IS_RECORDER, approver=approver)
    return codes[0]


def _there(log: LogRecorder, groups: Mapping[int, Group]) -> tuple[dict[int, Group], frozenset[str]]:
    """Return of some places those where values still are, with their fields, and what the values say."""
    values = log.personal((place, name) for place, (_, names) in groups.items() for name in names)
    found: dict[int, list[str]] = {}
    for place, name in sorted(values):
        found.setdefault(place, []).append(name)
    there = {place: (groups[place][0], tuple(names)) for place, names in found.items()}
    texts = {text for (_, name), value in values.items() for text in _texts(name, value)}
    return there, frozenset(texts)


def _texts(name: str, value: str) -> Iterator[str]:
    """Yield what a value says that tells of nobody else: of unknown columns, cells that are no mere mark."""
    if name != EXTRA:
        yield from (value,) if len(value) >= _SHORTEST else ()
        return
    for _heading, cell in orjson.loads(value):
        if len(cell) >= _SHORTEST_CELL:
            yield cell


def unnamed(log: LogRecorder, words: str) -> str:
    """Return somebody's words without the personal values that they repeat, whosever these are."""
    for value in sorted(personal.repeated_in(log.fetch, log.dialect, words), key=len, reverse=True):
        if len(value) >= _SHORTEST:
            words = words.replace(value, MASK)
    return words


def _told(subject: Concerned, there: Mapping[int, Group], reason: str, approver: str) -> dict[str, Any]:
    """Return what the event says."""
    data: dict[str, Any] = {
        "subject_table": subject.table,
        "subject_no": subject.number,
        "reason": reason,
        "approver": approver,
        "erased": _grouped(there),
        "shown": _grouped(subject.shown),
    }
    return data | ({"in_clear": subject.in_clear} if subject.in_clear else {})


def _grouped(places: Mapping[int, Group]) -> list[dict[str, Any]]:
    """Return places by the table and fields that they share."""
    groups: dict[Group, list[int]] = {}
    for place, group in sorted(places.items()):
        groups.setdefault(group, []).append(place)
    return [
        {"table": table, "fields": list(names), "positions": sorted(found)}
        for (table, names), found in sorted(groups.items())
    ]
