"""A document that is wrong in one place is refused where the schema of the standard refuses it, no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from ledger.epcis.document import EpcisDocument
from tests.support.epcis_mutations import mutations
from tests.support.epcis_schema import CONFORMANCE, epcis_schema

if TYPE_CHECKING:
    from jsonschema import Draft7Validator

SHARED: dict[str, Any] = {
    "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "eventTime": "2026-05-01T08:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "ADD",
    "bizStep": "packing",
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:x:1"}],
    "sourceList": [{"type": "owning_party", "source": "urn:x:2"}],
    "destinationList": [{"type": "location", "destination": "urn:x:3"}],
}
GOODS = [{"epcClass": "https://id.gs1.org/01/06901234567892/10/L24", "quantity": 3, "uom": "KGM"}]
UNITS = ["https://id.gs1.org/01/06901234567892/21/SN1"]
OWN: dict[str, dict[str, Any]] = {
    "ObjectEvent": {**SHARED, "quantityList": GOODS},
    "AggregationEvent": {**SHARED, "parentID": "urn:x:4", "childEPCs": UNITS, "childQuantityList": GOODS},
    "AssociationEvent": {**SHARED, "parentID": "urn:x:4", "childEPCs": UNITS},
    "TransactionEvent": {**SHARED, "epcList": UNITS, "quantityList": GOODS, "parentID": "urn:x:4"},
}


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """The schema of the standard."""
    return epcis_schema()


def _judged_alike(schema: Draft7Validator, document: dict[str, Any]) -> Iterator[str]:
    """Yield each wrong document of which schema and program differ; members alike are asked once."""
    assert schema.is_valid(document)
    seen: set[str] = set()
    wrong = 0
    for name, changed in mutations(document):
        alike = re.sub(r"\.\d+", "", name)
        if alike in seen:
            continue
        seen.add(alike)
        try:
            EpcisDocument.model_validate(changed)
        except ValidationError:
            wrong += 1
            if schema.is_valid(changed):
                yield f"refused: {name}"
        else:
            if not schema.is_valid(changed):
                yield f"taken: {name}"
    assert wrong > len(seen) / 3  # most changes are faults


@pytest.mark.parametrize("kind", OWN)
def test_every_kind_of_event_is_judged_as_the_schema_judges(schema: Draft7Validator, kind: str) -> None:
    document = {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-01T08:00:00Z",
        "epcisBody": {"eventList": [{"type": kind, **deepcopy(OWN[kind])}]},
    }
    asked_by_the_text_alone = {"AggregationEvent": ["refused: epcisBody.eventList.0.parentID gone"]}  # §7.4.3
    assert list(_judged_alike(schema, document)) == asked_by_the_text_alone.get(kind, [])


@pytest.mark.parametrize(
    "name",
    ["ErrorDeclarationAndCorrectiveEvent", "Example_9.6.2-ObjectEvent", "PersistentDisposition-example"],
)
def test_the_examples_of_the_standard_are_judged_as_the_schema_judges(
    schema: Draft7Validator, name: str
) -> None:
    path = CONFORMANCE / "examples" / f"{name}.jsonld"
    if not path.exists():
        pytest.skip("no EPCIS examples; set MEDLEDGER_CONFORMANCE")
    assert list(_judged_alike(schema, json.loads(path.read_bytes()))) == []
