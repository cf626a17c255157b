"""What a file looks like to those who read rows: records of text cells, from the top, as often as asked."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from ledger.errors import Reason
from ledger.intake.cells.cell_error import CellError

SAMPLE = 20  # the heading row is among so many first records


class Damaged(list[str]):
    """A record that could not be taken apart properly: its cells as far as they could, and why."""

    __slots__ = ("reason",)

    def __init__(self, cells: list[str], reason: Reason) -> None:
        super().__init__(cells)
        self.reason = reason


class Marked(list[str]):
    """A record of which some cells are no longer what somebody wrote: the cells, and why, by their places."""

    __slots__ = ("errors",)

    def __init__(self, cells: list[str], errors: dict[int, CellError]) -> None:
        super().__init__(cells)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Places:
    """What stands where in the records, as far as a source must know it.

    Attributes:
        known: Cells that are read at all.
        repeated: Cells that stand for several rows where they are merged.
        codes: Cells that hold codes, lots or serials.
        texts: Cells that hold somebody's words.
        days: Cells that hold dates or times.
    """

    known: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()


class Source(Protocol):
    """A file or a sheet, opened once and found readable.

    Attributes:
        first_number: The number of the first record, as a spreadsheet shows it.
        bytes_total: Size of the file.
        may_hold_nul: Whether some cell may hold a NUL character.
        is_guarded: Whether its cells may stand behind a mark that keeps a spreadsheet from running them.
    """

    is_guarded: bool
    first_number: int
    bytes_total: int
    may_hold_nul: bool

    def sample(self) -> list[list[str]]:
        """Return the first records, :data:`SAMPLE` of them or all."""
        ...

    def records(self) -> Generator[list[str], None, None]:
        """Yield every record from the top, as a list of cells, as :class:`Marked` or as :class:`Damaged`."""
        ...

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        ...

    def ends_within_row(self) -> bool:
        """Whether the record yielded last ends the file without a line end."""
        ...

    def prepare(self, places: Places) -> None:
        """Be told what stands where, before the records are read."""
        ...
