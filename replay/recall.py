"""A recall answered: who has the goods, with its basis, and proved by replaying the log where asked for.

::

    {"scope":      the options as understood, and the lots they select (`goods`);
                   with dates also the goods whose date nobody states (`unknown_dates`)
     "basis":      see :mod:`replay.as_of`
     "received", "consignees", "on_hand", "possible", "totals", "by_unit":
                   see :mod:`projections.answers.goods.recall`
     "narrowed":   only where fewer rows are shown than the totals count
     "possible_counted": how many possible lines there are, in all (`lines`) and by reason
     "proof":      only where asked for: {"proved", "differences"}}

There are two roads to an answer. The quick one asks the tables. The proving one resolves names by the
registers in the log, finds the events of the scope there by their tags, makes tables of these alone with the
very same projections, and asks them the very same question. Both answers must have the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack, cast

import orjson
import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.garbage import few_collections
from ledger.intake.cells.cell_error import CellError, about
from ledger.intake.cells.codes import code
from ledger.log.reader import LogReader
from projections.answers.goods.recall import RecallAnswer, preview
from projections.answers.goods.recall_codes import codes_of
from projections.answers.goods.recall_options import check_known, told_apart, with_codes
from projections.answers.goods.recall_rows import POINTERS
from projections.answers.goods.recall_scope import Scope
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.tables.findings import Findings
from projections.tables.movements import Movements
from projections.tables.records import Records
from replay.as_of import basis, echo
from replay.cutoff import Resolved, reached
from replay.recall_events import events_of, registers_of
from replay.scratch import scratch

SCOPE_EMPTY = Problem(
    "recall_scope_empty",
    "准备召回：应至少给出一个范围选项，实际没有。",
    "Preparing a recall: expected at least one option that says which goods, got none.",
    "给出产品、批号、序列号、UDI、注册证编号、供货者、客户，或生产、失效、销售、收货日期之一。",
    "Give a product, lot, serial, UDI, registration number, supplier or customer, or days of production, "
    "expiry, sale or receipt.",
)
OPTION_BLANK = Problem(
    "recall_option_blank",
    "准备召回：{option} 应为一个编码，实际“{text}”表示空白。",
    "Preparing a recall: expected a code for {option}, got {text!r}, which stands for a blank.",
    "给出记录中的编码；没有批号或序列号的行列在 possible 中。",
    "Give the code that the records hold; lines without a lot or serial are listed under possible.",
)
SCOPE_DATE_UNREADABLE = Problem(
    "recall_date_unreadable",
    "准备召回：{option} 应为 2026-05-01 这样的日期，实际为“{text}”。",
    "Preparing a recall: expected a date like 2026-05-01 for {option}, got {text!r}.",
    "改正日期后再试。",
    "Correct the date and try again.",
)
SCOPE_DATES_REVERSED = Problem(
    "recall_dates_reversed",
    "准备召回：{option} 的起始日期{first}应不晚于截止日期{last}。",
    "Preparing a recall: expected the dates of {option} in order, got {first} to {last}.",
    "对调起止日期后再试。",
    "Swap the two dates and try again.",
)
_MOST_SHOWN = 20  # rows of a difference
EVERYTHING = 2**62  # a position beyond every log


class DaysTyped(TypedDict, total=False):
    """The days of a scope as typed, both ends among them."""

    made_from: str | None
    made_to: str | None
    expiry_from: str | None
    expiry_to: str | None
    sold_from: str | None
    sold_to: str | None
    received_from: str | None
    received_to: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A recall answer.

    Attributes:
        answer: As it is printed.
        proved: Whether both roads gave the same bytes; None where only the quick one was taken.
        differences: By part of the answer, what only one of the roads gave.
    """

    answer: dict[str, Any]
    proved: bool | None = None
    differences: tuple[dict[str, Any], ...] = ()


def scope_of(
    *,
    product: Iterable[str] = (),
    lot: Iterable[str] = (),
    serial: Iterable[str] = (),
    udi: Iterable[str] = (),
    registration_no: Iterable[str] = (),
    supplier: Iterable[str] = (),
    customer: Iterable[str] = (),
    receipt: Iterable[str] = (),
    **days: Unpack[DaysTyped],
) -> Scope:
    """Return the scope that these options ask for.

    Raises:
        CommandError: No option is given, a date is none, or dates are in the wrong order.
    """
    scope = Scope(
        products=_codes("--product", product),
        lots=_codes("--lot", lot),
        serials=_codes("--serial", serial),
        udis=_codes("--udi", udi),
        registrations=_codes("--registration-no", registration_no),
        suppliers=_codes("--supplier", supplier),
        customers=_codes("--customer", customer),
        receipts=_codes("--receipt", receipt),
        **_days(days),
    )
    if scope.is_empty:
        raise CommandError(SCOPE_EMPTY)
    for name in ("made", "expiry", "sold", "received"):
        first, last = getattr(scope, name)
        if first is not None and last is not None and first > last:
            raise CommandError(SCOPE_DATES_REVERSED, option=f"--{name}-from/to", first=first, last=last)
    return scope


def recall_preview(
    log: LogReader,
    readmodel: ReadModel,
    scope: Scope,
    *,
    zone: str,
    at: str | None = None,
    known_at: str | None = None,
    given: Mapping[str, Any] | None = None,
    prove: bool = False,
) -> Preview:
    """Return who has the goods of a scope, or had them; nothing is written.

    Args:
        log: Of the ledger.
        readmodel: Of the same ledger; brought up to the cut-off if it is behind.
        scope: Which goods.
        zone: Time zone of the ledger.
        at: What was true then, as typed; now by default.
        known_at: As known then, as typed; now by default.
        given: The basis of an earlier answer, instead of both.
        prove: Take the proving road, too, and compare.

    Raises:
        CommandError: A cut-off cannot be read or lies beyond the log; an option matches nothing known.
        CorruptionError: A stored event or the stored tree cannot be read.
    """
    resolved = reached(log, readmodel, zone, at=at, known_at=known_at, basis=given)
    with readmodel.reading() as connection:
        typed = told_apart(connection, scope)
        scope = known_scope(connection, typed, resolved.cutoff.known)
        found = _found(log, connection, resolved.cutoff, scope)
    answer = _told(log, scope, resolved, found)
    if (checked := readmodel.checked() if given is None else given.get("tables_checked")) is not None:
        answer["basis"]["tables_checked"] = bool(checked)
    if not prove:
        return Preview(answer)
    differences = _differences(found, proving_road(log, typed, resolved.cutoff))
    proof = {"proved": not differences, "differences": differences}
    return Preview({**answer, "proof": proof}, not differences, tuple(differences))


def recall_at(log: LogReader, connection: sa.Connection, scope: Scope, resolved: Resolved) -> dict[str, Any]:
    """Return who has the goods of a scope at cut-offs that are resolved already.

    Args:
        log: Of the ledger.
        connection: Of its read model, which is as far.
        scope: As typed.
        resolved: Both cut-offs.

    Raises:
        CommandError: An option matches nothing known.
    """
    scope = known_scope(connection, told_apart(connection, scope), resolved.cutoff.known)
    return _told(log, scope, resolved, _found(log, connection, resolved.cutoff, scope))


def _told(log: LogReader, scope: Scope, resolved: Resolved, found: dict[str, Any]) -> dict[str, Any]:
    answer = {"scope": {**echo(scope), **found["scope"]}, "basis": basis(log, resolved)}
    return answer | {name: part for name, part in found.items() if name != "scope"}


def known_scope(connection: sa.Connection, typed: Scope, known: int = EVERYTHING) -> Scope:
    """Return a scope with codes for names, all of it known.

    Args:
        connection: Of a read model.
        typed: Each value of an option by itself.
        known: By when a name says whom it means.

    Raises:
        CommandError: A value matches nothing known, a name several, or a UDI cannot be read.
    """
    scope = with_codes(connection, typed, known)
    check_known(connection, scope)
    return scope


def proving_road(log: LogReader, typed: Scope, cutoff: CutOff) -> dict[str, Any]:
    """Return the parts of the answer from the log alone: from tables made of the scope's events only."""
    with scratch(registers_of(log, typed), projections=(Records(), Movements()), beside=log) as connection:
        scope = with_codes(connection, typed, cutoff.known)
        batches = events_of(log, scope, cutoff.known, products_of(connection, scope))
    projections = (Records(), Movements(), Findings())
    with scratch(batches, until=cutoff.known, projections=projections, beside=log) as connection:
        return _found(log, connection, cutoff, scope)


def products_of(connection: sa.Connection, scope: Scope) -> set[str]:
    """Return the products that the register says the device identifiers of a scope are of."""
    codes = codes_of(connection, CutOff(None, EVERYTHING), scope.udis)
    return {product for code in codes for product in code.products}


def _found(log: LogReader, connection: sa.Connection, cutoff: CutOff, scope: Scope) -> dict[str, Any]:
    with few_collections():
        found = preview(connection, cutoff, scope)
    resolved: dict[str, Any] = {"goods": found.goods}
    if scope.by_date or found.unknown_dates:
        resolved["unknown_dates"] = found.unknown_dates
    narrowed = {} if found.narrowed is None else {"narrowed": found.narrowed}
    return {
        "scope": resolved,
        "received": found.received,
        "consignees": _revealed(log, found),
        "on_hand": found.on_hand,
        "possible": found.possible,
        "totals": found.totals,
        "by_unit": found.by_unit,
        **narrowed,
        "possible_counted": found.counted,
    }


def _revealed(log: LogReader, found: RecallAnswer) -> list[dict[str, Any]]:
    """Return the consignees, in whose rows the personal values were put; what was erased is null."""
    places = {row[name] for row in found.consignees for name in POINTERS} - {None}
    values = log.personal(places) if places else {}
    for row in found.consignees:
        for name in POINTERS:
            row[name] = values.get(row[name])
    return found.consignees


def _differences(quick: dict[str, Any], replayed: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what only one of two answers says, by part; empty exactly where their bytes are equal."""
    differences = []
    for part in sorted(quick.keys() | replayed.keys()):
        ours, theirs = (_rows(answer.get(part)) for answer in (quick, replayed))
        if ours != theirs:
            differences.append(
                {
                    "part": part,
                    "only_in_tables": _without(ours, frozenset(theirs)),
                    "only_in_log": _without(theirs, frozenset(ours)),
                }
            )
    return differences


def _rows(part: Any) -> list[bytes]:
    rows = part if isinstance(part, list) else [part]
    return [orjson.dumps(row) for row in rows]


def _without(rows: list[bytes], others: frozenset[bytes]) -> list[Any]:
    return [orjson.loads(row) for row in rows if row not in others][:_MOST_SHOWN]


def _codes(option: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return codes as the tables hold them, each once."""
    try:
        found = {value: code(value) for value in values}
    except CellError as unfit:
        raise CommandError(about(unfit.problem, option, option, **unfit.particulars)) from unfit
    known = {value for value in found.values() if value is not None}
    if found and not known:
        raise CommandError(OPTION_BLANK, option=option, text=next(iter(found)))
    return tuple(sorted(known))


def _days(typed: DaysTyped) -> DaysTyped:
    """Return days as they are stored."""
    found: dict[str, Any] = {}
    for name, text in typed.items():
        try:
            found[name] = None if text is None else date.fromisoformat(str(text).strip()).isoformat()
        except ValueError as error:
            option = f"--{name.replace('_', '-')}"
            raise CommandError(SCOPE_DATE_UNREADABLE, option=option, text=text) from error
    return cast("DaysTyped", found)
