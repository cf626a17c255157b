"""What a file looks like to those who read rows: records of text cells, from the top, as often as asked."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from ledger.errors import Reason

SAMPLE = 20  # the heading row is among so many first records


class Damaged(list[str]):
    """A record that could not be taken apart properly: its cells as far as they could, and why."""

    __slots__ = ("reason",)

    def __init__(self, cells: list[str], reason: Reason) -> None:
        super().__init__(cells)
        self.reason = reason


class Source(Protocol):
    """A file or a sheet, opened once and found readable.

    Attributes:
        first_number: The number of the first record, as a spreadsheet shows it.
        bytes_total: Size of the file.
        may_hold_nul: Whether some cell may hold a NUL character.
    """

    first_number: int
    bytes_total: int
    may_hold_nul: bool

    def sample(self) -> list[list[str]]:
        """Return the first records, :data:`SAMPLE` of them or all."""
        ...

    def records(self) -> Generator[list[str], None, None]:
        """Yield every record from the top, each as a list of cells or as :class:`Damaged`."""
        ...

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        ...

    def ends_within_row(self) -> bool:
        """Whether the record yielded last ends the file without a line end."""
        ...

    def merged_down(self, columns: frozenset[int]) -> None:
        """Have cells merged over several rows repeated in each of them, in these columns."""
        ...
