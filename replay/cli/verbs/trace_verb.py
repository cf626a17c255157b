"""`medledger trace`: every movement of a lot, of a unit or to a customer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError
from replay.cli.session import tables_at
from replay.cli.verbs.recall_verb import nothing_found
from replay.telling.answers.trace import HOLDERS, LINKS, LOANERS, MOVEMENTS, ON_SCREEN, RECALLS, TRACE_OF_WHAT
from replay.telling.headings import Heading, of_table
from replay.telling.options import (
    CustomerOption,
    Goods,
    LedgerOption,
    RecordsForm,
    SupplierOption,
    Times,
    Words,
    grouped,
)
from replay.telling.output import Output, say_written
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

ReceiptOption = Annotated[
    Words,
    typer.Option(
        "--receipt",
        metavar="NO",
        help=say(
            "Number of a receipt: its goods to all their holders, lots with all that came in under them.",
            "进货查验单号：该次到货的货物直到全部持有者；按批号管理的，取整个批次。",
        ),
    ),
]
PictureOption = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        help=say(
            "Also draw where the goods came from and went, with quantities, voided movements in grey, as a "
            "picture (.svg).",
            "同时把货物的来源和去向画成流向图（.svg）：箭头上标数量，已作废的为灰色。",
        ),
    ),
]


@app.command(
    help=say(
        "Show every movement of a lot, a unit, a delivery or to a customer in the order in which they "
        "happened: backward to the supplier, forward to each holder, over exchanges to the units given and "
        "taken back; with the recalls that they are in, and of one unit all that is on record of it.",
        "按发生顺序列出一个批次、一件产品、一次到货或一个客户的全部流向：向上到供货者，向下到每个持有者，"
        "并随换货延伸到换出和换回的产品；同时列出涉及的召回；只查一件产品时，另列其全部档案。",
    ),
    epilog=examples(
        "medledger trace --lot L24",
        "medledger trace --product P01 --serial SN7 --at 2026-05-31",
        "medledger trace --customer K001 --format xlsx --output 流向.xlsx",
        "medledger trace --receipt YS-20260310-001",
        "medledger trace --serial SN7 --envelope",
        "medledger trace --lot L24 --picture 流向.svg",
    ),
)
@grouped
def trace(
    *,
    goods: Goods,
    customer: CustomerOption = None,
    supplier: SupplierOption = None,
    receipt: ReceiptOption = None,
    picture: PictureOption = None,
    times: Times,
    ledger: LedgerOption = None,
    form: RecordsForm,
) -> None:
    """Show every movement."""
    from replay.as_of import traced
    from replay.recall import scope_of

    answer = form.chosen()
    if not (goods.lot or goods.serial or goods.udi or customer or supplier or receipt):
        raise CommandError(TRACE_OF_WHAT)
    if picture is not None:
        from replay.flow.of_trace import check_name

        check_name(picture.name)
    scope = scope_of(**goods.given(), customer=customer or (), supplier=supplier or (), receipt=receipt or ())
    with tables_at(ledger) as program:
        found = traced(
            program.log,
            program.readmodel,
            scope,
            zone=program.zone,
            at=times.at,
            known_at=times.known_at,
            given=times.earlier("trace"),
            drawn=picture is not None,
        )
        if form.who:
            _tell_recorders(program, found["movements"])
    if picture is not None:
        _draw(found, picture)
    if answer.format == "table":
        with answer.console() as console:
            _show(console, found, answer, form.headings(ON_SCREEN) if form.who else ON_SCREEN)
    else:
        resting = answer
        if form.envelope:
            members = {name: found[name] for name in ("holders", "suppliers", "links", "recalls", "dossier")}
            resting = replace(answer, basis=found["basis"], members=members)
        resting.rows(form.headings(MOVEMENTS), found["movements"])


def _tell_recorders(program: Program, movements: list[dict[str, Any]]) -> None:
    """Write into movements who recorded them, and where they came from."""
    import orjson

    stored = program.log.documents({row["position"] for row in movements})
    for row in movements:
        event = orjson.loads(stored[row["position"]])
        row |= {"recorded_by": event["recorded_by"], "source": event.get("source")}


def _show_dossier(console: Console, dossier: dict[str, Any], answer: Output) -> None:
    """Print what is on record of one unit, table by table; of loaners the repairs tell."""
    from ledger.events import catalogue
    from projections.answers.service.unit_dossier import PARTS
    from replay.telling.screen.rows import print_rows, print_title

    for part, key in PARTS.items():
        if dossier[part]:
            table = catalogue.table(key)
            print_title(console, say(table.en, table.zh))
            headings = of_table(table)
            rows = [{one.key: None for one in headings} | row for row in dossier[part]]
            print_rows(console, headings, rows, everything=answer.everything)
    if dossier["loaners"]:
        print_title(console, say("Loaners", "备用机"))
        print_rows(console, LOANERS, dossier["loaners"], everything=answer.everything)


def _link(link: dict[str, Any]) -> dict[str, Any]:
    """Return an exchange as one row: what came back, and what was given for it."""
    return {
        **link,
        **link["replaced"],
        **{f"linked_{key}": value for key, value in link["replacement"].items()},
    }


def _draw(found: dict[str, Any], file: Path) -> None:
    """Draw what a trace found."""
    from replay.flow.of_trace import picture_of

    drawn = picture_of(found)
    with Output("svg", file).destination() as target:
        target.write(drawn)
    say_written(file)


def _show(
    console: Console, found: dict[str, Any], answer: Output, headings: Sequence[Heading] = ON_SCREEN
) -> None:
    from replay.telling.screen.rows import print_basis, print_rows, print_title

    print_basis(console, found["basis"])
    print_title(console, say("Movements", "流向"))
    movements = [{**row, "party": row["supplier_name"] or row["customer_name"]} for row in found["movements"]]
    print_rows(console, headings, movements, everything=answer.everything)
    print_title(console, say("Held by customers", "客户持有"))
    print_rows(console, HOLDERS, found["holders"], everything=answer.everything)
    if found["links"]:
        print_title(console, say("Exchanged", "换货"))
        print_rows(console, LINKS, [_link(one) for one in found["links"]], everything=answer.everything)
    if found["recalls"]:
        print_title(console, say("Recalls", "召回"))
        print_rows(console, RECALLS, found["recalls"], everything=answer.everything)
    if found["dossier"]:
        _show_dossier(console, found["dossier"], answer)
    if not movements:
        console.print(nothing_found(found["basis"]))
