"""Since which version of the program the answers of each verb have the form that they have now.

A basis states by which version its answer was given. The facts of an answer are the same for ever; where a
later version shows more of them, or shows them otherwise, its bytes are not, and whoever asks again is told.
"""

from __future__ import annotations

import re
from typing import Final

from ledger.settings import code_version

# version: verbs whose answers in JSON it gave another form
CHANGED: Final = {
    "0.2.0": ("recall preview", "trace", "findings", "table"),
    "0.3.0": ("cases", "case", "obligations"),
    "0.4.0": ("recall preview", "trace", "findings", "table"),
}
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def changed_since(code: str, answer: str, running: str | None = None) -> str | None:
    """Return the version that gave an answer the form it has now, if an earlier one gave it another.

    Args:
        code: The program that gave the earlier answer, as its basis states it.
        answer: The verb that is asked.
        running: The program that answers now, by default this one.

    Returns:
        None where the form is still the same. The version of the earlier answer itself where that is newer
        than this program, or none that is known: nobody here can tell which form it had.
    """
    then, now = _number(code), _number(running or code_version())
    if then is None or now is None:
        return None if code == (running or code_version()) else code
    if then > now:
        return code
    since = [
        one for one, answers in CHANGED.items() if answer in answers and then < (_number(one) or ()) <= now
    ]
    return since[-1] if since else None


def _number(code: str) -> tuple[int, ...] | None:
    found = _VERSION.search(code)
    return tuple(map(int, found.groups())) if found else None
