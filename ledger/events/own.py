"""Events of the ledger itself: what was done to it, not what the house did. They are leaves, and no rows.

Each has a stable type and says who recorded it like every event. No decision depends on them, no record table
shows them; what they change in the tables, the projections know by their type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """A kind of event that the ledger records about itself.

    Attributes:
        type: Stable type name, past tense.
        zh: Chinese title.
        en: English title.
        members: What its data holds, by key, each with one sentence.
    """

    type: str
    zh: str
    en: str
    members: tuple[tuple[str, str], ...]


LEDGER_OPENED: Final = OwnEvent(
    "ledger_opened",
    "账本建立",
    "Ledger opened",
    (
        (
            "settings",
            "What is fixed for ever, by name: the ledger's id, its origin, the time zone of its days.",
        ),
        ("numbering", "Patterns of the numbers that the ledger assigns, by table, as they were that day."),
    ),
)
KEY_ROTATED: Final = OwnEvent(
    "key_rotated",
    "签名密钥更换",
    "Signing key rotated",
    (
        ("old_key", "Verifier key that signed until now."),
        ("new_key", "Verifier key that signs from this event on."),
        ("note", "Signed note that names both, signed by both."),
        ("reason", "Why, in words."),
    ),
)
RESTORE_ACCEPTED: Final = OwnEvent(
    "restore_accepted",
    "恢复旧备份",
    "Restore of an old backup accepted",
    (
        ("size", "Number of events that the restored log had."),
        ("root", "Root of the tree of that size, base64."),
        ("given_up_size", "Number of events that the last copy of a checkpoint had signed."),
        ("given_up_root", "Root that it had signed, base64."),
        ("reason", "Why, in words."),
    ),
)
CLOCK_ACCEPTED: Final = OwnEvent(
    "clock_accepted",
    "记录时钟确认",
    "Clock accepted",
    (
        ("before", "The clock when the event in front was sealed, stored form."),
        ("now", "The clock that was accepted, stored form."),
    ),
)
CHECKPOINT_COSIGNED: Final = OwnEvent(
    "checkpoint_cosigned",
    "检查点见证签署",
    "Checkpoint cosigned",
    (
        ("size", "Number of events that the checkpoint covers."),
        ("note", "The checkpoint with the signatures of its witnesses."),
    ),
)
WITNESSES_NAMED: Final = OwnEvent(
    "witnesses_named",
    "见证方设定",
    "Witnesses named",
    (
        ("witnesses", "Verifier keys of the witnesses that count, C2SP cosignature keys."),
        ("required", "How many of them must have signed."),
    ),
)
PERSONAL_ERASED: Final = OwnEvent(
    "personal_erased",
    "个人信息删除",
    "Personal values erased",
    (
        ("subject_table", "Key of the table of the subject."),
        ("subject_no", "Code or number of the subject in it."),
        ("reason", "Why, in words; never the values."),
        ("approver", "Code of the member of staff who approved it; not who records it."),
        ("erased", "Positions and fields whose values were erased beside the log."),
        ("shown", "Positions and columns of the rows that showed them by naming a version of the subject."),
        ("in_clear", "Positions whose documents, written by earlier programs, hold the subject in clear."),
    ),
)
EVIDENCE_EXPORTED: Final = OwnEvent(
    "evidence_exported",
    "证据包导出",
    "Evidence exported",
    (
        ("pack", "What kind of bundle: `recall`, `lot`, `inspection` …"),
        ("arguments", "What it was asked for, as text."),
        ("at", "World time it looks at, in the ledger's zone."),
        ("known_at", "Time of the knowledge it rests on, in the ledger's zone."),
        ("position", "Position it rests on, also the size of the signed log."),
        ("root", "Root of the log of that size, base64."),
        ("rows", "How many rows it holds."),
        ("events", "How many events it holds."),
        ("digest", "SHA-256 of its tag manifest, hexadecimal."),
        ("for", "For whom it was made."),
        ("personal", "For which purpose personal values went with it; absent where none did."),
    ),
)
OWN_EVENTS: Final[dict[str, OwnEvent]] = {
    one.type: one
    for one in (
        LEDGER_OPENED,
        KEY_ROTATED,
        RESTORE_ACCEPTED,
        CLOCK_ACCEPTED,
        CHECKPOINT_COSIGNED,
        WITNESSES_NAMED,
        PERSONAL_ERASED,
        EVIDENCE_EXPORTED,
    )
}


def is_own(event_type: str) -> bool:
    """Return whether an event is one of the ledger itself, which no record table shows."""
    return event_type in OWN_EVENTS
