"""Bytes flipped in the pages of a ledger's file, and what each verb says then.

`python -m tests.campaigns.damaged_pages [PAGES]` makes a small ledger, damages one page after another (its
header, its cells, its end), and runs reading and writing verbs on it. Whatever is damaged, a verb answers as
before, or ends with one sentence and what to do: never with a traceback, never as an error of the program.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.cli import Cli
from tests.support.desk import Desk, customer, returned, sale

PLACES = ("header", "cells", "end")
INTERNAL = "the program itself failed"


@dataclass
class Said:
    """What the verbs said of damaged files.

    Attributes:
        codes: How often each verb ended with which exit code.
        wrong: Damage and verb where the answer was not one of those that are promised.
    """

    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def small_ledger(folder: Path) -> Desk:
    """Return a desk at a ledger in which every table of the log has rows."""
    desk = Desk(Cli(str(folder / "medledger.db"), folder), folder)
    desk.cli.run("init")
    desk.furnish()
    desk.recorded(
        "customers", customer("K1", kind="个人", name="某人", licence_no="", licence_valid_until="")
    )
    desk.recorded("sales", *(sale(f"XS{number}", quantity="1") for number in range(1, 60)))
    desk.recorded("returns", returned(quantity="1"))
    desk.cli.run("checkpoint")
    return desk


def damaged(content: bytes, page: int, place: str, size: int, dice: random.Random) -> bytes:
    """Return a file with some bytes of one page, the first being 0, flipped."""
    low, high = {"header": (0, 12), "cells": (size // 3, size - 200), "end": (size - 200, size)}[place]
    if page == 0 and place == "header":
        low, high = 16, 100
    found = bytearray(content)
    for _ in range(6):
        at = page * size + dice.randrange(low, high)
        if at < len(found):
            found[at] ^= dice.randrange(1, 256)
    return bytes(found)


def verbs(desk: Desk, number: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield what is asked of a damaged ledger."""
    path = desk.file(sale(f"XSN{number}", quantity="1"), name=f"new{number}.csv")
    yield "status", ("status",)
    yield "verify", ("verify", "--deep", "--format", "json")
    yield "table", ("table", "sales")
    yield "recall", ("recall", "preview", "--lot", "L1", "--prove")
    yield "trace", ("trace", "--lot", "L1")
    yield "import", ("import", path, "--table", "sales")
    yield "rebuild", ("rebuild",)


def campaign(folder: Path, pages: int | None = None, seed: int = 12) -> Said:
    """Damage pages one after another, all or some, and collect what was said."""
    desk, dice, said = small_ledger(folder), random.Random(seed), Said()
    ledger = folder / "medledger.db"
    kept = {path: path.read_bytes() for path in folder.glob("medledger.db*") if path.is_file()}
    content = kept[ledger]
    size = int.from_bytes(content[16:18], "big") or 65536
    every = [(page, place) for page in range(len(content) // size) for place in PLACES]
    chosen = every if pages is None else dice.sample(every, min(pages, len(every)))
    for number, (page, place) in enumerate(chosen):
        flipped = damaged(content, page, place, size, dice)
        for name, words in verbs(desk, number):
            for path in folder.glob("medledger.db*"):
                path.unlink()
            for path, bytes_ in kept.items():
                path.write_bytes(bytes_)
            ledger.write_bytes(flipped)
            answer = desk.cli.run(*words, expect=None)
            said.codes[name, answer.exit_code] += 1
            if "Traceback" in answer.err or INTERNAL in answer.err or answer.exit_code not in {0, 1, 2, 4, 5}:
                said.wrong.append(f"page {page} {place}, {name}: exit {answer.exit_code}: {answer.err[:600]}")
    return said


def main() -> None:
    """Run the campaign and print its counts."""
    folder = Path(tempfile.mkdtemp(prefix="medledger-damaged-"))
    try:
        said = campaign(folder, int(sys.argv[1]) if len(sys.argv) > 1 else None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for (verb, code), count in sorted(said.codes.items()):
        print(f"{verb:<8} exit {code}: {count}")
    print(f"wrong: {len(said.wrong)}", *said.wrong, sep="\n")


if __name__ == "__main__":
    main()
