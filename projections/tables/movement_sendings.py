"""What papers take out of quarantine less than they say, since the return that they name has sent it itself.

A return and its disposal records tell of the same goods sent to the supplier (:mod:`ledger.state.sent_back`).
The rows of `movements` say of each what it says; what both say is put right by rows of the kind `told`, from
`returned_to_supplier` back to `quarantined`, or the other way round where a void takes that back. Each stands
at the position of the event by which it became known, under the time from which it counts and the number of
the paper that it puts right: so that at every cut-off, of business and of knowledge, the sums are right,
whatever was recorded first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.state import sent_back
from ledger.state.days import Days, changed, number
from ledger.state.kinds import SEPARATOR
from ledger.state.sent_back import PaperPart, Sent, SentLine, connected, told_twice
from ledger.state.stock_moves import stock_name

RETURNS: Final = "returns"
SENDING: Final = frozenset({RETURNS, "disposals", "nonconformities"})
_Row = dict[str, Any]


class Sending(NamedTuple):
    """A recorded line that says where goods of a return went from there.

    Attributes:
        position: Where it was recorded.
        voided: Where it was voided, None where it stands.
        line: What it says.
    """

    position: int
    voided: int | None
    line: SentLine

    @property
    def is_paper(self) -> bool:
        """Whether it is a paper that names the return, not the return itself."""
        return not self.line.name.startswith(RETURNS)

    def stands(self, position: int) -> bool:
        """Return whether it is known, and not voided, at a position."""
        return self.position <= position and (self.voided is None or self.voided > position)


class Correction(NamedTuple):
    """How much less a paper takes out of quarantine from some time on, below zero: more.

    Attributes:
        doc_no: Number of the paper.
        own: Whether it is the paper that is recorded itself.
        lot: Of the goods.
        serial: Of the goods, empty text for goods without.
        since: From when on it counts.
        quantity: How much.
    """

    doc_no: str
    own: bool
    lot: str
    serial: str
    since: str
    quantity: Any


def line_of(event_type: str, data: _Row, time: str) -> SentLine:
    """Return what a row says, as it is compared; of one day the same time is told."""
    return sent_back.line_of(stock_name(event_type, data), time, data)


def corrections(sendings: Sequence[Sending], position: int) -> Iterator[Correction]:
    """Yield what an event puts right: a line of a return or of its papers, or a void of some.

    Args:
        sendings: All that was recorded until then about goods of one product that one return brought.
        position: Of the event.
    """
    concerned = [one.line for one in sendings if position in {one.position, one.voided}]
    near = connected([one.line for one in sendings], concerned)
    sendings = [one for one in sendings if one.line.name in near]
    if len({one.is_paper for one in sendings}) < 2:
        return
    own = next((one.line.name for one in sendings if one.position == position), "")
    for part, days in sorted(_by_event(sendings, position).get(position, {}).items()):
        number_of = part.name.split(SEPARATOR)[1]
        for since, change in days:
            yield Correction(number_of, part.name == own, part.lot, part.serial, since, number(change))


def _by_event(sendings: Sequence[Sending], until: int) -> dict[int, dict[PaperPart, Days]]:
    """Return what each event put right, one after the other: what its void takes out is put right anew."""
    voids = {one.voided for one in sendings if one.voided is not None and one.voided <= until}
    recorded = {one.position: one for one in sendings if one.position <= until}
    found: dict[int, dict[PaperPart, Days]] = {}
    for position in sorted(voids | recorded.keys()):
        standing = [one for one in sendings if one.stands(position)]
        now = told_twice(_sent(standing))
        before = (told for at, told in found.items() if at not in recorded or recorded[at].stands(position))
        found[position] = _less(now, before)
    return found


def _sent(sendings: Iterable[Sending]) -> Sent:
    lines = Sent()
    for one in sendings:
        lines = lines.with_paper(one.line) if one.is_paper else lines.with_return(one.line)
    return lines


def _less(now: dict[PaperPart, Days], before: Iterable[dict[PaperPart, Days]]) -> dict[PaperPart, Days]:
    found: dict[PaperPart, Days] = defaultdict(list, now)
    for told in before:
        for part, days in told.items():
            for since, change in days:
                found[part] = changed(found[part], since, -number(change))
    return {part: days for part, days in found.items() if days}
