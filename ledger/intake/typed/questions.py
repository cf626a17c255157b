"""What sheets leave open and nothing settles: one question of a kind, with how many rows it concerns.

Asked is before anything is recorded. Which names are known is found out by a rehearsal of the sheets and of
the registers that come with them: decided for real, written nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger.deciding.integrity_rules import NAME_OF_SEVERAL, UNKNOWN_REFERENCE
from ledger.errors import CommandError, Problem, Reason
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.headings.named_columns import names_in
from ledger.intake.importer import Importer
from ledger.intake.opening import Input
from ledger.recording.ledger import Ledger

COLUMN_ASKED: Final = Problem(
    "column_asked",
    "导入 {file}：{zh_table}应有“{heading}”，实际没有这一列，涉及 {rows} 行。",
    "Importing {file}: expected {column} of {table}, got no such column for {rows} rows.",
    "请用 --answer {table}.{column}=值 统一答复{choices_zh}，或写入标题对照文件的 [answers]。",
    "Answer for all of them with --answer {table}.{column}=VALUE{choices}, or under [answers] in a mapping "
    "file.",
)
NAMES_UNKNOWN: Final = Problem(
    "names_unknown",
    "导入 {file}：“{heading}”应是{zh_register}中的名称，实际没有 {names}，涉及 {rows} 行。",
    "Importing {file}: expected names in {register} under {column}, got {names}, for {rows} rows.",
    "请先登记或一并导入，或用 --answer {register}.{first}=编码 逐个指明，也可写入标题对照文件的 [answers]。",
    "Register them or import their file as well, or say whom each means with --answer "
    "{register}.{first}=CODE or under [answers] in a mapping file.",
)
NAMES_OF_SEVERAL: Final = Problem(
    "names_of_several",
    "导入 {file}：“{heading}”应各指{zh_register}中的一个，实际有几个同名：{names}，涉及 {rows} 行。",
    "Importing {file}: expected names of one each in {register} under {column}, got {names}, for {rows} "
    "rows.",
    "请用 --answer {register}.{first}=编码 逐个指明，也可写入标题对照文件的 [answers]。",
    "Say which each means with --answer {register}.{first}=CODE or under [answers] in a mapping file.",
)
_MOST_NAMES: Final = 10
_CHOICES: Final = 8


def refuse_questions(inputs: Sequence[Input], rehearsed: Callable[[Callable[[Ledger], None]], None]) -> None:
    """Ask what sheets leave open, if anything.

    Args:
        inputs: All inputs of the import.
        rehearsed: Calls what it is given with a ledger that decides and records nothing.

    Raises:
        CommandError: There are questions; `reasons` has all of them.
    """
    sheets = [one for one in inputs if one.typed is not None]
    if not sheets:
        return
    questions = [reason for one in sheets for reason in _columns_asked(one)]
    if questions:
        raise _asked(questions)
    names = _Names()
    taken = [one for one in inputs if one.typed is not None or one.table.kind == "register"]
    with TemporaryDirectory() as folder:
        rejects = Path(folder) / "rejects.csv"

        def rehearse(ledger: Ledger) -> None:
            Importer(ledger, lambda _one: rejects, rejected=names.add).run(taken)

        rehearsed(rehearse)
    if questions := list(names.questions()):
        raise _asked(questions)


def _asked(questions: Sequence[Reason]) -> CommandError:
    error = CommandError(questions[0])
    error.others = tuple(questions[1:])
    return error


def _columns_asked(one: Input) -> Iterator[Reason]:
    asked = one.typed.lacking.asked if one.typed is not None else ()
    if not asked:
        return
    rows = sum(1 for _ in one.rows())
    for column in asked:
        labels = [choice.zh for choice in column.values][:_CHOICES]
        keys = [choice.key for choice in column.values][:_CHOICES]
        yield COLUMN_ASKED.with_(
            file=one.file,
            rows=rows,
            choices=f" ({', '.join(keys)})" if keys else "",
            choices_zh=f"（{'、'.join(labels)}）" if labels else "",
            **_named(one.table, column),
        )


def _named(table: Table, column: Column) -> dict[str, str]:
    return {"table": table.key, "zh_table": table.zh, "column": column.key, "heading": column.zh}


class _Names:
    """The names of a rehearsal that no code stands for, by file, column and whether several carry them."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str, bool], Counter[str]] = {}

    def add(self, one: Input, reasons: Sequence[Reason]) -> None:
        """Note why a row was rejected, where that is a name in a sheet."""
        if one.typed is None:
            return
        for reason in reasons:
            several = reason.problem is NAME_OF_SEVERAL.problem
            column = reason.particulars.get("column")
            if (several or reason.problem is UNKNOWN_REFERENCE.problem) and column in names_in(one.table.key):
                key = one.file, one.table.key, column, several
                value = str(reason.particulars["value"])
                said = f"{value} ({reason.particulars['codes']})" if several else value
                self._found.setdefault(key, Counter())[said] += 1

    def questions(self) -> Iterator[Reason]:
        """Yield a question for each kind of name."""
        for (file, key, code, several), names in self._found.items():
            table = catalogue.table(key)
            register = catalogue.table(table.by_key[code].ref or "")
            shown = [f"“{name}”" for name in list(names)[:_MOST_NAMES]]
            more = "…" if len(names) > _MOST_NAMES else ""
            problem = NAMES_OF_SEVERAL if several else NAMES_UNKNOWN
            yield problem.with_(
                file=file,
                register=register.key,
                zh_register=register.zh,
                names="、".join(shown) + more,
                first=next(iter(names)).partition(" (")[0],
                rows=names.total(),
                **_named(table, table.by_key[names_in(key)[code]]),
            )
