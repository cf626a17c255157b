"""Whether a row is about a person: then what it says of him is kept beside the document."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from ledger.deciding.references import Known
from ledger.events.individuals import CUSTOMERS, INDIVIDUAL, OF_A_PERSON, is_person
from ledger.state.entries import Register, Version
from ledger.state.keys import record_key
from ledger.state.repository import State

_CUSTOMER = "customer_code"


def of_person(command: Command, known: Known, state: State) -> bool | None:
    """Return whether a row's customer is an individual; None where it names none that is known.

    A later stage of a case is about the customer that the case is about.
    """
    table = command.table
    register = known.registers.get(_CUSTOMER)
    if register is None and table.kind == "case" and _CUSTOMER not in command.data:
        register = _of_case(command, state)
    return None if register is None else registered_as_person(register)


def _of_case(command: Command, state: State) -> Register | None:
    record = state.get(record_key(command.table, command.data))
    code = record.body.data.get(_CUSTOMER) if record is not None and record.body is not None else None
    return None if code is None else state.register(CUSTOMERS, code)


def registered_as_person(register: Register) -> bool:
    """Return whether any version of a customer's file says that he is an individual."""
    versions = register.versions
    if len(versions) == 1:
        return bool(versions[0].data.get("kind") == INDIVIDUAL)
    return is_person(version.data for version in versions)


def copied(register: str, version: Version) -> dict[str, Any]:
    """Return the fields of a version that rows may copy: of a person, what does not tell who he is."""
    if register != CUSTOMERS or version.data.get("kind") != INDIVIDUAL:
        return version.data
    return {key: value for key, value in version.data.items() if key not in OF_A_PERSON}
