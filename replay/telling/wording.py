"""Words in the user's language."""

from __future__ import annotations

from ledger.settings import language


def say(en: str, zh: str) -> str:
    """Return the English or the Chinese wording, as the user's language is."""
    return zh if language() == "zh" else en


def examples(*lines: str) -> str:
    """Return the examples that end a verb's help, each on its own line."""
    return "\n".join(("\b", say("Examples:", "示例："), *(f"  {line}" for line in lines)))
