"""The basis of an answer, and the trace and the case with theirs: what was true at T, as known at K.

Every answer states what it rests on: both cut-offs as resolved, the last position known, size and root of the
tree at that position, and the version of the code. Asking again with the same basis gives the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.own import PERSONAL_ERASED
from ledger.log.reader import LogReader
from ledger.seal.checkpoint import root_at
from ledger.settings import code_version
from projections.answers.cases.case_filters import numbers
from projections.answers.cases.cases import case
from projections.answers.cases.obligations import obligations
from projections.answers.goods.recall_options import as_kept, check_known, told_apart, with_codes
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_units import units
from projections.answers.goods.trace import Trace, trace
from projections.answers.goods.trace_voided import voided_movements
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.nearest import nearness
from projections.reading.query import Query, today
from replay.cutoff import Resolved, reached
from replay.dossier import told_beside
from replay.linked import linked

NO_SUCH_CASE = Problem(
    "no_such_case",
    "查看个案：应为已登记的个案编号，实际没有“{number}”。",
    "Showing a case: expected the number of a case that is known, got '{number}'.",
    "{near}medledger cases 列出全部个案；个案在 --at、--known-at 所指时点须已开始。",
    "{near} medledger cases lists all; by --at and --known-at it must have begun.",
)


def basis(log: LogReader, resolved: Resolved) -> dict[str, Any]:
    """Return what an answer rests on, as answers show it.

    Args:
        log: The log that was asked.
        resolved: The cut-offs of the question.

    Raises:
        CorruptionError: The stored tree is incomplete.
    """
    size, root = root_at(log, resolved.position)
    since = erased_since(log, resolved.position)
    shown = {} if not since else {"erased_since": since}
    return shown | {
        "at": resolved.at,
        "known_at": resolved.known_at,
        "position": resolved.position,
        "checkpoint": {"size": size, "root": b64encode(root).decode()},
        "code": resolved.code or code_version(),
    }


def erased_since(log: LogReader, position: int) -> list[int]:
    """Return the events behind a position that erased personal values: what was shown then is null now."""
    if position >= log.head():
        return []
    return [place for batch in log.scan(position, types=(PERSONAL_ERASED.type,)) for place, _ in batch]


def echo(scope: Scope) -> dict[str, Any]:
    """Return the options of a scope under the names they have on the command line."""
    given: dict[str, Any] = {
        "product": list(scope.products),
        "lot": list(scope.lots),
        "serial": [*scope.serials, *scope.ranges],
        "udi": list(scope.udis),
        "registration_no": list(scope.registrations),
        "made_from": scope.made_from,
        "made_to": scope.made_to,
        "expiry_from": scope.expiry_from,
        "expiry_to": scope.expiry_to,
        "sold_from": scope.sold_from,
        "sold_to": scope.sold_to,
        "received_from": scope.received_from,
        "received_to": scope.received_to,
        "supplier": list(scope.suppliers),
        "receipt": list(scope.receipts),
        "customer": list(scope.customers),
    }
    return {name: value for name, value in given.items() if value}


def traced(
    log: LogReader,
    readmodel: ReadModel,
    scope: Scope,
    *,
    zone: str,
    at: str | None = None,
    known_at: str | None = None,
    given: Mapping[str, Any] | None = None,
    drawn: bool = False,
) -> dict[str, Any]:
    """Return every movement of a scope in order, who holds what now, and the suppliers, with the basis.

    Further members: the exchanges among the goods (`links`), the `recalls` that they are in, and the
    `dossier` of the unit where one was asked for.

    Args:
        log: Of the ledger.
        readmodel: Of the same ledger; brought up to the cut-off if it is behind.
        scope: Which goods, or which customer.
        zone: Time zone of the ledger.
        at: What was true then, as typed; now by default.
        known_at: As known then, as typed; now by default.
        given: The basis of an earlier answer, instead of both.
        drawn: Whether to add what a picture shows besides: `voided` movements, and `units` by product.

    Raises:
        CommandError: A cut-off cannot be read or lies beyond the log; an option matches nothing known.
    """
    resolved = reached(log, readmodel, zone, at=at, known_at=known_at, basis=given)
    with readmodel.reading() as connection:
        scope = with_codes(connection, told_apart(connection, scope), resolved.cutoff.known)
        check_known(connection, scope)
        found = trace(connection, resolved.cutoff, scope, zone=zone)
        query = Query(connection, log, resolved.cutoff, zone, today(resolved.cutoff, zone))
        beside = told_beside(query, scope, found)
        more = _drawn(connection, resolved.cutoff, scope, zone, found) if drawn else {}
    return {
        "scope": echo(scope),
        "basis": basis(log, resolved),
        "movements": found.movements,
        "holders": found.holders,
        "suppliers": found.suppliers,
        "links": found.links,
        **beside,
        **more,
    }


def _drawn(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, zone: str, found: Trace
) -> dict[str, Any]:
    voided = voided_movements(connection, cutoff, scope, zone=zone)
    products = {row["product_code"] for row in (*found.movements, *voided)}
    return {"voided": voided, "units": units(connection, cutoff, products)}


def case_told(
    log: LogReader,
    readmodel: ReadModel,
    number: str,
    tables: Iterable[Table],
    *,
    zone: str,
    at: str | None = None,
    known_at: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the cases of a number with all of their stages, with the basis.

    Args:
        log: Of the ledger.
        readmodel: Of the same ledger; brought up to the cut-off if it is behind.
        number: Of the case.
        tables: Tables of cases to look in.
        zone: Time zone of the ledger.
        at: What was true then, as typed; now by default.
        known_at: As known then, as typed; now by default.
        given: The basis of an earlier answer, instead of both.

    Raises:
        CommandError: There is no such case, or a cut-off cannot be read or lies beyond the log.
    """
    resolved = reached(log, readmodel, zone, at=at, known_at=known_at, basis=given)
    number, tables = as_kept(number), tuple(tables)
    with readmodel.reading() as connection:
        query = Query(connection, log, resolved.cutoff, zone, today(resolved.cutoff, zone))
        found = [_with_matters(log, query, one) for one in case(query, tables, number)]
        if not found:
            near = nearness(number, numbers(connection, tables))
            raise CommandError(NO_SUCH_CASE, number=number, near=near)
    return {"number": found[0]["number"], "basis": basis(log, resolved), "cases": found}


def _with_matters(log: LogReader, query: Query, found: dict[str, Any]) -> dict[str, Any]:
    """Add to a case what is owed, and what is linked with it."""
    table, number = catalogue.table(found["table"]), found["number"]
    return {
        **found,
        "obligations": list(obligations(query, [table.key], [number])),
        "linked": linked(log, query, table, number, found["row"]),
    }
