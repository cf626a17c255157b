"""Many processes that enter the same document with the same key at once, as programs that all retry would.

Run as `python -m tests.support.forked_entries URL KEY COUNT`, the document on standard input. It forks so
many processes, each with connections of its own, and prints one JSON line for each: what it was answered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

from ledger.entry.documents import parse
from ledger.errors import LedgerError


def entered_at_once(url: str, key: str, count: int, document: Any) -> list[dict[str, Any]]:
    """Return what each of so many processes was answered."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, url, key, str(count)],
        input=json.dumps(document),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _enter(url: str, key: str, document: Any) -> dict[str, Any]:
    from replay.bootstrap import opened
    from replay.cli.session import location_of

    with opened(location_of(url)) as program:
        try:
            entered = program.entering("sales", document, key=key)
        except LedgerError as error:
            return {"code": error.code}
    return {"positions": [one.position for one in entered.recorded], "repeated": entered.repeated}


def _main(url: str, key: str, count: str) -> None:
    document = parse(sys.stdin.read())
    starting, start = os.pipe()
    children = []
    for _ in range(int(count)):
        child = os.fork()
        if child == 0:
            os.close(start)
            os.read(starting, 1)  # until all are there and the parent lets go
            line = json.dumps(_enter(url, key, document)) + "\n"
            os.write(1, line.encode())
            os._exit(0)
        children.append(child)
    os.close(start)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)


if __name__ == "__main__":
    for module in ("ledger.entry.live", "replay.bootstrap"):
        import_module(module)  # once, before so many forks
    _main(*sys.argv[1:])
