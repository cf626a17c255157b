"""How many examples properties are tried with: few in the gate, many at night, very many in a campaign.

`MEDLEDGER_TEST_BUDGET` chooses: `gate` (the default), `nightly` or `campaign`. Every property is in each of
them; a test states how many examples make a good night's work of it.
"""

from __future__ import annotations

import os
from math import ceil

VARIABLE = "MEDLEDGER_TEST_BUDGET"
_SHARES = {"gate": 0.35, "nightly": 1.0, "campaign": 25.0}
_AT_LEAST = 10  # a property of fewer examples a night is expensive, and keeps them all


def budget() -> str:
    """Return the name of the budget of this run."""
    name = os.environ.get(VARIABLE) or "gate"
    if name not in _SHARES:
        raise ValueError(f"{VARIABLE}: expected one of {', '.join(_SHARES)}, got {name}")
    return name


def examples(nightly: int, *, gate: int | None = None) -> int:
    """Return how many examples this run tries where a night tries `nightly`.

    Args:
        nightly: How many make a good night's work of it.
        gate: How many the gate tries of a property of which one example takes seconds.
    """
    if gate is not None and budget() == "gate":
        return gate
    return max(ceil(nightly * _SHARES[budget()]), min(nightly, _AT_LEAST))
