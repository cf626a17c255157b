"""`medledger export epcis`: the supply facts for partners, as EPCIS 2.0."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from ledger.errors import CommandError
from replay.cli.session import tables_at
from replay.telling.options import FormatOption, LedgerOption, ScopeOptions, Times, grouped
from replay.telling.output import OUTPUT_NOT_WRITABLE, chosen
from replay.telling.wording import examples, say


def add_to(app: typer.Typer) -> None:
    """Add the verb to those that export."""
    app.command(
        short_help=say("supply facts for partners, as EPCIS 2.0", "供应链事件（EPCIS 2.0）"),
        help=say(
            "Write the supply facts as an EPCIS 2.0 document (JSON-LD): receipts, sales, returns, exchanges, "
            "consignments, loans, holds, disposals. What was voided is told with an errorDeclaration. "
            "Without scope options everything. "
            'Prints {"file", "events", "basis", "position"}.',
            "把收货、销售、退货、换货、选配、借出、停售、处置等写成 EPCIS 2.0 文档（JSON-LD）。"
            "已作废的附 errorDeclaration。不给范围选项即为全部。"
            '输出 {"file", "events", "basis", "position"}。',
        ),
        epilog=examples(
            "medledger export epcis --output 全部.jsonld",
            "medledger export epcis --lot L24 --output 批次.jsonld",
            "medledger export epcis --customer C9 --known-at 2026-05-31 --output 客户.jsonld",
        ),
    )(epcis)


@grouped
def epcis(
    *,
    which: ScopeOptions,
    output: Annotated[
        Path,
        typer.Option(
            "--output", metavar="FILE", help=say("The file, FILE.jsonld.", "输出文件，以 .jsonld 结尾。")
        ),
    ],
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export supply facts."""
    from replay.epcis.exporting import export_supply_events

    answer = chosen(form, None, rows=False)
    is_narrowed = any(getattr(which, one.name) is not None for one in fields(which))
    scope = which.scope() if is_narrowed else None
    with tables_at(ledger) as program:
        resolved = times.reached(program, "export")
        try:
            made = export_supply_events(program, scope, resolved, output)
        except OSError as error:
            raise CommandError(OUTPUT_NOT_WRITABLE, file=output, why=error.strerror or str(error)) from error
    told = say(
        f"Wrote {made['file']}: {made['events']} events.", f"已写出 {made['file']}：{made['events']} 个事件。"
    )
    answer.document(made, lambda console: console.print(told, soft_wrap=True, markup=False))
