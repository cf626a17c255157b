"""The forms that there are, by key and by title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ledger.errors import CommandError, Problem
from projections.reading.nearest import nearness
from replay.forms import delivered, recalled
from replay.forms.declared import CASE_FORMS
from replay.forms.filling import case_form

if TYPE_CHECKING:
    from replay.forms.filling import Ground
    from replay.forms.sheet import FilledForm

NO_SUCH_FORM: Final = Problem(
    "no_such_form",
    "填写表单：应为 {known} 之一或其中文名称，实际为“{form}”。",
    "Filling in a form: expected one of {known} or its Chinese title, got '{form}'.",
    "{near}medledger form 列出全部表单。",
    "{near} medledger form lists them.",
)


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form.

    Attributes:
        key: On the command line.
        zh: Title of the official paper.
        table: That it is made of.
        law: By which it is kept or handed on.
        fill: Gives the form of a number.
    """

    key: str
    zh: str
    table: str
    law: str
    fill: Callable[[Ground, str], FilledForm]


FORMS: Final = (
    ListedForm("recall-event", recalled.EVENT, "recalls", recalled.EVENT_LAW, recalled.event_report),
    ListedForm(
        "recall-progress", "召回计划实施情况报告", "recalls", recalled.PROGRESS_LAW, recalled.progress
    ),
    *(ListedForm(one.key, one.zh, one.table, one.law, partial(case_form, form=one)) for one in CASE_FORMS),
    ListedForm(delivered.KEY, delivered.TITLE, "delivery_notes", delivered.LAW, delivered.delivery_note),
)


def form_named(text: str) -> ListedForm:
    """Return a form by its key or its title.

    Raises:
        CommandError: There is no such form.
    """
    for one in FORMS:
        if text in {one.key, one.zh}:
            return one
    known = [one.key for one in FORMS]
    raise CommandError(NO_SUCH_FORM, form=text, known=", ".join(known), near=nearness(text, known))
