"""Words of the pages of goods and records: search, tables, lots, recalls, entry."""

from __future__ import annotations

from typing import Final

OF_GOODS: Final[dict[str, tuple[str, str]]] = {}
