"""The JSON schema of the EPCIS standard, where it is at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jsonschema import Draft7Validator

ROOT = Path(__file__).parents[2]
CONFORMANCE = Path(os.environ.get("MEDLEDGER_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "epcis"


def epcis_schema() -> Draft7Validator:
    """Return what validates against the schema; without the schema the test is skipped."""
    path = CONFORMANCE / "epcis-2.0.1-json-schema.json"
    if not path.exists():
        pytest.skip("no EPCIS schema; set MEDLEDGER_CONFORMANCE")
    from jsonschema import Draft7Validator  # its formats are grammars that take seconds to compile

    return Draft7Validator(json.loads(path.read_bytes()), format_checker=Draft7Validator.FORMAT_CHECKER)
