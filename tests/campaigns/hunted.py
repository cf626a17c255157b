"""A ledger whose programs are struck down one after another, and what must hold after each time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from ledger.events.own import PERSONAL_ERASED
from ledger.log.checkpoints import Checkpoints
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from replay.erasure import SERVER_KEEPS
from tests.benchmarks import trade
from tests.campaigns.victims import Job
from tests.support.cli import Answer, Cli

_TABLES = ("products", "customers", "suppliers", "staff", "receipts", "sales", "returns", "voids")
# What the order of recording decides: the running sums of a trace, too, where several things were on one day.
_PASSING = frozenset({"position", "record_time", "voided_at", "outstanding", "on_hand"})


class WrongError(Exception):
    """Something was lost, doubled, halved or changed."""


@dataclass
class Script:
    """What every ledger of a campaign records, in whatever order its parts come.

    Attributes:
        folder: Where the files are.
        files: How many files of sales are imported.
        documents: How many sales are typed at the desk, each with two lines.
        lines: How many lines a file has.
        persons: How many customers are individuals, whose personal values are erased one after another.
    """

    folder: Path
    files: int
    documents: int
    lines: int
    persons: int = 0
    registers: list[Path] = field(default_factory=list)
    sales: list[Path] = field(default_factory=list)

    def write(self) -> None:
        """Write the files."""
        self.registers = [*trade.write_registers(self.folder), self._write_persons()]
        self.sales = [
            trade.write_sales(self.folder / f"sales{number}.csv", self.lines, first=number * self.lines)
            for number in range(self.files)
        ]

    def _write_persons(self) -> Path:
        path = self.folder / "persons.csv"
        rows = [("客户编码", "客户类型", "客户名称", "地址", "联系人", "联系电话")]
        rows += [(person_code(number), "个人", *personal_of(number)) for number in range(self.persons)]
        path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
        return path

    def typed(self, number: int) -> Job:
        """Return the sale of a number, typed at the desk."""
        shared = {
            "sale_no": f"D{number:06d}",
            "sold_on": "2026-01-05",
            "customer_code": "C0001",
            "seller": "E01",
        }
        lines = [
            {"product_code": "P001", "lot": "L00001", "quantity": str(number % 7 + 1)},
            {"product_code": "P002", "lot": "L00002", "quantity": "1"},
        ]
        document = json.dumps({**shared, "lines": lines})
        return Job(("record", "sales", "--format", "json"), document)


def person_code(number: int) -> str:
    """Return the code of an individual."""
    return f"K{number:04d}"


def personal_of(number: int) -> tuple[str, ...]:
    """Return what is personal of an individual; it occurs nowhere else."""
    return tuple(f"{what}密{number:04d}鑫" for what in ("人", "址", "联", "电"))


@dataclass
class Hunted:
    """One ledger under attack.

    Attributes:
        cli: The program at the ledger.
        script: What it is to record.
        acknowledged: Event ids that a program said were recorded, and where.
        signed: The largest size of the log that a program said was signed.
        erased: Codes of individuals whose values a program said were erased, with nothing left of them here.
    """

    cli: Cli
    script: Script
    acknowledged: dict[str, int] = field(default_factory=dict)
    signed: int = 0
    erased: set[str] = field(default_factory=set)
    _kept: dict[str, int] = field(default_factory=dict)  # event ids, and where they stand, as far as looked
    _lines: Counter[str] = field(default_factory=Counter)
    _compared: int = 0  # acknowledged events that were found where they belong
    _files: int = 0
    _typed: int = 0
    _persons: int = 0

    def begin(self) -> None:
        """Import the registers into the ledger that was made."""
        self.cli.run("import", *self.script.registers)

    def next_file(self) -> list[Job]:
        """Return the import of the next file."""
        self._files += 1
        return [Job(("import", str(self.script.sales[self._files - 1]), "--format", "json"))]

    def next_typed(self, count: int) -> list[Job]:
        """Return the next sales that are typed at the desk."""
        first, self._typed = self._typed, self._typed + count
        return [self.script.typed(number) for number in range(first, first + count)]

    def next_erasure(self) -> list[Job]:
        """Return the erasure of the next individual; nothing where all were erased."""
        if self._persons == self.script.persons:
            return []
        self._persons += 1
        subject = f"customers/{person_code(self._persons - 1)}"
        words = ("erase", "--subject", subject, "--reason", "本人要求", "--approver", "E01")
        return [Job((*words, "--format", "json"))]

    def rest(self) -> Iterator[Job]:
        """Yield what the script still holds."""
        while self._files < self.script.files:
            yield from self.next_file()
        while erasure := self.next_erasure():
            yield from erasure
        yield from self.next_typed(self.script.documents - self._typed)

    def done(self, jobs: Sequence[Job]) -> None:
        """Do jobs to their end, undisturbed; what was recorded before is not recorded twice."""
        for job in jobs:
            self.heard(job, self.cli.run(*job.words, stdin=job.stdin))

    def heard(self, job: Job, answer: Answer) -> None:
        """Take note of what a program has acknowledged."""
        if answer.exit_code != 0:
            return
        if job.words[0] == "record":
            recorded = answer.json["recorded"]
            self.acknowledged.update((one["event_id"], one["position"]) for one in recorded)
        elif job.words[0] == "checkpoint":
            self.signed = max(self.signed, answer.json["size"])
        elif job.words[0] == "erase" and set(answer.json["remains"]) <= {SERVER_KEEPS.en}:
            self.erased.add(job.words[2].partition("/")[2])

    def check(self) -> None:
        """See that all holds that must, from the first event on.

        Raises:
            WrongError: Something does not.
        """
        verdict = self.cli.run("verify", "--deep", "--format", "json", expect=None).json
        if not verdict["ok"]:
            raise WrongError(f"verify --deep: {verdict['findings'][:3]}")
        self._kept, self._lines, self._compared = {}, Counter(), 0
        self.look(erased=True)

    def look(self, *, erased: bool = False) -> None:
        """See that what came since the last look is whole, and what was acknowledged since then is there.

        Args:
            erased: Also look for what was erased.

        Raises:
            WrongError: Something is not as it must be.
        """
        with self._log() as log:
            self._look(log)
            if erased:
                self._look_for_erased(log)

    def _look(self, log: LogRecorder) -> None:
        before = len(self._kept)
        if log.head() < before:
            raise WrongError(f"the log had {before} events, and has {log.head()}")
        fresh: set[str] = set()
        for batch in log.scan(max(before - 1, 0)):
            for position, document in batch:
                event = orjson.loads(document)
                name = event["event_id"]
                if self._kept.setdefault(name, position) != position:
                    raise WrongError(f"{name} stands at {self._kept[name]} and {position}")
                if position > before and event["type"] == "goods_sold":
                    self._lines[event["data"]["sale_no"]] += 1
                    fresh.add(event["data"]["sale_no"])
        if len(self._kept) != log.head():
            raise WrongError(f"{len(self._kept)} events were found up to position {log.head()}")
        self._compare(fresh)
        last = Checkpoints(log).latest()
        if self.signed and (last is None or last.size < self.signed):
            raise WrongError(f"a checkpoint of {self.signed} was acknowledged, and is not there")

    def _compare(self, fresh: set[str]) -> None:
        """Compare what was found with what was acknowledged, and see that fresh documents are whole."""
        for name, position in islice(self.acknowledged.items(), self._compared, None):
            if (found := self._kept.get(name)) != position:
                raise WrongError(f"{name} was acknowledged at {position}, and stands at {found}")
        self._compared = len(self.acknowledged)
        for number in fresh:
            whole = 2 if number.startswith("D") else trade.LINES_PER_SALE
            if self._lines[number] != whole:
                raise WrongError(f"sale {number} has {self._lines[number]} lines of {whole}")

    def _look_for_erased(self, log: LogRecorder) -> None:
        """See that of an individual all is there, or nothing and one event that says so."""
        told = Counter(
            event["data"]["subject_no"]
            for batch in log.scan(types=(PERSONAL_ERASED.type,))
            for event in (orjson.loads(document) for _, document in batch)
        )
        kept = {value for (value,) in log.fetch("SELECT value FROM personal", ())}
        for number in range(self.script.persons):
            code, values = person_code(number), set(personal_of(number))
            left = set() if told[code] else values
            if told[code] > 1 or values & kept != left or (code in self.erased and not told[code]):
                raise WrongError(f"{code} is told to be erased {told[code]} times, left is {values & kept}")
        gone = [value for code in sorted(self.erased) for value in personal_of(int(code[1:]))]
        shown = _shown(log, locate(self.cli.ledger)) if gone else ""
        if found := [value for value in gone if value in shown]:
            raise WrongError(f"erased, and still in a file or table: {found}")

    @contextmanager
    def _log(self) -> Iterator[LogRecorder]:
        log = open_log(locate(self.cli.ledger))
        try:
            yield log
        finally:
            log.close()

    def answers(self) -> dict[str, Any]:
        """Return what the ledger answers, without what only the order of recording decides."""
        found: dict[str, Any] = {key: self._table(key) for key in _TABLES}
        found["recall preview"] = self.cli.preview("--product", "P001", "--lot", "L00001")
        found["recall preview"].pop("basis")
        found["stock"] = [_lasting(row) for row in self.cli.rows("table", "stock_balances")]
        found["trace"] = [_lasting(row) for row in self.cli.trace("--lot", "L00002", "--product", "P002")]
        return found

    def _table(self, key: str) -> list[dict[str, Any]]:
        return [_lasting(row) for row in self.cli.table(key)]


def _shown(log: LogRecorder, location: Location) -> str:
    """Return what the files of a ledger hold, on PostgreSQL the tables that are read for answers."""
    if location.path is not None:
        files = sorted(location.path.parent.glob(f"{location.path.name}*"))
        return b"".join(file.read_bytes() for file in files if file.is_file()).decode("utf-8", "replace")
    tables = (
        "SELECT schemaname, tablename FROM pg_tables WHERE starts_with(schemaname::text, 'medledger_tables')"
    )
    return "\n".join(
        text
        for schema, table in log.fetch(tables, ())
        for (text,) in log.fetch(f'SELECT string_agg(t::text, chr(10)) FROM "{schema}"."{table}" AS t', ())
        if text
    )


def _lasting(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _PASSING}


def different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return the names of the answers that differ, whatever the order of their rows."""
    return [name for name in one if _sorted(one[name]) != _sorted(other[name])]


def _sorted(answer: Any) -> Any:
    if not isinstance(answer, list):
        return answer
    return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in answer)
