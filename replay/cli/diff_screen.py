"""What differs between two answers, for people: one line for each row that came, went or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from replay.telling.headings import ENVELOPE, Heading
from replay.telling.wording import say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.telling.output import Output

CHANGES = {"added": "新增", "removed": "减少", "changed": "变更"}
COUNTED = (
    Heading("key", "表", rank=1),
    Heading("zh", "表名", rank=1),
    Heading("added", "新增", "integer", rank=1),
    Heading("removed", "减少", "integer", rank=1),
    Heading("changed", "变更", "integer", rank=1),
)
_BY_ITSELF = frozenset(one.key for one in ENVELOPE if one.key not in {"note", "voided_at"})
_FOREMOST = 1  # rank of the columns that a new row is shown by


@dataclass(frozen=True, slots=True)
class Telling:
    """How the lists of an answer are told.

    Attributes:
        headings: The columns of each list, under None where there is one list only.
        titles: Chinese titles of the lists, by name.
        identity: The columns that name a row of each list.
    """

    headings: Mapping[str | None, Sequence[Heading]]
    identity: Mapping[str | None, Sequence[str]]
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Heading, ...]:
        """The columns of the lines."""
        several = [Heading("list", "清单", "enum", self.titles, rank=1)] if self.titles else []
        return (
            Heading("change", "变动", "enum", CHANGES, rank=0),
            *several,
            Heading("row", "行", rank=0),
            Heading("what", "内容", rank=0, sentence=True),
        )

    def lines(self, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield a line for each entry: which row, and what came, went or changed in it."""
        for change in ("changed", "added", "removed"):
            for entry in document[change]:
                name = entry.get("list")
                by_key = {one.key: one for one in self.headings.get(name, ())}
                key = entry["key"] if change == "changed" else self._key(name, entry)
                what = _changed(by_key, entry) if change == "changed" else _told(by_key, entry, key)
                row = " / ".join(str(value) for value in key.values() if value is not None)
                yield {"change": change, "list": name, "row": row, "what": what}

    def _key(self, name: str | None, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {key: entry.get(key) for key in self.identity.get(name, ())}


def _changed(by_key: Mapping[str, Heading], entry: Mapping[str, Any]) -> str:
    """Return each column whose value is another, with both values; its own times where nothing else is."""
    before, after = entry["before"], entry["after"]
    keys = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    telling = [key for key in keys if key not in _BY_ITSELF] or keys
    return "; ".join(
        f"{_title(by_key, key)}: {_text(by_key, key, before)} → {_text(by_key, key, after)}"
        for key in telling
    )


def _told(by_key: Mapping[str, Heading], row: Mapping[str, Any], key: Iterable[str]) -> str:
    """Return what a row is known by, beside its identity."""
    named = set(key)
    shown = [
        one.key
        for one in by_key.values()
        if one.rank <= _FOREMOST and one.key not in named and row.get(one.key) is not None
    ]
    return "; ".join(f"{_title(by_key, one)}: {_text(by_key, one, row)}" for one in shown)


def _title(by_key: Mapping[str, Heading], key: str) -> str:
    return by_key[key].title if key in by_key else key


def _text(by_key: Mapping[str, Heading], key: str, row: Mapping[str, Any]) -> str:
    heading = by_key.get(key) or Heading(key, key)
    return heading.shown(row.get(key)) or "—"


def show(console: Console, document: Mapping[str, Any], shown: Telling, answer: Output) -> None:
    """Print what differs: both bases, the lines, and which events did it."""
    from rich.text import Text

    from replay.telling.screen.rows import print_basis, print_rows

    for one in document["basis"]:
        print_basis(console, one)
    if "tables" in document:
        print_rows(console, COUNTED, document["tables"], everything=True)
    else:
        lines = list(shown.lines(document))
        print_rows(console, shown.columns, lines, everything=answer.everything)
    because = document["because"]
    if because:
        listed = ", ".join(f"#{position}" for position in because[:20])
        more = say(f" and {len(because) - 20} more", f" 等共 {len(because)} 条") if len(because) > 20 else ""
        console.print(
            Text(say(f"Because of {listed}{more}.", f"由以下事件引起：{listed}{more}。"), style="dim")
        )
