"""The fields of live entry, out of the catalogue: titles, kinds, choices, suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger.events.individuals import INDIVIDUAL
from ledger.settings import language
from projections.tables.record_tables import record_table
from replay.console.words import word
from replay.doors.posts import Right

if TYPE_CHECKING:
    from ledger.events.base import Column, Stage, Table
    from replay.bootstrap import Program
    from replay.doors.posts import Post

_KINDS: Final = {"date": "date", "datetime": "datetime-local", "integer": "number"}
_LISTED: Final = {"customers": "name", "suppliers": "name", "products": "name", "staff": "name"}
_MOST_LISTED: Final = 500
# Columns that each line of a document has for itself.
_OF_LINES: Final = frozenset(
    {
        *("product_code", "lot", "serial", "udi", "quantity", "unit", "unit_price", "amount", "model"),
        *("specification", "expiry_date", "production_date", "accepted_quantity", "rejected_quantity"),
        *("sale_no", "sale_line", "receipt_line", "location_code", "conclusion", "registration_no"),
    }
)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    Attributes:
        key: Of its column.
        title: In the reader's language.
        kind: `select`, or a kind of input.
        required: Whether a row is refused without it.
        choices: Key and label of each choice.
        listed: The register that is suggested from; empty for none.
        filled: Whether the program fills it in from a register.
        hint: What is said beneath.
        in_line: Whether each line of a document has it for itself.
    """

    key: str
    title: str
    kind: str
    required: bool
    choices: Sequence[tuple[str, str]] = ()
    listed: str = ""
    filled: bool = False
    hint: str = ""
    in_line: bool = False


def fields_of(table: Table, stage: Stage | None) -> list[FormField]:
    """Return the fields of a table's form, or of one stage of a case, in the order of the official form."""
    if stage is None:
        wanted: Iterable[Column] = table.columns
        required = {column.key for column in table.columns if column.required}
    else:
        keys = {*table.identity, *stage.columns}
        wanted = [column for column in table.columns if column.key in keys]
        begins = stage in table.beginnings
        required = {column.key for column in table.required_of(stage, begins=begins)}
        if not begins:
            required |= set(table.identity)
    numbered = (
        {table.identity[0]} if table.numbering and (stage is None or stage in table.beginnings) else set()
    )
    return [
        field_of(
            column,
            required=column.key in required - numbered,
            numbered=column.key in numbered,
            in_line=column.key in _OF_LINES - {table.identity[0]},
        )
        for column in wanted
        if column.key != "line"
    ]


def field_of(column: Column, *, required: bool, numbered: bool = False, in_line: bool = False) -> FormField:
    """Return the field of a column."""
    zh = language() == "zh"
    choices: list[tuple[str, str]] = []
    if column.type == "boolean":
        choices = [("true", word("yes")), ("false", word("no"))]
    elif column.type == "enum":
        choices = [(one.key, one.zh if zh else one.key.replace("_", " ")) for one in column.values]
    title = column.zh if zh else column.key.replace("_", " ")
    kind = "select" if choices else _KINDS.get(column.type, "text")
    hint = word("numbered") if numbered else word("several_hint") if column.type == "list" else ""
    listed = column.ref if column.ref in _LISTED else ""
    return FormField(
        column.key,
        title,
        kind,
        required,
        choices,
        listed or "",
        column.snapshot_of is not None,
        hint,
        in_line,
    )


def suggested(program: Program, post: Post, fields: Iterable[FormField]) -> dict[str, list[tuple[str, str]]]:
    """Return by register the codes and names that its fields suggest; individuals have no name here."""
    found: dict[str, list[tuple[str, str]]] = {}
    with program.readmodel.reading() as connection:
        for register in sorted({one.listed for one in fields if one.listed}):
            rows = record_table(register).c
            code, name = next(iter(_codes(register))), _LISTED[register]
            kind = rows.kind if register == "customers" else sa.null()
            asked = sa.select(rows[code], rows[name], kind).where(rows.voided_position.is_(None))
            names: dict[str, str] = {}
            for one, told, of in connection.execute(asked.order_by(rows.position)):
                hidden = of == INDIVIDUAL and not post.may(Right.PERSONAL)
                names[one] = "" if hidden else told or ""
            found[register] = sorted(names.items())[:_MOST_LISTED]
    return found


def _codes(register: str) -> Iterable[str]:
    from ledger.events import catalogue

    return catalogue.table(register).identity


def document_of(fields: Sequence[FormField], words: Mapping[str, Sequence[str]], lines: int) -> Any:
    """Return the document that the words of a form say: what is not filled in is not said.

    Args:
        fields: Of the form.
        words: By name; those of a line have its number behind them (`lot.2`).
        lines: How many lines there are; none where the table has none.
    """
    own = [one.key for one in fields if not (lines and one.in_line)]
    shared = {key: given for key in own if (given := _given(words, key))}
    if not lines:
        return shared
    each = [one.key for one in fields if one.in_line]
    said = [
        {key: given for key in each if (given := _given(words, f"{key}.{number}"))}
        for number in range(1, lines + 1)
    ]
    return {**shared, "lines": [one for one in said if one] or [{}]}


def _given(words: Mapping[str, Sequence[str]], name: str) -> str:
    return (words.get(name) or ("",))[-1].strip()
