"""EPCIS documents are read as strictly as their schema asks: what is not of the standard is named."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ledger.epcis.document import EpcisDocument

ROOT = Path(__file__).parents[3]
CONFORMANCE = Path(os.environ.get("MEDLEDGER_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "epcis"
EVENT: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "eventTime": "2026-05-01T08:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
    "disposition": "in_transit",
    "epcList": ["https://id.gs1.org/01/06901234567892/21/SN1"],
    "quantityList": [{"epcClass": "https://id.gs1.org/01/06901234567892/10/L24", "quantity": 3}],
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:x:1"}],
    "sourceList": [{"type": "owning_party", "source": "urn:x:2"}],
    "example:remark": "kept",
}


def _document(**changes: Any) -> dict[str, Any]:
    """A document with one event, changed; None takes a member away."""
    event = {name: value for name, value in {**deepcopy(EVENT), **changes}.items() if value is not None}
    return {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-01T08:00:00Z",
        "epcisBody": {"eventList": [event]},
    }


def test_an_event_with_its_extensions_is_read() -> None:
    (event,) = EpcisDocument.model_validate(_document()).epcisBody.eventList
    assert event.model_extra == {"example:remark": "kept"}


@pytest.mark.parametrize(
    "changes",
    [
        {"bizStep": "transforming"},
        {"bizStep": "urn:epcglobal:cbv:bizstep:shipping"},
        {"disposition": "in_transport"},
        {"persistentDisposition": {}},
        {"persistentDisposition": {"set": ["lost"]}},
        {"action": "observe"},
        {"eventTime": "2026-05-01"},
        {"eventTime": "2026-05-01T08:00:00"},
        {"eventTime": "2026-13-01T08:00:00+08:00"},
        {"eventTime": None},
        {"eventTimeZoneOffset": "08:00"},
        {"eventTimeZoneOffset": None},
        {"eventID": "no identifier"},
        {"epcList": ["not a URI"]},
        {"epcList": ["urn:x:1", "urn:x:1"]},
        {"epcList": None, "quantityList": None},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": "3"}]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": 3, "uom": "pieces"}]},
        {"quantityList": [{"quantity": 3}]},
        {"bizTransactionList": [{"type": "invoice", "bizTransaction": "urn:x:1"}]},
        {"sourceList": [{"source": "urn:x:2"}]},
        {"sourceList": [{"type": "owner", "source": "urn:x:2"}]},
        {"ilmd": {"expiry": "2029-05-01"}},
        {"errorDeclaration": {"reason": "incorrect_data"}},
        {"errorDeclaration": {"declarationTime": "2026-05-01T08:00:00Z", "reason": "mistake"}},
        {"remark": "without a prefix"},
        {"type": "SaleEvent"},
        {"type": "AggregationEvent"},
        {"type": "TransformationEvent"},
        {"readPoint": "urn:x:here"},
        {"recordTime": 20260501},
    ],
)
def test_what_is_not_of_the_standard_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EpcisDocument.model_validate(_document(**changes))


@pytest.mark.parametrize("missing", ["@context", "type", "schemaVersion", "creationDate", "epcisBody"])
def test_a_document_states_what_it_is(missing: str) -> None:
    told = _document()
    del told[missing]
    with pytest.raises(ValidationError):
        EpcisDocument.model_validate(told)


def test_the_examples_of_the_standard_are_read() -> None:
    files = [path for path in sorted((CONFORMANCE / "examples").glob("*.jsonld")) if "Query" not in path.name]
    if not files:
        pytest.skip("no EPCIS examples; set MEDLEDGER_CONFORMANCE")
    for path in files:
        told = json.loads(path.read_bytes())
        read = EpcisDocument.model_validate(told).epcisBody.eventList
        assert [one.type for one in read] == [one["type"] for one in told["epcisBody"]["eventList"]]
