"""Every way a verb can fail, told as one sentence and one line of advice on standard error."""

from __future__ import annotations

import difflib
from typing import Any, Final

import typer

from ledger.errors import CommandError, LedgerError, Problem, Reason
from replay.cli.help_words import placed
from replay.telling.heard import let_go_of_output, refusal_of
from replay.telling.wording import say

EXIT_INTERRUPTED = 130
EXIT_INTERNAL = 5

NO_SUCH_VERB = Problem(
    code="cli_no_such_verb",
    zh="执行命令：没有“{verb}”这个命令。",
    en="Running a verb: there is no verb '{verb}'.",
    zh_advice="{near}用 {command} --help 查看全部命令。",
    en_advice="{near}See {command} --help for all verbs.",
)
MISSING_VERB = Problem(
    code="cli_missing_verb",
    zh="执行命令：{command} 之后还需要一个命令。",
    en="Running a verb: {command} wants a verb after it.",
    zh_advice="用 {command} --help 查看可用的命令。",
    en_advice="See {command} --help for the verbs there are.",
)
NO_SUCH_OPTION = Problem(
    code="cli_no_such_option",
    zh="读取命令行：没有 {option} 这个选项。",
    en="Reading the command line: there is no option {option}.",
    zh_advice="{near}用 {command} --help 查看全部选项。",
    en_advice="{near}See {command} --help for all options.",
)
MISSING_PARAMETER = Problem(
    code="cli_missing_parameter",
    zh="读取命令行：缺少 {parameter}。",
    en="Reading the command line: {parameter} is missing.",
    zh_advice="用 {command} --help 查看用法和示例。",
    en_advice="See {command} --help for the usage and an example.",
)
MISSING_VALUE = Problem(
    code="cli_missing_value",
    zh="读取命令行：选项 {option} 后面缺少值。",
    en="Reading the command line: option {option} wants a value after it.",
    zh_advice="用 {command} --help 查看用法和示例。",
    en_advice="See {command} --help for the usage and an example.",
)
TOO_MANY_WORDS = Problem(
    code="cli_too_many_words",
    zh="读取命令行：多出了 {words}。",
    en="Reading the command line: {words} is one word too many.",
    zh_advice="含空格的文字请加引号；用 {command} --help 查看用法。",
    en_advice="Put text with blanks in quotes; see {command} --help for the usage.",
)
WRONG_VALUE = Problem(
    code="cli_wrong_value",
    zh="读取命令行：{parameter} 应为{expected}，实际为“{value}”。",
    en="Reading the command line: {parameter}: expected {expected}, got {value!r}.",
    zh_advice="用 {command} --help 查看用法和示例。",
    en_advice="See {command} --help for the usage and an example.",
)
BAD_USAGE = Problem(
    code="cli_bad_usage",
    zh="读取命令行：写法不被接受（{detail}）。",
    en="Reading the command line: {detail}.",
    zh_advice="用 {command} --help 查看用法和示例。",
    en_advice="See {command} --help for the usage and an example.",
)
INTERRUPTED = Problem(
    code="interrupted",
    zh="执行命令：被用户中断。",
    en="Running a verb: it was interrupted.",
    zh_advice="已经记录的内容仍然有效；重新执行同一命令会接着做完。",
    en_advice="What was recorded stands; run the same command again to go on.",
)
INTERNAL_ERROR = Problem(
    code="internal_error",
    zh="执行命令：程序内部出错（{kind}：{detail}）。",
    en="Running a verb: the program itself failed ({kind}: {detail}).",
    zh_advice="加上 --debug 再执行一次，把完整输出交给维护者。",
    en_advice="Run it again with --debug and give the whole output to the maintainers.",
)


def reason_of(error: BaseException) -> tuple[Reason, int]:
    """Return what to tell about an exception, and the exit code it means."""
    if isinstance(error, LedgerError | OSError):
        return refusal_of(error)
    if isinstance(error, typer.TyperException):
        return _usage(error), CommandError.exit_code
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return INTERRUPTED.with_(), EXIT_INTERRUPTED
    detail = " ".join(str(error).split())[:200]
    return INTERNAL_ERROR.with_(kind=type(error).__name__, detail=detail), EXIT_INTERNAL


def _usage(error: typer.TyperException) -> Reason:
    """Return our own sentence for a complaint of the option parser, whose classes are private."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "medledger"
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or ())
        option = getattr(error, "option_name", "?")
        return NO_SUCH_OPTION.with_(option=option, near=suggestion(near), command=command)
    if kind == "MissingParameter":
        parameter = getattr(error, "param", None)
        return MISSING_PARAMETER.with_(parameter=_name_of(parameter), command=command)
    if type(error.__cause__).__name__ == "ValidationError":
        return _wrong_value(error, error.__cause__, command)
    if error.message.startswith("No such command"):
        return _no_such_verb(error, command)
    if kind == "BadOptionUsage" and "requires" in error.message:
        return MISSING_VALUE.with_(option=getattr(error, "option_name", "?"), command=command)
    if error.message.startswith("Got unexpected extra"):
        words = error.message.partition(" (")[2].removesuffix(")")
        return TOO_MANY_WORDS.with_(words=words, command=command)
    if error.message.startswith("Missing command"):
        return MISSING_VERB.with_(command=command)
    return BAD_USAGE.with_(detail=error.format_message().rstrip("."), command=command)


def _wrong_value(error: typer.TyperException, cause: Any, command: str) -> Reason:
    """Return what a value was expected to be, by what the parser's own parser found."""
    first = cause.errors()[0]
    bound = next(iter((first.get("ctx") or {}).values()), "")
    en, zh = _EXPECTED.get(first["type"], ("a value that fits", "合乎要求的值"))
    return WRONG_VALUE.with_(
        parameter=_name_of(getattr(error, "param", None)),
        expected=say(en, zh).format(bound=f"{bound:g}" if isinstance(bound, float) else bound),
        value=str(first["input"]),
        command=command,
    )


_EXPECTED: Final = {
    "int_parsing": ("a whole number", "整数"),
    "int_from_float": ("a whole number", "整数"),
    "float_parsing": ("a number", "数字"),
    "greater_than_equal": ("{bound} or more", "不小于 {bound} 的数"),
    "less_than_equal": ("{bound} or less", "不大于 {bound} 的数"),
}


def _no_such_verb(error: typer.TyperException, command: str) -> Reason:
    """Return that a verb below a verb is not there, and which is near."""
    group, context = getattr(error, "cmd", None), getattr(error, "ctx", None)
    verb = error.message.partition("'")[2].partition("'")[0]
    known = () if group is None or context is None else group.list_commands(context)
    near = suggestion(", ".join(difflib.get_close_matches(verb, known)))
    return NO_SUCH_VERB.with_(verb=f"{command.partition(' ')[2]} {verb}".strip(), near=near, command=command)


def _name_of(parameter: Any) -> str:
    if parameter is None:
        return "?"
    longest = str(max(parameter.opts, key=len))
    if longest.startswith("--"):
        return longest
    name = str(parameter.metavar or longest).removesuffix("...")
    return say(name, f"“{placed(name)}”")


def suggestion(near: str) -> str:
    """Return `Did you mean …? ` in the user's language, or nothing."""
    return say(f"Did you mean {near}? ", f"是否想写 {near}？") if near else ""


def quiet_end() -> int:
    """End quietly when the reader of our output has gone away."""
    let_go_of_output()
    return 0
