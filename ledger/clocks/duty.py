"""What a duty is: data over the stages of a case.

The limit is chosen by what the case says of itself (urgency, zone, weight of the fault, level of the event);
a house may set its own by rows of `service_standards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

When = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns and the values one of which each must have; the empty text stands for a blank."""


@dataclass(frozen=True, slots=True)
class LimitChoice:
    """One limit of a duty, and for which cases.

    Attributes:
        limit: Id of the limit.
        when: What the case must say for it.
        since: Whether it counts from the stage that starts the duty, from the `case`'s first stage, or from
            the `mark` that first said what the limit is chosen by, of several the last.
        promise: Columns that hold what was promised, for a promised limit.
    """

    limit: str
    when: When = ()
    since: str = "start"
    promise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one kind of case.

    Attributes:
        clock: Id of its clock, as the stages name it (`CLK.RESPOND`).
        table: Table of the case.
        zh: What has to be done, in Chinese.
        en: The same in English.
        post: Role that it is raised to when it is late.
        standard: `standard_kind` of the rows of `service_standards` that set it.
        starts: Event types one of which starts it.
        stops: Event types one of which meets it.
        choices: Limits, the first that fits counts; where none fits nothing is owed.
        stop_when: What an event that meets it must say, by event type.
        relieved: Event types that take the duty away, with what they must say.
        again: Event types that make it due once more, with what they must say.
        pauses: Pairs of event types between which its clock stands still.
        moved: Event type and column by which a later time is agreed before it is due.
        after: Hours that must pass unmet before anything is owed.
        done_in: Column in which whatever meets it may say when it was done, if not when the stage took place.
        early: Event types that meet it even before these hours have passed.
    """

    clock: str
    table: str
    zh: str
    en: str
    post: str
    standard: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    choices: tuple[LimitChoice, ...]
    stop_when: tuple[tuple[str, When], ...] = ()
    relieved: tuple[tuple[str, When], ...] = ()
    again: tuple[tuple[str, When], ...] = ()
    pauses: tuple[tuple[str, str], ...] = ()
    moved: tuple[str, str] | None = None
    after: int = 0
    done_in: str | None = None
    early: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns that decide about it."""
        conditions = [one.when for one in self.choices]
        for rules in (self.stop_when, self.relieved, self.again):
            conditions += [when for _, when in rules]
        found = {column for when in conditions for column, _ in when}
        found.update(column for one in self.choices for column in one.promise)
        found.update([self.moved[1]] if self.moved else [])
        return frozenset(found.union([self.done_in] if self.done_in else []))


def fits(when: When, data: dict[str, Any]) -> bool:
    """Return whether what a case says of itself fulfils a condition; `*` stands for any value."""
    for column, values in when:
        value = data.get(column)
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        if text not in values and not ("*" in values and text):
            return False
    return True
