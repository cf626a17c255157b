"""`medledger trace`: every movement of a lot, of a unit or to a customer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.headings import Heading, of_goods, of_table
from replay.cli.options import (
    CustomerOption,
    Goods,
    LedgerOption,
    RecordsForm,
    SupplierOption,
    Times,
    Words,
    grouped,
)
from replay.cli.output import Output, say_written
from replay.cli.session import tables_at
from replay.cli.verbs.recall_verb import nothing_found
from replay.cli.wording import examples, say
from replay.flow.words import KINDS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

TRACE_OF_WHAT = Problem(
    "trace_of_what",
    "追溯：应给出 --lot、--serial、--udi、--customer、--supplier 或 --receipt，实际没有。",
    "Tracing: expected --lot, --serial, --udi, --customer, --supplier or --receipt, got none.",
    "例如 medledger trace --lot L24；只按产品查询请用 medledger recall preview。",
    "For example medledger trace --lot L24; for a whole product use medledger recall preview.",
)
MOVEMENTS = (
    Heading("on_date", "日期", "date"),
    Heading("kind", "类别", "enum", KINDS),
    Heading("doc_no", "单号"),
    Heading("line", "行号", "integer"),
    *of_goods(),
    Heading("quantity", "数量", "decimal"),
    Heading("accepted", "验收合格数量", "decimal"),
    Heading("disposition", "处理结果"),
    Heading("supplier_code", "供货者编码"),
    Heading("supplier_name", "供货单位"),
    Heading("customer_code", "客户编码"),
    Heading("customer_name", "客户名称"),
    Heading("seller", "经办人"),
    Heading("sale_no", "销售单号"),
    Heading("sale_line", "销售单行号", "integer"),
    Heading("outstanding", "该客户在外数量", "decimal"),
    Heading("on_hand", "在库数量", "decimal"),
    Heading("from_status", "原状态", "enum", STATUSES),
    Heading("to_status", "新状态", "enum", STATUSES),
    Heading("position", "日志位置", "integer"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime"),
    Heading("linked_product_code", "对应换货产品编码"),
    Heading("linked_lot", "对应换货批号"),
    Heading("linked_serial", "对应换货序列号"),
    Heading("location_code", "货位"),
    Heading("receipt_no", "验收单号"),
    Heading("return_no", "退货单号"),
)
ON_SCREEN = (
    Heading("on_date", "日期", "date", rank=1),
    Heading("kind", "类别", "enum", KINDS, rank=1),
    Heading("doc_no", "单号", rank=1),
    *of_goods(rank=2),
    Heading("party", "往来单位", rank=1),
    Heading("quantity", "数量", "decimal", rank=1),
    Heading("outstanding", "在外", "decimal", rank=1),
    Heading("on_hand", "在库", "decimal", rank=1),
)
HOLDERS = (
    Heading("customer_code", "客户编码", rank=1),
    Heading("customer_name", "客户名称", rank=1),
    *of_goods(),
    Heading("outstanding", "在外数量", "decimal", rank=1),
)
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
RECALLS = (
    Heading("recall_no", "召回编号", rank=1),
    Heading("title", "召回名称", rank=1),
    Heading("level", "召回级别", rank=1),
    Heading("state", "状态", "enum", {"open": "进行中", "closed": "已结案"}, rank=1),
    Heading("drill", "演练", "boolean"),
    Heading("opened_at", "启动时间", "datetime", rank=2),
)
LOANERS = (
    Heading("repair_no", "维修编号", rank=1),
    Heading("as", "角色", "enum", {"loaner": "作为备用机借出", "in_place": "借用备用机"}, rank=1),
    Heading("customer_code", "客户编码", rank=1),
    Heading("loaner_product_code", "备用机产品编码", rank=2),
    Heading("loaner_serial", "备用机序列号", rank=1),
    Heading("loaner_issued_at", "借出时间", "datetime", rank=2),
    Heading("loaner_returned_at", "收回时间", "datetime", rank=2),
    Heading("loaner_state", "备用机状况", rank=3),
)
LINKS = (
    Heading("on_date", "日期", "date", rank=1),
    Heading("exchange_no", "换货编号", rank=1),
    Heading("customer_code", "客户编码", rank=2),
    *of_goods(),
    Heading("quantity", "数量", "decimal", rank=1),
    Heading("linked_product_code", "换出产品编码", rank=2),
    Heading("linked_lot", "换出批号", rank=1),
    Heading("linked_serial", "换出序列号", rank=1),
)
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
    from replay.cli.screen import print_rows, print_title

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
    from replay.cli.screen import print_basis, print_rows, print_title

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
