"""The recorded clock: times that have not come yet, and where it jumped."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from ledger import clock
from ledger.events.own import CLOCK_ACCEPTED
from ledger.seal.acts import Act
from ledger.seal.audit.problems import FUTURE, JUMP
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource
from ledger.seal.clock_watch import AHEAD, BACK


def audit_future(source: AuditSource, report: Report, last: bytes) -> None:
    """Report record times that are later than now, as the clock of whoever verifies says.

    Args:
        source: The log.
        report: Where the finding goes.
        last: The latest record time.
    """
    limit = clock.stored(clock.parsed(clock.now()) + BACK)
    if last <= limit.encode():
        return
    found = source.first_after(limit)
    if found is not None:
        first, moment = found
        report.add("future", first, FUTURE.with_(first=first, moment=moment))


def jumps(dates: Iterable[tuple[int, str]], acts: Iterable[Act], report: Report) -> list[dict[str, Any]]:
    """Return where the clock jumped between two checkpoints; one that went back unaccepted is a finding.

    Args:
        dates: Size and moment of the checkpoints, the last first.
        acts: What was done to the seal.
        report: Where the findings go.

    Returns:
        `{"position", "before", "now", "accepted"}`, the first first.
    """
    accepted = {act.position for act in acts if act.type == CLOCK_ACCEPTED.type}
    found = []
    for (size, before), (following, now) in pairwise(reversed(list(dates))):
        gone = clock.parsed(now) - clock.parsed(before)
        if -BACK <= gone <= AHEAD or not size:
            continue
        known = following in accepted
        found.append({"position": size + 1, "before": before, "now": now, "accepted": known})
        if gone < -BACK and not known:
            report.add("jump", size + 1, JUMP.with_(first=size + 1, before=before, now=now))
    return found
