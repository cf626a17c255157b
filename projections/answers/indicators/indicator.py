"""What an indicator is: data that a person can read, and one function that finds the cases behind it.

The function yields :class:`~projections.answers.indicators.terms.Counted`: for each case the day on which it
counts, what it adds to the numerator and to the denominator, and whether it breaks the limit. All else,
periods, groups, rates and thresholds, is the same for all and is done in
:mod:`projections.answers.indicators.measuring`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import Choice, Counted, Threshold, Unit


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the indicators of the catalogue.

    Attributes:
        id: `K-01` to `K-28`.
        zh: Chinese name.
        en: English name.
        unit: A rate, a count or a list.
        part_zh: The numerator in words, in Chinese.
        part_en: The same in English.
        whole_zh: The denominator in words, in Chinese; of a count that there is none.
        whole_en: The same in English.
        clause: Where the source asks for it.
        view: Key of the table or view that holds the rows behind it.
        counted: Finds the cases.
        threshold: What it should be, where the source says; the house may set another.
        choices: What the source leaves open.
        groups: Kinds of groups that it is also told by.
    """

    id: str
    zh: str
    en: str
    unit: Unit
    part_zh: str
    part_en: str
    whole_zh: str
    whole_en: str
    clause: str
    view: str
    counted: Callable[[Sources], Iterator[Counted]]
    threshold: Threshold | None = None
    choices: tuple[Choice, ...] = ()
    groups: tuple[str, ...] = ()
