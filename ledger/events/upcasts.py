"""Old shapes of stored events, read as if they had been written today.

A stored document is never changed. When a declaration changes so that older documents of its type no longer fit,
the type gets a next shape: new documents carry the number in `shape` (absent means 1), and a pure function here
turns a document of shape n into one of shape n + 1. They are applied on read, before anything decides on an event
or projects it. `tests/golden/events` holds one document for every type and shape that was ever stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledger.errors import CorruptionError, Problem

Document = dict[str, Any]
Upcast = Callable[[Document], Document]

# (event type, shape it reads) -> function to the next shape.
UPCASTS: Mapping[tuple[str, int], Upcast] = {}

SHAPE_UNKNOWN = Problem(
    "shape_unknown",
    "读取日志第 {position} 条事件：本程序认识 {type} 的形态至 {known}，实际为 {shape}。",
    "Reading event {position} of the log: expected {type} in a shape up to {known}, got shape {shape}.",
    "该账本由更新版本的程序写入，请升级后再用。",
    "A newer version of the program has written this ledger: upgrade first.",
)


def shape(event_type: str, upcasts: Mapping[tuple[str, int], Upcast] | None = None) -> int:
    """Return the shape in which events of this type are written today."""
    known = UPCASTS if upcasts is None else upcasts
    return 1 + sum(1 for name, _ in known if name == event_type)


def current(batch: list[Document], upcasts: Mapping[tuple[str, int], Upcast] | None = None) -> list[Document]:
    """Return decoded documents in the shapes of today; costs next to nothing where nothing was ever changed.

    Args:
        batch: Decoded documents; those of an old shape are replaced, not edited.
        upcasts: The functions to apply, by default those of this program.

    Raises:
        CorruptionError: A document is of a shape that this program does not know.
    """
    known = UPCASTS if upcasts is None else upcasts
    if not known and not any("shape" in document for document in batch):
        return batch
    return [upcast(document, known) for document in batch]


def upcast(document: Document, upcasts: Mapping[tuple[str, int], Upcast] | None = None) -> Document:
    """Return one decoded document in the shape of today.

    Raises:
        CorruptionError: It is of a shape that this program does not know.
    """
    known = UPCASTS if upcasts is None else upcasts
    event_type = document["type"]
    number = document.get("shape", 1)
    newest = shape(event_type, known)
    if not isinstance(number, int) or not 1 <= number <= newest:
        raise CorruptionError(
            SHAPE_UNKNOWN, position=document.get("position"), type=event_type, known=newest, shape=number
        )
    while number < newest:
        document = known[event_type, number](document) | {"shape": number + 1}
        number += 1
    return document
