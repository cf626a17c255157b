"""What is said beside an answer: on standard error, or to the door that listens."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import orjson
import typer

from ledger.errors import CommandError, LedgerError, Problem, Reason
from ledger.visible import visible

RECEIPT_HERE = Problem(
    code="receipt_here",
    zh="命令已完成并已入账，但结果未能写出（{why}）；凭据见下。",
    en="The command is done and recorded, but its answer could not be written ({why}); the receipt follows.",
    zh_advice="不要重新录入；需要时用查询命令再取结果。",
    en_advice="Do not enter it again; ask for the answer with a reading verb if you need it.",
)
SYSTEM_REFUSED = Problem(
    code="system_refused",
    zh="读写文件：操作系统拒绝（{detail}）。",
    en="Reading or writing a file: the operating system refused ({detail}).",
    zh_advice="检查路径、权限和磁盘空间，然后重试。",
    en_advice="Check the path, the permissions and the free space, then try again.",
)
_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Give the lines that are noted within, instead of writing them to standard error."""
    heard: list[str] = []
    before = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(before)


def tell(reason: Reason) -> None:
    """Write a problem to standard error: one sentence, one line of advice."""
    note(reason.message(), fg="red")
    note(reason.advice(), dim=True)


def note(text: str, **style: Any) -> None:
    """Write one line to standard error, every sign of it visible; styled on a terminal.

    Where nobody reads what we say, nothing is said.
    """
    line = visible(" ".join(text.split()))
    if (heard := _HEARD.get()) is not None:
        heard.append(line)
        return
    with suppress(OSError, ValueError):
        typer.secho(line, err=True, **(style if sys.stderr is not None and sys.stderr.isatty() else {}))


def tell_receipt(value: Any, error: Exception) -> None:
    """Write to standard error what was done, as JSON, since it could not be written where it was wanted.

    Args:
        value: What was done.
        error: What stood in the way.
    """
    why = error.reason.message() if isinstance(error, LedgerError) else getattr(error, "strerror", None)
    tell(RECEIPT_HERE.with_(why=why or type(error).__name__))
    note(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode())
    let_go_of_output()


def let_go_of_output() -> None:
    """Let what is still on its way to standard output go nowhere: the end of the process would try again."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.stdout.flush()
    except AttributeError:  # it was closed from the beginning
        return


def refusal_of(error: LedgerError | OSError) -> tuple[Reason, int]:
    """Return what to tell of what the ledger or the operating system refused, and the exit code it means."""
    if isinstance(error, LedgerError):
        return error.reason, error.exit_code
    detail = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
    return SYSTEM_REFUSED.with_(detail=detail), CommandError.exit_code
