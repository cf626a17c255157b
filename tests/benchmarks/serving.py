"""How a served ledger answers while it works: people at their desks, an import and a rebuild beside them.

    .venv/bin/python -m tests.benchmarks.serving [--lines 100000] [--users 20] [--readers 200] [--kills 50]
                                                 [--only sqlite postgres] [--postgres URL] [--seed 7]

Four parts, on each database. **At work**: so many users, each of whom thinks for about a second, look at the
page of a lot and record a sale in turns; first alone, then while a file of sale lines is imported and the
tables are rebuilt by other processes. **In a row**: one user sells without pause; beside it the floor, plain
`sqlite3` that commits the same bytes, and the 1.2 sales a second that Tryton's own API was measured to take.
**Readers**: so many ask for a page of rows without pause; the least served is compared with the median.
**Killed**: the server is killed (SIGKILL) so many times under load and started again; every sale that was
acknowledged has to be in the log once. Times are wall clock, of the client, over 127.0.0.1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson

from ledger.settings import Person, acting, locate
from replay import bootstrap
from replay.doors.accounts import Accounts
from tests.benchmarks import floor, trade
from tests.benchmarks.figures import _import, database
from tests.benchmarks.figures import server as started

_TRYTON = 1.2  # live sales a second of its own API, measured before
_SECONDS = 20.0  # of each part that is not ended by something else
_MEDLEDGER = (str(Path(sys.executable).with_name("medledger")),)  # of the environment that this runs in
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass
class House:
    """A ledger that is served.

    Attributes:
        url: Of the ledger.
        key: Of a post that may do all that is done here.
        address: At which it answers now.
        process: The server.
        sold: Number of the next sale.
    """

    url: str
    key: str
    address: str = ""
    process: subprocess.Popen[str] | None = None
    sold: int = 0

    def start(self) -> None:
        """Start the server and wait until it listens."""
        command = [*_MEDLEDGER, "serve", "--port", "0", "--ledger", self.url]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := _ADDRESS.search(line):
                self.address = found[0]
                return
        raise SystemExit("the server did not start")

    def end(self, by: int = signal.SIGTERM) -> None:
        """End the server."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.send_signal(by)
        self.process.wait()
        self.process.stdout.close()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx2.AsyncClient]:
        """Give what asks in the name of the post."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": "en"}
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx2.AsyncClient(
            base_url=self.address, headers=headers, timeout=60, limits=limits
        ) as found:
            yield found


@dataclass
class Times:
    """How long answers took, in seconds, and how many were none."""

    taken: list[float] = field(default_factory=list)
    failed: Counter[int] = field(default_factory=Counter)

    def told(self) -> str:
        """Return the middle and the tail in milliseconds."""
        if len(self.taken) < 2:
            return "nothing"
        parts = statistics.quantiles(self.taken, n=100)
        shown = " ".join(f"p{share} {parts[share - 1] * 1000:.0f}" for share in (50, 95, 99))
        failed = f", failed {dict(self.failed)}" if self.failed else ""
        return f"{shown} ms, {len(self.taken)} answers{failed}"


async def _timed(client: httpx2.AsyncClient, times: Times, method: str, path: str, **more: Any) -> Any:
    begun = time.perf_counter()
    found = await client.request(method, path, **more)
    if found.status_code >= 400:
        times.failed[found.status_code] += 1
    else:
        times.taken.append(time.perf_counter() - begun)
    return found


async def _sell(client: httpx2.AsyncClient, house: House, times: Times) -> Any:
    house.sold += 1
    sale = trade.live_sale(house.sold)
    headers = {"Idempotency-Key": sale["sale_no"]}
    return await _timed(client, times, "POST", "/api/v1/tables/sales", json=sale, headers=headers)


async def _look(client: httpx2.AsyncClient, times: Times, draw: random.Random) -> Any:
    lot = draw.randrange(trade.LOTS)
    path = f"/lots/P{lot % trade.PRODUCTS:03d}/L{lot:05d}"
    return await _timed(client, times, "GET", path, headers={"Accept": "text/html"})


async def _at_work(house: House, users: int, until: asyncio.Event, seed: int) -> tuple[Times, Times]:
    """Have users look and sell in turns until it is enough."""
    looks, sales = Times(), Times()

    async def work(number: int) -> None:
        draw = random.Random(seed * 1000 + number)
        async with house.client() as client:
            while not until.is_set():
                await asyncio.sleep(draw.uniform(0.5, 1.5))
                await _look(client, looks, draw)
                await asyncio.sleep(draw.uniform(0.5, 1.5))
                await _sell(client, house, sales)

    await asyncio.gather(*(work(number) for number in range(users)))
    return looks, sales


async def _beside(house: House, users: int, file: Path, seed: int) -> tuple[Times, Times, str]:
    """Have users work while a file is imported and the tables are rebuilt."""
    until, told = asyncio.Event(), []

    async def others() -> None:
        rejects = str(file.with_suffix(".rejects.csv"))
        for verb, words in (("import", [str(file), "--rejects", rejects]), ("rebuild", [])):
            begun = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                *_MEDLEDGER, verb, *words, "--ledger", house.url, stdout=asyncio.subprocess.DEVNULL
            )
            status = await process.wait()
            told.append(
                f"{verb} {time.perf_counter() - begun:.0f} s" + (f" (exit {status})" if status else "")
            )
        until.set()

    (looks, sales), _ = await asyncio.gather(_at_work(house, users, until, seed), others())
    return looks, sales, ", ".join(told)


async def _alone(house: House, users: int, seed: int) -> tuple[Times, Times]:
    until = asyncio.Event()
    asyncio.get_running_loop().call_later(_SECONDS, until.set)
    return await _at_work(house, users, until, seed)


async def _in_a_row(house: House) -> Times:
    times, end = Times(), time.monotonic() + _SECONDS
    async with house.client() as client:
        while time.monotonic() < end:
            await _sell(client, house, times)
    return times


async def _readers(house: House, readers: int) -> list[int]:
    """Return how many pages each reader got."""
    end = time.monotonic() + _SECONDS
    counts = [0] * readers

    async def read(number: int) -> None:
        async with house.client() as client:
            while time.monotonic() < end:
                found = await client.get(f"/api/v1/tables/sales?lot=L{number % trade.LOTS:05d}&limit=20")
                counts[number] += found.status_code == 200

    await asyncio.gather(*(read(number) for number in range(readers)))
    return counts


async def _until_killed(house: House, writers: int, acknowledged: dict[str, int], after: float) -> None:
    """Sell until the server is gone, so long after its first sale; keep what it acknowledged."""
    sold = asyncio.Event()

    async def write() -> None:
        async with house.client() as client:
            with contextlib.suppress(httpx2.HTTPError):
                while True:
                    found = await _sell(client, house, Times())
                    if found.status_code == 201:
                        sold.set()
                        told = found.json()["recorded"][0]
                        acknowledged[told["event_id"]] = told["position"]

    async def kill() -> None:
        await sold.wait()
        await asyncio.sleep(after)
        await asyncio.to_thread(house.end, signal.SIGKILL)

    await asyncio.gather(kill(), *(write() for _ in range(writers)))


def _killed(house: House, kills: int, seed: int) -> tuple[int, int]:
    """Kill the server under load again and again; return how many sales it acknowledged, and lost."""
    draw, acknowledged = random.Random(seed), dict[str, int]()
    for number in range(kills):
        asyncio.run(_until_killed(house, 4, acknowledged, draw.uniform(0.1, 1.0)))
        house.start()
        print(f"\r  killed {number + 1}", end="", file=sys.stderr)
    print(file=sys.stderr)
    house.end()
    found: Counter[tuple[str, int]] = Counter()
    with bootstrap.opened(locate(house.url)) as program:
        for batch in program.log.scan(0):
            for position, document in batch:
                found[orjson.loads(document)["event_id"], position] += 1
    lost = sum(found[event_id, position] != 1 for event_id, position in acknowledged.items())
    return len(acknowledged), lost


def _floor(folder: Path, size: int) -> float:
    """Return how many commits a second plain `sqlite3` does, of so many bytes each."""
    pragmas = {"journal_mode": "WAL", "synchronous": "FULL"}
    connection = floor.open_sqlite(folder / "floor.db", pragmas)
    events = [(n, f"e{n}", bytes(size), (f"lot:{n % 400}", f"sale:{n}")) for n in range(1, 501)]
    taken = sum(floor.write_sqlite(connection, [one]) for one in events)
    connection.close()
    return len(events) / taken


@contextmanager
def _house(url: str, folder: Path, lines: int) -> Iterator[House]:
    """Give a house with so many sale lines, not served yet."""
    location = locate(url)
    bootstrap.make(location)
    with acting(Person("E01"), "en"), bootstrap.opened(location) as program:
        _import(program, trade.write_registers(folder), folder)
        _import(program, [trade.write_sales(folder / "first.csv", lines)], folder)
        program.caught_up()
        accounts = Accounts(program.log)
        accounts.make("admin", "three small words", "admin")
        key = accounts.add_key("E01", "quality")
    yield House(url, key)


def _measure(url: str, folder: Path, options: argparse.Namespace) -> None:
    with _house(url, folder, options.lines // 5) as house:
        file = trade.write_sales(folder / "second.csv", options.lines, first=options.lines)
        house.start()
        looks, sales = asyncio.run(_alone(house, options.users, options.seed))
        print(f"  {options.users} users alone: lot page {looks.told()}; sale {sales.told()}")
        looks, sales, told = asyncio.run(_beside(house, options.users, file, options.seed))
        print(f"  beside {told}: lot page {looks.told()}; sale {sales.told()}")
        row = asyncio.run(_in_a_row(house))
        rate, plain = len(row.taken) / sum(row.taken), _floor(folder, 2000)
        print(
            f"  in a row: {rate:.0f} sales/s, {rate / plain:.3f} of the floor's {plain:.0f} commits/s,",
            end=" ",
        )
        print(f"{rate / _TRYTON:.0f} times {_TRYTON} sales/s; {row.told()}")
        counts = asyncio.run(_readers(house, options.readers))
        middle = statistics.median(counts)
        print(
            f"  {options.readers} readers: {sum(counts) / _SECONDS:.0f} pages/s, least {min(counts)}", end=" "
        )
        print(f"= {min(counts) / max(middle, 1):.2f} of the median {middle:.0f}")
        acknowledged, lost = _killed(house, options.kills, options.seed)
        print(f"  killed {options.kills} times: {acknowledged} sales acknowledged, {lost} lost or doubled")
        verified = subprocess.run([*_MEDLEDGER, "verify", "--ledger", url], capture_output=True, check=False)
        print(f"  verify: exit {verified.returncode}")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--only", nargs="*", choices=("sqlite", "postgres"), default=("sqlite", "postgres"))
    parser.add_argument("--postgres")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"MEDLEDGER_HOME": str(folder / "home"), "MEDLEDGER_USER": "E01"}
        print(f"seed {options.seed}")
        if "sqlite" in options.only:
            print("SQLite")
            (folder / "sqlite").mkdir()
            _measure(str(folder / "served.db"), folder / "sqlite", options)
        if "postgres" in options.only:
            with started(options.postgres, folder) as server:
                print("PostgreSQL")
                (folder / "postgres").mkdir()
                _measure(database(server, "served"), folder / "postgres", options)


if __name__ == "__main__":
    main()
