"""What was in force when a bundle was asked for: rules and settings, our own company, the program's parts."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger import rulebook
from ledger.events import catalogue
from projections.reading.record_rows import rows

if TYPE_CHECKING:
    import sqlalchemy as sa

    from replay.bootstrap import Program
    from replay.cutoff import Resolved

_COMPANY = ("name", "uscc", "address", "premises", "trade_licence_no", "filing_no")
_LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"


class _Nothing:
    """No personal value of ours goes into a bundle with the company's name."""

    def personal(self, wanted: Any) -> dict[Any, str]:  # noqa: ARG002  asked, and answered with none
        """Return no value."""
        return {}


def company_of(program: Program, resolved: Resolved) -> dict[str, str]:
    """Return name, address and numbers of our own company as then in force; nothing if unrecorded."""
    with program.readmodel.reading() as connection:
        return company_in(connection, resolved, program.zone)


def company_in(connection: sa.Connection, resolved: Resolved, zone: str) -> dict[str, str]:
    """Return the same, where tables are being read already."""
    found = rows(connection, _Nothing(), catalogue.table("companies"), resolved.cutoff, zone=zone)
    company = next(found, None)
    found.close()  # type: ignore[attr-defined]
    if company is None:
        return {}
    return {key: str(company[key]) for key in _COMPANY if company.get(key)}


def rules_of(program: Program, resolved: Resolved) -> dict[str, Any]:
    """Return the rules of this program, and the settings that were in force."""
    settings = catalogue.table("rule_settings")
    with program.readmodel.reading() as connection:
        in_force = [
            {key: value for key, value in row.items() if value is not None}
            for row in rows(connection, _Nothing(), settings, resolved.cutoff, zone=program.zone)
        ]
    told = [
        {
            "id": one.id,
            "kind": one.kind,
            "zh": one.title[0],
            "en": one.title[1],
            "clause": one.clause,
            "since": one.since,
            "until": one.until,
        }
        for one in rulebook.RULES
    ]
    return {"rules": told, "settings": in_force}


@cache
def lock_digest() -> str:
    """Return the digest of the locked dependencies, else of the names and versions that are installed."""
    if _LOCK.is_file():
        return f"sha256:{sha256(_LOCK.read_bytes()).hexdigest()}"
    try:
        distribution("medledger")
    except PackageNotFoundError:
        return ""
    parts = sorted({f"{one.metadata['Name']}=={one.version}".lower() for one in distributions()})
    return f"installed-sha256:{sha256(chr(10).join(parts).encode()).hexdigest()}"
