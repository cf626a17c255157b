"""The words that the option parser itself puts into a help text, in the user's language."""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperGroup

from ledger.settings import language

_WORDS: Final = {
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示本帮助后退出。",
    "Install completion for the current shell.": "为当前终端安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "显示当前终端的补全脚本，供复制或自行安装。"
    ),
}
_PARTS: Final = (
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"\[default: "), "[缺省："),
    (re.compile(r"; required\]"), "；必填]"),
    (re.compile(r"\[OPTIONS\]"), "[选项]"),
    (re.compile(r"\bCOMMAND\b"), "命令"),
    (re.compile(r"\[ARGS\]\.\.\."), "[参数]..."),
)


def worded(text: str) -> str:
    """Return words of the option parser in the user's language; every other text as it is."""
    if language() != "zh":
        return text
    text = _WORDS.get(text, text)
    for part, chinese in _PARTS:
        text = part.sub(chinese, text)
    return text


def speak(formatter: Any) -> Any:
    """Return a formatter of help texts that speaks the user's language."""

    def write_usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
        own = prefix if language() != "zh" else "用法："
        formatter.write_usage(self, prog, worded(args), own)

    def write_heading(self: Any, heading: str) -> None:
        formatter.write_heading(self, worded(heading))

    def write_dl(self: Any, rows: list[tuple[str, str]], *more: Any, **named: Any) -> None:
        formatter.write_dl(self, [(first, worded(second)) for first, second in rows], *more, **named)

    methods = {"write_usage": write_usage, "write_heading": write_heading, "write_dl": write_dl}
    return type("HelpInWords", (formatter,), methods)


def install() -> None:
    """Let every help text of this process speak the user's language."""
    context: Any = TyperGroup.context_class
    if context.formatter_class.__name__ != "HelpInWords":
        context.formatter_class = speak(context.formatter_class)
