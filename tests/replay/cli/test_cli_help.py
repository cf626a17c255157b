"""Help is quick, complete and in the user's language."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def _modules_after(*words: str) -> set[str]:
    code = (
        "import sys\n"
        "from replay.cli.main import main\n"
        f"main({list(words)!r})\n"
        "print('MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ended.stdout.rpartition("MODULES")[2].split())


def test_help_imports_nothing_heavy():
    """Starting quickly is kept by what is not imported; a timing would depend on the machine."""
    assert not HEAVY & _modules_after("--help")


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_the_help_of_a_verb_imports_nothing_heavy(verb):
    """The option parser itself takes pydantic as soon as it reads a word; nothing else may come."""
    assert not (HEAVY - {"pydantic"}) & _modules_after(verb, "--help")


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


def test_debug_and_ledger_are_told_of_before_the_verb(run):
    text = run("--help").text
    assert "--ledger PATH_OR_URL" in text
    assert "--debug" in text
