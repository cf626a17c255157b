"""Read every hostile file, each in a program of its own, and print what it cost: 300 MB and 10 s at most.

    python -m tests.campaigns.hostile_files [NAME...]

Only files whose name begins with one of the names are read, all by default. Ends with exit code 1 if one of
them took too much, ended the program, or brought something to the screen that is not a sentence.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.hostile_files import Hostile, hostile_files

MEDLEDGER = Path(sys.executable).with_name("medledger")
MEGABYTES = 300
SECONDS = 10.0
EXIT_REFUSED = 2
LONGEST = 5000  # characters of a line
_PATIENCE = 60 * SECONDS  # by the clock: on a busy machine a program waits for its turn
_REGISTERS = {
    "products.csv": "产品编码,产品名称,单位,追溯方式,注册证编号或备案编号,注册人/备案人名称,"
    "是否冷链管理,是否植入类,是否特殊管理\n"
    "P01,注射器,支,lot,国械注准20243149123,清屿公司,否,否,否\n",
    "customers.csv": "客户编码,客户名称,客户类型\nC1,第一医院,医疗器械使用单位\n",
    "staff.csv": "人员编码,姓名,岗位\nE1,林一,业务员\n",
}
_raw = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Cost:
    """What reading one file came to.

    Attributes:
        code: The exit code.
        megabytes: Held at most by the program and its children together.
        seconds: Until it ended.
        cpu: Seconds of the processor.
        said: Its first sentence.
        wrong: What must not be.
    """

    code: int
    megabytes: int
    seconds: float
    cpu: float
    said: str
    wrong: tuple[str, ...]


def prepared(folder: Path) -> dict[str, str]:
    """Make a ledger with its registers in a folder; return the environment of programs that use it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDLEDGER_")}
    environment = {**kept, "MEDLEDGER_LANG": "en", "MEDLEDGER_URL": str(folder / "medledger.db")}
    for name, text in _REGISTERS.items():
        (folder / name).write_text(text, "utf-8")
    for words in (("init",), ("import", *_REGISTERS)):
        subprocess.run([MEDLEDGER, *words], cwd=folder, env=environment, check=True, capture_output=True)
    return environment


def words_for(one: Hostile, path: Path) -> list[str]:
    """Return the command line that reads a file."""
    if one.verb == "record":
        return ["record", "sales", "--check", "--file", str(path)]
    if one.verb == "mapping":
        return ["import", "staff.csv", "--check", "--mapping", str(path)]
    if one.verb == "basis":
        return ["table", "sales", "--basis", str(path)]
    return ["import", "--check", "--rejects", str(path.with_suffix(".rejects.csv")), str(path)]


def cost_of(one: Hostile, folder: Path, environment: dict[str, str]) -> Cost:
    """Write a file, read it in a program of its own, and return what that cost."""
    path = folder / one.name
    one.write(path)
    there = {file.name for file in folder.iterdir()}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        program = subprocess.Popen(
            [MEDLEDGER, *words_for(one, path)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        held, cpu, code = _watched(program, begun)
        seconds = time.monotonic() - begun
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    made = [file for file in folder.iterdir() if file.name not in there]
    wrong = [*_too_much(held, cpu), *_not_said(code, *texts), *_bad_names(made)]
    for file in (path, *made):
        file.unlink(missing_ok=True)
    return Cost(code, held >> 20, seconds, cpu, texts[1].partition("\n")[0], tuple(wrong))


def _watched(program: subprocess.Popen[bytes], begun: float) -> tuple[int, float, int]:
    """Wait for a program; return what it and its children held at most, its seconds and its code."""
    held = 0
    while True:
        pid, status, usage = os.wait4(program.pid, os.WNOHANG)
        if pid:
            code = program.returncode = os.waitstatus_to_exitcode(status)
            return held, usage.ru_utime + usage.ru_stime, code
        held = max(held, _held(program.pid))
        if time.monotonic() - begun > _PATIENCE:
            program.kill()
        time.sleep(0.01)


def _held(pid: int) -> int:
    """Return the bytes that a process and its children hold now."""
    total = 0
    for one in (str(pid), *_children(pid)):
        with suppress(OSError, IndexError, ValueError):
            total += int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1]) * os.sysconf(
                "SC_PAGE_SIZE"
            )
    return total


def _children(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return []


def _too_much(held: int, cpu: float) -> Iterator[str]:
    if held > MEGABYTES << 20:
        yield f"held {held >> 20} MB"
    if cpu > SECONDS:
        yield f"took {cpu:.1f} s of the processor"


def _not_said(code: int, out: str, err: str) -> Iterator[str]:
    if code not in {0, 2}:
        yield f"exit code {code}"
    if "Traceback" in out + err:
        yield "a traceback"
    if code == EXIT_REFUSED and not err.strip():
        yield "nothing said"
    if _raw.search(out + err):
        yield "raw signs on the screen"
    if max(map(len, err.splitlines()), default=0) > LONGEST:
        yield "a line without end"


def _bad_names(made: Iterable[Path]) -> Iterator[str]:
    return (f"a file named {path.name!r}" for path in made if _raw.search(path.name))


def main(names: list[str]) -> int:
    """Read the files whose names begin so, all by default; return the exit code."""
    chosen = [one for one in hostile_files() if not names or one.name.startswith(tuple(names))]
    bad = 0
    most, longest = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        environment = prepared(Path(folder))
        for one in chosen:
            cost = cost_of(one, Path(folder), environment)
            bad += bool(cost.wrong)
            most, longest = max(most, cost.megabytes), max(longest, cost.cpu)
            print(
                f"{'BAD ' if cost.wrong else 'ok  '}{one.name:<36} exit {cost.code} {cost.megabytes:>4} MB "
                f"{cost.cpu:>5.1f} s  {cost.said[:90]} {'; '.join(cost.wrong)}",
                flush=True,
            )
    print(f"{len(chosen)} files, {bad} bad; at most {most} MB and {longest:.1f} s of the processor")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
