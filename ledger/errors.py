"""The errors of the program, by what the caller must now do.

::

    LedgerError
    ├── CommandError      fix it and ask again      exit 2   malformed, unknown, not permitted, rule broken
    ├── ConflictError     read again, then retry    exit 3   decision outdated
    │   └── DuplicateError                          exit 3   the same event id with other content
    ├── UnavailableError  wait and retry            exit 4   store away, no ledger, projection behind
    └── CorruptionError   stop and call someone     exit 5   unknown type, broken log, drift

Every message is a :class:`Problem`: a sentence and a line of advice, in Chinese and English, with a stable
code. The same values serve as the reasons in a rejects file, so a problem is a value first and an exception
only where the work cannot go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, ClassVar

from ledger.phrases import rendered
from ledger.settings import language
from ledger.visible import visible_lines

_LONGEST = 2000  # characters of what a message repeats


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of thing that can be wrong: stable code, sentence and advice in both languages.

    Texts are `str.format` templates over the particulars. Message form: *what we tried: expected X, got Y.*
    """

    code: str
    zh: str
    en: str
    zh_advice: str
    en_advice: str
    registry: ClassVar[dict[str, Problem]] = {}

    def __post_init__(self) -> None:
        if self.code in Problem.registry:
            message = f"problem code used twice: {self.code}"
            raise ValueError(message)
        Problem.registry[self.code] = self

    def with_(self, **particulars: Any) -> Reason:
        """Return this problem with its particulars."""
        return Reason(self, particulars)


@dataclass(frozen=True, slots=True)
class Reason:
    """A problem that occurred, with its particulars."""

    problem: Problem
    particulars: dict[str, Any]

    @property
    def code(self) -> str:
        """The stable code of the problem."""
        return self.problem.code

    def message(self, lang: str | None = None) -> str:
        """Return the sentence in `lang` (`zh` or `en`), by default the user's."""
        lang = lang or language()
        template = self.problem.zh if lang == "zh" else self.problem.en
        return template.format(**_shown(self.particulars, lang))

    def advice(self, lang: str | None = None) -> str:
        """Return the line of advice in `lang`, by default the user's."""
        lang = lang or language()
        template = self.problem.zh_advice if lang == "zh" else self.problem.en_advice
        return template.format(**_shown(self.particulars, lang))


def _shown(particulars: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return particulars as text in `zh` or `en`, what is unseen in them as signs, what is too long cut."""
    return {key: _seen(value) for key, value in rendered(particulars, lang).items()}


def _seen(value: Any) -> Any:
    if isinstance(value, PurePath | BaseException):
        value = str(value)
    if not isinstance(value, str):
        return value
    return visible_lines(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")


class LedgerError(Exception):
    """Base of every error that crosses a package boundary."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: Problem | Reason, **particulars: Any) -> None:
        self.reason = problem if isinstance(problem, Reason) else problem.with_(**particulars)
        super().__init__(self.reason)

    @property
    def code(self) -> str:
        """The stable code of the problem."""
        return self.reason.code

    def __str__(self) -> str:
        return self.reason.message()


class CommandError(LedgerError):
    """The request cannot be carried out as it stands: fix it and ask again.

    Attributes:
        others: What else is wrong, behind the first reason.
    """

    exit_code = 2
    others: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything that is wrong, in the order in which it is told."""
        return (self.reason, *self.others)


class ConflictError(LedgerError):
    """Another writer was faster: read again, then retry."""

    exit_code = 3


class DuplicateError(ConflictError):
    """The same event id was offered with other content."""


class UnavailableError(LedgerError):
    """The ledger cannot be reached or cannot answer now: wait and retry."""

    exit_code = 4


class CorruptionError(LedgerError):
    """What is stored is not what was written: stop and call someone."""

    exit_code = 5
