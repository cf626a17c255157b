"""What a subject of the trade declares: its rules, what it fills in, and who judges which rows.

A judge is asked about one row and yields the rules that the row breaks. Whether a breach refuses, is a
finding or only warns is the rule's own (:class:`ledger.deciding.rule.Rule`), never the judge's. A fill says
what the system adds to a row before it is judged. Neither changes anything: the kernel lays the additions
over the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ledger.deciding.rule import Breach, Rule
from ledger.deciding.situation import Situation
from ledger.state.entries import Version

Judge = Callable[[Situation], Iterable[Breach]]
Judges = Judge | tuple[Judge, ...]


class Filled(NamedTuple):
    """What the system adds to a row: columns that it did not give, and versions that no column refers to."""

    columns: Mapping[str, Any] = {}
    versions: Mapping[str, Version] = {}


Fill = Callable[[Situation], Filled]

ANY: Final = "*"
"""In place of a table or stage: every one of the kind."""


@dataclass(frozen=True)
class Subject:
    """One subject of the trade, as the rulebook knows it.

    Attributes:
        name: The folder's name.
        rules: Its rules.
        facts: Judges of facts, by table key.
        stages: Judges of stages of cases, by event type.
        registers: Judges of register rows, by table key; what they find is kept with the row.
        fills: What is filled in before judging, by table key of a fact or event type of a stage.
    """

    name: str
    rules: tuple[Rule, ...]
    facts: Mapping[str, Judges] = field(default_factory=dict)
    stages: Mapping[str, Judges] = field(default_factory=dict)
    registers: Mapping[str, Judges] = field(default_factory=dict)
    fills: Mapping[str, Fill] = field(default_factory=dict)


class Routing:
    """Who judges which rows, over all subjects, in their order; judges of every row come where declared."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._by_kind: dict[str, dict[str, tuple[Judge, ...]]] = {}
        self.fills: dict[str, Fill] = {}
        every = tuple(subjects)
        for kind in ("facts", "stages", "registers"):
            self._by_kind[kind] = _merged([getattr(one, kind) for one in every])
        for one in every:
            self.fills.update(one.fills)

    def judges(self, kind: str, key: str) -> tuple[Judge, ...]:
        """Return the judges of a row, in the order in which what they find is kept.

        Args:
            kind: `facts`, `stages` or `registers`.
            key: Table key, of a stage its event type.
        """
        by_key = self._by_kind[kind]
        found = by_key.get(key)
        return by_key[ANY] if found is None else found


def _merged(declared: list[Mapping[str, Judges]]) -> dict[str, tuple[Judge, ...]]:
    keys = {key for one in declared for key in one} | {ANY}
    found: dict[str, list[Judge]] = defaultdict(list)
    for one in declared:
        for key in keys:
            for name in dict.fromkeys((key, ANY)):
                judges = one.get(name, ())
                found[key].extend(judges if isinstance(judges, tuple) else (judges,))
    return {key: tuple(judges) for key, judges in found.items()}
