"""Checking a federation: does every house show what it showed before, signed by its key; is the index true?

1. The ledger of each house answers, and bears the key that the group file states.
2. It goes on from what was seen there: neither shorter, nor with another root at the position seen.
3. Its newest checkpoint is signed by its key and agrees with its log.
4. What the index holds of it is what it gives when it is asked anew.

Each house's log is checked from inside by `medledger verify`, which only the house can run.
"""

from __future__ import annotations

from typing import Any

from ledger.errors import LedgerError, Problem, Reason
from replay.federation.extract import Extract
from replay.federation.group import Group, House
from replay.federation.index import Index, opened_index
from replay.federation.refreshing import gone_back, read_seen, refreshed
from replay.federation.sources import source_of

INDEX_DIFFERS = Problem(
    "federation_index",
    "核对联盟索引：{house} 的{rows}应与该家账本一致，实际不同。",
    "Checking the index of a federation: expected the {rows} of {house} as its ledger has them, got others.",
    "删除 {file}，下次查询时自动重建。",
    "Delete {file}: the next question makes it anew.",
)
_COMPARED = ("lines", "struck", "products", "parties", "recorded")


def verified(group: Group) -> dict[str, Any]:
    """Check every house and the index.

    Returns:
        `{"ok", "houses": [{"house", "position", "root"}], "findings": [{"kind", "house", "message"}]}`.

    Raises:
        CommandError: The engine is not installed.
        UnavailableError: Another program writes the index.
    """
    seen = read_seen(group)
    refreshed(group)
    houses, findings = [], []
    with opened_index(group.index) as index:
        kept = index.houses()
        for house in group.houses:
            findings += [_told(house, reason) for reason in _checked(group, index, house, seen)]
            if house.name in kept:
                known = kept[house.name]
                houses.append({"house": house.name, "position": known.position, "root": known.root})
    return {"ok": not findings, "houses": houses, "findings": findings}


def _told(house: House, reason: Reason) -> dict[str, Any]:
    return {"kind": reason.code, "house": house.name, "message": f"{reason.message()} {reason.advice()}"}


def _checked(group: Group, index: Index, house: House, seen: dict[str, dict[str, Any]]) -> list[Reason]:
    try:
        with source_of(house) as source:
            reason = gone_back(source, house, seen.get(house.name))
            if reason is not None:
                return [reason]
            broken = source.broken(house)
            return [*([broken] if broken else []), *_differing(group, index, house, source.extract())]
    except LedgerError as error:
        return [error.reason]


def _differing(group: Group, index: Index, house: House, found: Extract) -> list[Reason]:
    """Return which tables of the index differ from what a house gives now, up to where the index has come."""
    kept = index.houses().get(house.name)
    if kept is None:
        return []  # it did not answer when the index was brought up
    known = kept.position
    fresh = {name: [tuple(row) for row in getattr(found, name)] for name in _COMPARED}
    differing = []
    for name, columns in index.columns().items():
        own = [one for one in columns if one not in {"same_di", "record_time"} or name == "recorded"]
        place = own.index("position")
        ours = index.rows(
            f"SELECT {', '.join(own)} FROM {name} WHERE house = ? AND position <= ?", [house.name, known]
        )
        now = [row for row in fresh[name] if row[place] <= known]
        if sorted(map(repr, ours)) != sorted(map(repr, now)):
            differing.append(INDEX_DIFFERS.with_(house=house.name, rows=name, file=group.index))
    return differing
