"""The tables of a bundle on paper, and its summary: PDF, at most ten thousand rows a volume."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from replay.evidence.form import NUMBERS, FormColumn, OfficialForm
from replay.paper.table_paper import PaperColumn, PaperTable, write_tables

VOLUME_ROWS: Final = 10_000
_SUMMARY: Final = (PaperColumn("表"), PaperColumn("键"), PaperColumn("行数", at_right=True))


def write_papers(
    folder: Path, form: OfficialForm, head: Sequence[str], filled: Iterable[str], rows: int
) -> None:
    """Write a table as PDF from its CSV, which stands beside.

    Official columns are on paper whether or not they are filled, others where a row fills them.

    Args:
        folder: Where the CSV is and the papers go: `KEY.pdf`, `KEY.2.pdf` …
        form: The form.
        head: Lines below the title.
        filled: Keys of the columns that any row fills.
        rows: How many there are.
    """
    shown = {*filled}
    chosen = [(at, one) for at, one in enumerate(form.columns) if one.official or one.key in shown]
    columns = [PaperColumn(one.zh, one.type in NUMBERS) for _, one in chosen]
    volumes = max(1, -(-rows // VOLUME_ROWS))
    with _rows(folder / f"{form.table.key}.csv", chosen) as found:
        for number in range(1, volumes + 1):
            name = f"{form.table.key}.pdf" if number == 1 else f"{form.table.key}.{number}.pdf"
            title = form.table.zh if volumes == 1 else f"{form.table.zh}（第 {number} 卷，共 {volumes} 卷）"
            with (folder / name).open("wb") as stream:
                table = PaperTable(title, head, columns, islice(found, VOLUME_ROWS))
                write_tables(stream, [table])


@contextmanager
def _rows(file: Path, chosen: Sequence[tuple[int, FormColumn]]) -> Iterator[Iterator[list[str]]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        timed = {at for at, one in chosen if one.type == "datetime"}
        yield ([_short(row[at]) if at in timed else row[at] for at, _ in chosen] for row in rows)


def _short(time: str) -> str:
    """Return a time as paper shows it: to the second, in the ledger's zone."""
    return time[:19].replace("T", " ")


def write_summary(
    file: Path, facts: Iterable[tuple[str, str]], told: Mapping[str, Any], titles: Mapping[str, str]
) -> None:
    """Write the one-page summary as PDF.

    Args:
        file: Where.
        facts: What the bundle rests on, by name.
        told: What `basis.json` says.
        titles: Of the tables, views and papers, by key.
    """
    head = [f"{name}：{value}" for name, value in facts if value]
    head += [f"未列入：{one['zh']}" for one in told["left_out"]]
    if told.get("views") or told.get("papers"):
        head.append("视图、表单和文书由各表的记录得出：已签署，但无法逐格对应到事件。")
    head.append(f"公钥（请另行求证）：{told['ledger']['verifier_key']}")
    head.append("核验：python -I -S data/check.py . --key 公钥")
    inside = (*told["tables"], *told.get("views", ()), *told.get("papers", ()))
    rows = ([titles[one["key"]], one["key"], str(one.get("rows", ""))] for one in inside)
    with file.open("wb") as stream:
        write_tables(stream, [PaperTable("证据包说明", head, _SUMMARY, rows)])
