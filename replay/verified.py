"""When the log was verified last, and what came of it: kept beside the tables, not in the log.

Verifying writes nothing into the log. What is kept is a help for who looks at a page, and no proof: whoever
may write to the database may write this, too.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.errors import LedgerError
from ledger.settings import code_version, user
from projections.engine.generations import Generations, Note

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder
    from replay.verify import Verification

KIND: Final = "verified"


def keep_verified(log: LogRecorder, position: int, found: Verification, *, deep: bool) -> None:
    """Keep how a verification went, in place of the one before; where that cannot be, go on without.

    Args:
        log: What was verified.
        position: Up to where.
        found: What came of it.
        deep: Whether it looked at what a signed root has proven already.
    """
    said: dict[str, Any] = {"position": position, "ok": found.ok, "findings": len(found.findings)}
    said |= {"deep": deep, "jumps": len(found.basis.jumps), "by": user()}
    with suppress(LedgerError):
        Generations(log).tell(Note(KIND, 1, code_version(), said))


def last_verified(log: LogRecorder, zone: str) -> dict[str, Any] | None:
    """Return when the log was verified last, by whom, up to where and with what result; None where never.

    Args:
        log: The log.
        zone: In which the time is shown.

    Returns:
        `{"position", "ok", "findings", "deep", "jumps", "by", "at"}`; `findings` and `jumps` (of the clock,
        between two checkpoints) are counts.
    """
    last = next(iter(Generations(log).told(KIND)), None)
    return None if last is None else {**last.said, "at": clock.shown(last.at, zone)}
