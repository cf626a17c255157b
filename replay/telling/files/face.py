"""What a sheet or a paper says above its rows: title, company, what the rows rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

_FORMS = frozenset({"xlsx", "pdf"})


@dataclass(frozen=True, slots=True)
class Face:
    """Title and head of a sheet or a paper.

    Attributes:
        title: Chinese, as on the official form; empty where there is none.
        head: Lines below it.
    """

    title: str = ""
    head: tuple[str, ...] = ()


PLAIN = Face()


def face_of(program: Program, resolved: Resolved, title: str, asked: Sequence[str], form: str) -> Face:
    """Return the face of rows; of a form that shows none, a plain one.

    Args:
        program: The ledger.
        resolved: What was true when, as known when.
        title: Of the table.
        asked: Filters as they were typed.
        form: In which the rows are written.
    """
    if form not in _FORMS:
        return PLAIN
    from replay.evidence.in_force import company_of

    company: Mapping[str, str] = company_of(program, resolved)
    names = f"企业名称：{company.get('name', '')}　住所：{company.get('address', '')}"
    known = f"所依据的录入时间：{resolved.known_at or '—'}（日志第 {resolved.position} 条）"
    basis = f"截至日期：{resolved.at}　{known}"
    where = f"　筛选：{'；'.join(asked)}" if asked else ""
    return Face(title, (names, basis + where))
