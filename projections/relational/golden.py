"""Writes the statements of this package into `projections/relational/sql/`, for other programs.

::

    python -m projections.relational.golden            # writes the files
    python -m projections.relational.golden --into DIR # writes them elsewhere
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ledger.events import catalogue
from projections.relational.stock import stock_sql
from projections.relational.tables import answered, table_sql

HERE = Path(__file__).resolve().parent / "sql"
MADE = "-- made by python -m projections.relational.golden: do not edit\n"


def statements() -> dict[str, str]:
    """Return the text of every file by its name within the folder."""
    tables = {f"tables/{key}.sql": table_sql(catalogue.table(key)) for key in answered()}
    return {name: MADE + text for name, text in {"stock.sql": stock_sql(), **tables}.items()}


def main(arguments: Sequence[str]) -> int:
    """Write the files, and take away those that no statement has any more."""
    into = Path(arguments[1]) if arguments[:1] == ["--into"] else HERE
    made = statements()
    for name, text in made.items():
        place = into / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    for place in into.rglob("*.sql"):
        if str(place.relative_to(into)) not in made:
            place.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
