"""What an answer is written into at a door that is no command line: a page of rows, a value, or a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from projections.reading.stream import Stream, ended
from replay.telling.headings import Heading, Row
from replay.telling.output import Output

if TYPE_CHECKING:
    from rich.console import Console

_MOST_HELD: Final = 1 << 20  # bytes of a sheet that are held in memory


@dataclass(slots=True)
class Held:
    """What was written so far.

    Attributes:
        headings: Of the rows.
        rows: Those of the page.
        more: Whether there are rows behind them.
        value: A value that is no rows.
        basis: What the rows rest on.
        seen: How many rows a sheet got.
    """

    headings: tuple[Heading, ...] = ()
    rows: list[Row] = field(default_factory=list)
    more: bool = False
    value: Any = None
    basis: Mapping[str, Any] | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Collected(Output):
    """Takes an answer as values: of rows those of one page.

    Attributes:
        skip: How many rows lie before the page.
        limit: How many rows the page has at most; None for all.
        held: What was written.
        keep: Which rows the reader may see; None for all.
    """

    skip: int = 0
    limit: int | None = None
    held: Held = field(default_factory=Held)
    keep: Callable[[Row], bool] | None = None

    def rows(
        self,
        headings: Sequence[Heading],
        rows: Iterable[Row] | Stream,
        count: Callable[[], int] | None = None,  # noqa: ARG002 (the page counts itself)
    ) -> int:
        """Take the rows of the page, and look whether one more follows; return how many rows were seen."""
        held = self.held
        held.headings, held.basis = tuple(headings), self.basis
        taken = filter(self.keep or _everything, rows.rows() if isinstance(rows, Stream) else iter(rows))
        with ended(rows.parts if isinstance(rows, Stream) else rows):
            seen = sum(1 for _ in islice(taken, self.skip))
            held.rows = list(taken if self.limit is None else islice(taken, self.limit))
            held.more = self.limit is not None and next(taken, None) is not None
        return seen + len(held.rows)

    def document(self, value: Any, screen: Callable[[Console], None]) -> None:  # noqa: ARG002 (no screen)
        """Take a value that is no rows."""
        self.held.value = value


@dataclass(frozen=True, slots=True)
class WholeFile(Output):
    """Takes an answer as the bytes of a file.

    Attributes:
        content: What was written; what is large lies on the disk until this is closed.
        held: How many rows it was.
        mask: Takes out of a row what its reader may not see; None where everything may be seen.
        keep: Which rows the reader may see; None for all.
        by_hand: Whether a person asked for it in a browser, and will open it.
    """

    content: SpooledTemporaryFile[bytes] = field(default_factory=partial(SpooledTemporaryFile, _MOST_HELD))
    held: Held = field(default_factory=Held)
    mask: Callable[[Row], Row] | None = None
    keep: Callable[[Row], bool] | None = None
    by_hand: bool = False

    @property
    def is_opened(self) -> bool:
        """Whether a person opens it."""
        return self.by_hand

    def rows(
        self,
        headings: Sequence[Heading],
        rows: Iterable[Row] | Stream,
        count: Callable[[], int] | None = None,
    ) -> int:
        """Write rows, without what may not be seen."""
        if self.mask is not None or self.keep is not None:
            taken = filter(self.keep or _everything, rows.rows() if isinstance(rows, Stream) else rows)
            rows = map(self.mask or dict, taken)
        self.held.seen = Output.rows(self, headings, rows, count)
        return self.held.seen

    @contextmanager
    def destination(self) -> Iterator[BinaryIO]:
        """Give the stream to write bytes to."""
        yield cast("BinaryIO", self.content)


def _everything(_row: Row) -> bool:
    return True
