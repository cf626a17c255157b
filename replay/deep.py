"""What `verify --deep` looks at besides: the decision state, and the structure of the database."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import CorruptionError
from ledger.log.recorder import LogRecorder
from ledger.recording.state_audit import StateDrift, compare_state
from ledger.seal.audit.problems import STATE_DRIFTED, STATE_UNREADABLE
from ledger.seal.audit.report import Finding
from ledger.seal.audit.structure import judge_structure
from ledger.state.kinds import SEPARATOR


def deep_findings(log: LogRecorder) -> Iterator[Finding]:
    """Yield where the state that decides is not what the log gives, and what guards the log no more.

    A log that cannot be read is told of elsewhere.
    """
    with log.reading() as connection:
        yield from judge_structure(connection)
    try:
        yield from _of_state(compare_state(log))
    except CorruptionError:
        return


def _of_state(drift: StateDrift) -> Iterator[Finding]:
    if not drift.readable:
        yield Finding("drift", None, STATE_UNREADABLE.with_())
    elif drift.differences:
        found = drift.differences
        places = [one.position for one in found if one.position is not None]
        reason = STATE_DRIFTED.with_(
            position=drift.position,
            missing=sum(one.got is None for one in found),
            surplus=sum(one.expected is None for one in found),
            changed=sum(one.got is not None and one.expected is not None for one in found),
            first=found[0].key.replace(SEPARATOR, " "),
        )
        yield Finding("drift", min(places, default=None), reason)
