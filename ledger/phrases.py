"""Phrases: parts of a sentence that findings keep by key and every reader sees in the own language.

A particular of a message may be a phrase (`the customer does not agree to it`), one with particulars of
its own, or several of them. Particulars of a phrase may be phrases again, or a list of them (`missing:
inspector, conclusion`). A finding stores the key, `{"phrase": "carrier_lot", "told": "L1"}`, so that no
language enters the log. Events of 0.3.0 and before hold such a particular as one text in both languages; a
phrase that had one names it as `old`, and :func:`rendered` reads it as the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

_BETWEEN: Final = {"zh": "；", "en": "; "}
_BETWEEN_OLD: Final = "; "
_LISTED: Final = {"zh": "、", "en": ", "}
_LISTED_OLD: Final = "、"
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

    @classmethod
    def joined(cls, key: str, zh: str, en: str) -> Phrase:
        """Return a phrase that events of 0.3.0 and before hold as the Chinese, a blank, and the English."""
        return cls(key, zh, en, f"{zh} {en}")

    def with_(self, **particulars: Particular) -> Said:
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
    particulars: Mapping[str, Particular]

    def text(self, lang: str) -> str:
        """Return the text in `zh` or `en`."""
        return _filled(self.phrase, self.particulars, lang)

    def stored(self) -> dict[str, Any]:
        """Return the phrase as a finding keeps it."""
        return {_KEY: self.phrase.key, **{key: stored(one) for key, one in self.particulars.items()}}


Part = Phrase | Said
Particular = str | Part | Sequence[Part]


def stored(value: Any) -> Any:
    """Return a particular as a finding keeps it: text, a phrase by its key, or a list of phrases."""
    if isinstance(value, Phrase | Said):
        return value.stored()
    if isinstance(value, tuple | list):
        return [one.stored() if isinstance(one, Phrase | Said) else str(one) for one in value]
    return str(value)


def rendered(particulars: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return particulars with every phrase in them, stored or not, as text in `zh` or `en`."""
    return {key: _text(value, lang, _BETWEEN) for key, value in particulars.items()}


def _text(value: Any, lang: str, between: Mapping[str, str]) -> Any:
    if isinstance(value, Phrase | Said):
        return value.text(lang)
    if isinstance(value, dict) and _KEY in value:
        phrase = Phrase.registry.get(value[_KEY])
        return _filled(phrase, value, lang) if phrase is not None else value[_KEY]
    if isinstance(value, tuple | list):
        return between[lang].join(str(_text(one, lang, between)) for one in value)
    return _old_text(value, lang) if isinstance(value, str) else value


def _filled(phrase: Phrase, particulars: Mapping[str, Any], lang: str) -> str:
    """Return a phrase with its particulars; several phrases inside it are a list."""
    if not particulars or "{" not in phrase.text(lang):
        return phrase.text(lang)
    return phrase.text(lang).format_map(
        {key: _text(one, lang, _LISTED) for key, one in particulars.items() if key != _KEY}
    )


@lru_cache(4096)
def _old_text(value: str, lang: str) -> str:
    """Return a text in both languages in one of them, if all of it is known; any other text as it is."""
    if value.isascii():
        return value
    for old, between in ((_BETWEEN_OLD, _BETWEEN), (_LISTED_OLD, _LISTED)):
        texts = [_part_of_old(part, lang) for part in value.split(old)]
        if None not in texts:
            return between[lang].join(text for text in texts if text is not None)
    return value


def _part_of_old(part: str, lang: str) -> str | None:
    """Return one old text in `zh` or `en`; of several phrases that it may be, the one that says most."""
    texts, templates = _old_texts(len(Phrase.registry))
    if part in texts:
        return texts[part].text(lang)
    matching = [(one, match.groupdict()) for pattern, one in templates if (match := pattern.fullmatch(part))]
    if not matching:
        return None
    phrase, particulars = min(matching, key=lambda one: sum(map(len, one[1].values())))
    return _filled(phrase, particulars, lang)


@lru_cache(1)
def _old_texts(_phrases: int) -> tuple[dict[str, Phrase], list[tuple[re.Pattern[str], Phrase]]]:
    """Return the old texts without particulars, and the patterns of the others."""
    old = [one for one in Phrase.registry.values() if one.old]
    texts = {one.old: one for one in old if "{" not in one.old}
    return texts, [(re.compile(_pattern(one.old)), one) for one in old if "{" in one.old]


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
