"""Which lots look the same: signs that are mistaken for one another, case, separators and blanks.

Nor is it known of a cell that may name several lots which of them its goods are: `L1/L2` may be `L1`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

# Signs that hands and eyes take for one another, each with what it is compared as.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("OQ\u041e\u039f\u00d8\u25cb\u3007", "0"),  # Cyrillic, Greek, stroked, circles
        **dict.fromkeys("IL|!\u0406\u0399\u04c0", "1"),
        **dict.fromkeys("S\u0405", "5"),
        **dict.fromkeys("B\u0412\u0392", "8"),
        **dict.fromkeys("Z\u0396", "2"),
        **dict.fromkeys("G", "6"),
        **dict.fromkeys("\u0410\u0391", "A"),
        **dict.fromkeys("\u0421\u03f9", "C"),
        **dict.fromkeys("\u0415\u0395", "E"),
        **dict.fromkeys("\u041d\u0397", "H"),
        **dict.fromkeys("\u0408", "J"),
        **dict.fromkeys("\u041a\u039a", "K"),
        **dict.fromkeys("\u041c\u039c", "M"),
        **dict.fromkeys("\u039d", "N"),
        **dict.fromkeys("\u0420\u03a1", "P"),
        **dict.fromkeys("\u0422\u03a4", "T"),
        **dict.fromkeys("\u0425\u03a7", "X"),
        **dict.fromkeys("\u0423\u03a5", "Y"),
    }
)
# What stands between lots that share a cell, or between a lot and how much of it there is.
_APART = re.compile(r"[\s/\\|;,、+&~*×()]+|和|及|与|與|至|\.\.")


def looks(lot: str) -> str:
    """Return how a lot looks: equal for lots that are easily taken for one another.

    >>> looks("L-2O4 l") == looks("1204I"), looks("Ａ８") == looks("аb")
    (True, True)
    """
    folded = unicodedata.normalize("NFKC", lot).upper().translate(_ALIKE)
    return "".join(sign for sign in folded if sign.isalnum()) or folded


def named_in(cell: str) -> list[str]:
    """Return the lots that a cell may name beside the one that it is as a whole.

    >>> named_in("L1/L2"), named_in("L1和 L2"), named_in("L1")
    (['L1', 'L2'], ['L1', 'L2'], [])
    """
    parts = [part for part in _APART.split(unicodedata.normalize("NFKC", cell)) if part]
    return parts if len(parts) > 1 else []


def alike(asked: Iterable[str], lots: Iterable[str], unreceived: Collection[str]) -> Mapping[str, set[str]]:
    """Return the lots that may be one that is asked for, each with those that it may be.

    Args:
        asked: What is asked for.
        lots: All lots of a product.
        unreceived: Those of them that never came in: they may also be one sign off.
    """
    shapes: dict[str, set[str]] = {}
    for lot in asked:
        shapes.setdefault(looks(lot), set()).add(lot)
    found: dict[str, set[str]] = {}
    for lot in lots:
        shape = looks(lot)
        same = set(shapes.get(shape, ()))
        for part in named_in(lot):
            same |= shapes.get(looks(part), set())
        if lot in unreceived:
            same |= {one for other, some in shapes.items() if one_off(shape, other) for one in some}
        if same - {lot} and lot not in same:
            found[lot] = same
    return found


def one_off(first: str, second: str) -> bool:
    """Return whether one sign put in, left out, changed or swapped with its neighbour makes one of the other.

    >>> one_off("L24", "L25"), one_off("L24", "L245"), one_off("L24", "L42"), one_off("L24", "L35")
    (True, True, True, False)
    """
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest, other = short[start:], long[start:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
