"""Every finding that an event carries: one row per broken rule and event.

A finding closes when its record is struck; that is marked here. It also closes when later receipts cover what
was sold; that follows from the movements at the cut-off asked about, so it is not kept but asked
(:mod:`projections.views.findings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Table
from projections.columns import Text, Whole
from projections.engine import Document
from projections.writer import Row, Writer

METADATA = sa.MetaData()
FINDINGS = sa.Table(
    "findings",
    METADATA,
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("number", Whole, primary_key=True, autoincrement=False),  # within its event, from 1
    sa.Column("rule", Text, nullable=False),
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
_COLUMNS = (
    "position",
    "number",
    "rule",
    "event_time",
    "record_time",
    "record_table",
    "doc_no",
    *_FROM_DATA,
    "particulars",
)
# The first strike stands.
_MARK = """UPDATE findings SET voided_at = :at, voided_position = :by
WHERE position = :struck AND voided_position IS NULL"""


class Findings:
    """One row for every finding of every event."""

    name: Final = "findings"
    version: Final = 1
    metadata: Final = METADATA

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert the findings of a batch, then mark those of the events that it strikes."""
        rows: list[Row] = []
        marks: list[dict[str, Any]] = []
        for event in batch:
            if "findings" in event:
                rows += _rows(event)
            if "struck" in event:
                by = {"at": event["record_time"], "by": event["position"]}
                marks += [{**by, "struck": position} for position in event["struck"]]
        writer.insert(FINDINGS, _COLUMNS, rows)
        if marks:
            writer.execute(_MARK, marks)


def _rows(event: Document) -> list[Row]:
    table = catalogue.table_of(event["type"])
    data = event["data"]
    shared = (
        event["event_time"],
        event["record_time"],
        table.key,
        data.get(_number_column(table)),
        *(data.get(name) for name in _FROM_DATA),
    )
    return [
        (event["position"], number, finding["rule"], *shared, _particulars(finding))
        for number, finding in enumerate(event["findings"], 1)
    ]


def _number_column(table: Table) -> str:
    """Return which column numbers the documents of a table; a strike is known by what it strikes."""
    return next(name for name in table.identity if name != "record_table")


def _particulars(finding: dict[str, Any]) -> str:
    kept = {name: value for name, value in finding.items() if name != "rule"}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()
