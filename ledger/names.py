"""Names and serials as they are compared: ground that decisions, entry and views share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def compared_name(name: str) -> str:
    """Return a name as names are compared: without any blanks."""
    return "".join(name.split())


def serials_of(data: Mapping[str, Any]) -> list[str]:
    """Return the serials of a line, in the order given."""
    serial = data.get("serial")
    return serial.split(";") if serial else []
