"""Which test tries what a page claims: the tests are read, and what each of them names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from ledger import rulebook

_TESTS: Final = Path(__file__).resolve().parents[2] / "tests"
_NAMED: Final = re.compile(r"\b(?:R|P|L|G|K|A|T|RT|S)-\d\d+\b|\brules\.([A-Z][A-Z_]+)\b|[\"']([a-z_]+)[\"']")


class Tried(NamedTuple):
    """Where something is named: a file of tests, and a test in it; of what stands outside them, none."""

    file: str
    test: str

    @property
    def link(self) -> str:
        """The place as a link."""
        return f"[`{self.test or Path(self.file).name}`](../../tests/{self.file})"


def tried_by(
    demand: str, rules: tuple[str, ...], tables: tuple[str, ...], others: tuple[str, ...] = ()
) -> str:
    """Return the test that tries a demand, as a link: one that names it, else a rule, table or role of its.

    Args:
        demand: Its number; a test that says in its first sentence that it is about it goes first.
        rules: Ids of the rules that hold it.
        tables: Keys of the tables and views that serve it.
        others: Event types of theirs, and roles that stand for it.
    """
    names = {rule.id: name for name, rule in rulebook.BY_NAME.items()}
    for name in (demand, *(names[rule] for rule in rules if rule in names), *tables, *others):
        if (found := _index().get(name)) is not None:
            return found.link
    return "no test names it"


@cache
def _index() -> dict[str, Tried]:
    """Return where each demand, rule, table, event and role is named: first where a test says it."""
    about: dict[str, Tried] = {}
    inside: dict[str, Tried] = {}
    outside: dict[str, Tried] = {}
    for path in sorted(_TESTS.rglob("test_*.py")):
        file = path.relative_to(_TESTS).as_posix()
        for test, line in _lines(path):
            told = about if test and line.startswith('    """') else inside if test else outside
            for match in _NAMED.finditer(line):
                told.setdefault(match[1] or match[2] or match[0], Tried(file, test))
    return outside | inside | about


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, each with its test; decorators belong to the test below."""
    test, waiting = "", list[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@") or waiting:
            waiting.append(line)
        elif line and not line.startswith((" ", ")", "]")):
            test = ""
        if defined := re.match(r"(?:async )?(?:def|class) (\w+)", line):
            test = defined[1] if defined[1].startswith("test_") else ""
            yield from ((test, one) for one in waiting)
            waiting = []
        elif not waiting:
            yield test, line
