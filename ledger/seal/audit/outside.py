"""The log against what others hold: checkpoints handed out earlier, a key pinned elsewhere, witnesses.

Whoever has the signing key can rewrite a ledger so that nothing inside contradicts it. Only what lies outside
of the house can tell; so an answer always says what it was compared with, and what it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import CorruptionError
from ledger.events.own import KEY_ROTATED
from ledger.log.chained import Ends
from ledger.merkle.cosignature import Witness
from ledger.merkle.note import NoteError, Verifier
from ledger.merkle.tree import Tree
from ledger.seal.acts import Act
from ledger.seal.audit.claims import Claim, ClaimAudit
from ledger.seal.audit.problems import HEAD_OTHER_KEY, HELD_FORKED, HELD_OTHER_KEY, UNWITNESSED
from ledger.seal.audit.report import Report
from ledger.seal.audit.times import jumps
from ledger.seal.chain import check_link, link_of
from ledger.seal.checkpoint import opened_by
from ledger.seal.held import HeldNote, compare, goes_on
from ledger.seal.keyring import Keyring
from ledger.seal.witnessing import Policy, Witnessed, cosigned_notes, policy_of, witnessed


@dataclass(frozen=True, slots=True)
class Outside:
    """What somebody has who checks a ledger.

    Attributes:
        held: Checkpoints that were handed out earlier.
        key: The key that the checker knows to be the ledger's; else the ledger's own word is taken.
        witnesses: Witnesses that count for the checker; else those that the ledger names.
        required: How many witnesses must have signed; else as the ledger says.
        alone: Whether a copy of the database is looked at, which may have come without its companions.
    """

    held: tuple[HeldNote, ...] = ()
    key: Verifier | None = None
    witnesses: tuple[Witness, ...] = ()
    required: int | None = None
    alone: bool = False


@dataclass(slots=True)
class Basis:
    """What a verification rests on.

    Attributes:
        compared: What the log was compared with, each `{"what", "size", …}`.
        not_checked: Codes of what it was not compared with: `key`, `held`, `witnesses`, `copies`, `tables`.
        jumps: Where the clock went back, or ahead by more than a day, between two checkpoints.
        unwitnessed_from: First position that no counted witness has signed; None where none counts.
    """

    compared: list[dict[str, Any]] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    unwitnessed_from: int | None = None
    jumps: list[dict[str, Any]] = field(default_factory=list)


class OutsideAudit:
    """Compares a log with what others hold.

    Args:
        tree: Of the log.
        head: Its last position.
        claims: Its own checkpoints, opened.
        report: Where the findings go.

    Attributes:
        basis: What the log was compared with.
        beside: Where the tables beside the log ended, as the checkpoints say that somebody holds.
    """

    def __init__(self, tree: Tree, head: int, claims: ClaimAudit, report: Report) -> None:
        self._tree = tree
        self._head = head
        self._claims = claims
        self._report = report
        self.basis = Basis()
        self.beside: list[Ends] = []

    def run(self, outside: Outside, found: Sequence[Claim]) -> None:
        """Compare, and say with what."""
        self._own(found)
        self.basis.jumps = jumps(self._claims.dates, self._claims.acts, self._report)
        keys = self._keys(outside.key, found)
        if outside.key is None:
            self.basis.not_checked.append("key")
        if not outside.held:
            self.basis.not_checked.append("held")
        for held in outside.held:
            self._compare(held, keys)
        self._witnesses(outside, keys)

    def _own(self, found: Sequence[Claim]) -> None:
        for place, what in (("database", "checkpoints"), ("copy", "copies")):
            sizes = [claim.size for claim in found if claim.place == place]
            if sizes:
                self.basis.compared.append({"what": what, "size": max(sizes), "count": len(sizes)})
            else:
                self.basis.not_checked.append(what)

    def _keys(self, pinned: Verifier | None, found: Sequence[Claim]) -> tuple[Verifier, ...]:
        """Return the keys that count; report a ledger whose checkpoints another one signs."""
        own = self._claims.keyring
        if pinned is None:
            return own.all if own is not None else ()
        ring = Keyring(pinned, (act for act in self._claims.acts if act.type == KEY_ROTATED.type))
        if own is None or own.current not in ring.all:
            size = max((claim.size for claim in found), default=0)
            self._report.add("other_key", size, HEAD_OTHER_KEY.with_(expected=pinned))
        else:
            self.basis.compared.append({"what": "key", "key": str(pinned)})
        return ring.all

    def _compare(self, held: HeldNote, keys: tuple[Verifier, ...]) -> None:
        if not keys:
            return
        wrong = compare(held, self._tree, self._head, keys)
        if wrong is not None:
            self._report.add(wrong.kind, wrong.position, wrong.reason)
        told = {"what": "held", "file": str(held.path), "size": held.checkpoint.size}
        if wrong is None or wrong.kind != "other_key":
            told |= self._ends(held, keys)
        self.basis.compared.append(told)

    def _ends(self, held: HeldNote, keys: tuple[Verifier, ...]) -> dict[str, int]:
        """Take up where a checkpoint says that the tables beside the log ended; return the numbers."""
        try:
            link = link_of(held.note, *keys)
            if link is not None:
                check_link(held.note, *keys)
        except NoteError:
            size = held.checkpoint.size
            reason = HELD_OTHER_KEY.with_(path=held.path, expected=keys[-1])
            self._report.add("other_key", size, reason)
            return {}
        if link is None or link.beside is None:
            return {}
        self.beside.append(link.beside)
        return {name: end.number for name, end in link.beside._asdict().items()}

    def _witnesses(self, outside: Outside, keys: tuple[Verifier, ...]) -> None:
        policy = _policy(outside, self._claims.acts)
        if not policy.witnesses:
            self.basis.not_checked.append("witnesses")
            return
        notes = [*cosigned_notes(self._claims.acts), *(held.note for held in outside.held)]
        signed = list(self._sound(notes, policy, keys))
        enough = [one for one in signed if len(one.names) >= max(policy.required, 1)]
        best = max(enough, key=lambda one: one.checkpoint.size, default=None)
        size = 0 if best is None else best.checkpoint.size
        self.basis.unwitnessed_from = size + 1 if size < self._head else None
        told = {"what": "witnesses", "size": size, "required": policy.required}
        self.basis.compared.append({**told, "witnesses": [] if best is None else list(best.names)})
        if best is None and policy.required:
            self._report.add("unwitnessed", None, UNWITNESSED.with_(required=policy.required))
        elif best is None:
            self.basis.not_checked.append("witnesses")

    def _sound(self, notes: Iterable[str], policy: Policy, keys: tuple[Verifier, ...]) -> Iterable[Witnessed]:
        """Yield the cosigned checkpoints that the log goes on from; report where it does not."""
        for note in notes:
            one = witnessed(note, policy.witnesses)
            if one is None or not one.names or one.checkpoint.size > self._head:
                continue
            try:
                opened_by(note, *keys)
                goes_on(one.checkpoint, self._tree, self._head)
            except NoteError:
                continue
            except CorruptionError:
                size = one.checkpoint.size
                reason = HELD_FORKED.with_(path=", ".join(one.names), size=size)
                self._report.add("forked", size, reason)
                continue
            yield one


def _policy(outside: Outside, acts: Iterable[Act]) -> Policy:
    """Return which witnesses count for whoever checks."""
    own = policy_of(acts)
    required = own.required if outside.required is None else outside.required
    return Policy(outside.witnesses or own.witnesses, required)
