"""The questions of the doors, each asked as the verb of that name asks it, and written into an `Output`.

A question takes the program with its tables caught up, the words of the asker (the verb's options, `-` as
`_`) and where the answer goes. What a verb of the command line refuses is refused here in the same sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from replay.telling.nothing import say_nothing
from replay.telling.options import RecordsForm, ScopeOptions, Times
from replay.telling.output import Output
from replay.telling.selection import Selection
from replay.telling.wording import say

if TYPE_CHECKING:
    from projections.answers.findings.goods_rows import Goods
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

UNKNOWN_PARAMETER: Final = Problem(
    "unknown_parameter",
    "读取参数：应为 {known} 之一，实际为“{given}”。",
    "Reading the parameters: expected one of {known}, got '{given}'.",
    "参数即命令的选项，以 _ 代替 -。",
    "The parameters are the options of the verb, with _ for -.",
)
BAD_PARAMETER: Final = Problem(
    "bad_parameter",
    "读取参数 {name}：应为 {expected}，实际为“{given}”。",
    "Reading the parameter {name}: expected {expected}, got '{given}'.",
    "改正后重试。",
    "Correct it and ask again.",
)
_TRUE: Final = frozenset({"", "1", "true", "yes", "是"})
_FALSE: Final = frozenset({"0", "false", "no", "否"})
_SEVERAL: Final = frozenset({"product", "lot", "serial", "udi", "registration_no", "supplier", "customer"})


@dataclass(frozen=True, slots=True)
class Parameters:
    """The words of an asker, by the name of the parameter.

    Attributes:
        words: Every value that was given.
    """

    words: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str | None:
        """Return the last value of a parameter, None where it is not given."""
        given = self.words.get(name) or (None,)
        return given[-1]

    def flag(self, name: str) -> bool:
        """Return whether a flag is set: given alone, or as true.

        Raises:
            CommandError: It is neither true nor false.
        """
        given = self.one(name)
        if given is None:
            return False
        if given.lower() not in _TRUE | _FALSE:
            raise CommandError(BAD_PARAMETER, name=name, expected="true, false", given=given)
        return given.lower() in _TRUE

    def number(self, name: str, most: int) -> int | None:
        """Return a whole number from 0 to `most`, None where it is not given.

        Raises:
            CommandError: It is none.
        """
        given = self.one(name)
        if given is None:
            return None
        if not (given.isascii() and given.isdigit()) or int(given) > most:
            raise CommandError(BAD_PARAMETER, name=name, expected=f"0..{most}", given=given)
        return int(given)

    def scope(self) -> ScopeOptions:
        """Return the options of a scope out of the words."""
        several = {name: list(self.words[name]) for name in _SEVERAL if name in self.words}
        days = {name: self.one(name) for name in SCOPE - _SEVERAL}
        return ScopeOptions(**several, **days)  # type: ignore[arg-type]

    def but(self, known: frozenset[str]) -> dict[str, Sequence[str]]:
        """Return the words whose names are not known: what may be columns to filter by."""
        return {name: given for name, given in self.words.items() if name not in known}

    def check(self, known: frozenset[str]) -> None:
        """Refuse a parameter that the question does not have.

        Raises:
            CommandError: There is one.
        """
        for name in self.but(known):
            raise CommandError(UNKNOWN_PARAMETER, known=", ".join(sorted(known)), given=name)


TIMES: Final = frozenset({"at", "known_at"})
SELECTION: Final = frozenset({"where", "from", "to", "sort", "columns"})
PAGE: Final = frozenset({"after", "limit", "format", "lang", "who", "envelope"})
SCOPE: Final = frozenset(one.name for one in fields(ScopeOptions))
ROWS: Final = TIMES | SELECTION | PAGE


def _times(asked: Parameters) -> Times:
    return Times(asked.one("at"), asked.one("known_at"))


def reached_of(program: Program, asked: Parameters) -> Resolved:
    """Return the cut-offs of a question, the tables brought up to them.

    Raises:
        CommandError: One cannot be read, or lies ahead.
    """
    return _times(asked).reached(program)


def _selection(asked: Parameters, known: frozenset[str]) -> Selection:
    """Return which rows and columns: a parameter that is no option is a column that must have the value."""
    columns = [f"{name}={value}" for name, given in asked.but(known).items() for value in given]
    where = [*asked.words.get("where", ()), *columns]
    return Selection(
        where or None,
        asked.one("from"),
        asked.one("to"),
        list(asked.words.get("sort", ())) or None,
        list(asked.words.get("columns", ())) or None,
    )


def _form(asked: Parameters) -> RecordsForm:
    return RecordsForm(envelope=True, who=asked.flag("who"))


def ask_tables(program: Program, asked: Parameters, answer: Output) -> None:
    """Write which tables and views there are."""
    from replay.telling.answers.tables import list_tables

    known = TIMES | PAGE | {"filled"}
    asked.check(known)
    list_tables(program, _times(asked), _form(asked), answer, filled=asked.flag("filled"))


def ask_table(program: Program, key: str, asked: Parameters, answer: Output) -> None:
    """Write the rows of a table or a view."""
    from replay.telling.answers.table_rows import show_table

    selection = _selection(asked, ROWS | {"struck", "voided"})
    voided = asked.flag("struck") or asked.flag("voided")
    show_table(program, key, selection, _times(asked), _form(asked), answer, voided=voided)


def ask_findings(program: Program, asked: Parameters, answer: Output, goods: Goods | None = None) -> None:
    """Write the broken rules; with goods only of the rows that name them."""
    from replay.telling.answers.findings import list_findings

    selection = _selection(asked, ROWS | {"open", "warnings"})
    only_open, warnings = asked.flag("open"), asked.flag("warnings")
    list_findings(
        program,
        selection,
        _times(asked),
        _form(asked),
        answer,
        only_open=only_open,
        warnings=warnings,
        goods=goods,
    )


def ask_obligations(program: Program, asked: Parameters, answer: Output) -> None:
    """Write what is owed by when."""
    from replay.telling.answers.obligations import list_obligations, states_of

    states = states_of({f"--{name}": asked.flag(name) for name in ("open", "overdue", "done")})
    selection = _selection(asked, ROWS | {"table", "number", "open", "overdue", "done"})
    wanted = asked.words.get("table", ()), asked.words.get("number", ()), states
    list_obligations(program, selection, _times(asked), _form(asked), answer, wanted)


def ask_cases(program: Program, asked: Parameters, answer: Output) -> None:
    """Write where every case stands."""
    from replay.telling.answers import cases as cases_told

    marks = [name for name in ("open", "closed", "overdue") if asked.flag(name)]
    if len(marks) > 1:
        raise CommandError(cases_told.OPEN_AND_CLOSED)
    state = next((one for one in marks if one != "overdue"), None)
    selection = _selection(asked, ROWS | {"table", "open", "closed", "overdue"})
    tables = cases_told.tables_named(asked.one("table"))
    reached = _times(asked).reached(program, "cases")
    form = _form(asked)
    wanted = cases_told.Asked(tables, selection, state, overdue="overdue" in marks)
    wanted.show(program, reached, form, form.on(answer, program, reached))


def ask_recalls(program: Program, asked: Parameters, answer: Output) -> None:
    """Write the recalls and how far each has come."""
    from replay.recalls.shown import listed
    from replay.telling.answers.recalls import LISTED

    asked.check(TIMES | PAGE | {"open"})
    reached = _times(asked).reached(program, "recall list")
    found = listed(program, reached, only_open=asked.flag("open"))
    answer = _form(asked).on(answer, program, reached)
    if not answer.rows(LISTED, found):
        say_nothing(answer, say("recalls", "召回"), reached)


def ask_exports(program: Program, asked: Parameters, answer: Output) -> None:
    """Write which evidence left the house."""
    from replay.evidence.recorded import exports
    from replay.telling.answers.exports import HEADINGS

    asked.check(PAGE)
    answer.rows(HEADINGS, exports(program.log, program.zone))


def trace_told(program: Program, asked: Parameters, *, drawn: bool = False) -> dict[str, Any]:
    """Return every movement of goods, who holds what, and what belongs to it.

    Args:
        program: The ledger, its tables caught up.
        asked: The question.
        drawn: Whether to add what a picture shows besides.

    Raises:
        CommandError: It is not said of what, or it matches nothing known.
    """
    from replay.as_of import traced
    from replay.recall import scope_of
    from replay.telling.answers.trace import TRACE_OF_WHAT

    asked.check(TIMES | PAGE | {"product", "lot", "serial", "udi", "customer", "supplier", "receipt"})
    named = ("product", "lot", "serial", "udi", "customer", "supplier", "receipt")
    words: dict[str, Any] = {name: tuple(asked.words.get(name, ())) for name in named}
    if not any(words[name] for name in named[1:]):
        raise CommandError(TRACE_OF_WHAT)
    scope = scope_of(**words)
    times = _times(asked)
    return traced(
        program.log,
        program.readmodel,
        scope,
        zone=program.zone,
        at=times.at,
        known_at=times.known_at,
        drawn=drawn,
    )


def preview_told(program: Program, asked: Parameters) -> dict[str, Any]:
    """Return who has the goods of a scope.

    Raises:
        CommandError: No scope is given, or it matches nothing known.
    """
    from replay.recall import recall_preview

    asked.check(TIMES | PAGE | SCOPE | {"prove"})
    times, scope = _times(asked), asked.scope().scope()
    found = recall_preview(
        program.log,
        program.readmodel,
        scope,
        zone=program.zone,
        at=times.at,
        known_at=times.known_at,
        prove=asked.flag("prove"),
    )
    return found.answer


def recall_told(program: Program, number: str, asked: Parameters) -> dict[str, Any]:
    """Return a recall with its scopes, clocks and board.

    Raises:
        CommandError: There is no such recall or version.
    """
    from replay.recalls.shown import shown

    asked.check(TIMES | PAGE | {"version"})
    times = _times(asked)
    version = asked.number("version", 10**6)
    return shown(program, number, version=version, at=times.at, known_at=times.known_at, basis=None)


def case_told(program: Program, number: str, table: str | None, asked: Parameters) -> dict[str, Any]:
    """Return a case with its stages and what it owes.

    Raises:
        CommandError: There is no such case.
    """
    from replay import as_of
    from replay.telling.answers.cases import tables_named

    asked.check(TIMES | PAGE)
    times, wanted = _times(asked), tables_named(table)
    return as_of.case_told(
        program.log,
        program.readmodel,
        number,
        wanted,
        zone=program.zone,
        at=times.at,
        known_at=times.known_at,
    )


def report_told(program: Program, name: str, asked: Parameters) -> dict[str, Any]:
    """Return a periodic report.

    Raises:
        CommandError: There is no such report or period.
    """
    from ledger import clock
    from replay.reports.declared import report_named
    from replay.reports.issuing import report_of
    from replay.reports.periods import period_of

    asked.check(TIMES | PAGE | {"month", "year", "from", "to", "where"})
    wanted, times = report_named(name), _times(asked)
    typed = {key: asked.one(key) for key in ("month", "year")}
    period = period_of(
        wanted, clock.today(program.zone), **typed, first=asked.one("from"), last=asked.one("to")
    )
    where = list(asked.words.get("where", ()))
    return report_of(program, wanted, period, where=where, at=times.at, known_at=times.known_at, given=None)
