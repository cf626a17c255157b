"""What the doors answer with: rows, receipts and import reports as JSON values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import LedgerError
from ledger.phrases import rendered
from ledger.settings import language
from replay.doors.collected import Collected, Held
from replay.inputs import opened_inputs
from replay.telling.files.rejects import places_of

if TYPE_CHECKING:
    from ledger.entry.live import Entered, EntryReceipt, Refusal
    from ledger.intake.importer import ImportReport
    from ledger.intake.opening import Input
    from replay.bootstrap import Program

MOST_REJECTS: Final = 1000  # told in the answer; all of them are in the files
_ROW, _REASON, _ADVICE = "行号", "拒收原因", "处理建议"


def rows_of(ask: Callable[[Collected], None]) -> list[dict[str, Any]]:
    """Return all rows that a question writes."""
    return [dict(row) for row in held_of(ask).rows]


def held_of(
    ask: Callable[[Collected], None],
    *,
    skip: int = 0,
    limit: int | None = None,
    keep: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Held:
    """Return what a question writes, of rows one page of those that are kept."""
    answer = Collected("json", skip=skip, limit=limit, keep=keep)
    ask(answer)
    return answer.held


def entered_as_json(entered: Entered, *, check: bool = False) -> dict[str, Any]:
    """Return the receipt of a live entry."""
    found: dict[str, Any] = {
        "table": entered.table,
        "recorded": [_receipt(one, check=check) for one in entered.recorded],
        "duplicates": list(entered.duplicates),
        "position": entered.position,
    }
    if entered.arising:
        found["arising"] = [{"table": one.table, **_receipt(one, check=check)} for one in entered.arising]
    if entered.repeated:
        found["repeated"] = True
    return found


def _receipt(receipt: EntryReceipt, *, check: bool) -> dict[str, Any]:
    """Return a row as JSON; what was only checked stands nowhere yet."""
    place = {} if check else {"position": receipt.position, "event_id": receipt.event_id}
    findings = {"findings": list(receipt.findings)} if receipt.findings else {}
    return {**place, **receipt.identity, **findings}


def refusal_as_json(refusal: Refusal) -> dict[str, Any]:
    """Return why a row was refused, with the rule and its law."""
    from ledger.rulebook import BY_ID

    reason, rule = refusal.reason, BY_ID.get(refusal.rule or "")
    particulars = rendered(reason.particulars, language())
    return {
        "line": refusal.line,
        "rule": refusal.rule,
        "clause": None if rule is None else rule.law(language()),
        "code": reason.code,
        "message": reason.message(),
        "advice": reason.advice(),
        "overridable": refusal.overridable,
        "particulars": {key: str(value) for key, value in particulars.items() if value is not None},
    }


def imported(
    program: Program,
    files: Sequence[Path],
    folder: Path,
    *,
    table: str | None = None,
    mapping: Path | None = None,
    answers: Sequence[str] = (),
    check: bool = False,
) -> dict[str, Any]:
    """Record facts that already happened from files, and return the report with the rejected rows.

    Args:
        program: The ledger.
        files: Read as `medledger import` reads them.
        folder: For the rejects, one file for each input.
        table: Key or Chinese title, not told by the headings.
        mapping: TOML file for other headings.
        answers: To what sheets leave open, as `KEY=VALUE`.
        check: Record nothing.

    Raises:
        CommandError: A file cannot be read.
    """
    inputs = opened_inputs(program, files, table, mapping, folder / "captured", lambda _reason: None, answers)
    places = places_of(inputs, folder / "rejects.csv", scratch=None)
    report = program.importing(inputs, lambda one: places[id(one)], lambda _rows: None, check=check)
    if not check:
        with suppress(LedgerError):  # what is recorded stands; the index is signed with the next import
            program.indexed()
    told = report_as_json(report)
    return told | {"rejects": list(_rejected(inputs, places))}


def _rejected(inputs: Sequence[Input], places: Mapping[int, Path]) -> Iterator[dict[str, Any]]:
    left = MOST_REJECTS
    for one in inputs:
        place = places[id(one)]
        if not place.exists():
            continue
        with place.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if left == 0:
                    return
                left -= 1
                cells = {key: value for key, value in row.items() if key not in {_REASON, _ADVICE}}
                yield {
                    "file": Path(one.file).name,
                    "row": cells,
                    "reason": row.get(_REASON),
                    "advice": row.get(_ADVICE),
                }


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """Return what an import did, as JSON."""
    files = [{**asdict(one), "file": _readable(one.file)} for one in report.files]
    return {"files": files, "position": report.position}


def _readable(name: str) -> str:
    """Return a file name as text, also where its bytes are not of the machine's encoding."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
