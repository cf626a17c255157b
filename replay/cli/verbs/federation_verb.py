"""`medledger federation`: many ledgers asked as one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.telling.answers.federation import FINDINGS, HOLDERS, HOUSES, LINKS, SUMS, holders, link_rows
from replay.telling.headings import to_second
from replay.telling.options import AtOption, Form, grouped
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.federation.answers import Question

app = typer.Typer(rich_markup_mode=None, add_completion=False)
_GROUP = Path("federation.json")
GroupOption = Annotated[
    Path,
    typer.Option(
        "--group",
        metavar="FILE",
        help=say(
            "File that names the houses; federation.json here.", "列有各家的文件；缺省为 federation.json。"
        ),
    ),
]
AsKeptOption = Annotated[
    bool,
    typer.Option(
        "--as-kept",
        help=say(
            "Answer from the index as it is, without asking the houses.", "只按现有索引回答，不访问各家账本。"
        ),
    ),
]


@dataclass(frozen=True, slots=True)
class Which:
    """Which goods of a federation, and how far to look."""

    udi: Annotated[
        str | None,
        typer.Option(
            "--udi",
            metavar="U",
            help=say("Device identifier, or a whole UDI.", "产品标识（DI），或完整的唯一标识。"),
        ),
    ] = None
    registration_no: Annotated[
        str | None,
        typer.Option("--registration-no", metavar="N", help=say("Registration number.", "注册证编号。")),
    ] = None
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="M", help=say("Model, beside its registration.", "型号，与注册证编号合用。")
        ),
    ] = None
    lot: Annotated[str | None, typer.Option("--lot", metavar="L", help=say("Lot.", "生产批号。"))] = None
    serial: Annotated[
        str | None, typer.Option("--serial", metavar="S", help=say("Serial number.", "序列号。"))
    ] = None
    at: AtOption = None
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at",
            metavar="K",
            help=say(
                "As every house had recorded by then: a day (its end) or a time; now if left out.",
                "按各家届时已录入的内容：日期（当日结束）或时间；缺省为现在。",
            ),
        ),
    ] = None
    within: Annotated[
        int,
        typer.Option(
            "--within",
            metavar="DAYS",
            min=0,
            help=say("Days from leaving one house to arriving in the next.", "从发出到收到的最长天数。"),
        ),
    ] = 30
    as_kept: AsKeptOption = False

    def question(self) -> Question:
        """Return what is asked.

        Raises:
            CommandError: No goods are named.
        """
        from replay.federation.answers import Question
        from replay.federation.finding import asked_for

        asked = asked_for(self.udi, self.registration_no, self.model, self.lot, self.serial)
        return Question(asked, self.at, self.known_at, self.within, look=not self.as_kept)


@app.callback(
    help=say(
        "Many ledgers asked as one: who of a group has some goods, and from hand to hand how they went.",
        "把多家账本作为一个整体查询：联盟中谁有这批货，货如何逐手流转。",
    ),
    epilog=examples(
        "medledger federation add north --ledger /srv/north/medledger.db",
        "medledger federation trace --udi 06901234567892 --lot L24",
    ),
)
def _federation() -> None:
    pass


@app.command(
    "add",
    help=say(
        "Add a house to the group file, which is made with the first one. Without --key the key is the one "
        "that the ledger shows now: ask the house whether it is hers.",
        "把一家加入联盟文件；加入第一家时建立该文件。不写 --key 时取账本现有的密钥，请向该家核实。",
    ),
    epilog=examples(
        "medledger federation add north --ledger /srv/north/medledger.db",
        "medledger federation add south --ledger postgresql://reader@south/ledger --key 'medledger/5f+a1+AQ'",
    ),
)
def add_house(
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("As answers call it.", "答复中的名称。"))],
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", metavar="PATH_OR_URL", help=say("Its ledger.", "该家账本的位置。")),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="VKEY",
            help=say("Its verification key (medledger key show).", "该家的核验密钥（medledger key show）。"),
        ),
    ] = None,
    uscc: Annotated[
        str | None,
        typer.Option(
            "--uscc",
            metavar="CODE",
            help=say("Its credit code where its register lacks it.", "其信用代码（账本未登记时）。"),
        ),
    ] = None,
    group: GroupOption = _GROUP,
) -> None:
    """Add a house."""
    from replay.federation.group import house_of, read_group
    from replay.federation.sources import key_of

    found = read_group(group, new=True)
    shown = key if key is not None or ledger is None else key_of(ledger)
    house = house_of(name, ledger=ledger, key=shown or "", uscc=uscc)
    found.with_house(house).write()
    typer.echo(house.key)


@app.command(
    "list",
    help=say("The houses, how far each is and how it stands.", "列出各家、日志位置和状态。"),
    epilog=examples("medledger federation list", "medledger federation list --format json"),
)
@grouped
def list_houses(*, group: GroupOption = _GROUP, as_kept: AsKeptOption = False, form: Form) -> None:
    """List the houses."""
    from replay.federation.answers import listed
    from replay.federation.group import read_group

    answer = form.chosen()
    answer.rows(HOUSES, listed(read_group(group), look=not as_kept))


@app.command(
    "trace",
    help=say(
        "Every step of some goods between houses, as both sides tell it: agree, quantities_differ, "
        "sent_not_received, received_not_sent, no_code, final_customer, entered_group. Both sides must name "
        "the same credit codes, goods and lot. Beside a break stands what may explain it.",
        "货在各家之间的每一步，按双方记录核对：一致、数量不符、已发未收、已收未发、缺少信用代码、售出联盟、进入联盟。"
        "双方的信用代码、产品和批号须相同。不一致处旁列可能的原因。",
    ),
    epilog=examples(
        "medledger federation trace --udi 06901234567892 --lot L24",
        "medledger federation trace --registration-no 国械注准20243149123 --model M1 --lot L24",
        "medledger federation trace --lot L24 --known-at 2026-05-05 --output 流向.xlsx",
    ),
)
@grouped
def trace_goods(*, which: Which, group: GroupOption = _GROUP, form: Form) -> None:
    """Show the way of goods."""
    from replay.federation.answers import trace
    from replay.federation.group import read_group

    answer = form.chosen()
    found = trace(read_group(group), which.question())
    if answer.format in {"csv", "xlsx", "pdf"}:
        answer.rows(LINKS, link_rows(found["links"]))
    else:
        answer.document(found, lambda console: _show_trace(console, found, everything=answer.everything))


@app.command(
    "recall",
    help=say(
        "Who has some goods: in which house, with which customer outside the group, and which steps between "
        "houses do not agree. Goods that a house may hold under another lot are listed as possible. With "
        "--prove each house's own answer is asked for, from its log alone, and compared; "
        "exit code 1 if they differ.",
        "谁有这批货：在哪一家、在联盟外哪个客户手中，以及各家之间哪些步骤不一致。可能以其他批号存放的货另列为可能。"
        "加 --prove 时由各家仅凭日志自行作答并核对；不一致时退出码为 1。",
    ),
    epilog=examples(
        "medledger federation recall --udi 06901234567892 --lot L24",
        "medledger federation recall --udi '(01)06901234567892(10)L24' --prove",
        "medledger federation recall --lot L24 --as-kept --format csv",
    ),
)
@grouped
def recall_goods(
    *,
    which: Which,
    prove: Annotated[
        bool,
        typer.Option("--prove", help=say("Ask each house itself and compare.", "另由各家自行作答并核对。")),
    ] = False,
    group: GroupOption = _GROUP,
    form: Form,
) -> int:
    """Show who has goods."""
    from replay.federation.answers import recall
    from replay.federation.group import read_group

    answer = form.chosen()
    found = recall(read_group(group), which.question(), prove=prove)
    if answer.format in {"csv", "xlsx", "pdf"}:
        answer.rows(HOLDERS, list(holders(found)))
    else:
        answer.document(found, lambda console: _show_recall(console, found, everything=answer.everything))
    return 1 if found.get("proof", {}).get("proved") is False else 0


@app.command(
    "verify",
    help=say(
        "Check every house: signed by its key, not shorter and not other than it was seen before, and the "
        "index as the house gives it; exit code 1 where something is found.",
        "核对每一家：由其密钥签名，不短于且不异于先前所见，索引与该家一致；发现问题时退出码为 1。",
    ),
    epilog=examples("medledger federation verify", "medledger federation verify --format json"),
)
@grouped
def verify_houses(*, group: GroupOption = _GROUP, form: Form) -> int:
    """Check the houses."""
    from replay.federation.checking import verified
    from replay.federation.group import read_group

    answer = form.chosen().for_document()
    found = verified(read_group(group))
    answer.document(found, lambda console: _show_verified(console, found))
    return 0 if found["ok"] else 1


def _show_basis(console: Console, basis: dict[str, Any]) -> None:
    from replay.telling.screen.rows import print_rows, print_title

    at, known_at = to_second(basis["at"]), to_second(basis["known_at"])
    console.print(
        say(f"As at {at}, as known at {known_at}.", f"截至日期 {at}，所依据的录入时间 {known_at}。"),
        style="dim",
    )
    print_title(console, say("Houses", "各家"))
    print_rows(console, HOUSES, basis["houses"], everything=True)


def _show_trace(console: Console, found: dict[str, Any], *, everything: bool) -> None:
    from replay.telling.screen.rows import print_rows, print_title

    _show_basis(console, found["basis"])
    print_title(console, say("Steps", "流转"))
    print_rows(console, LINKS, link_rows(found["links"]), everything=everything)


def _show_recall(console: Console, found: dict[str, Any], *, everything: bool) -> None:
    from replay.telling.screen.rows import print_rows, print_title

    _show_basis(console, found["basis"])
    parts = (
        (say("Possible: under another lot", "可能涉及：其他批号"), HOLDERS, found["possible"]),
        (say("Who has them", "货在谁手里"), HOLDERS, list(holders(found))),
        (say("Steps that do not agree", "不一致的流转"), LINKS, link_rows(found["breaks"])),
        (say("Sums of each house", "各家合计"), SUMS, found["by_house"]),
    )
    for title, headings, rows in parts:
        if rows:
            print_title(console, title)
            print_rows(console, headings, rows, everything=everything)
    if "proof" in found:
        proved = found["proof"]["proved"]
        console.print(
            say("Proved: each house itself says the same.", "已证明：各家自行作答的结果相同。")
            if proved
            else say(
                "Not proved: a house itself says something else.", "未能证明：有单位自行作答的结果不同。"
            )
        )


def _show_verified(console: Console, found: dict[str, Any]) -> None:
    from replay.telling.screen.rows import print_rows

    if found["ok"]:
        count = len(found["houses"])
        console.print(say(f"In order: {count} houses.", f"无异常：共 {count} 家。"))
    else:
        print_rows(console, FINDINGS, found["findings"], everything=True)
