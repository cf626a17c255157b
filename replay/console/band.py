"""The two times as a page carries them: up to which day one looks, and what had been recorded by when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from replay.doors.questions import Parameters

if TYPE_CHECKING:
    from starlette.requests import Request

OF_PAGES: Final = frozenset({"at", "known", "position", "lang"})
_POSITION: Final = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Band:
    """Both cut-offs of a page, as typed.

    Attributes:
        at: Up to which day or time one looks; None for now.
        known: By when it had been recorded: a day, a time or a position; None for now.
    """

    at: str | None = None
    known: str | None = None

    @property
    def past(self) -> bool:
        """Whether the page shows anything but what is now."""
        return self.at is not None or self.known is not None

    @property
    def by_position(self) -> bool:
        """Whether knowledge is given as a position of the log."""
        return self.known is not None and _POSITION.fullmatch(self.known) is not None

    def words(self) -> dict[str, str]:
        """Return the cut-offs as an address carries them."""
        return {name: value for name, value in (("at", self.at), ("known", self.known)) if value}

    def asked(self, **words: str | Sequence[str] | None) -> Parameters:
        """Return a question with these cut-offs."""
        given = {"at": self.at, "known_at": self.known, **words}
        return Parameters(
            {
                name: [value] if isinstance(value, str) else list(value)
                for name, value in given.items()
                if value
            }
        )

    def url(self, path: str, **words: Any) -> str:
        """Return an address in this ledger that keeps the cut-offs."""
        return address(path, self.words() | words)


def band_of(request: Request) -> Band:
    """Return the cut-offs of a request."""
    given = {name: request.query_params.get(name, "").strip() for name in ("at", "known", "position")}
    return Band(given["at"] or None, given["position"] or given["known"] or None)


def address(path: str, words: Mapping[str, Any]) -> str:
    """Return an address with the words that are given."""
    told = [(name, value) for name, value in words.items() if value is not None and value != ""]
    return f"{path}?{urlencode(told, doseq=True)}" if told else path


def segment(text: Any) -> str:
    """Return a text as one part of a path."""
    return quote(str(text), safe="")
