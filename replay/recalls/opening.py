"""Opening a recall and setting its scope: the frozen list is made, digested, and recorded with the case.

The list is what was known at the position before the append (`known_position`), at the moment of the opening
(`as_true_at`); it is never stored, because asking again at these two gives the same bytes. Its digest is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.recall import preview
from projections.answers.goods.recall_options import told_apart
from projections.answers.goods.recall_scope import Scope
from projections.answers.recalls.holders import HoldersReader, digested, list_rows
from projections.answers.recalls.told import Recall
from replay.cutoff import reached
from replay.recall import known_scope
from replay.recalls.named import recall_named

if TYPE_CHECKING:
    from ledger.entry.live import Entered, EntryKey
    from replay.bootstrap import Program

NOTICE_UNREADABLE: Final = Problem(
    "recall_notice_unreadable",
    "读取召回通知：应为可读的文件，实际为“{path}”（{cause}）。",
    "Reading the notice: expected a file that can be read, got {path!r} ({cause}).",
    "核对路径和权限。",
    "Check the path and the permissions.",
)
_MOST_TEXT: Final = 100_000
_COLUMNS: Final = {
    "products": "products",
    "lots": "lots",
    "udis": "udis",
    "registrations": "registrations",
    "suppliers": "suppliers",
    "customers": "customers",
}
_BY_RECEIPT: Final = ("registrations", "udis", "suppliers", "received_from", "received_to")
_DAYS: Final = (
    *("made_from", "made_to", "expiry_from", "expiry_to"),
    *("sold_from", "sold_to", "received_from", "received_to"),
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A scope as it is about to be recorded.

    Attributes:
        columns: What the scope says, by column of `recalls`.
        facts: Quantities, digest and the two cut-offs of its list.
        product: The only product that it selects, if it is one.
        possible: How many lines may belong to it and cannot be told from the records.
    """

    columns: dict[str, Any]
    facts: dict[str, Any]
    product: str | None
    possible: int


def open_recall(
    program: Program, typed: Scope, said: dict[str, Any], notice: Path | None, *, key: EntryKey | None = None
) -> tuple[Entered, Frozen]:
    """Open a recall in one append: the case, its first scope with the frozen list, and the hold.

    Args:
        program: The ledger.
        typed: Which goods, as typed.
        said: What the opening says besides, by column.
        notice: The file of the notice; filed as a voucher with its digest, kept verbatim where it is a text.
        key: What the opening is known by when it is asked for again.

    Raises:
        CommandError: The scope matches nothing known, or the notice cannot be read.
        EntryRefusedError: A rule refuses the opening.
    """
    content = _content(notice) if notice is not None else None
    frozen = freeze(program, typed)
    known = {"product_code": frozen.product, "opened_at": frozen.facts["as_true_at"], **frozen.columns}
    opened = {"stage": "opened", **known, **said}
    scoped = {
        **({"recall_no": said["recall_no"]} if "recall_no" in said else {}),
        "stage": "scope_set",
        "scope_version": 1,
        "scope_reason": said.get("reason"),
        **frozen.columns,
        **frozen.facts,
    }
    if content is not None and notice is not None:
        opened["notice_text"] = _as_text(content)
        program.entering("recalls", [_given(opened), _given(scoped)], check=True, source="cli")
        opened["voucher_nos"] = [*said.get("voucher_nos", ()), _filed(program, notice, content)]
    return program.entering("recalls", [_given(opened), _given(scoped)], source="cli", key=key), frozen


def set_scope(
    program: Program, number: str, typed: Scope, said: dict[str, Any], *, key: EntryKey | None = None
) -> tuple[Entered, Frozen]:
    """Set the next version of a recall's scope, with its own frozen list and the hold on its goods.

    Args:
        program: The ledger.
        number: Of the recall.
        typed: Which goods, as typed.
        said: What is said besides: the reason.
        key: What the scope is known by when it is asked for again.

    Raises:
        CommandError: There is no such recall, or the scope matches nothing known.
        EntryRefusedError: A rule refuses the scope.
    """
    recall = recall_named(program, number)
    frozen = freeze(program, typed)
    row = {
        "stage": "scope_set",
        "recall_no": recall.number,
        "scope_version": _next(recall),
        **frozen.columns,
        **frozen.facts,
        **said,
    }
    return program.entering("recalls", [_given(row)], source="cli", key=key), frozen


def _next(recall: Recall) -> int:
    set_so_far = [one.number for one in recall.versions if one.position]
    return max(set_so_far, default=0) + 1


def freeze(program: Program, typed: Scope) -> Frozen:
    """Return a scope with codes for names, and what is frozen with it.

    Raises:
        CommandError: It matches nothing known.
    """
    resolved = reached(program.log, program.readmodel, program.zone)
    cutoff, zone = resolved.cutoff, program.zone
    with program.readmodel.reading() as connection:
        scope = known_scope(connection, told_apart(connection, typed))
        found = preview(connection, cutoff, scope)
        listed = HoldersReader(connection, zone).frozen_list(scope, cutoff.at or clock.now(), cutoff.known)
    rows = list(list_rows(listed))
    products = {one["product_code"] for one in found.goods}
    facts = {
        **_selected(scope, found.goods),
        "as_true_at": resolved.at,
        "as_known_at": resolved.known_at,
        "known_position": resolved.position,
        "quantity_received": found.totals["received"],
        "quantity_sold": found.totals["sold"],
        "quantity_on_hand": found.totals["on_hand"],
        "quantity_out": plain(sum((Decimal(row["quantity_out"]) for row in rows), ZERO)),
        "consignee_count": len({row["customer_code"] for row in rows}),
        "scope_digest": sha256(digested(rows)).hexdigest(),
    }
    only = next(iter(products)) if len(products) == 1 else None
    return Frozen(columns_of(scope), facts, only, found.counted["lines"])


def columns_of(scope: Scope) -> dict[str, Any]:
    """Return what a scope says, by column of `recalls`."""
    said: dict[str, Any] = {column: list(getattr(scope, name)) for name, column in _COLUMNS.items()}
    said["serials"] = [*scope.serials, *scope.ranges]
    said |= {name: getattr(scope, name) for name in _DAYS}
    return _given(said)


def _selected(scope: Scope, goods: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the goods that only their receipts put into a scope, for the stop to know them."""
    if not any(getattr(scope, name) for name in _BY_RECEIPT):
        return {}
    return {"selected_goods": [f"{one['product_code']}/{one['lot'] or ''}" for one in goods]}


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, [], ())}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(NOTICE_UNREADABLE, path=str(path), cause=error.strerror or "") from error


def _as_text(content: bytes) -> str | None:
    """Return a notice that is a text, verbatim; None for a picture or a scan."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = len(text) <= _MOST_TEXT and all(one.isprintable() or one in "\r\n\t" for one in text)
        return text if readable else None
    return None


def _filed(program: Program, path: Path, content: bytes) -> str:
    """File a notice as a voucher, and return its number; one that is filed already is found again."""
    row = {
        "voucher_kind": "letter",
        "title": path.name,
        "filed_on": clock.today(program.zone),
        "digest": sha256(content).hexdigest(),
    }
    entered = program.entering("vouchers", row, source="cli")
    return str(entered.recorded[0].identity["voucher_no"])
