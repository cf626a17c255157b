"""Every finding that an event carries: one row per broken rule and event; warnings are marked as such.

These are the findings as recorded. One closes when its record is voided; that is marked here. What else
closes it, and what later knowledge adds, follows at the cut-off asked about, so it is not kept but asked
(:mod:`projections.answers.findings.findings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from projections.engine.columns import Text, Whole
from projections.engine.projection import Document
from projections.engine.writer import Row, Writer

FINDING, WARNING = "finding", "warning"
METADATA = sa.MetaData()
FINDINGS = sa.Table(
    "findings",
    METADATA,
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("number", Whole, primary_key=True, autoincrement=False),  # within its event, from 1
    sa.Column("rule", Text, nullable=False),
    sa.Column("severity", Text, nullable=False),
    sa.Column("event_time", Text),
    sa.Column("record_time", Text, nullable=False),
    sa.Column("record_table", Text, nullable=False),
    sa.Column("doc_no", Text),
    sa.Column("line", Whole),
    sa.Column("product_code", Text),
    sa.Column("lot", Text),
    sa.Column("serial", Text),
    sa.Column("customer_code", Text),
    sa.Column("supplier_code", Text),
    sa.Column("particulars", Text, nullable=False),  # a JSON object
    sa.Column("voided_at", Text),
    sa.Column("voided_position", Whole),
    sqlite_with_rowid=False,
)
sa.Index("findings_rule", FINDINGS.c.rule, FINDINGS.c.product_code)

_FROM_DATA = ("line", "product_code", "lot", "serial", "customer_code", "supplier_code")
# A later stage of a case does not repeat whom and what it is about, but has their tags.
_FROM_TAGS = {"product_code": "product:", "customer_code": "customer:", "supplier_code": "supplier:"}
_SHOWN_APART = frozenset({"rule", "severity"})
COLUMNS = (
    "position",
    "number",
    "rule",
    "severity",
    "event_time",
    "record_time",
    "record_table",
    "doc_no",
    *_FROM_DATA,
    "particulars",
)
# The first void stands.
_MARK = """UPDATE findings SET voided_at = :at, voided_position = :by
WHERE position = :struck AND voided_position IS NULL"""


class Findings:
    """One row for every finding of every event."""

    name: Final = "findings"
    version: Final = 2
    metadata: Final = METADATA
    steady: Final = frozenset({FINDINGS.name})

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert the findings of a batch, then mark those of the events that it voids."""
        rows: list[Row] = []
        marks: list[dict[str, Any]] = []
        for event in batch:
            if "findings" in event:
                rows += rows_of(event)
            if "struck" in event:
                by = {"at": event["record_time"], "by": event["position"]}
                marks += [{**by, "struck": position} for position in event["struck"]]
        writer.insert(FINDINGS, COLUMNS, rows)
        if marks:
            writer.execute(_MARK, marks)


def rows_of(event: Document) -> list[Row]:
    """Return the rows of an event's findings, as `COLUMNS` names their values."""
    table = catalogue.table_of(event["type"])
    data, case = event["data"], table.kind == "case"
    shared = (
        event["event_time"],
        event["record_time"],
        table.key,
        data.get(_number_column(table.key)),
        *(_tagged(event, name) if case and name not in data else data.get(name) for name in _FROM_DATA),
    )
    return [
        (
            event["position"],
            number,
            finding["rule"],
            finding.get("severity", FINDING),
            *shared,
            _particulars(finding),
        )
        for number, finding in enumerate(event["findings"], 1)
    ]


def _tagged(event: Document, name: str) -> str | None:
    """Return the one value that an event's tags name, None where they name none or several."""
    kind = _FROM_TAGS.get(name)
    found = [tag.removeprefix(kind) for tag in event.get("tags", ()) if kind and tag.startswith(kind)]
    return found[0] if len(found) == 1 else None


@cache
def _number_column(table_key: str) -> str:
    """Return which column numbers the documents of a table; a void is known by what it voids."""
    identity = catalogue.table(table_key).identity
    numbers = [name for name in identity if name.endswith("_no")]
    return next(iter(numbers), identity[0])


def _particulars(finding: dict[str, Any]) -> str:
    kept = {name: value for name, value in finding.items() if name not in _SHOWN_APART}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()
