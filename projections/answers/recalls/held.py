"""What one customer was given of some goods of a recall, and what came back.

Quantities are told apart by what the opening of the recall knew: `known`, what was with the customer then by
what was recorded; `found`, the same that was recorded later; and what moved since the opening, given
(`given`) and come back (`back`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.state.quantities import ZERO


@dataclass(slots=True)
class Held:
    """What one customer was given of some goods; see the module for the quantities.

    Attributes:
        late: Positions of events that gave it goods and were recorded after the opening, with their kinds.
        returns: Day, position and quantity of what came back since the opening.
        was_given: Whether the customer was ever given anything by this name.
        paper: Name, address and pointers, as its papers give them.
    """

    known: Decimal = ZERO
    found: Decimal = ZERO
    given: Decimal = ZERO
    back: Decimal = ZERO
    late: list[tuple[int, str]] = field(default_factory=list)
    returns: list[tuple[str, int, Decimal]] = field(default_factory=list)
    was_given: bool = False
    paper: dict[str, Any] = field(default_factory=dict)

    @property
    def distributed(self) -> Decimal:
        """What the customer had at the opening, and what it was given since."""
        return self.known + self.found + self.given

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left on the line."""
        return not (self.known or self.found or self.given or self.back)
