"""A unit of work: documents decided against one state of the log, each of them whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple, TypeGuard

from ledger.deciding.decision import Accepted, Command, Context, Duplicate, Refused
from ledger.deciding.identity import event_id
from ledger.deciding.integrity_rules import OTHER_CONTENT
from ledger.deciding.masking import masked
from ledger.deciding.numbering import Numbers
from ledger.deciding.plan import plan
from ledger.deciding.recorded_lines import has_voided_line, lines_of_their_own, renumbered
from ledger.deciding.unnumbered import comes_unnumbered, digest_in, in_parts, numbered
from ledger.errors import Reason
from ledger.events.individuals import CUSTOMERS, EXTRA
from ledger.log.prepared import Prepared, keep_entry, prepare, set_apart
from ledger.recording.pending import NOW, PendingEvents
from ledger.recording.prefetch_keys import prefetch_keys
from ledger.recording.problems import INCOMPLETE
from ledger.recording.state_cache import StateCache
from ledger.rulebook import decide, spread
from ledger.settings import Signatures
from ledger.state.fold import fold, recorded, remember
from ledger.state.kinds import SEPARATOR
from ledger.state.stays import is_sold_when_gone, overlaps

_RETURNS = "returns"
_UNITS = (("product_code", "serial"), ("replacement_product_code", "replacement_serial"))


class Recorded(NamedTuple):
    """A row that is in the log now: its position and the rules it broke.

    A row that was taken apart stands at several: `also` has the positions of all parts but the first.
    """

    position: int
    findings: tuple[str, ...] = ()
    also: tuple[int, ...] = ()


Outcome = Recorded | Duplicate | Refused
Tagged = Callable[[str], Iterator[dict[str, Any]]]


class UnitOfWork:
    """Documents being decided against one state of the log.

    Attributes:
        tagged: Gives the documents that carry a tag, recorded or accepted so far.
        head: The position behind which its events will stand.
        events: What is to be appended, in order.
        recorded_now: Whether one of them takes its record time as its business time.
    """

    def __init__(
        self,
        state: StateCache,
        pending: PendingEvents,
        context: Context,
        *,
        head: int,
        recorded_by: str,
        verified: bool = False,
        tagged: Tagged = lambda _tag: iter(()),
    ) -> None:
        self._state = state
        self._pending = pending
        self._context = context
        self._recorded_by = recorded_by
        self._verified = verified
        self._signatures: Signatures = ()
        self._next = head + 1
        self.tagged = tagged
        self.head = head
        self.events: list[Prepared] = []
        self.recorded_now = False

    @contextmanager
    def in_the_name_of(
        self, person: str, *, verified: bool = False, signatures: Signatures = ()
    ) -> Iterator[None]:
        """Let somebody else be who records what is decided meanwhile.

        Args:
            person: Who.
            verified: Whether a door has made sure of that.
            signatures: Who signed by password, and what that means.
        """
        before = self._recorded_by, self._verified, self._signatures, self._context
        self._recorded_by, self._verified, self._signatures = person, verified, signatures
        self._context = replace(self._context, recorded_by=person)
        try:
            yield
        finally:
            self._recorded_by, self._verified, self._signatures, self._context = before

    def decided(self, documents: Sequence[Sequence[Command | Refused]]) -> list[list[Outcome]]:
        """Decide on documents; what the decisions will ask for is read at once first."""
        self._state.prefetch(prefetch_keys(documents, self._state))
        return [self.document(document) for document in documents]

    @property
    def state(self) -> StateCache:
        """What the log and the documents decided so far leave."""
        return self._state

    def document_at(self, position: int) -> dict[str, Any]:
        """Return the document at a position, recorded or accepted so far."""
        return self._context.stored(position)

    def personal_at(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return the personal values kept beside the event at a position; erased ones are absent."""
        return self._context.personal(position, fields)

    def kept_beside(self, position: int) -> list[tuple[str, str]]:
        """Return fields and values of what an accepted event will keep beside it."""
        return [(field, value) for field, _, value in self.events[position - self.head - 1].personal]

    def keep_entry(self, position: int, entry: dict[str, Any], tag: str) -> None:
        """Keep with an accepted event by which key its document was entered."""
        keep_entry(self.events[position - self.head - 1], entry, tag)

    def duplicate(self, command: Command) -> Duplicate | None:
        """Return where a row is in the log already, if it is."""
        decided = decide(command, self._state, self._context)
        return decided if isinstance(decided, Duplicate) else None

    def document(self, commands: Sequence[Command | Refused], *, live: bool | None = None) -> list[Outcome]:
        """Decide on one document: all of its new rows, or none.

        Args:
            commands: Its rows.
            live: Whether compliance rules refuse, where that is not as in the rest of the unit.
        """
        context = self._context if live is None else replace(self._context, live=live)
        if comes_unnumbered(commands):
            numbers = Numbers(self._state)
            outcomes = self._attempt(numbered(commands, self._state, numbers), context)
            if any(isinstance(one, Recorded) for one in outcomes):
                numbers.settle()
            return outcomes
        if has_voided_line(commands, self._state) or any(
            self._state.get(key) is not None for key in lines_of_their_own(commands)
        ):
            return self._attempt(renumbered(commands, self._state, context) or commands, context)
        outcomes = self._attempt(commands, context)
        if not any(map(_is_other_content, outcomes)):
            return outcomes
        again = renumbered(commands, self._state, context)
        return outcomes if again is None else self._attempt(again, context)

    def together(self, documents: Sequence[Sequence[Command | Refused]]) -> list[list[Outcome]] | None:
        """Decide documents that only fit together: all of them, or none.

        Whether each unit has one holder at a time is looked at when all are there.

        Args:
            documents: In the order of business time.

        Returns:
            What became of their rows; None where they do not fit together either.
        """
        commands = [command for document in documents for command in document]
        if any(map(comes_unnumbered, documents)):
            return None
        self._state.prefetch(prefetch_keys(documents, self._state))
        context = replace(self._context, together=True)
        outcomes = self._attempt(commands, context, fits=self._one_holder_each)
        if any(isinstance(outcome, Refused) for outcome in outcomes):
            return None
        rest = iter(outcomes)
        return [list(islice(rest, len(document))) for document in documents]

    def _one_holder_each(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Return whether each unit that rows name has one holder at a time."""
        named = {
            (row[product], serial)
            for row in rows
            for product, serials in _UNITS
            if serials in row and product in row
            for serial in row[serials].split(";")
        }
        units = (self._state.unit(product, serial) for product, serial in named)
        return not any(unit and (any(overlaps(unit.stays)) or is_sold_when_gone(unit)) for unit in units)

    def _attempt(
        self,
        commands: Sequence[Command | Refused | Duplicate],
        context: Context,
        fits: Callable[[Sequence[Mapping[str, Any]]], bool] = lambda _rows: True,
    ) -> list[Outcome]:
        state, kept, first = self._state, len(self.events), self._next
        state.begin_document()
        outcomes: list[Outcome] = []
        accepted: list[Mapping[str, Any]] = []
        whole = True
        for command in commands:
            decided = decide(command, state, context) if isinstance(command, Command) else command
            if isinstance(decided, Accepted):
                accepted.append(decided.data)
                outcomes.append(self._take(decided))
                continue
            outcome: Outcome = decided
            if isinstance(decided, Refused) and _is_return(command):
                outcome = self._taken_apart(command, decided, commands, context)
            whole = whole and not isinstance(outcome, Refused)
            outcomes.append(outcome)
        if whole and fits(accepted):
            return outcomes
        state.rollback()
        del self.events[kept:]
        self._pending.drop(first, self._next)
        self._next = first
        if whole:
            return [Refused((Reason(INCOMPLETE, {}),)) for _ in outcomes]
        return _all_refused(outcomes, self.head)

    def _taken_apart(
        self, command: Command, why: Refused, document: Sequence[object], context: Context
    ) -> Outcome:
        """Record a return in parts, where several sale lines explain it and none of them alone does.

        Args:
            command: The return.
            why: Why it cannot be recorded as it is.
            document: The rows that it came with.
            context: What may be asked.
        """
        known = in_parts(command, self._state)
        if isinstance(known, Duplicate):
            return known
        command = command.with_data(command.data)
        command.sheet_row = known
        number = command.data.get(command.table.identity[0], "")
        lines = [int(key.rsplit(SEPARATOR, 1)[1]) for key, _ in self._state.lines(_RETURNS, number)]
        lines += [one.data.get("line", 1) for one in document if isinstance(one, Command)]
        taken: list[Recorded] = []
        for part in spread(command, why, self._state, context, lines=lines):
            decided = decide(part, self._state, context)
            if not isinstance(decided, Accepted):
                return decided if isinstance(decided, Refused) else why
            taken.append(self._take(decided))
        if not taken:
            return why
        findings = tuple(finding for one in taken for finding in one.findings)
        return Recorded(taken[0].position, findings, tuple(one.position for one in taken[1:]))

    def _take(self, decided: Accepted) -> Recorded:
        position, command = self._next, decided.command
        table = command.table
        data, personal = _salted(decided)
        if personal:
            decided.findings = [masked(one, personal) for one in decided.findings]
        if not decided.event_id:
            decided.event_id = event_id(
                table, data, command.envelope.note, command.envelope.event_time, decided.envelope.replaces
            )
        if table.kind == "fact" and table.key != "voids":
            recorded(self._state, table, data, position, decided.event_id, decided.envelope.replaces)
            if digest := digest_in(command):
                remember(self._state, table, data, digest)
        else:
            fold(self._state, table, _as_event(decided, data, position))
            if table.key == CUSTOMERS and EXTRA in command.personal:
                self._state.tell_person(decided.data["name"], data["customer_code"], position)
        prepared = self._prepared(decided, data, personal)
        self._pending.add(position, prepared)
        self.events.append(prepared)
        self.recorded_now = self.recorded_now or decided.recorded_now
        self._next += 1
        if not decided.findings:
            return Recorded(position)
        return Recorded(position, tuple(one["rule"] for one in decided.findings if "severity" not in one))

    def _prepared(
        self, decided: Accepted, data: dict[str, Any], personal: tuple[tuple[str, bytes, str], ...]
    ) -> Prepared:
        return prepare(
            event_type=decided.command.event,
            data=data,
            tags=decided.tags,
            event_id=decided.event_id,
            envelope=decided.envelope,
            recorded_by=self._recorded_by,
            filled=decided.filled,
            given=decided.given,
            findings=decided.findings,
            voided=decided.voided,
            versions=decided.versions,
            personal=personal,
            recorded_now=decided.recorded_now,
            verified=self._verified,
            signatures=self._signatures,
            sheet_row=digest_in(decided.command),
        )


def _is_return(row: Command | Refused | Duplicate) -> TypeGuard[Command]:
    return isinstance(row, Command) and row.table.key == _RETURNS


def _is_other_content(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and any(one.rule is OTHER_CONTENT for one in outcome.breaches)


def _as_event(decided: Accepted, data: dict[str, Any], position: int) -> dict[str, Any]:
    """Return what folding needs of an accepted row, by the names of the stored document."""
    envelope = decided.envelope
    return {
        "type": decided.command.event,
        "data": data,
        "event_id": decided.event_id,
        "event_time": NOW if decided.recorded_now else envelope.event_time,
        "position": position,
        "replaces": envelope.replaces,
        "struck": decided.voided,
        "note": envelope.note,
        "sheet_row": digest_in(decided.command),
    }


def _salted(decided: Accepted) -> tuple[dict[str, Any], tuple[tuple[str, bytes, str], ...]]:
    """Return the data with personal fields as salted digests, and the side rows that hold them."""
    data, fields = decided.data, plan(decided.command.table.key).personal
    if decided.command.personal:
        fields |= decided.command.personal
    beside: tuple[tuple[str, bytes, str], ...] = ()
    if not data.keys().isdisjoint(fields):
        data, beside = set_apart(data, sorted(fields))
    extra = decided.envelope.extra
    if extra and EXTRA in fields:
        hidden, apart = set_apart({EXTRA: extra}, (EXTRA,))
        decided.envelope = decided.envelope._replace(extra=hidden[EXTRA])
        beside = (*beside, *apart)
    return data, beside


def _all_refused(outcomes: list[Outcome], head: int) -> list[Outcome]:
    """Return the outcomes of a document of which a row was refused: nothing new of it is recorded."""
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    later = all(refusal.later for refusal in refusals)
    other = Refused((Reason(INCOMPLETE, {}),), later)
    result: list[Outcome] = []
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            result.append(replace(outcome, later=later))
        elif isinstance(outcome, Duplicate) and outcome.position <= head:
            result.append(outcome)
        else:
            result.append(other)
    return result
