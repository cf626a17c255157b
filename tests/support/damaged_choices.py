"""Cells of columns that take one of several words, or several of them, with what a careful person reads.

Like :mod:`tests.support.damaged_cells`: made from what the column declares, without the code of the intake.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from ledger.events.base import Choice, Column
from tests.support.damaged_cells import REFUSED, WORDS_FOR_NOTHING, Cell, code_cell, full_width

_NO_CHOICES: Final = (
    "TRUE",
    "2026-05-01",
    "2.02605E+11",
    "########",
    "同上",
    "见附件",
    "7",
    "1-May",
    "合格不合格",
)
# What some column has for a label, and what says nothing elsewhere.
_ALSO_FOR_NOTHING: Final = frozenset({"无", "待定", "未知", "不详", "不适用", "没有", "不明"})
_TRADITIONAL: Final = str.maketrans("货质检验销试疗类医药质认", "貨質檢驗銷試療類醫藥質認")
_WORDS: Final = ("质量部", "仓储部", "甲 组", "B-2", "销售；退货", "一、二")


def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _labels(column: Column) -> dict[str, str]:
    """Return what names each choice: its key and its label, and other labels that name no other choice."""
    found: dict[str, str] = {}
    for choice in column.values:
        for name in (choice.key, choice.zh):
            assert found.setdefault(_compared(name), choice.key) == choice.key, (column.key, name)
    for choice in column.values:
        for name in choice.aliases:
            found.setdefault(_compared(name), choice.key)
    return found


def choice_cell(column: Column) -> Callable[[Random], Cell]:
    """Return what makes cells of a column that takes one of several words."""
    labels = _labels(column)

    def cell(chance: Random) -> Cell:
        if chance.random() < 0.15:
            text = chance.choice(WORDS_FOR_NOTHING)
            return Cell(text, labels.get(_compared(text)), "a word for nothing")
        if chance.random() < 0.35:
            return _no_choice(chance, column.values, labels)
        text = chance.choice(list(labels))
        around: tuple[Callable[[str], str], ...] = (
            *(str, str.upper, full_width, lambda one: f" {one}\u3000", lambda one: f"\ufeff{one}\u200b"),
            *(lambda one: f"'{one}", lambda one: f'="{one}"', " ".join),
            lambda one: one.translate(_TRADITIONAL),
        )
        return Cell(chance.choice(around)(text), labels[text], "a word in some writing")

    return cell


def _no_choice(chance: Random, choices: Sequence[Choice], labels: dict[str, str]) -> Cell:
    """Return a word that names no choice, or several."""
    one, other = chance.choice(choices).zh, chance.choice(choices).zh
    forms = (
        *_NO_CHOICES,
        one[:-1],
        f"{one}…",
        f"{one}?",
        f"{one};{other}",
        f"{one}/{other}",
        f"非{one}",
        f"{one}{one}",
    )
    text = chance.choice(forms)
    if _compared(text) in labels or text in WORDS_FOR_NOTHING or {one, other} & _ALSO_FOR_NOTHING:
        return Cell("#####", REFUSED, "no word that is asked for")
    return Cell(text, REFUSED, "no word that is asked for")


def choices_cell(column: Column) -> Callable[[Random], Cell]:
    """Return what makes cells of a column that takes several of several words."""
    one = choice_cell(column)

    def cell(chance: Random) -> Cell:
        parts = [one(chance) for _ in range(chance.randrange(1, 4))]
        if any(";" in part.text or part.text[:1] in {"'", "="} for part in parts):
            parts = [part for part in parts if part.text.isalnum()] or [Cell("", None, "nothing")]
        return _joined(chance, parts, (";", "；", "、", "\n", " ; "))

    return cell


def codes_cell(chance: Random) -> Cell:
    """Return a cell of a column that takes several codes."""
    drawn = (code_cell(chance) for _ in range(chance.randrange(1, 4)))
    parts = [part for part in drawn if part.text[:1] not in {"'", "="}] or [Cell("", None, "nothing")]
    return _joined(chance, parts, (";", "；", "、", ",", "，", "\n", " ; "))


def words_list_cell(chance: Random) -> Cell:
    """Return a cell of a column that takes several of somebody's words."""
    words = [chance.choice(_WORDS) for _ in range(chance.randrange(1, 3))]
    found = [part for word in words for part in word.replace("、", "；").split("；")]
    return Cell(chance.choice((";", "；", "、", "\n")).join(words), list(dict.fromkeys(found)), "words")


def _joined(chance: Random, parts: Sequence[Cell], signs: Sequence[str]) -> Cell:
    text = chance.choice(signs).join(part.text for part in parts)
    if any(part.expected == REFUSED for part in parts):
        return Cell(text, REFUSED, "several, of which one is lost")
    found = list(dict.fromkeys(part.expected for part in parts if part.expected is not None))
    return Cell(text, found or None, "several")


def unit_cell(chance: Random) -> Cell:
    """Return a cell of a column of units of measure."""
    unit = chance.choice(("支", "盒", "kg", "mL", "片/盒"))
    if chance.random() < 0.2:
        return Cell(chance.choice(WORDS_FOR_NOTHING), None, "a word for nothing")
    return Cell(chance.choice((unit, f"（{unit}）", f"({unit})", f" {unit} ", f"[{unit}]")), unit, "a unit")
