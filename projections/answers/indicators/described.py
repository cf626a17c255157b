"""The indicators in words, made from their data, for the page `docs/concepts/indicators.md`."""

from __future__ import annotations

from collections.abc import Iterator

from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.registry import INDICATORS
from projections.answers.indicators.terms import UNITS


def described() -> str:
    """Return every indicator in Markdown: definition, denominator, threshold, source, what is left open."""
    return "\n".join(line for one in INDICATORS for line in _section(one))


def _section(one: Indicator) -> Iterator[str]:
    zh, en = UNITS[one.unit]
    yield f"### {one.id} {one.zh}"
    yield ""
    yield f"*{one.en}*: {en} ({zh}). Source: {one.clause}. Rows: `{one.view}`."
    yield ""
    yield f"- counted: {one.part_en}<br>{one.part_zh}"
    yield f"- over: {one.whole_en}<br>{one.whole_zh}"
    if one.threshold is not None:
        yield f"- threshold: {one.threshold.text}"
    if one.groups:
        yield f"- also by: {', '.join(f'`{group}`' for group in one.groups)}"
    for choice in one.choices:
        values = f", one or several of `{';'.join(choice.values)}`" if choice.values else ", a number"
        usual = f"`{choice.default}` unless set"
        yield f"- left open: {choice.en} (`{choice.key}`{values}; {usual})<br>{choice.zh}"
    yield ""
