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
_PLACES: Final = {
    "ADDRESS": "地址",
    "BUNDLE": "证据包",
    "CERTIFICATES": "证书文件",
    "CHECKPOINT": "检查点文件",
    "CODE": "编码",
    "DIR": "文件夹",
    "FIELD": "字段",
    "FILE": "文件",
    "FOLDER": "文件夹",
    "FORM": "表单",
    "KEY": "键",
    "KIND": "种类",
    "LOT": "批号",
    "NAME": "名称",
    "NO": "编号",
    "NUMBER": "编号",
    "PATH": "路径",
    "PATH_OR_URL": "路径或地址",
    "POSITION": "位置",
    "POST": "岗位",
    "PRODUCT": "产品",
    "PROJECTION": "投影",
    "PURPOSE": "用途",
    "RECEIVER": "接收方",
    "RULE": "规则",
    "SECONDS": "秒数",
    "SERIAL": "序列号",
    "SIZE": "大小",
    "STAFF": "人员编码",
    "TABLE": "表",
    "TEXT": "文字",
    "URL": "网址",
    "VALUE": "值",
    "VKEY": "公钥",
    "YEAR": "年度",
}
_PLACE: Final = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_PLACES, key=len, reverse=True))})(?![\w-])")
# What the parser says of the type that a value is read as, in words of its language.
_TYPE: Final = re.compile(r" <[^<>]*>")


def placed(text: str) -> str:
    """Return what stands for a value, such as `FILE`, in the user's language."""
    return _PLACE.sub(lambda found: _PLACES[found[0]], text) if language() == "zh" else text


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
        formatter.write_usage(self, prog, placed(worded(args)), own)

    def write_heading(self: Any, heading: str) -> None:
        formatter.write_heading(self, worded(heading))

    def write_dl(self: Any, rows: list[tuple[str, str]], *more: Any, **named: Any) -> None:
        told = [(placed(_TYPE.sub("", first)), worded(second)) for first, second in rows]
        formatter.write_dl(self, told, *more, **named)

    methods = {"write_usage": write_usage, "write_heading": write_heading, "write_dl": write_dl}
    return type("HelpInWords", (formatter,), methods)


def install() -> None:
    """Let every help text of this process speak the user's language."""
    context: Any = TyperGroup.context_class
    if context.formatter_class.__name__ != "HelpInWords":
        context.formatter_class = speak(context.formatter_class)
