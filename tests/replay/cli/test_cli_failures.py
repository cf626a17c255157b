"""Every failure is one sentence and one line of advice, in the user's language, with its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import ConflictError, CorruptionError, Problem, UnavailableError
from replay.cli.failures import reason_of

USAGE = {
    ("shcema",): (
        "Running a verb: there is no verb 'shcema'.",
        "Did you mean schema? See medledger --help for all verbs.",
    ),
    ("recall",): (
        "Running a verb: medledger recall wants a verb after it.",
        "See medledger recall --help for the verbs there are.",
    ),
    ("schema", "--fromat", "csv"): (
        "Reading the command line: there is no option --fromat.",
        "Did you mean --format? See medledger schema --help for all options.",
    ),
    ("schema", "--format"): (
        "Reading the command line: option --format wants a value after it.",
        "See medledger --help for the usage and an example.",
    ),
    ("schema", "sales", "again"): (
        "Reading the command line: again is one word too many.",
        "Put text with blanks in quotes; see medledger schema --help for the usage.",
    ),
    ("table",): (
        "Reading the command line: TABLE is missing.",
        "See medledger table --help for the usage and an example.",
    ),
    ("schema", "--format", "docx"): (
        "Choosing the output format: expected table, json, csv, xlsx or pdf, got 'docx'.",
        "For example --format csv.",
    ),
    ("schema", "slaes"): (
        "Choosing the table slaes: expected the key or the Chinese title of a table, got neither.",
        "Did you mean sales? medledger schema lists all tables.",
    ),
    ("schema", "--all=3"): (
        "Reading the command line: Option '--all' does not take a value.",
        "See medledger --help for the usage and an example.",
    ),
}


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_a_mistyped_line_is_told_in_one_sentence_with_advice(run, words):
    ran = run(*words)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == "\n".join(USAGE[words]) + "\n"


def test_a_mistyped_line_is_told_in_chinese(run):
    ran = run("shcema", lang="zh")
    assert (
        ran.err == "执行命令：没有“shcema”这个命令。\n是否想写 schema？用 medledger --help 查看全部命令。\n"
    )


def test_debug_adds_the_traceback_wherever_it_stands(run):
    for words in (("--debug", "schema", "slaes"), ("schema", "slaes", "--debug")):
        ran = run(*words)
        assert ran.code == 2
        assert "Traceback (most recent call last)" in ran.err
        assert ran.err.endswith("got neither.\nDid you mean sales? medledger schema lists all tables.\n")


KIND = Problem("kind_for_this_test", "句子", "Sentence.", "建议", "Advice.")


@pytest.mark.parametrize(
    ("error", "code"), [(ConflictError(KIND), 3), (UnavailableError(KIND), 4), (CorruptionError(KIND), 5)]
)
def test_the_kind_of_error_gives_the_exit_code(error, code):
    assert reason_of(error) == (error.reason, code)


def test_an_unexpected_exception_is_an_internal_error():
    reason, code = reason_of(ValueError("odd\nnews"))
    assert code == 5
    assert reason.message("en") == "Running a verb: the program itself failed (ValueError: odd news)."
    assert "--debug" in reason.advice("en")


def test_an_interrupt_is_told_quietly():
    reason, code = reason_of(KeyboardInterrupt())
    assert code == 130
    assert reason.message("en") == "Running a verb: it was interrupted."


def test_an_output_that_cannot_be_written_is_refused(run, tmp_path):
    ran = run("schema", "--output", str(tmp_path / "nowhere" / "schema.json"))
    assert ran.code == 2
    assert ran.err.startswith(f"Writing {tmp_path / 'nowhere' / 'schema.json'}: it cannot be written (")


def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path: Path):
    """`medledger schema | head -1`: no traceback, nothing on standard error."""
    code = "import sys; from replay.cli.main import run; run()"
    ended = subprocess.run(
        ["bash", "-c", '"$@" | head -c 1; exit ${PIPESTATUS[0]}', "-", sys.executable, "-c", code, "schema"],
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    "given", ["postgresql://a:secret@[::1/x", "postgresql://u@host:port/db", "mysql://u:secret@host/db"]
)
@pytest.mark.parametrize("verb", ["status", "init"])
def test_a_url_that_names_no_ledger_is_refused_and_not_repeated(run, given, verb):
    """It may hold a password."""
    ran = run(verb, "--ledger", given)
    assert ran.code == 2
    assert ran.err.startswith("Finding the ledger: expected a path, a sqlite:/// or a postgresql:// URL")
    assert "secret" not in ran.err


def test_a_database_that_does_not_answer_is_unavailable(run):
    ran = run("status", "--ledger", "postgresql://nobody@127.0.0.1:1/x")
    assert ran.code == 4
    assert len(ran.err.splitlines()) == 2
