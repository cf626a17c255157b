"""Bringing the index of a federation up to its houses, and saying of each house how it stands.

=============  ==================================================================================
`current`      the index is as far as the house's log was when it was asked
`unreachable`  the house did not answer; what was taken from it earlier answers in its stead, if any
`older`        its log ends before, or is not the one, that was seen there earlier; what was taken
               before stays out of no answer, and `medledger federation verify` says more
=============  ==================================================================================

How far each house was is kept in `FILE.seen`, apart from the index: a house that goes back is noticed even
after the index was thrown away.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import LedgerError, Problem, Reason
from replay.federation.group import Group, House, write_json
from replay.federation.index import VERSION, Index, Kept, opened_index
from replay.federation.sources import Source, source_of

OTHER_KEY = Problem(
    "house_other_key",
    "核对联盟各家：{house} 的账本应以 {key} 签名，实际是另一密钥。",
    "Checking the houses of a federation: expected {house} to be signed by {key}, it has another key.",
    "向该家核实其密钥（medledger key show）后，再更正联盟文件。",
    "Ask the house for its key (medledger key show) before the file of the federation is corrected.",
)
HOUSE_OLDER = Problem(
    "house_older",
    "核对联盟各家：{house} 的账本应至少到位置 {position}，实际只到 {head}。",
    "Checking the houses of a federation: expected {house} to reach position {position}, it ends at {head}.",
    "可能是旧备份被放回；请该家运行 medledger verify。",
    "An older copy may have been put back; have the house run medledger verify.",
)
HOUSE_REWRITTEN = Problem(
    "house_rewritten",
    "核对联盟各家：{house} 的账本在位置 {position} 的根应与先前所见相同，实际不同。",
    "Checking the houses of a federation: expected the root of {house} at position {position} as it was seen "
    "before, got another one.",
    "记录被改写过，或这是另一本账；请该家运行 medledger verify。",
    "What was recorded was rewritten, or it is another ledger; have the house run medledger verify.",
)
CURRENT, UNREACHABLE, OLDER = "current", "unreachable", "older"


@dataclass(frozen=True, slots=True)
class HouseStanding:
    """How a house stands.

    Attributes:
        house: Which.
        state: One of the three above.
        kept: What the index has of it; None where it has nothing.
        reason: Why it is not `current`, as a sentence.
    """

    house: House
    state: str
    kept: Kept | None
    reason: str | None = None


def refreshed(group: Group, *, look: bool = True) -> list[HouseStanding]:
    """Bring the index up to every house that answers; return how each house stands, in their order.

    Args:
        group: The federation.
        look: Whether houses are asked; without it the index answers as it is, where there is one.

    Raises:
        CommandError: The engine is not installed.
        UnavailableError: Another program writes the index.
    """
    if not look and group.index.exists():
        with opened_index(group.index) as index:
            known = index.houses()
        return [HouseStanding(house, CURRENT, known.get(house.name)) for house in group.houses]
    known = _known(group)
    if _unchanged(group, known):
        return [HouseStanding(house, CURRENT, known[house.name]) for house in group.houses]
    seen = read_seen(group)
    with opened_index(group.index, write=True) as index:
        index.drop(known.keys() - {house.name for house in group.houses})
        found = [
            _brought_up(index, house, known.get(house.name), seen.get(house.name)) for house in group.houses
        ]
    for one in found:
        if one.state == CURRENT and one.kept is not None:
            seen[one.house.name] = {"position": one.kept.position, "root": one.kept.root}
    write_json(group.seen, {"houses": seen})
    return found


def read_seen(group: Group) -> dict[str, dict[str, Any]]:
    """Return how far each house was when it was asked last: position and root, by name."""
    try:
        found: dict[str, dict[str, Any]] = orjson.loads(group.seen.read_bytes())["houses"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def _known(group: Group) -> dict[str, Kept]:
    if not group.index.exists():
        return {}
    with opened_index(group.index) as index:
        return index.houses()


def _unchanged(group: Group, known: dict[str, Kept]) -> bool:
    """Return whether no file of any house has changed since it was read, and no house came or went."""
    if known.keys() != {house.name for house in group.houses}:
        return False
    return all(
        (token := token_of(house))
        and token == known[house.name].token
        and known[house.name].version == VERSION
        for house in group.houses
    )


def token_of(house: House) -> str:
    """Return what the files of a house look like from outside; empty where that tells nothing."""
    path = house.location.path
    if path is None:
        return ""
    parts = []
    for file in (path, Path(f"{path}-wal")):
        try:
            state = file.stat()
        except OSError:
            continue
        parts.append(f"{state.st_ino}:{state.st_size}:{state.st_mtime_ns}")
    return " ".join(parts)


def _brought_up(index: Index, house: House, kept: Kept | None, seen: dict[str, Any] | None) -> HouseStanding:
    token = token_of(house)
    if kept is not None and token and (token, VERSION) == (kept.token, kept.version):
        return HouseStanding(house, CURRENT, kept)
    try:
        with source_of(house) as source:
            reason = gone_back(source, house, seen)
            if reason is not None:
                return HouseStanding(house, OLDER, kept, reason.message())
            return HouseStanding(house, CURRENT, _taken(index, house, kept, source, token))
    except LedgerError as error:
        return HouseStanding(house, UNREACHABLE, kept, error.reason.message())


def _taken(index: Index, house: House, kept: Kept | None, source: Source, token: str) -> Kept:
    """Take from a house what is new, and return what the index knows of it then.

    The files are looked at before they are read: what is written meanwhile is seen at the next question.
    """
    after = kept.position if kept is not None and kept.version == VERSION else 0
    found = source.extract(after)
    last, root = source.recorded_at(found.position), b64encode(found.root).decode()
    fresh = Kept(house.name, found.position, root, found.zone, VERSION, token, last)
    index.put(fresh, found, after)
    return fresh


def gone_back(source: Source, house: House, seen: dict[str, Any] | None) -> Reason | None:
    """Return why a house does not go on from what was seen of it, None where it does."""
    if house.key not in source.verifiers():
        return OTHER_KEY.with_(house=house.name, key=house.key)
    if seen is None:
        return None
    size, head = seen["position"], source.head()
    if head < size:
        return HOUSE_OLDER.with_(house=house.name, position=size, head=head)
    if source.root(size) == seen["root"]:
        return None
    return HOUSE_REWRITTEN.with_(house=house.name, position=size)
