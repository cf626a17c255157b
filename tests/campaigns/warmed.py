"""What the server from which victims are forked has loaded, and done once.

A program that starts loads its modules, declares its tables and prepares its statements, which takes longer
than most of what it then does: a victim of a campaign would be killed in its first second, and a thousand of
them would take an hour. So the server goes once through every kind of work, on a small ledger that is thrown
away, and each victim begins where a program that has been running for a while stands. Imports append every
hundred rows, so that a short file is several appends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pkgutil
import tempfile
from importlib import import_module
from pathlib import Path

import replay.cli.verbs
from ledger.intake import importer
from tests.benchmarks import trade
from tests.campaigns.victims import WARMED_BY
from tests.support.cli import Cli
from tests.support.compiled_once import compile_once

ROWS_OF_AN_APPEND = 100


def warm_up() -> None:
    """Load every verb, and go through every kind of work."""
    importer._BATCH_ROWS = ROWS_OF_AN_APPEND
    compile_once()
    for module in pkgutil.iter_modules(replay.cli.verbs.__path__, f"{replay.cli.verbs.__name__}."):
        import_module(module.name)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _go_through(Cli(os.environ.get(WARMED_BY) or str(folder / "medledger.db"), folder), folder)


def _go_through(cli: Cli, folder: Path) -> None:
    """Do each kind of work once; whether it is done well is not for here to say."""
    person = folder / "persons.csv"
    person.write_text("客户编码,客户类型,客户名称,联系电话\nK1,个人,某人,1\n", encoding="utf-8")
    sale = {"sale_no": "D1", "sold_on": "2026-01-05", "customer_code": "C0001", "seller": "E01"}
    lines = [{"product_code": "P001", "lot": "L00001", "quantity": "1"}]
    for words, typed in (
        (("init",), ""),
        (("import", *trade.write_registers(folder), person), ""),
        (("import", trade.write_sales(folder / "sales.csv", 8)), ""),
        (("record", "sales", "--format", "json"), json.dumps({**sale, "lines": lines})),
        (("checkpoint", "--format", "json"), ""),
        (("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E01"), ""),
        (("rebuild", "--format", "json"), ""),
        (("work", "--seconds", "0.1", "--raise-every", "0"), ""),
    ):
        with contextlib.suppress(AssertionError):
            cli.run(*words, stdin=typed, expect=None)


warm_up()
gc.collect()
gc.freeze()  # what is here now is shared with those that are forked, and not looked through by each
