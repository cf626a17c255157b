"""What the papers of a recall rest on: the case, its board, its goods, and the house that writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ledger.events import catalogue
from ledger.state.quantities import plain
from projections.answers.goods.recall import preview
from projections.answers.recalls.board import Board, board
from projections.answers.recalls.recall_consignees import board_rows
from projections.answers.recalls.told import Recall, Version
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.stream import Row
from replay.recalls.opening import columns_of
from replay.telling.headings import of_column, to_second

_RECALLS: Final = catalogue.table("recalls")
_OF_PRODUCT: Final = {
    "product_name": "name",
    "model": "model",
    "specification": "specification",
    "registration_no": "registration_no",
    "registrant": "registrant",
    "manufacturer": "manufacturer",
    "unit": "unit",
}


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the papers of a recall rest on.

    Attributes:
        found: The board of the version that the papers are of.
        lines: Of the board that name our own consignees and goods they have or had, each with the product's
            papers and `quantity_to_recover`, in the order of the board.
        on_hand: Goods of the scope in the house.
        holds: Numbers of the holds that stop them.
        house: Name, address and telephone of the own company; blank where it is not registered.
        contact: Who answers for the recall, by name.
        day: On which the papers are written.
    """

    found: Board
    lines: list[Row]
    on_hand: list[Row]
    holds: list[str]
    house: Row
    contact: str
    day: str

    @property
    def recall(self) -> Recall:
        """The case."""
        return self.found.recall

    @property
    def version(self) -> Version:
        """The version of the scope that the papers are of."""
        return self.found.version

    @property
    def phone(self) -> str:
        """Where the house is reached about the recall."""
        return str(self.house.get("service_hotline") or self.house.get("phone") or "")

    def told(self, *columns: str) -> tuple[tuple[str, str], ...]:
        """Return what the case says in some columns, as the forms have it, each with its name."""
        return tuple((_RECALLS.by_key[key].zh, self.of(key)) for key in columns)

    def of(self, column: str) -> str:
        """Return what the case says newest in a column, as the forms have it."""
        return official(column, self.recall.newest(column))

    def scope(self) -> tuple[tuple[str, str], ...]:
        """Return what the scope says, each with its name."""
        said = columns_of(self.version.scope)
        return tuple((_RECALLS.by_key[key].zh, official(key, value)) for key, value in said.items())


def official(column: str, value: Any) -> str:
    """Return a value of the case as the forms have it, a time to the second."""
    declared = _RECALLS.by_key[column]
    shown = of_column(_RECALLS, declared).official(value)
    return to_second(shown) if shown and declared.type == "datetime" else shown


def paper_facts(query: Query, recall: Recall, version: int | None) -> PaperFacts:
    """Return what the papers of a recall rest on.

    Args:
        query: How far to look, and where.
        recall: Which.
        version: Of its scope; the newest by default.
    """
    found = board(query, recall, version)
    stock = preview(query.connection, query.cutoff, found.version.scope).on_hand
    products = _products(
        query, {one.key.product_code for one in found.entries if not one.stray} | _codes(stock)
    )
    lines = [
        {**row, **products.get(one.key.product_code, {}), "quantity_to_recover": _asked_back(one.sums)}
        for one, row in zip(found.entries, board_rows(query, found), strict=True)
        if one.level == 1 and not one.stray and not one.empty
    ]
    return PaperFacts(
        found,
        lines,
        [{**row, "product_name": products.get(row["product_code"], {}).get("product_name")} for row in stock],
        [row["hold_no"] for row in _having(query, "quality_holds", "recall_no", [recall.number])],
        _house(query),
        _contact(query, recall),
        query.today,
    )


def _asked_back(sums: dict[str, Any]) -> str:
    return plain(sums["distributed"] - sums["returned"])


def _codes(rows: Iterable[Row]) -> set[str]:
    return {row["product_code"] for row in rows}


def _products(query: Query, codes: set[str]) -> dict[str, Row]:
    """Return the papers of products under the names that the papers of a recall have for them, by code."""
    return {
        row["product_code"]: {name: row[key] for name, key in _OF_PRODUCT.items()}
        for row in _having(query, "products", "product_code", sorted(codes))
    }


def _having(query: Query, table: str, column: str, values: list[str]) -> list[Row]:
    """Return the rows of a table with one of some values."""
    if not values:
        return []
    return list(query.rows(table, where=[Filter(column, catalogue.table(table).by_key[column], values)]))


def _house(query: Query) -> Row:
    return next(query.rows("companies"), {})


def _contact(query: Query, recall: Recall) -> str:
    """Return the name of who opened the recall, or the code where nobody has registered it."""
    code = recall.newest("opened_by")
    known = _having(query, "staff", "staff_code", [code] if code else [])
    return str(known[0]["name"]) if known else str(code or "")
