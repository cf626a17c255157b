"""What differs between a past answer and that of now, asked as `medledger diff` asks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.differences.answers import Differences
    from replay.differences.span import Span
    from replay.doors.questions import Parameters


def compared_table(program: Program, key: str, asked: Parameters) -> dict[str, Any]:
    """Return which rows of a table or a view differ between the cut-offs of the question and now.

    Raises:
        CommandError: There is no such table, or a cut-off cannot be read.
    """
    from projections.answers.catalogue import LOOKING_AHEAD, named
    from projections.reading.filters import filters
    from projections.reading.known_values import resolved
    from replay.differences.answers import of_one

    wanted = named(key)

    def compare(span: Span) -> Differences:
        where = filters(wanted, asked.words.get("where", ()), program.zone)
        return of_one(span, wanted, resolved(span.connection, wanted, where, span.low))

    return _compared(program, asked, compare, ahead=wanted.key in LOOKING_AHEAD)


def compared_preview(program: Program, asked: Parameters) -> dict[str, Any]:
    """Return what differs in who has the goods of a scope between the cut-offs of the question and now.

    Raises:
        CommandError: The scope matches nothing known, or a cut-off cannot be read.
    """
    from replay.differences.answers import of_recall
    from replay.recall import recall_at

    scope = asked.scope().scope()

    def compare(span: Span) -> Differences:
        before, after = (
            recall_at(program.log, span.connection, scope, one) for one in (span.first, span.second)
        )
        return of_recall(span, before, after)

    return _compared(program, asked, compare)


def _compared(
    program: Program, asked: Parameters, compare: Callable[[Span], Differences], *, ahead: bool = False
) -> dict[str, Any]:
    from replay.cutoff import reached
    from replay.differences.span import Span

    log, model, zone = program.log, program.readmodel, program.zone
    first = reached(log, model, zone, at=asked.one("at"), known_at=asked.one("known_at"), ahead=ahead)
    second = reached(log, model, zone)
    with program.readmodel.reading() as connection:
        span = Span(log, connection, zone, first, second)
        return compare(span).document(span)
