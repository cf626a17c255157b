"""Phrases: parts of a sentence that findings keep by key and every reader sees in the own language.

A particular of a message may be a phrase (`the customer does not agree to it`), one with particulars of
its own, or several of them. A finding stores the key, `{"phrase": "carrier_lot", "told": "L1"}`, so that no
language enters the log. Events of 0.3.0 and before hold such a particular as one text in both languages; a
phrase that had one names it as `old`, and :func:`rendered` reads it as the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

_BETWEEN: Final = {"zh": "；", "en": "; "}
_BETWEEN_OLD: Final = "; "
_KEY: Final = "phrase"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence in both languages, found again by its key.

    Attributes:
        key: Stable; unique over the program.
        zh: Chinese text, a `str.format` template over the particulars.
        en: English text, likewise.
        old: The text in both languages that events of 0.3.0 and before hold for it, likewise; empty: none do.
    """

    key: str
    zh: str
    en: str
    old: str = ""
    registry: ClassVar[dict[str, Phrase]] = {}

    def __post_init__(self) -> None:
        if self.key in Phrase.registry:
            message = f"phrase key used twice: {self.key}"
            raise ValueError(message)
        Phrase.registry[self.key] = self

    def with_(self, **particulars: str) -> Said:
        """Return this phrase with its particulars."""
        return Said(self, particulars)

    def text(self, lang: str) -> str:
        """Return the text of a phrase without particulars, in `zh` or `en`."""
        return self.zh if lang == "zh" else self.en

    def stored(self) -> dict[str, str]:
        """Return the phrase as a finding keeps it."""
        return {_KEY: self.key}


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase with its particulars."""

    phrase: Phrase
    particulars: dict[str, str]

    def text(self, lang: str) -> str:
        """Return the text in `zh` or `en`."""
        return self.phrase.text(lang).format_map(self.particulars)

    def stored(self) -> dict[str, str]:
        """Return the phrase as a finding keeps it."""
        return {_KEY: self.phrase.key, **self.particulars}


Part = Phrase | Said


def stored(value: Any) -> Any:
    """Return a particular as a finding keeps it: text, a phrase by its key, or a list of phrases."""
    if isinstance(value, Phrase | Said):
        return value.stored()
    if isinstance(value, tuple | list):
        return [one.stored() if isinstance(one, Phrase | Said) else str(one) for one in value]
    return str(value)


def rendered(particulars: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return particulars with every phrase in them, stored or not, as text in `zh` or `en`."""
    return {key: _text(value, lang) for key, value in particulars.items()}


def _text(value: Any, lang: str) -> Any:
    if isinstance(value, Phrase | Said):
        return value.text(lang)
    if isinstance(value, dict) and _KEY in value:
        return _stored_text(value, lang)
    if isinstance(value, tuple | list):
        return _BETWEEN[lang].join(str(_text(one, lang)) for one in value)
    return _old_text(value, lang) if isinstance(value, str) else value


def _stored_text(value: Mapping[str, str], lang: str) -> str:
    phrase = Phrase.registry.get(value[_KEY])
    return phrase.text(lang).format_map(value) if phrase is not None else value[_KEY]


@lru_cache(4096)
def _old_text(value: str, lang: str) -> str:
    """Return a text in both languages in one of them, if all of it is known; any other text as it is."""
    if value.isascii():
        return value
    texts = [_part_of_old(part, lang) for part in value.split(_BETWEEN_OLD)]
    return _BETWEEN[lang].join(text for text in texts if text is not None) if None not in texts else value


def _part_of_old(part: str, lang: str) -> str | None:
    for phrase in Phrase.registry.values():
        if not phrase.old:
            continue
        if phrase.old == part:
            return phrase.text(lang)
        if "{" in phrase.old and (match := re.fullmatch(_pattern(phrase.old), part)):
            return phrase.text(lang).format_map(match.groupdict())
    return None


def _pattern(template: str) -> str:
    """Return a template as a regular expression with a named group for each placeholder."""
    seen: set[str] = set()
    found = ""
    for text, name in re.findall(r"([^{]*)(?:\{(\w+)\})?", template):
        found += re.escape(text)
        if name:
            found += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
            seen.add(name)
    return found
