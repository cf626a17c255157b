"""Two points from which one question is asked: `--known-at`, `--at` and `--basis`, once or twice each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.telling.options import Form
from replay.telling.wording import say

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

POINTS_WANTED = Problem(
    "diff_points_wanted",
    "比较：应给出两个时点，实际没有。",
    "Comparing: expected two points to compare, got none.",
    "给出两个 --known-at（只给一个即与现在比较），或两个 --at，或先前答案的 --basis。",
    "Give --known-at twice (once compares with now), or --at twice, or --basis with an earlier answer.",
)
TOO_MANY_POINTS = Problem(
    "diff_too_many_points",
    "比较：--known-at、--at 和 --basis 合起来应为两个时点，实际更多。",
    "Comparing: expected two points, got more by --known-at, --at and --basis.",
    "各至多两次；一个 --basis 之外只可再给一个时点。",
    "Give each at most twice; beside one --basis only one other point.",
)
Several = list[str] | None
_TWO = 2


@dataclass(frozen=True, slots=True)
class Between:
    """The two points, as typed."""

    known_at: Annotated[
        Several,
        typer.Option(
            "--known-at",
            metavar="K",
            help=say(
                "As known then: a day (its end), a time or a position; twice. Once compares with now.",
                "所依据的录入时间：日期（当日结束）、时间或日志位置；给两次。只给一次即与现在比较。",
            ),
        ),
    ] = None
    at: Annotated[
        Several,
        typer.Option(
            "--at",
            metavar="T",
            help=say(
                "What was true then; once for both points, twice for one each; now if left out.",
                "截至日期：只给一次即两边相同，给两次即各取其一；缺省为现在。",
            ),
        ),
    ] = None
    basis: Annotated[
        Several,
        typer.Option(
            "--basis",
            metavar="FILE",
            help=say(
                "A point as the basis of an earlier answer states it; once or twice, or of an earlier diff.",
                "以先前答案的基准为时点，可给一次或两次；也可用先前比较的答案。",
            ),
        ),
    ] = None

    def joined(self, outer: dict[str, Any]) -> Between:
        """Return the points typed here after those typed before the subject."""
        return Between(
            **{
                one.name: [*(outer.get(one.name) or ()), *(getattr(self, one.name) or ())]
                for one in fields(self)
            }
        )

    def reached(self, program: Program, *, ahead: bool = False) -> tuple[Resolved, Resolved]:
        """Return both points, with the tables brought up to them.

        Args:
            program: The ledger.
            ahead: Whether `--at` may lie after today.

        Raises:
            CommandError: There are not two, or one of them cannot be read or is of another ledger.
        """
        from ledger import clock
        from replay.cutoff import reached

        now, log, model, zone = clock.now(), program.log, program.readmodel, program.zone
        first, second = self._points()
        return (
            reached(log, model, zone, **first, now=now, ahead=ahead),
            reached(log, model, zone, **second, now=now, ahead=ahead),
        )

    def _points(self) -> list[dict[str, Any]]:
        """Return what says each point: a basis, or two cut-offs."""
        from replay.telling.basis_file import bases_in

        known, ats, files = self.known_at or [], self.at or [], self.basis or []
        points: list[dict[str, Any]] = [{"basis": one} for file in files for one in bases_in(file)]
        if not (known or points or len(ats) == _TWO):
            raise CommandError(POINTS_WANTED)
        left = _TWO - len(points)
        if left < 0 or max(len(known), len(ats)) > left:
            raise CommandError(TOO_MANY_POINTS)
        typed = zip(_spread(known, left), _spread(ats, left, both=True), strict=True)
        return points + [{"known_at": k, "at": at} for k, at in typed]


def _spread(typed: Sequence[str], count: int, *, both: bool = False) -> list[str | None]:
    """Return one value for each point: what is missing is now, or the same for both."""
    found: list[str | None] = list(typed)
    rest = found[0] if both and found else None
    return [*found, *[rest] * (count - len(found))]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked beside the subject: the points, the ledger and the form of the answer."""

    between: Between
    ledger: str | None
    form: Form


def asking(context: typer.Context, between: Between, ledger: str | None, form: Form) -> Asking:
    """Return what was typed behind the subject, and in front of it."""
    outer = _outer(context)
    typed: dict[str, Any] = {one.name: getattr(form, one.name) or outer.get(one.name) for one in fields(form)}
    return Asking(between.joined(outer), ledger or outer.get("ledger"), Form(**typed))


def _outer(context: typer.Context) -> dict[str, Any]:
    """Return the options typed behind `diff`, in front of the subject."""
    found: dict[str, Any] = {}
    group = context.parent
    while group is not None and group.parent is not None:
        found = {**group.params, **found}
        group = group.parent
    return found
