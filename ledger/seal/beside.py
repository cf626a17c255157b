"""What a checkpoint says of the tables beside the log: where they end."""

from __future__ import annotations

import time

from ledger.log.chained import Ends, ends
from ledger.log.transaction import Transaction

_WITHIN = 1.0  # seconds


class Beside:
    """Where the tables beside the log end, read anew once a second, and after each entry of this program.

    Attributes:
        ends: What was read; None while they have no entry.
    """

    def __init__(self) -> None:
        self.ends: Ends | None = None
        self._read: tuple[int, float] = (-1, 0.0)

    def look(self, transaction: Transaction, noted: int) -> None:
        """Read where they end, unless that was done just now.

        Args:
            transaction: The writer's turn.
            noted: How many entries this program has added.
        """
        now = time.monotonic()
        if self._read[0] == noted and now - self._read[1] < _WITHIN:
            return
        found = ends(transaction)
        self.ends = None if found == Ends() else found
        self._read = noted, now
