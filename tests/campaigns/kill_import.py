"""Kill an import at random moments, again and again; show that nothing acknowledged is lost.

    .venv/bin/python -m tests.campaigns.kill_import [--kills 100] [--lines 20000] [--seed N] [--postgres URL]

An import of the same files runs undisturbed first. Then the files are imported into another ledger by a
process that is killed (SIGKILL) at a random moment and started again, until it has been killed often enough
and at last ends by itself. After every kill the log must verify and hold at least what the round before held;
in the end, record tables and a recall answer must equal those of the undisturbed import.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import trade

_MEDLEDGER = str(Path(sys.executable).parent / "medledger")
_TABLES = ("products", "customers", "suppliers", "staff", "receipts", "sales", "returns", "voids")
_PASSING = ("position", "record_time", "voided_at")


def main() -> int:
    """Run the campaign; return 0 when every check held."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9)
    print(f"seed {seed}, {options.kills} kills, {options.lines} sale lines", flush=True)
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [str(path) for path in _files(folder, options.lines)]
        calm, hunted = _ledgers(folder, options.postgres)
        started = time.monotonic()
        _run(calm, "import", *files)
        calm_time = time.monotonic() - started
        _run(hunted, "init")
        held, kills = 0, 0
        while kills < options.kills:
            killed = _import_and_kill(hunted, files, draw.uniform(0.2, max(1.0, calm_time * 0.6)))
            held = _check(hunted, held)
            kills += killed
            if not killed:
                hunted = _another(folder, hunted, options.postgres, kills)
                held = 0
            print(f"\r{kills} kills, position {held}  ", end="", flush=True)
        print()
        _run(hunted, "import", *files)
        _check(hunted, held)
        different = [key for key in _TABLES if _table(calm, key) != _table(hunted, key)]
        lots = ["recall", "preview", "--product", "P001", "--lot", "L00001"]
        if _answer(calm, *lots) != _answer(hunted, *lots):
            different.append("recall preview")
        print("equal to the undisturbed import" if not different else f"DIFFERENT: {different}")
        return 1 if different else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--seed", type=int)
    parser.add_argument(
        "--postgres", help="URL of a PostgreSQL server; databases are created and dropped there"
    )
    return parser.parse_args()


def _files(folder: Path, lines: int) -> list[Path]:
    return [*trade.write_registers(folder), trade.write_sales(folder / "sales.csv", lines)]


def _ledgers(folder: Path, postgres: str | None) -> tuple[str, str]:
    calm, hunted = (_place(folder, name, postgres) for name in ("calm", "hunted_0"))
    _run(calm, "init")
    return calm, hunted


def _place(folder: Path, name: str, postgres: str | None) -> str:
    if postgres is None:
        return str(folder / f"{name}.db")
    from sqlalchemy import create_engine, make_url, text

    url = make_url(postgres).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS campaign_{name}"))
        connection.execute(text(f"CREATE DATABASE campaign_{name}"))
    engine.dispose()
    return url.set(drivername="postgresql", database=f"campaign_{name}").render_as_string(hide_password=False)


def _another(folder: Path, hunted: str, postgres: str | None, kills: int) -> str:
    """The import came to its end: go on with a fresh ledger, so that every kill meets a living import."""
    again = _place(folder, f"hunted_{kills + 1}", postgres)
    if again != hunted:
        _run(again, "init")
    return again


def _environment() -> dict[str, str]:
    home = Path(tempfile.gettempdir()) / "medledger-campaign-home"
    return {**os.environ, "MEDLEDGER_LANG": "en", "MEDLEDGER_HOME": str(home)}


def _run(ledger: str, *words: str, good: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        [_MEDLEDGER, "--ledger", ledger, *words],
        capture_output=True,
        text=True,
        env=_environment(),
        check=False,
    )
    if done.returncode not in good:
        message = (
            f"medledger {' '.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout[-2000:]}"
        )
        raise SystemExit(message)
    return done.stdout


def _import_and_kill(ledger: str, files: list[str], after: float) -> int:
    process = subprocess.Popen(
        [_MEDLEDGER, "--ledger", ledger, "import", *files],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return 1
    if process.returncode != 0:
        message = f"the import ended with {process.returncode}"
        raise SystemExit(message)
    return 0


def _check(ledger: str, held: int) -> int:
    verdict = json.loads(_run(ledger, "verify", "--format", "json", good=(0, 1)))
    if not verdict["ok"]:
        message = f"the log does not verify: {verdict['findings'][:3]}"
        raise SystemExit(message)
    position = json.loads(_run(ledger, "status", "--format", "json"))["position"]
    if position < held:
        message = f"position {position} after {held} was acknowledged"
        raise SystemExit(message)
    return int(position)


def _table(ledger: str, key: str) -> list[dict[str, Any]]:
    rows = json.loads(_run(ledger, "table", key, "--format", "json"))
    return [{name: value for name, value in row.items() if name not in _PASSING} for row in rows]


def _answer(ledger: str, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run(ledger, *words))
    answer.pop("basis")
    return answer


if __name__ == "__main__":
    sys.exit(main())
