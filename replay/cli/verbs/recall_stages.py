"""`medledger recall notify|respond|recover|dispose|check|report|summarise|close`: the stages of a recall."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer
from typer.core import TyperGroup

from ledger.errors import CommandError, Problem
from replay.cli.named_files import watched
from replay.cli.session import tables_at
from replay.cli.verbs.record_verb import tell_entry
from replay.telling.answers.recalls import STAGES, recall_key, tell_recorded
from replay.telling.options import (
    BasisOption,
    FormatOption,
    KeyOption,
    LedgerOption,
    OutputOption,
    Times,
    Words,
)
from replay.telling.output import Output, chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.entry.live import EntryKey
    from ledger.events.base import Column, Stage
    from replay.bootstrap import Program

# What typer parses with is a private part of it; its public names do not cover these.
Command: TypeAlias = Any
Context: TypeAlias = Any
HelpFormatter: TypeAlias = Any
NOTHING_SAID: Final = Problem(
    "recall_nothing_said",
    "登记召回环节 {verb}：应至少给出一个选项或 --file，实际没有。",
    "Recording recall {verb}: expected at least one of its options, or --file, got none.",
    "用 medledger recall {verb} --help 查看选项。",
    "See medledger recall {verb} --help for the options.",
)
BASIS_WITHOUT_DRAW: Final = Problem(
    "recall_basis_without_draw",
    "登记召回有效性检查：--basis 只与 --draw 同用，实际没有 --draw。",
    "Recording recall check: expected --basis with --draw only, got it without.",
    "加上 --draw 以按先前答案的基准重新抽样；登记不用基准。",
    "Add --draw to draw again as an earlier answer did; what is recorded has no basis.",
)
_TELLING: Final = frozenset({"notify", "respond", "recover", "dispose", "check", "report", "summarise"})
_SHORT: Final = 100
_FILE: Final = "file"
_EXTRA: Final = {"notify": ("everyone",), "check": ("draw",)}


class RecallVerbs(TyperGroup):
    """The group of what is done with a recall; options of a stage are made of its columns when asked for."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the verbs, the stages last."""
        return [*super().list_commands(ctx), *(one[0] for one in STAGES)]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return the command of a verb; that of a stage is made now."""
        found = next((one for one in STAGES if one[0] == cmd_name), None)
        return super().get_command(ctx, cmd_name) if found is None else _made(*found)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the list of verbs without making one of them."""
        own = [(name, super(RecallVerbs, self).get_command(ctx, name)) for name in super().list_commands(ctx)]
        lines = [(name, one.get_short_help_str(_SHORT)) for name, one in own if one is not None]
        with formatter.section(say("Verbs", "命令")):
            formatter.write_dl([*lines, *((name, say(en, zh)) for name, _, en, zh, _ in STAGES)])


def _made(verb: str, event: str, en: str, zh: str, shown: tuple[str, ...]) -> Command:
    """Return the command of a stage."""
    from ledger.events import catalogue

    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    stage = catalogue.table("recalls").stage(event)
    app.command(verb, help=say(en, zh), epilog=examples(*shown))(_command(verb, stage))
    return watched(typer.main.get_command(app))


def _command(verb: str, stage: Stage) -> Callable[..., int]:
    """Return the function of a stage's command, with an option for each of its columns."""
    from ledger.events import catalogue

    table = catalogue.table("recalls")
    columns = [table.by_key[key] for key in stage.columns if key not in table.identity]
    parameters = [_number(), *map(_option, columns), *_flags(verb), *_usual()]
    if "draw" in _EXTRA.get(verb, ()):
        parameters.append(
            inspect.Parameter("basis", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=BasisOption)
        )

    def run(**typed: Any) -> int:
        return _run(verb, stage, columns, typed)

    run.__dict__["__signature__"] = inspect.Signature(parameters)
    run.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": int}
    run.__name__ = verb
    return run


def _number() -> inspect.Parameter:
    help_text = say("Number of the recall.", "召回编号。")
    kind = Annotated[str, typer.Argument(metavar="NO", help=help_text)]
    return inspect.Parameter("number", inspect.Parameter.KEYWORD_ONLY, annotation=kind)


def _option(column: Column) -> inspect.Parameter:
    names = [f"--{column.key.replace('_', '-')}"]
    if column.key == "customer_code":
        names.append("--customer")
    choices = "|".join(one.key for one in column.values)
    help_text = say(column.doc, f"{column.zh}。")
    kind: Any = Words if column.type == "list" else str | None
    option = typer.Option(*names, metavar=choices or _METAVARS.get(column.type, "TEXT"), help=help_text)
    return inspect.Parameter(
        column.key, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


_METAVARS: Final = {"date": "D", "datetime": "T", "integer": "N", "decimal": "N", "ref": "CODE"}


def _flags(verb: str) -> list[inspect.Parameter]:
    told = {
        "everyone": say("Every consignee that is untold still.", "其余全部未通知的客户。"),
        "draw": say("Only draw the sample and show it.", "只抽样并显示，不登记。"),
    }
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False,
            annotation=Annotated[bool, typer.Option(f"--{name}", help=told[name])],
        )
        for name in _EXTRA.get(verb, ())
    ]


def _usual() -> list[inspect.Parameter]:
    help_text = say(
        "Take many rows from a file: CSV, XLSX or JSON Lines, with the headings of the table.",
        "从文件读取多行：CSV、XLSX 或 JSON Lines，表头同记录表。",
    )
    file = Annotated[Path | None, typer.Option("--file", metavar="FILE", help=help_text)]
    kinds = (
        *(("file", file), ("key", KeyOption), ("ledger", LedgerOption)),
        *(("form", FormatOption), ("output", OutputOption)),
    )
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in kinds
    ]


def _run(verb: str, stage: Stage, columns: list[Column], typed: dict[str, Any]) -> int:
    answer = chosen(typed["form"], typed["output"], rows=False)
    given = {column.key: typed[column.key] for column in columns}
    with tables_at(typed["ledger"]) as program:
        if typed.get("draw"):
            return _draw(program, answer, typed["number"], given, typed["basis"])
        if typed.get("basis") is not None:
            raise CommandError(BASIS_WITHOUT_DRAW)
        key = _key(verb, typed, given)
        if key is not None and (known := program.repeated(key)) is not None:
            tell_recorded(program, answer, known, typed["number"])
            return 0
        rows = _rows(program, verb, stage, typed, given)
        if not rows:  # nobody is left to be told
            return tell_all_told(program, answer, typed["number"])
        return record_stages(program, answer, rows, typed["number"], key)


def _key(verb: str, typed: dict[str, Any], given: dict[str, Any]) -> EntryKey | None:
    """Return the key of what was typed, of a file its content."""
    if typed["key"] is None:
        return None
    content = digest_of(typed[_FILE])
    said = {**given, "number": typed["number"], "everyone": typed.get("everyone"), "content": content}
    return recall_key(typed["key"], verb, said)


def digest_of(file: Path | None) -> str | None:
    """Return the digest of a file that a verb was given."""
    return None if file is None or not file.is_file() else sha256(file.read_bytes()).hexdigest()


def _rows(
    program: Program, verb: str, stage: Stage, typed: dict[str, Any], given: dict[str, Any]
) -> list[dict[str, Any]]:
    from replay.recalls.completing import completed, told_before, untold
    from replay.recalls.named import recall_named
    from replay.recalls.rows import as_read, rows_of_file, typed_row

    number = recall_named(program, typed["number"]).number
    if typed[_FILE] is None and verb in _TELLING and not given_only(given) and not typed.get("everyone"):
        raise CommandError(NOTHING_SAID, verb=verb)
    if typed[_FILE] is not None:
        read = rows_of_file(program, typed[_FILE], stage, number, given_only(given))
        rows = [as_read(row) for row in told_before(program, stage, number, read)]
    elif verb == "notify" and typed["everyone"]:
        rows = [
            typed_row(stage, number, {**given, "customer_code": code}) for code in untold(program, number)
        ]
    else:
        rows = [typed_row(stage, number, given)]
    return completed(program, stage, rows)


def given_only(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were typed."""
    return {key: value for key, value in given.items() if value not in (None, [])}


def record_stages(
    program: Program,
    answer: Output,
    rows: list[dict[str, Any]],
    number: str,
    key: EntryKey | None = None,
) -> int:
    """Record stages of a recall, and tell how it stands; return the exit code."""
    from ledger.entry.live import EntryRefusedError

    try:
        entered = program.entering("recalls", rows, source="cli", key=key)
    except EntryRefusedError as error:
        return tell_entry(answer, error, "recalls")
    tell_recorded(program, answer, entered, number)
    return 0


def tell_all_told(program: Program, answer: Output, number: str) -> int:
    """Tell that every consignee has been told already; return the exit code."""
    told = say("Every consignee has been told already.", "全部客户此前均已通知。")
    tell_recorded(program, answer, None, number, [told])
    return 0


def _draw(program: Program, answer: Output, number: str, given: dict[str, Any], basis: str | None) -> int:
    from replay.recalls.sampling import drawn

    earlier = Times(basis=basis).earlier("recall check")
    found = drawn(program, number, given.get("check_level") or "A", earlier)
    answer.document(found, lambda console: _show_drawn(console, found))
    return 0


def _show_drawn(console: Console, found: dict[str, Any]) -> None:
    level, count, root = found["check_level"], len(found["check_sample"]), found["sample_root"]
    console.print(
        say(
            f"Level {level}: {count} of {found['consignees']} consignees, drawn from the checkpoint {root}.",
            f"{level} 级：从 {found['consignees']} 家客户中抽取 {count} 家，依据检查点 {root}。",
        )
    )
    for one in found["check_sample"]:
        console.print(f"  {one}")
