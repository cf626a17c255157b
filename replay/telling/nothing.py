"""What an empty answer says: what was looked at, up to which day and position, and what there is besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ledger.visible import visible
from replay.telling.headings import to_second
from replay.telling.heard import note
from replay.telling.wording import say

if TYPE_CHECKING:
    from projections.reading.filters import Filter
    from replay.cutoff import Resolved
    from replay.telling.output import Output


def say_nothing(
    answer: Output,
    name: str,
    resolved: Resolved,
    where: Sequence[Filter] = (),
    besides: str = "",
    *,
    said: Sequence[str] = (),
) -> None:
    """Say why an answer holds no rows: below a table, else on standard error.

    Args:
        answer: Where the answer went.
        name: What was looked at, in the user's language.
        resolved: What was true when, as known when.
        where: What rows had to fit.
        besides: A sentence on what is near.
        said: More that rows had to fit, as typed.
    """
    typed = [f"{one.name}{one.sign}{one.value}" for each in where for one in each.typed]
    asked = ", ".join([*said, *typed])
    at, position = to_second(resolved.at), resolved.position
    known = to_second(resolved.known_at)
    fitting_en, fitting_zh = (f", for rows that fit {asked}", f"符合 {asked} 的") if asked else ("", "")
    line = say(
        f"Nothing found: looked at {name} up to {at}, as known at {known} (position {position}){fitting_en}.",
        f"没有结果：查看了{name}，截至日期 {at}，所依据的录入时间 {known}（日志位置 {position}），"
        f"没有{fitting_zh}行。",
    )
    told = f"{line}{say(' ', '')}{besides}".rstrip()
    if answer.format != "table" or answer.file is not None:
        note(told)
    else:
        typer.echo(visible(told))
