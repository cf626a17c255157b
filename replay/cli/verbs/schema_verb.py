"""`medledger schema`: the tables, views and columns there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.telling.headings import Heading
from replay.telling.options import AllOption, FormatOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from ledger.events.base import Table

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("table", "表", rank=1),
    Heading("table_zh", "表名", rank=1),
    Heading("key", "字段", rank=1),
    Heading("zh", "标题", rank=1),
    Heading("type", "类型", rank=1),
    Heading("required", "必填", "boolean", rank=1),
)
TABLE_HEADINGS = (
    Heading("key", "表", rank=1),
    Heading("zh", "表名", rank=1),
    Heading("en", "英文名", rank=1),
    Heading("kind", "种类", rank=1),
    Heading("columns", "列数", "integer", rank=1),
)


@app.command(
    help=say(
        "Print the tables, views and columns there are, or the JSON Schema of one. Needs no ledger.",
        "列出全部表、视图和字段，或其中之一的 JSON Schema。不需要账本。",
    ),
    epilog=examples(
        "medledger schema --format json",
        "medledger schema sales",
        "medledger schema 销售记录 --format csv",
    ),
)
def schema(
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="TABLE", help=say("Key or Chinese title of a table or view.", "表或视图的键或中文名。")
        ),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
    everything: AllOption = False,
) -> None:
    """Print the catalogue."""
    from ledger.events.catalogue import tables
    from ledger.events.json_schema import listing
    from projections.answers.catalogue import named, views

    wanted = (named(table),) if table else (*tables(), *views())
    answer = chosen(form, output, everything=everything)
    if answer.format == "json":
        answer.document(_schema(wanted[0]) if table else listing(wanted), lambda _: None)
    elif answer.format == "table" and not table:
        answer.rows(TABLE_HEADINGS, [_of_table(each) for each in wanted])
    else:
        answer.rows(HEADINGS, [row for each in wanted for row in _of_columns(each)])


def _schema(table: Table) -> dict[str, Any]:
    from ledger.events.json_schema import json_schema
    from projections.answers.catalogue import view_class

    return json_schema(table, view_class(table.key) if table.kind == "view" else None)


def _of_table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "zh": table.zh,
        "en": table.en,
        "kind": table.kind,
        "columns": len(table.columns),
    }


def _of_columns(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "table": table.key,
            "table_zh": table.zh,
            "key": column.key,
            "zh": column.zh,
            "type": column.type,
            "required": column.required,
        }
        for column in table.columns
    ]
