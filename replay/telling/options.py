"""The options that many verbs share, each stated once, and those that go together as one parameter.

A verb states `times: Times` where it takes `--at` and `--known-at`; `grouped` lets it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from ledger.errors import CommandError, Problem
from replay.telling.output import Output, chosen
from replay.telling.wording import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.events.base import Table
    from ledger.log.reader import LogReader
    from projections.answers.goods.recall_scope import Scope
    from projections.reading.stream import Stream
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.telling.headings import Heading


ENVELOPE_IS_JSON = Problem(
    "envelope_is_json",
    "输出带基准的行：应为 JSON，实际为 {form}。",
    "Printing rows with their basis: expected JSON, got {form}.",
    "去掉 --envelope，或改用 --format json。",
    "Leave --envelope out, or use --format json.",
)


BAD_ENCODING = Problem(
    "bad_encoding",
    "选择编码：应为 CSV 的 utf-8 或 gb18030，实际为 {form} 的“{given}”。",
    "Choosing the encoding: expected utf-8 or gb18030 for CSV, got '{given}' for {form}.",
    "例如 --format csv --encoding gb18030。",
    "For example --format csv --encoding gb18030.",
)
_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030", "gbk": "gb18030"}


def _or_before_the_verb(context: typer.Context, value: str | None) -> str | None:
    """Return `--ledger` as given after the verb, else as given before it."""
    root = context.find_root()
    return value if value is not None or root is context else root.params.get("ledger")


LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="PATH_OR_URL",
        callback=_or_before_the_verb,
        help=say(
            "SQLite file or postgresql:// URL; else MEDLEDGER_URL, else medledger.db here.",
            "SQLite 文件或 postgresql:// 地址；缺省取 MEDLEDGER_URL，再缺省为当前目录的 medledger.db。",
        ),
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="table|json|csv|xlsx|pdf",
        help=say(
            "How to print; a table on a terminal, else json.", "输出格式；终端上缺省为 table，否则为 json。"
        ),
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help=say("Write to this file instead.", "写入文件，而不是屏幕。")
    ),
]
AcceptClockOption = Annotated[
    bool,
    typer.Option(
        "--accept-clock",
        help=say(
            "The clock is right although it went back or far ahead since the last entry; recorded.",
            "时钟无误，虽然自上一条以来倒退或跳前；此确认入账。",
        ),
    ),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="K",
        help=say(
            "Key of this entry: said again with it, the same gets the first receipt, all else is refused.",
            "本次录入的键：以同一键重试相同内容返回首次回执，其他内容则拒绝。",
        ),
    ),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help=say("Show every row on the terminal, not the first 200.", "在终端显示全部行，而不止前 200 行。"),
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="utf-8|gb18030",
        help=say("Encoding of CSV; UTF-8 by default.", "CSV 的编码；缺省为 UTF-8。"),
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="FIELD=VALUE",
        help=say(
            "Only rows with this value; also FIELD>=VALUE, FIELD<=VALUE and FIELD~TEXT (contains). Of one "
            "field repeated any value, of several fields all.",
            "只取该字段为此值的行；也可用 字段>=值、字段<=值、字段~文字（包含）。"
            "同一字段可给多个值，不同字段须同时满足。",
        ),
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="T",
        help=say(
            "What was true then: a day (its end) or a time; now if left out.",
            "截至日期：日期（当日结束）或时间；缺省为现在。",
        ),
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="K",
        help=say(
            "As known then: a day (its end), a time or a position of the log; now if left out.",
            "所依据的录入时间：日期（当日结束）、时间或日志位置；缺省为现在。",
        ),
    ),
]
BasisOption = Annotated[
    str | None,
    typer.Option(
        "--basis",
        metavar="FILE",
        help=say(
            "Ask on the basis of an earlier answer (its JSON file, - for standard input) instead of --at "
            "and --known-at: the same question gives the same bytes.",
            "按先前答案（其 JSON 文件，- 为标准输入）的基准查询，代替 --at 和 --known-at："
            "同问同答，逐字节相同。",
        ),
    ),
]
EnvelopeOption = Annotated[
    bool,
    typer.Option(
        "--envelope",
        help=say(
            'Print {"basis", "rows"} as JSON, so that the answer can be given to --basis.',
            '以 JSON 输出 {"basis", "rows"}，以后可交给 --basis。',
        ),
    ),
]
WhoOption = Annotated[
    bool,
    typer.Option(
        "--who",
        help=say(
            "Show who recorded each row, when, and where it came from.",
            "显示每行的记录人、记录时间和来源。",
        ),
    ),
]
Words = list[str] | None
CustomerOption = Annotated[
    Words, typer.Option("--customer", metavar="C", help=say("Customer code or name.", "客户编码或名称。"))
]
SupplierOption = Annotated[
    Words,
    typer.Option("--supplier", metavar="S", help=say("Supplier code or name.", "供货者编码或名称。")),
]


@dataclass(frozen=True, slots=True)
class Times:
    """What was true when, as known when, as typed: both cut-offs, or the basis of an earlier answer."""

    at: AtOption = None
    known_at: KnownAtOption = None
    basis: BasisOption = None

    def earlier(self, answer: str = "") -> dict[str, Any] | None:
        """Return the basis that an earlier answer has; None where none is given.

        Args:
            answer: What is asked for, to say so if such answers have another form by now.

        Raises:
            CommandError: There is none in the file, or a cut-off is typed besides.
        """
        if self.basis is None:
            return None
        from replay.telling.basis_file import BASIS_AND_TIMES, basis_in, in_form_of

        if self.at is not None or self.known_at is not None:
            raise CommandError(BASIS_AND_TIMES)
        return in_form_of(answer, basis_in(self.basis))

    def reached(
        self, program: Program, answer: str = "", *, ahead: bool = False, log: LogReader | None = None
    ) -> Resolved:
        """Return both cut-offs, with the tables brought up to them.

        Args:
            program: The ledger.
            answer: What is asked for.
            ahead: Whether the answer looks ahead, so that `--at` may lie after today.
            log: The moment of its log that is looked at; by default now.

        Raises:
            CommandError: A text is no cut-off, lies after today, a position is not in the log, or a basis is
                of another ledger.
        """
        from replay.cutoff import reached

        log, model, basis = log or program.log, program.readmodel, self.earlier(answer)
        return reached(log, model, program.zone, at=self.at, known_at=self.known_at, basis=basis, ahead=ahead)


@dataclass(frozen=True, slots=True)
class Form:
    """Where an answer goes, and in which form."""

    form: FormatOption = None
    output: OutputOption = None
    everything: AllOption = False
    encoding: EncodingOption = None

    def chosen(self) -> Output:
        """Return the form that the answer takes.

        Raises:
            CommandError: There is no such form, a terminal cannot show it, or it has no such encoding.
        """
        return self.encoded(chosen(self.form, self.output, everything=self.everything))

    def encoded(self, answer: Output) -> Output:
        """Return an answer in the encoding asked for.

        Raises:
            CommandError: There is no such encoding, or the form is not CSV.
        """
        if self.encoding is None:
            return answer
        known = _ENCODINGS.get(self.encoding.lower())
        if known is None or answer.format != "csv":
            raise CommandError(BAD_ENCODING, given=self.encoding, form=answer.format)
        return replace(answer, encoding=None if known == "utf-8" else known)


@dataclass(frozen=True, slots=True)
class RowsForm(Form):
    """Where rows go, and in which form; in JSON with their basis where that is asked for."""

    envelope: EnvelopeOption = False

    def chosen(self) -> Output:
        """Return the form that the rows take.

        Raises:
            CommandError: There is no such form, a terminal cannot show it, or it has no place for a basis.
        """
        wanted = "json" if self.envelope and not (self.form or self.output) else self.form
        answer = self.encoded(chosen(wanted, self.output, everything=self.everything))
        if self.envelope and answer.format != "json":
            raise CommandError(ENVELOPE_IS_JSON, form=answer.format)
        return answer

    def on(self, answer: Output, program: Program, resolved: Resolved) -> Output:
        """Return where the rows go, with the basis in front of them if that is asked for."""
        if not self.envelope:
            return answer
        from replay.as_of import basis

        return replace(answer, basis=basis(program.log, resolved))


@dataclass(frozen=True, slots=True)
class RecordsForm(RowsForm):
    """Where rows that show records go; with who recorded them where that is asked for."""

    who: WhoOption = False

    def headings(self, headings: Sequence[Heading]) -> tuple[Heading, ...]:
        """Return the headings of the rows, with those of who recorded them behind where that is asked for."""
        from replay.telling.headings import RECORDER

        there = {one.key for one in headings}
        return (*headings, *(one for one in RECORDER if self.who and one.key not in there))

    def telling(
        self, program: Program, resolved: Resolved, connection: Connection, table: Table
    ) -> Callable[[Stream], Stream]:
        """Return what adds to rows who recorded them, where that is asked for."""
        if not self.who:
            return lambda found: found
        from projections.reading.recorders import Recorders

        return Recorders(connection, program.log, resolved.cutoff, program.zone, table).added


@dataclass(frozen=True, slots=True)
class Goods:
    """Which goods; different options are combined with and, repeated ones with or."""

    product: Annotated[
        Words, typer.Option("--product", metavar="P", help=say("Product code or name.", "产品编码或名称。"))
    ] = None
    lot: Annotated[Words, typer.Option("--lot", metavar="L", help=say("Lot.", "生产批号。"))] = None
    serial: Annotated[
        Words,
        typer.Option(
            "--serial",
            metavar="S",
            help=say(
                "Serial number, or a range of them: A0001..A0350.",
                "序列号，或序列号范围：A0001..A0350。",
            ),
        ),
    ] = None
    udi: Annotated[
        Words,
        typer.Option(
            "--udi",
            metavar="CODE",
            help=say(
                "UDI as scanned or typed; a device identifier alone finds the product.",
                "唯一标识，扫描或手工输入；只写产品标识即查该产品。",
            ),
        ),
    ] = None

    def given(self) -> dict[str, Any]:
        """Return the codes that were typed, by the name of the option."""
        return {one.name: getattr(self, one.name) or () for one in fields(self)}


def _day(name: str, english: str, chinese: str) -> Any:
    """Return the option of a day."""
    return typer.Option(f"--{name}", metavar="D", help=say(english, chinese))


@dataclass(frozen=True, slots=True)
class ScopeOptions(Goods):
    """The scope of a recall: which goods, from whom, to whom, and of which days."""

    registration_no: Annotated[
        Words,
        typer.Option(
            "--registration-no", metavar="N", help=say("Registration number.", "注册证编号或备案编号。")
        ),
    ] = None
    made_from: Annotated[str | None, _day("made-from", "Made on this day or later.", "生产日期不早于。")] = (
        None
    )
    made_to: Annotated[str | None, _day("made-to", "Made on this day or earlier.", "生产日期不晚于。")] = None
    expiry_from: Annotated[
        str | None, _day("expiry-from", "Expiring on this day or later.", "失效日期不早于。")
    ] = None
    expiry_to: Annotated[
        str | None, _day("expiry-to", "Expiring on this day or earlier.", "失效日期不晚于。")
    ] = None
    sold_from: Annotated[
        str | None,
        _day(
            "sold-from",
            "Sold on this day or later; only these sales are shown.",
            "销售日期不早于；只列这些销售。",
        ),
    ] = None
    sold_to: Annotated[
        str | None,
        _day(
            "sold-to",
            "Sold on this day or earlier; only these sales are shown.",
            "销售日期不晚于；只列这些销售。",
        ),
    ] = None
    received_from: Annotated[
        str | None, _day("received-from", "Received on this day or later.", "收货日期不早于。")
    ] = None
    received_to: Annotated[
        str | None, _day("received-to", "Received on this day or earlier.", "收货日期不晚于。")
    ] = None
    supplier: SupplierOption = None
    customer: CustomerOption = None

    def scope(self) -> Scope:
        """Return the scope that was typed.

        Raises:
            CommandError: No option is given, or one of them cannot be read.
        """
        from replay.recall import scope_of

        typed: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        return scope_of(**{name: value for name, value in typed.items() if value is not None})


def grouped(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Return a verb whose groups of options are typed one by one, in the place of the group."""
    hints = get_type_hints(verb, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    options: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(verb).parameters.items():
        if name in groups:
            options += _options_of(groups[name])
        else:
            options.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))

    @wraps(verb)
    def take(**typed: Any) -> Any:
        for name, kind in groups.items():
            typed[name] = kind(**{one.name: typed.pop(one.name) for one in fields(kind)})
        return verb(**typed)

    take.__dict__["__signature__"] = inspect.Signature(options)
    take.__annotations__ = {option.name: option.annotation for option in options}
    return take


def _options_of(group: Any) -> list[inspect.Parameter]:
    hints, keyword = get_type_hints(group, include_extras=True), inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(
            one.name,
            keyword,
            default=inspect.Parameter.empty if one.default is MISSING else one.default,
            annotation=hints[one.name],
        )
        for one in fields(group)
    ]
