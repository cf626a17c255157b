"""The parameters of the reading routes as OpenAPI describes them."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_MANY: Final[dict[str, Any]] = {"type": "array", "items": {"type": "string"}}
_FLAG: Final[dict[str, Any]] = {"type": "boolean"}
_WHOLE: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}

_ALL: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "at": (_TEXT, "What was true then: a day (its end) or a time; now if left out."),
    "known_at": (_TEXT, "As known then: a day, a time or a position of the log; now if left out."),
    "where": (_MANY, "FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE or FIELD~TEXT."),
    "from": (_TEXT, "Only rows of this day or later."),
    "to": (_TEXT, "Only rows of this day or earlier."),
    "sort": (_MANY, "Order by these fields, by -FIELD downwards."),
    "columns": (_MANY, "Only these fields, in this order."),
    "after": (_TEXT, "The next of the page before."),
    "limit": ({"type": "integer", "minimum": 1, "maximum": 10_000}, "Rows of a page; 200 if left out."),
    "format": ({"type": "string", "enum": ["json", "csv", "xlsx", "pdf"]}, "Form of the rows."),
    "lang": ({"type": "string", "enum": ["zh", "en"]}, "Language of messages."),
    "who": (_FLAG, "Also who recorded each row, when, and where it came from."),
    "filled": (_FLAG, "Only tables that hold any record."),
    "struck": (_FLAG, "Also voided rows, versions and stages."),
    "open": (_FLAG, "Only what is open."),
    "closed": (_FLAG, "Only what is closed."),
    "overdue": (_FLAG, "Only what is overdue."),
    "done": (_FLAG, "Only what was met."),
    "warnings": (_FLAG, "Also warnings."),
    "table": (_MANY, "Of these tables."),
    "number": (_MANY, "Of these numbers."),
    "version": (_WHOLE, "Of the scope."),
    "month": (_TEXT, "YYYY-MM."),
    "year": (_TEXT, "YYYY."),
    "deep": (_FLAG, "Also what a signed root has proven already."),
    "prove": (_FLAG, "Resolve the scope from the log itself."),
    "wait": ({"type": "integer", "minimum": 0, "maximum": 60}, "Seconds to wait for new events."),
    "product": (_MANY, "Product codes or names."),
    "lot": (_MANY, "Lots."),
    "serial": (_MANY, "Serial numbers, or ranges A0001..A0350."),
    "udi": (_MANY, "UDI as scanned or typed."),
    "customer": (_MANY, "Customer codes or names."),
    "supplier": (_MANY, "Supplier codes or names."),
    "receipt": (_MANY, "Numbers of receipts."),
    "registration_no": (_MANY, "Registration numbers."),
} | {
    f"{what}_{end}": (_TEXT, f"{what.capitalize()} on this day or {'later' if end == 'from' else 'earlier'}.")
    for what in ("made", "expiry", "sold", "received")
    for end in ("from", "to")
}
_TIMES: Final = ("at", "known_at", "lang")
_PAGE: Final = ("after", "limit", "format")
_ROWS: Final = (*_TIMES, *_PAGE, "where", "from", "to", "sort", "columns", "who")
_DAYS: Final = tuple(name for name in _ALL if name.endswith(("_from", "_to")))
_GOODS: Final = ("product", "lot", "serial", "udi", "customer", "supplier")
_OF: Final[dict[str, tuple[str, ...]]] = {
    "tables": (*_TIMES, *_PAGE, "filled"),
    "table": (*_ROWS, "struck"),
    "findings": (*_ROWS, "open", "warnings"),
    "obligations": (*_ROWS, "table", "number", "open", "overdue", "done"),
    "cases": (*_ROWS, "table", "open", "closed", "overdue"),
    "approvals": (*_TIMES, *_PAGE),
    "case": _TIMES,
    "trace": (*_TIMES, *_GOODS, "receipt"),
    "preview": (*_TIMES, *_GOODS, "registration_no", *_DAYS, "prove"),
    "recalls": (*_TIMES, *_PAGE, "open"),
    "recall": (*_TIMES, "version"),
    "report": (*_TIMES, "month", "year", "from", "to", "where"),
    "events": ("after", "wait", "limit", "lang"),
    "exports": (*_PAGE, "lang"),
    "verify": ("deep", "lang"),
}


def parameters(question: str) -> dict[str, Any]:
    """Return what OpenAPI says of the parameters of a question."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": _ALL[name][0] if (question, name) != ("events", "after") else _WHOLE,
                "description": _ALL[name][1],
                **({"style": "form", "explode": True} if _ALL[name][0] is _MANY else {}),
            }
            for name in _OF[question]
        ]
    }
