"""Statistics of closed complaints by month, responsible department and class (S4-I 投诉-处理-6, L-21).

A closing counts in its month, also where the complaint was taken up again later: so a month that was issued
stays as it was. The share is that of the month's closings; how many were in time is told of those whose clock
ran (`CLK.COMPLAINT.CLOSE`, from the acceptance by the general manager's office).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from ledger.state.quantities import plain
from projections.answers.cases.obligations import DONE, obligation_states
from projections.answers.complaints.clocks import CLOSING, joined
from projections.answers.complaints.progress import closings
from projections.reading.query import Query

_LOOKED_AT: Final = (
    *("closed_on", "responsible_department", "abnormality_class", "capa_no", "outcome", "improvement"),
    *("countermeasure", "handling_method", "answer"),
)
_SHARE: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class _Closing:
    """A closing: when, of what, and whether it was in time; None where no clock ran."""

    month: str
    department: str
    abnormality: str
    row: dict[str, Any]
    on_time: bool | None

    @property
    def group(self) -> tuple[str, str, str]:
        """Where it is counted."""
        return self.month, self.department, self.abnormality


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row for each month, department and class in which anything was closed."""
    clocks = {
        one.done_position: one.state == DONE
        for one in obligation_states(query, tables=("complaints",))
        if one.clock_id == CLOSING and one.done_position is not None
    }
    capa = {row["capa_no"]: row for row in query.rows("capa", only=("measures", "effect_note"))}
    found = [_closing(stage, row, clocks) for stage, row in closings(query, _LOOKED_AT)]
    for month, closed in groupby(sorted(found, key=attrgetter("group")), attrgetter("month")):
        of_month = list(closed)
        for _, group in groupby(of_month, attrgetter("group")):
            yield _row(month, list(group), len(of_month), capa)


def _closing(stage: dict[str, Any], row: dict[str, Any], clocks: dict[int, bool]) -> _Closing:
    day = str(stage["closed_on"] or stage["event_time"] or stage["record_time"])
    department, abnormality = row.get("responsible_department", ""), row.get("abnormality_class", "")
    return _Closing(day[:7], department, abnormality, row, clocks.get(stage["position"]))


def _row(
    month: str, closed: Sequence[_Closing], total: int, capa: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    timed = [one.on_time for one in closed if one.on_time is not None]
    measures = [capa.get(one.row.get("capa_no", ""), {}) for one in closed]
    return {
        "month": month,
        "responsible_department": closed[0].department or None,
        "abnormality_class": closed[0].abnormality or None,
        "closed_count": len(closed),
        "founded_count": sum(one.row.get("outcome") == "founded" for one in closed),
        "ratio": plain((Decimal(len(closed)) / total).quantize(_SHARE)),
        "on_time_count": sum(timed) if timed else None,
        "improvement": joined(
            [
                *(one.row.get("improvement", one.row.get("countermeasure")) for one in closed),
                *(one.get("measures") for one in measures),
            ]
        ),
        "result": joined(
            [
                *(one.row.get("handling_method", one.row.get("answer")) for one in closed),
                *(one.get("effect_note") for one in measures),
            ]
        ),
        "denominator_note": f"{month}结案共{total}件，其中本项有结案时限的{len(timed)}件",
    }
