"""The board of a recall: each consignee with what it was given and what became of that, and the sums.

For each line and for the whole:

    distributed = returned + destroyed_there + used + still_there + passed_on + unaccounted

`distributed` is what the consignee had at the opening (late sales included) and what it was given since;
`returned` came back since the opening; the others are its own answers. The list of a version stays frozen;
the board is alive: a sale that becomes known later joins it (`late_known_at`), one that was voided stays on
it (`struck`). To whom a consignee passed goods on stands one level down, outside the sums, and to whom that
one did one level further down. An answer about goods that its consignee never had under any version of the
scope is a line of its own (`stray`), of which nothing was distributed: what it tells is unaccounted for,
below zero, until it is answered anew or explained.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from ledger import clock
from ledger.state.quantities import ZERO, plain
from projections.answers.cases.obligations import obligations
from projections.answers.goods.recall_rows import Key
from projections.answers.recalls.answers import (
    About,
    Answer,
    AnsweredLine,
    Share,
    answers,
    may_be_about,
    places,
    shares,
)
from projections.answers.recalls.held import Held
from projections.answers.recalls.holders import Holders, HoldersReader, Opening, known_since
from projections.answers.recalls.told import Recall, Version, recalls
from projections.engine.chunks import chunks
from projections.reading.query import Query

SUMS: Final = (
    *("distributed", "returned", "destroyed_there", "used"),
    *("still_there", "passed_on", "unaccounted"),
)
_FORWARD: Final = "CLK.RECALL.FORWARD"
_AT_ONCE: Final = 50  # recalls whose goods and clocks are held together


@dataclass(slots=True)
class BoardLine:
    """One line of the board.

    Attributes:
        key: Customer and goods; of a consignee's consignee the customer that passed the goods on.
        sums: The quantities of the identity, by name.
        paper: Name, address, and the places of contact and phone.
        level: 1 for our own consignees, 2 for theirs, and so on.
        stray: Whether only an answer tells of it, about goods that the consignee never had.
        late_known_at: When a sale that the opening did not know became known, in the stored form.
        struck: Whether a sale that the opening knew was voided since.
        notice: The first notice to it, as its stage tells it.
        answer: Its newest answer.
        reason: Why something is unaccounted for, in writing.
    """

    key: Key
    sums: dict[str, Decimal]
    paper: dict[str, Any] = field(default_factory=dict)
    level: int = 1
    stray: bool = False
    late_known_at: str | None = None
    struck: bool = False
    notice: dict[str, Any] | None = None
    answer: Answer | None = None
    reason: str | None = None

    @property
    def last_contact_at(self) -> str | None:
        """When it was last told something, or answered."""
        told = self.notice and self.notice["notice_sent_at"]
        return max((one for one in (told, self.answer and self.answer.at) if one), default=None)

    @property
    def empty(self) -> bool:
        """Whether the consignee neither had nor has anything of it."""
        return not any(self.sums.values())


@dataclass(frozen=True)
class Board:
    """The board of a recall at a cut-off.

    Attributes:
        recall: As its stages tell it.
        version: The version of the scope that it shows.
        entries: Its lines, by customer and goods.
        waiting: How much that came back still waits for its disposal.
        clocks: What the recall owes, as obligations.
        frozen: The frozen list of the version.
        reader: Reads those of other versions.
    """

    recall: Recall
    version: Version
    entries: list[BoardLine]
    waiting: Decimal
    clocks: list[dict[str, Any]]
    frozen: Holders
    reader: HoldersReader

    @property
    def forward_until(self) -> str | None:
        """By when every consignee is to be told, as shown."""
        return next((one["due_at"] for one in self.clocks if one["clock_id"] == _FORWARD), None)

    def own(self) -> list[BoardLine]:
        """Return the lines of our own consignees, less those that only an answer tells of."""
        return [one for one in self.entries if one.level == 1 and not one.stray]

    def untold(self) -> list[BoardLine]:
        """Return a line of each consignee that was not told, where it has or had anything."""
        found = {one.key.party: one for one in self.own() if one.notice is None and not one.empty}
        return [found[party] for party in sorted(found)]

    def unexplained(self) -> list[BoardLine]:
        """Return the lines of which something is unaccounted for, without a written reason."""
        return [one for one in self.entries if one.sums["unaccounted"] and not one.reason]

    def outside(self, customer: str) -> Decimal | None:
        """Return how much a customer, by code or name, was given and has not returned; None of a stranger."""
        return self._outside.get(customer)

    @cached_property
    def _outside(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for one in self.own():
            left = one.sums["distributed"] - one.sums["returned"]
            for name in {one.key.party, one.paper.get("customer_name") or one.key.party}:
                found[name] = found.get(name, ZERO) + left
        return found

    def totals(self) -> dict[str, Any]:
        """Return the sums over our own consignees, and how many of them there are, were told and answered."""
        own = self.own()
        parties = {one.key.party for one in own}
        told = {one.key.party for one in own if one.notice is not None}
        answered = {one.key.party for one in own if one.answer and _has_answered(one.answer)}
        every = [one.sums for one in self.entries if one.level == 1]
        sums = {name: plain(sum((one[name] for one in every), ZERO)) for name in SUMS}
        return {**sums, "consignees": len(parties), "notified": len(told), "answered": len(answered)}


def board(query: Query, recall: Recall, version: int | None = None) -> Board:
    """Return the board of a recall.

    Args:
        query: How far to look, and where.
        recall: Which.
        version: Of its scope; the newest by default.
    """
    reader = HoldersReader(query.connection, query.zone)
    return _board(query, recall, version, reader, list(obligations(query, ["recalls"], [recall.number])))


def boards(query: Query, numbers: Collection[str] = ()) -> Iterator[Board]:
    """Yield the boards of several recalls, by number; what they share is read once for many of them.

    Args:
        query: How far to look, and where.
        numbers: Of the recalls; all by default.
    """
    wanted = (one for one in recalls(query) if not numbers or one.number in numbers)
    for part in chunks(wanted, _AT_ONCE):
        reader = HoldersReader(query.connection, query.zone)
        clocks: dict[str, list[dict[str, Any]]] = {one.number: [] for one in part}
        for row in obligations(query, ["recalls"], list(clocks)):
            clocks[row["number"]].append(row)
        for recall in part:
            yield _board(query, recall, None, reader, clocks[recall.number])


def _board(
    query: Query, recall: Recall, version: int | None, reader: HoldersReader, clocks: list[dict[str, Any]]
) -> Board:
    chosen = recall.versions[-1]
    for one in recall.versions:
        chosen = one if one.number == version else chosen
    first = recall.versions[0]
    live = reader.holders(query.cutoff, chosen.scope, Opening(first.at, first.known))
    frozen = reader.frozen_list(chosen.scope, chosen.at, chosen.known)
    elsewhere = _Elsewhere(query, recall, chosen, reader)
    entries = list(_entries(query, recall, live, frozen, chosen, elsewhere))
    return Board(recall, chosen, entries, live.waiting, clocks, frozen, reader)


def _entries(
    query: Query, recall: Recall, live: Holders, frozen: Holders, version: Version, elsewhere: _Elsewhere
) -> Iterator[BoardLine]:
    told: dict[str, dict[About, Answer]] = {}
    for about, said in answers(recall.of("response_received")).items():
        told.setdefault(about.customer, {})[about] = said
    notices = _notices(recall)
    since = known_since(query.connection, live.held.values())
    parties: dict[str, list[Key]] = {party: [] for party in told if party}
    for key in {*live.held, *frozen.held}:
        parties.setdefault(key.party, []).append(key)
    for party, keys in sorted(parties.items()):
        keys.sort()
        held = [live.held.get(key) or _gone(frozen.held[key]) for key in keys]
        lines = [
            AnsweredLine(key[1:], one.distributed - one.back, one.returns)
            for key, one in zip(keys, held, strict=True)
        ]
        own = told.get(party, {})
        about_lines = places(own, party, lines)
        for place, (key, one, share) in enumerate(zip(keys, held, shares(own, party, lines), strict=True)):
            answer = _answer_of(own, about_lines, place)
            yield BoardLine(
                key,
                _sums(one, share),
                one.paper,
                late_known_at=min((since[place] for place, _ in one.late), default=None),
                struck=_struck(frozen.held.get(key), one, version, recall),
                notice=notices.get(party),
                answer=answer,
                reason=answer.reason if answer else None,
            )
        papers = held[0].paper if held else {}
        strays = [about for about, of_answer in about_lines.items() if not of_answer]
        of_others = {about for about in strays if elsewhere.had(about)}
        for about in strays:
            if about not in of_others and _told_by(own[about]).told:
                yield _stray(about, own[about], papers, notices.get(party))
        yield from _passed_on(own, party, keys, of_others)


def _stray(
    about: About, answer: Answer, paper: dict[str, Any], notice: dict[str, Any] | None, level: int = 1
) -> BoardLine:
    """Return the line of an answer about goods that nobody gave to who answers."""
    return BoardLine(
        Key(about.customer, *about[2:]),
        _told_sums(ZERO, _told_by(answer)),
        paper,
        level=level,
        stray=True,
        notice=notice,
        answer=answer,
        reason=answer.reason,
    )


class _Elsewhere:
    """The goods of the other versions of a recall's scope, read where an answer is about none of this one.

    Args:
        query: How far to look.
        recall: Which.
        version: That of the board.
        reader: Reads the lists.
    """

    def __init__(self, query: Query, recall: Recall, version: Version, reader: HoldersReader) -> None:
        self._query = query
        self._recall = recall
        self._version = version
        self._reader = reader

    def had(self, about: About) -> bool:
        """Return whether a consignee had the goods of its answer under another version."""
        return any(key.party == about.customer and may_be_about(about, key[1:]) for key in self._keys)

    @cached_property
    def _keys(self) -> set[Key]:
        first = self._recall.versions[0]
        others = [one for one in self._recall.versions if one.number != self._version.number]
        opening = Opening(first.at, first.known)
        return {
            key for one in others for key in self._reader.holders(self._query.cutoff, one.scope, opening).held
        }


def _gone(frozen: Held) -> Held:
    """Return a line of the frozen list of which nothing is left, with the papers it had."""
    return Held(paper=frozen.paper)


def _struck(frozen: Held | None, now: Held, version: Version, recall: Recall) -> bool:
    """Return whether less is known now of what the list knew; only its own opening can be compared."""
    if frozen is None or version.known != recall.versions[0].known:
        return frozen is not None and not now.distributed and frozen.known > ZERO
    return now.known < frozen.known


def _sums(held: Held, share: Share) -> dict[str, Decimal]:
    distributed, returned = held.distributed, held.back
    told = (distributed, returned, share.destroyed, share.used, share.still, share.passed)
    return dict(zip(SUMS, (*told, distributed - returned - share.told), strict=True))


def _told_sums(given: Decimal, share: Share) -> dict[str, Decimal]:
    """Return the sums of somebody from whom nothing comes back to us."""
    told = (given, ZERO, share.destroyed, share.used, share.still, share.passed)
    return dict(zip(SUMS, (*told, given - share.told), strict=True))


def _notices(recall: Recall) -> dict[str, dict[str, Any]]:
    """Return the first notice to each customer."""
    found: dict[str, dict[str, Any]] = {}
    for row in recall.of("notice_sent"):
        if row["customer_code"] is not None:
            found.setdefault(row["customer_code"], row)
    return found


def _answer_of(own: dict[About, Answer], about_lines: dict[About, list[int]], place: int) -> Answer | None:
    """Return the answer that says most about the goods of a line."""
    found = [
        (sum(map(bool, about[2:])), own[about])
        for about, of_answer in about_lines.items()
        if place in of_answer or not any(about[2:])
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _passed_on(
    own: dict[About, Answer], party: str, keys: Sequence[Key], of_others: Collection[About]
) -> Iterator[BoardLine]:
    """Yield to whom a customer passed goods on, with what these answered in turn, and so on.

    Args:
        own: The customer's answers, and those of its consignees.
        party: The customer.
        keys: Its goods.
        of_others: Its answers about goods that are not in this version of the scope.
    """
    reached: set[str] = set()
    for about, answer in own.items():
        if not about.consignee and about not in of_others:
            goods = about[2:] if any(about[2:]) else _only(keys)
            for line in _further_down(own, Key(party, *goods), answer, 2, frozenset()):
                reached.add(line.paper["customer_name"])
                yield line
    for about, answer in own.items():
        if about.consignee not in {"", *reached} and not of_others and _told_by(answer).told:
            yield _stray(about, answer, {"customer_name": about.consignee}, None, level=2)


def _further_down(
    own: dict[About, Answer], key: Key, answer: Answer, level: int, above: frozenset[str]
) -> Iterator[BoardLine]:
    """Yield to whom goods were passed on, each with those that it passed them on to."""
    for name, quantity in sorted(answer.passed_on.items()):
        theirs = next((one for other, one in own.items() if other.consignee == name), None)
        yield BoardLine(
            key,
            _told_sums(quantity, _told_by(theirs)),
            {"customer_name": name},
            level=level,
            answer=theirs,
            reason=theirs.reason if theirs else None,
        )
        if theirs is not None and name not in above:
            yield from _further_down(own, key, theirs, level + 1, above | {name})


def _only(keys: Sequence[Key]) -> tuple[str, str, str]:
    return keys[0][1:] if len(keys) == 1 else ("", "", "")


def _told_by(answer: Answer | None) -> Share:
    if answer is None:
        return Share()
    return Share(
        answer.quantity("customer_used"),
        answer.quantity("customer_destroyed"),
        answer.passed,
        answer.quantity("customer_on_hand"),
    )


def _has_answered(answer: Answer) -> bool:
    return bool(answer.values.get("response_state", "answered") == "answered")


def shown_time(text: str | None, zone: str) -> str | None:
    """Return a stored time as people read it."""
    return clock.shown(text, zone)
