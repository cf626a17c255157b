"""Labels as pictures: GS1 DataMatrix (ECC 200) and the text beside it, static SVG in millimetres.

The symbol's modules come from pyStrich; the picture is drawn here, so that the same goods give the same
bytes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder
from pystrich.gs1 import GS1Fixed, GS1Variable

from replay.labels.element_string import ElementString
from replay.labels.goods import Label
from replay.reports.case_timeline import FONTS

MODULE: Final = 0.5  # mm; GS1 General Specifications, symbol specification table 7: 0.254 to 0.990
_QUIET: Final = 2.0  # modules kept white around the symbol; one is asked for
_WIDTH: Final = 90.0
_GAP: Final = 4.0
_LETTERS: Final = 2.8
_LINE: Final = 3.7
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not for XML


def modules(said: ElementString) -> list[list[int]]:
    """Return the modules of a symbol, row by row: 1 is dark. The first sign is FNC1, as GS1 asks."""
    fields = [
        (GS1Variable if said.is_variable(name) else GS1Fixed)(name, value) for name, value in said.elements
    ]
    encoder = DataMatrixEncoder(DataMatrixData.gs1(*fields), quiet_zone=0)
    matrix: list[list[Any]] = encoder.init_renderer().matrix
    return [[int(bool(one)) for one in row] for row in matrix]


def drawn(labels: Sequence[Label]) -> bytes:
    """Return labels below one another as one picture."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONTS})
    root.set("font-size", str(_LETTERS))
    y = _GAP
    for label in labels:
        y += _label(root, label, y) + _GAP
    root.attrib |= {"width": f"{_WIDTH:g}mm", "height": f"{y:g}mm", "viewBox": f"0 0 {_WIDTH:g} {y:g}"}
    paper = ET.Element("rect", {"width": f"{_WIDTH:g}", "height": f"{y:g}", "fill": "white"})
    root.insert(0, paper)
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _label(root: ET.Element, label: Label, top: float) -> float:
    """Draw one label, and return how high it is."""
    symbol = modules(label.said)
    group = ET.SubElement(root, "g", {"class": "label"})
    side = (len(symbol) + 2 * _QUIET) * MODULE
    left = f"translate({_GAP + _QUIET * MODULE:g} {top + _QUIET * MODULE:g}) scale({MODULE:g})"
    ET.SubElement(group, "path", {"class": "symbol", "transform": left, "d": _path(symbol)})
    lines = [one for one in (label.title, label.kind) if one]
    x = _GAP + side + 2
    for number, line in enumerate((*lines, *label.said.readable)):
        at = {"x": f"{x:g}", "y": f"{top + _LINE * (number + 0.8):g}"}
        ET.SubElement(group, "text", at).text = _UNSPEAKABLE.sub("\ufffd", line)
    return max(side, _LINE * (len(lines) + len(label.said.elements)))


def _path(symbol: Sequence[Sequence[int]]) -> str:
    """Return the dark modules as one path, neighbours in a row together."""
    parts = []
    for y, row in enumerate(symbol):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(parts)
