"""Devices that are lent while a repair lasts: which of them are out, and what one that came back is worth.

S4-I 措施-4 (G-60): a device that cannot be repaired in time is replaced by a loaner, free of charge. Several
may be lent in one case; one that comes back is known by its serial. Where its return names none it is one
that was lent without any, else the one that was lent first by its own time, whatever was recorded first.

A loaner has been used: it waits in quarantine until somebody has looked at it, unless its state is stated as
sound, in one of the words of `SOUND`; then it may be lent again at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

ISSUED: Final = "repair_loaner_issued"
RETURNED: Final = "repair_loaner_returned"
SOUND: Final = frozenset({"完好", "完好无损", "良好", "正常", "合格", "intact", "sound", "good"})
Data = Mapping[str, Any]
Stages = Iterable[tuple[str, Data]]
"""Event type and data of the stages of a repair, oldest first."""


def out(stages: Stages) -> list[Data]:
    """Return the stages that lent what has not come back yet, oldest first."""
    found: list[Data] = []
    for kind, data in stages:
        if kind == ISSUED:
            found.append(data)
        elif kind == RETURNED:
            place = _place(found, data)
            if place is not None:
                del found[place]
    return found


def came_back(stages: Sequence[tuple[str, Data]]) -> Data | None:
    """Return the stage that lent what the last of these stages brings back, None where none did."""
    *before, (_, back) = stages
    lent = out(before)
    place = _place(lent, back)
    return None if place is None else lent[place]


def merged(row: Data, stages: Sequence[tuple[str, Data]]) -> dict[str, Any]:
    """Return the row of a repair with the goods that its last stage, the return of a loaner, brings back."""
    lent = came_back(stages) or {}
    what = {key: lent[key] for key in _GOODS if key in lent}
    return {key: value for key, value in row.items() if key not in _GOODS} | what


def goods(lent: Data) -> tuple[Any, ...]:
    """Return what a stage lent: product and serial."""
    return tuple(lent.get(column) for column in sorted(_GOODS))


def is_sound(state: str | None) -> bool:
    """Return whether a loaner's state, as written at its return, says that it may be lent again."""
    return state is not None and state.strip().casefold() in SOUND


_GOODS: Final = frozenset({"loaner_product_code", "loaner_serial"})


def _place(lent: Sequence[Data], back: Data) -> int | None:
    serial = back.get("loaner_serial")
    fitting = (place for place, one in enumerate(lent) if serial in {None, one.get("loaner_serial")})
    return min(fitting, key=lambda place: _first(lent[place]), default=None)


def _first(lent: Data) -> tuple[bool, str, str]:
    """Return what loaners come back by whose return names no serial."""
    serial = lent.get("loaner_serial") or ""
    return serial != "", lent.get("loaner_issued_at") or "", serial
