"""Help is quick, complete and in the user's language."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from replay.cli.help_words import _PLACE
from replay.cli.main import VERBS

HEAVY = {
    "sqlalchemy",
    "pydantic",
    "eventsourcing",
    "alembic",
    "psycopg",
    "cryptography",
    "opencc",
    "xlsxwriter",
    "rich",
}


_CODE_FORKED = """
import os
import sys
from replay.cli.main import VERBS, main
for words in (["--help"], *([verb.name, "--help"] for verb in VERBS)):
    sys.stdout.flush()
    if os.fork() == 0:
        main(words)
        print("MODULES", words[0], *sorted({name.partition(".")[0] for name in sys.modules}), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def modules_after() -> dict[str, set[str]]:
    """What help imports: that of the program, and that of each verb, in a process that did no more."""
    ended = subprocess.run([sys.executable, "-c", _CODE_FORKED], capture_output=True, text=True, check=True)
    told = [line.split()[1:] for line in ended.stdout.splitlines() if line.startswith("MODULES ")]
    return {first: set(names) for first, *names in told}


def test_help_imports_nothing_heavy(modules_after):
    """Starting quickly is kept by what is not imported; a timing would depend on the machine."""
    assert {"replay", "typer"} <= modules_after["--help"]
    assert not HEAVY & modules_after["--help"]


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_the_help_of_a_verb_imports_nothing_heavy(verb, modules_after):
    """The option parser itself takes pydantic as soon as it reads a word; nothing else may come."""
    assert not (HEAVY - {"pydantic"}) & modules_after[verb]


def test_help_lists_every_verb(run):
    ran = run("--help")
    assert ran.code == 0
    for verb in VERBS:
        assert f"  {verb.name} " in ran.text


def test_no_verb_at_all_is_a_question_for_help(run):
    assert run().text == run("--help").text


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_has_help_with_an_example(run, verb):
    ran = run(verb, "--help")
    assert ran.code == 0
    assert "Example" in ran.text
    assert f"medledger {verb}" in ran.text.partition("Example")[2]


def test_help_speaks_chinese(program):
    ran = program("schema", "--help", lang="zh")
    assert "示例：" in ran.text
    assert "不需要账本" in ran.text


_CODE = """
import sys
from replay.cli.main import VERBS, _command, main
for verb in VERBS:
    below = getattr(_command().get_command(None, verb.name), "commands", {})
    for words in ([verb.name], *([verb.name, one] for one in below)):
        main([*words, "--help"])
main(["--help"])
"""
_NOT_WORDS = re.compile(
    r"^  [a-z][\w-]*  |medledger .*|--?[\w-]+|\{[^}]*\}|\b[A-Z][A-Z_]+\b"
    r"|[\w./~-]*[./_=:|][\w./~=:|-]*|[\"'“”].*?[\"'“”]"
)
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|is|are|this|that|with|for|show|options?|arguments?|commands?|usage|default|"
    r"required|verbs|examples?)\b",
    re.IGNORECASE,
)


def _all_help(language: str) -> str:
    """Return the help of every verb, and of every verb below a verb."""
    ended = subprocess.run(
        [sys.executable, "-c", _CODE],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"MEDLEDGER_LANG": language, "COLUMNS": "100"},
    )
    assert ended.stdout.count("--help") > len(VERBS) + 10
    return ended.stdout


@pytest.mark.parametrize(("language", "other"), [("zh", _ENGLISH), ("en", re.compile("[\u4e00-\u9fff]+"))])
def test_the_help_of_every_verb_speaks_one_language(language, other):
    """The option parser's own words as well; names of files in the examples may be Chinese."""
    told = _all_help(language)
    lines = [_NOT_WORDS.sub("", line) for line in told.splitlines()]
    assert [line for line in lines if other.search(line)] == []
    assert re.findall(r" <\w[^>]*>", told) == []
    if language == "zh":
        assert [line for line in told.splitlines() if _PLACE.search(line)] == []


def test_debug_and_ledger_are_told_of_before_the_verb(run):
    text = run("--help").text
    assert "--ledger PATH_OR_URL" in text
    assert "--debug" in text


WRONG_LINES = (
    (
        "export lott",
        "执行命令：没有“export lott”这个命令。|是否想写 lot？用 medledger export --help 查看全部命令。",
        (
            "Running a verb: there is no verb 'export lott'.|Did you mean lot? "
            "See medledger export --help for all verbs."
        ),
    ),
    (
        "work --seconds abc",
        "读取命令行：--seconds 应为数字，实际为“abc”。|用 medledger work --help 查看用法和示例。",
        (
            "Reading the command line: --seconds: expected a number, got 'abc'.|"
            "See medledger work --help for the usage and an example."
        ),
    ),
    (
        "work --seconds -1",
        "读取命令行：--seconds 应为不小于 0 的数，实际为“-1”。|用 medledger work --help 查看用法和示例。",
        (
            "Reading the command line: --seconds: expected 0 or more, got '-1'.|"
            "See medledger work --help for the usage and an example."
        ),
    ),
    (
        "event x",
        "读取命令行：“N” 应为整数，实际为“x”。|用 medledger event --help 查看用法和示例。",
        (
            "Reading the command line: N: expected a whole number, got 'x'.|"
            "See medledger event --help for the usage and an example."
        ),
    ),
    (
        "table",
        "读取命令行：缺少 “表”。|用 medledger table --help 查看用法和示例。",
        (
            "Reading the command line: TABLE is missing.|"
            "See medledger table --help for the usage and an example."
        ),
    ),
)


@pytest.mark.parametrize(("typed", "zh", "en"), WRONG_LINES)
def test_what_the_parser_finds_is_told_in_one_language(run, typed, zh, en):
    assert run(*typed.split(), lang="zh").err.splitlines() == zh.split("|")
    assert run(*typed.split(), lang="en").err.splitlines() == en.split("|")
