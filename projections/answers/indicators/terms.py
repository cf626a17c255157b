"""The words in which indicators are told: a case counted, a threshold, a choice left open by the source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple, Protocol

Unit = Literal["rate", "count", "list"]
UNITS: Final[dict[Unit, tuple[str, str]]] = {
    "rate": ("比率", "a rate"),
    "count": ("件数", "a count"),
    "list": ("清单", "a list"),
}
Apart = Literal["time_unknown", "before_start"]
"""Why a case is counted beside the figure: nobody can tell whether it was in time."""
ONE: Final = Decimal(1)
NONE: Final = Decimal(0)


class Counted(NamedTuple):
    """One case that an indicator counts, or several at once of which only their number matters.

    Attributes:
        day: The day on which it counts, `YYYY-MM-DD`; without one it counts in no period.
        table: Key of the table that it is a row of.
        number: Of the row; None where several are counted at once.
        line: Of the row, if it has one.
        part: What it adds to the numerator.
        whole: What it adds to the denominator.
        breach: Whether it breaks the limit.
        groups: Groups in which it counts beside the whole house, as `zone:city`.
        note: What a reader wants to know of it: the clock, the answer.
        apart: Why it is counted beside the figure, and adds nothing to it.
        many: How many cases there are that add the same.
    """

    day: str | None
    table: str
    number: str | None
    line: int | None = None
    part: Decimal = NONE
    whole: Decimal = ONE
    breach: bool = False
    groups: tuple[str, ...] = ()
    note: str | None = None
    apart: Apart | None = None
    many: int = 1


@dataclass(frozen=True, slots=True)
class Threshold:
    """What an indicator should be: more than, at least, less than, at most or exactly a value.

    Attributes:
        sign: One of `>`, `>=`, `<`, `<=`, `=`.
        value: To compare with.
        percent: Whether people read it as so many per cent.
    """

    sign: str
    value: Fraction
    percent: bool = True

    def met(self, found: Fraction) -> bool:
        """Return whether a value is what it should be, judged exactly and not as rounded."""
        compare: dict[str, bool] = {
            ">": found > self.value,
            ">=": found >= self.value,
            "<": found < self.value,
            "<=": found <= self.value,
            "=": found == self.value,
        }
        return compare[self.sign]

    @property
    def text(self) -> str:
        """The threshold as reports show it: `>95%`."""
        shown = self.value * 100 if self.percent else self.value
        number = Decimal(shown.numerator) / Decimal(shown.denominator)
        text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{self.sign}{text}{'%' if self.percent else ''}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the source leaves open and the house may settle, by a row of `rule_settings`.

    Attributes:
        key: `rule_key` of the row, of kind `threshold`.
        default: What counts where nobody has settled it.
        values: What it may be, several of them joined by `;`; none for a whole number.
        zh: What it settles, in Chinese.
        en: The same in English.
    """

    key: str
    default: str
    values: tuple[str, ...]
    zh: str
    en: str


class Measured(Protocol):
    """What the settings of the house have to know of an indicator."""

    @property
    def id(self) -> str:
        """`K-01` to `K-28`."""

    @property
    def zh(self) -> str:
        """Chinese name."""

    @property
    def en(self) -> str:
        """English name."""

    @property
    def unit(self) -> Unit:
        """A rate, a count or a list."""

    @property
    def threshold(self) -> Threshold | None:
        """What it should be, where the source says."""


def yes(condition: object) -> Decimal:
    """Return one for what counts, nothing for what does not."""
    return ONE if condition else NONE
