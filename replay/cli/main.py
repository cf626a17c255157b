"""The command `medledger`: finds the verb, loads its module only, and turns failures into sentences."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Annotated, Any, NoReturn, TypeAlias

import typer
from typer.core import TyperGroup

from ledger.errors import CommandError
from ledger.settings import code_version
from replay.cli import failures
from replay.cli.help_words import install
from replay.cli.named_files import watched
from replay.telling import heard
from replay.telling.noting import begin, note_exports
from replay.telling.options import LedgerOption
from replay.telling.wording import say

_STREAMS = 3
# What typer parses with is a private part of it; its public names do not cover these.
Command: TypeAlias = Any
Context: TypeAlias = Any
HelpFormatter: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command line and the module that holds it."""

    name: str
    en: str
    zh: str

    def load(self) -> Command:
        """Return the verb's command, importing its module."""
        return _command_of(self.name)


@cache
def _command_of(name: str) -> Command:
    """Build the command of a verb, once in a process."""
    module = import_module(f"replay.cli.verbs.{name.replace('-', '_')}_verb")
    command = typer.main.get_command(module.app)
    command.name = name
    return watched(command)


VERBS: tuple[Verb, ...] = (
    Verb("init", "make the ledger and its signing key", "建立账本和签名密钥"),
    Verb("import", "record facts that already happened, from files", "从文件导入已发生的业务记录"),
    Verb("template", "a form of a table to fill in, as a workbook", "写出可填写后导入的表格"),
    Verb("record", "record one document, stated as JSON", "录入一张单据（JSON）"),
    Verb("tables", "list the record tables and views and how many rows each has", "列出记录表、视图和行数"),
    Verb("table", "show a record table or a view, now or as it was", "查看一张记录表或视图（现在或过去）"),
    Verb("cases", "list the cases and where each stands", "列出个案及其当前环节"),
    Verb("case", "one case from its first stage to its last", "查看一个个案的全部环节"),
    Verb("obligations", "what is owed by when: open, overdue, met", "到期与逾期的时限事项"),
    Verb("report", "a periodic report, its chart, and its issue", "周期报表、图表与签发"),
    Verb("trace", "every movement of a lot, a unit or to a customer", "追溯批次、单件或客户的全部流向"),
    Verb("recall", "who has the goods: prepare a recall", "召回准备：货在谁手里"),
    Verb(
        "federation",
        "many ledgers asked as one: who has the goods, and their way from house to house",
        "把多家账本作为整体查询：货在哪家、如何逐手流转",
    ),
    Verb("form", "a form that the law prints, filled from a case or a document", "填写法定表单"),
    Verb("label", "labels of goods with their UDI, as a picture", "绘制载有唯一标识的标签"),
    Verb("findings", "broken rules, open and resolved", "违反规则的记录"),
    Verb(
        "diff",
        "what differs between two answers, and which events did it",
        "比较两个时点的答案，并列明由哪些事件引起",
    ),
    Verb("late", "what was entered later than it happened, by whom", "迟录：晚于业务日期的记录"),
    Verb("event", "one event of the log, with its proof", "查看日志中的一个事件及其证明"),
    Verb("log", "what was done by whom, newest first", "谁做了什么：登记、拦截、放行、导出、删除、登录"),
    Verb("status", "position, checkpoint and how far the tables are", "日志位置、检查点与各表进度"),
    Verb("work", "follow the log and keep the tables caught up", "跟随日志，保持记录表最新"),
    Verb("rebuild", "build the tables anew, compare, switch", "重建记录表、核对并切换"),
    Verb("checkpoint", "sign the head of the log, hand it out", "签署当前日志，交给他人"),
    Verb(
        "cosign",
        "sign a checkpoint of somebody else's ledger, as a witness",
        "作为见证方签署他人账本的检查点",
    ),
    Verb("key", "show or rotate the signing key", "查看或更换签名密钥"),
    Verb(
        "verify",
        "check the log, the tree, the checkpoints and the tables",
        "校验日志、哈希树、检查点和记录表",
    ),
    Verb("backup", "the whole log as one file, while others write", "备份整个账本（他人可继续录入）"),
    Verb("restore", "check a backup, or put it back", "核对或恢复备份"),
    Verb("segments", "the log as signed Parquet files, for many machines", "把日志写成已签署的分段文件"),
    Verb("export", "write an evidence bundle that a stranger can check", "写出可由他人核验的证据包"),
    Verb("exports", "which evidence left the house, by whom, for whom", "列出导出过的证据包"),
    Verb("check", "check an evidence bundle, without a ledger", "核验证据包（不需要账本）"),
    Verb("erase", "erase what is personal of one subject, as an event", "删除某一对象的个人信息，并记为事件"),
    Verb("serve", "the HTTP API and the console", "HTTP 接口和控制台"),
    Verb("users", "who may sign in to the served ledger", "可登录账本服务的账户"),
    Verb("hooks", "addresses that every new event is brought to", "把新事件推送到登记的地址"),
    Verb("keys", "keys of programs that use the HTTP API", "程序使用 HTTP 接口的密钥"),
    Verb(
        "retention",
        "which records may go by every rule; nothing deletes them",
        "列出可以处置的记录（不删除）",
    ),
    Verb("schema", "the tables and columns there are; needs no ledger", "列出表和字段（不需要账本）"),
    Verb("demo", "a tour with a sample distributor's exports", "用示例数据演示一遍"),
)
_BY_NAME = {verb.name: verb for verb in VERBS}


class Verbs(TyperGroup):
    """The group of verbs: names and short help are known here, modules are imported when used."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002  the parser's signature
        """Return the verbs in the order of the work."""
        return list(_BY_NAME)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Return the command of a verb, importing its module now."""
        verb = _BY_NAME.get(cmd_name)
        return verb.load() if verb else None

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that the first argument names.

        Raises:
            CommandError: There is no such verb.
        """
        if args[0] not in _BY_NAME and not args[0].startswith("-"):
            near = ", ".join(difflib.get_close_matches(args[0], _BY_NAME))
            told = {"near": failures.suggestion(near), "command": "medledger"}
            raise CommandError(failures.NO_SUCH_VERB, verb=args[0], **told)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of verbs without importing one of them."""
        with formatter.section(say("Verbs", "命令")):
            formatter.write_dl([(verb.name, say(verb.en, verb.zh)) for verb in VERBS])


app = typer.Typer(
    cls=Verbs,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

_HELP = say(
    "An event-sourced compliance ledger for distributors of medical devices and medicines.",
    "医疗器械与药品经营企业的事件溯源合规账本。",
)
_EPILOG = say(
    """\b
    A first session:
      medledger init
      medledger import 销售记录.csv
      medledger recall preview --lot L24""",
    """\b
    第一次使用：
      medledger init
      medledger import 销售记录.csv
      medledger recall preview --lot L24""",
)


def _tell_version(wanted: bool) -> None:
    """Print which version this is, and end."""
    if wanted:
        typer.echo(code_version())
        raise typer.Exit


@app.callback(help=_HELP, epilog=_EPILOG)
def _top(
    ledger: LedgerOption = None,
    debug: Annotated[
        bool,
        typer.Option("--debug", help=say("Show the traceback of a failure.", "出错时显示完整的调用栈。")),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_tell_version,
            help=say("Print the version of the program.", "显示程序版本。"),
        ),
    ] = False,
) -> None:
    pass


@cache
def _command() -> Command:
    """Build the command of the program, once in a process."""
    install()
    return typer.main.get_command(app)


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    `--debug` is taken from anywhere on the line, so that it can be added at the end of a line that failed.
    """
    debug = "--debug" in arguments
    words = [word for word in arguments if word != "--debug"] or ["--help"]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    begin()
    try:
        result: Any = _command().main(words, "medledger", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        note_exports(words, list(_BY_NAME))
    except SystemExit as ended:  # the option parser ends so when a pipe is closed
        return failures.quiet_end() if isinstance(ended.__context__, BrokenPipeError) else _code(ended.code)
    except BrokenPipeError:
        return failures.quiet_end()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the last place that can speak to a person
        return _failed(error, debug=debug)
    if result == failures.EXIT_INTERRUPTED:
        return _failed(KeyboardInterrupt(), debug=debug)
    return _code(result)


def _failed(error: BaseException, *, debug: bool) -> int:
    reason, code = failures.reason_of(error)
    if debug:
        traceback.print_exception(error)
    heard.tell(reason)
    heard.let_go_of_output()
    return code


def _code(result: Any) -> int:
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def run() -> NoReturn:
    """Run the command line of this process."""
    _hold_standard_streams()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # warnings of libraries are for developers
    sys.exit(main(sys.argv[1:]))


def _hold_standard_streams() -> None:
    """Open what is closed of standard input, output and error: else the next file would be one of them."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < _STREAMS:
        pass
    os.close(descriptor)
