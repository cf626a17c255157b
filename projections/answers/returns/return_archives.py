"""退货档案: the whole file of each return in time order (S1-I 七1; requirement R-18).

Request, look-up, notice, approvals, temperature papers, receipt, inspection, ruling, decision, refund and end
are the stages of the case. Between them lies what they brought about or rely on: the return record, what
became of the goods, the exchange, the red invoice, papers and temperature readings. Stages keep the order in
which they were recorded; everything else stands where it happened. A return that was recorded without a case
has a file, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger import clock
from projections.answers.returns.archive_files import File, files
from projections.answers.returns.archive_words import Entry, Staff, actor, amounts, papers_of, summary
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order

VIEW = "return_archives"


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the files of the returns at the cut-off: those with a case by its number, then the others."""
    keys, staff = columns_of(VIEW), Staff(query)
    for file in files(query):
        for entry in sorted(file.entries, key=_order):
            yield in_order(keys, _row(query, staff, file, entry))


def _order(entry: Entry) -> tuple[str, int]:
    return (entry.at, entry.row["position"])


def _row(query: Query, staff: Staff, file: File, entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "return_case_no": file.number,
        "return_no": file.return_no,
        **file.goods,
        "happened_at": clock.shown(row["event_time"] or row["record_time"], query.zone),
        "stage": entry.stage,
        "actor": actor(staff, entry),
        "summary": summary(entry, query.zone),
        "decision": row.get("business_decision") or row.get("quality_decision"),
        "disposition": row.get("disposition"),
        **amounts(entry),
        "voucher_nos": papers_of(row) or None,
        "event_position": row["position"],
    }
