"""`--basis FILE`: the basis of an earlier answer, read from that answer or given by itself."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import CommandError, Problem
from replay.answer_forms import changed_since
from replay.telling.heard import note
from replay.telling.wording import say

BASIS_AND_TIMES = Problem(
    "basis_and_times",
    "读取命令行：--basis 已含截至日期和所依据的录入时间，不应再写 --at 或 --known-at。",
    "Reading the command line: --basis says both cut-offs; expected no --at or --known-at beside it.",
    "只留 --basis，或只留 --at 和 --known-at。",
    "Keep --basis alone, or --at and --known-at alone.",
)
NO_BASIS_FILE = Problem(
    "no_basis_file",
    "读取基准（basis）：无法读取 {file}（{why}）。",
    "Reading a basis: {file} cannot be read ({why}).",
    "给出先前答案的 JSON 文件，或用 - 从标准输入读取。",
    "Give the JSON file of an earlier answer, or - for standard input.",
)
NO_BASIS = Problem(
    "no_basis",
    "读取基准（basis）：{file} 应为带 basis 的 JSON 答案，或 basis 对象本身，实际为{found}。",
    "Reading a basis: expected {file} to be a JSON answer with `basis`, or that object; got {found}.",
    "各行的答案以 --envelope 取得才带有 basis。",
    "Answers of rows carry a basis where they were asked with --envelope.",
)
STANDARD_INPUT = "-"
_NAME = "basis"
_first_member = re.compile(r'\s*\{\s*"([a-z_]+)"\s*:\s*').match
_member = re.compile(r'\s*,\s*"([a-z_]+)"\s*:\s*').match
_BEGINNING = 1 << 20  # bytes in which an answer says what it rests on
_LONGEST = 8 << 20  # bytes of what is read whole


def basis_in(given: str) -> dict[str, Any]:
    """Return the basis that a file states.

    Args:
        given: Path of the file, `-` for standard input.

    Raises:
        CommandError: It cannot be read, or states none.
    """
    (found, *more) = bases_in(given)
    if more:
        raise CommandError(NO_BASIS, file=given, found=say("the bases of two answers", "两个答案的基准"))
    return found


def bases_in(given: str) -> list[dict[str, Any]]:
    """Return the basis that a file states, both of them if it is the answer of `medledger diff`.

    Raises:
        CommandError: It cannot be read, or states none.
    """
    content = _read(given)
    if (front := _at_the_front(content[:_BEGINNING])) is not None:
        return [front]
    if len(content) > _LONGEST:
        raise CommandError(NO_BASIS, file=given, found=say("a long file without it", "不含它的长文件"))
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise CommandError(NO_BASIS, file=given, found=say("no JSON", "不是 JSON 的内容")) from error
    found = value.get("basis", value) if isinstance(value, dict) else value
    several = found if isinstance(found, list) and isinstance(value, dict) else [found]
    if not several or not all(isinstance(one, dict) for one in several):
        raise CommandError(NO_BASIS, file=given, found=say("something else", "其他内容"))
    return several


def in_form_of(answer: str, basis: dict[str, Any]) -> dict[str, Any]:
    """Return a basis as an answer of this program may show it, and say where such answers have another form.

    What only the program's version tells apart keeps the version of the earlier answer, so that its bytes are
    the same; an answer in another form shows the version that gives it.
    """
    code = basis.get("code")
    changed = changed_since(code, answer) if isinstance(code, str) else None
    if changed is None:
        return basis
    line = say(
        f"The earlier answer was given by {code}; since {changed} answers of `{answer}` have another form: "
        "the same facts, not the same bytes.",
        f"先前的答案出自 {code}；自 {changed} 起 {answer} 的答案形式已变：事实相同，字节不同。",
    )
    note(line)
    return {name: value for name, value in basis.items() if name != "code"}


def _read(given: str) -> bytes:
    try:
        if given == STANDARD_INPUT:
            stream = getattr(sys.stdin, "buffer", None)
            return stream.read(_LONGEST + 1) if stream is not None else sys.stdin.read(_LONGEST).encode()
        with Path(given).open("rb") as file:
            return file.read(_LONGEST + 1)
    except OSError as error:
        raise CommandError(NO_BASIS_FILE, file=given, why=error.strerror or str(error)) from error


def _at_the_front(content: bytes) -> dict[str, Any] | None:
    """Return the basis that the beginning of an answer states, without reading the rows behind it."""
    text = content.decode("utf-8", "ignore").removeprefix("\ufeff")
    decoder, at = json.JSONDecoder(), 0
    try:
        while begins := (_member if at else _first_member)(text, at):
            found, at = decoder.raw_decode(text, begins.end())
            if begins[1] == _NAME:
                return found if isinstance(found, dict) else None
    except (ValueError, RecursionError):
        return None
    return None
