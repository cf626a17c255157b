"""EPCIS 2.0 documents (GS1 EPCIS 2.0.1, JSON/JSON-LD binding), read as strictly as their schema asks.

Every member is checked, also those that the ledger makes no use of: words of the standard vocabulary are
those of CBV 2.0, everything else has a prefix or is a URI, times have an offset.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ledger.epcis import vocabulary

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-Z_a-z\[\]~#%]+")
_OFFSET = r"^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$"
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def is_uri(text: str) -> bool:
    """Return whether a text is a URI with its scheme (RFC 3986), or a name with a prefix."""
    return _URI.fullmatch(text) is not None


def _uri(text: str) -> str:
    if not is_uri(text):
        raise ValueError("expected a URI")
    return text


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("expected a time with its offset (RFC 3339)")
    datetime.fromisoformat(text.upper())
    return text


def _word(words: frozenset[str]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in words and (not is_uri(text) or text.startswith(vocabulary.STANDARD_NAMESPACES)):
            raise ValueError("expected a word of the standard vocabulary or a URI of one's own")
        return text

    return AfterValidator(check)


Uri = Annotated[str, AfterValidator(_uri)]
Time = Annotated[str, AfterValidator(_time)]
Action = Literal["OBSERVE", "ADD", "DELETE"]
BizStep = Annotated[str, _word(vocabulary.BIZ_STEPS)]
Disposition = Annotated[str, _word(vocabulary.DISPOSITIONS)]
TransactionType = Annotated[str, _word(vocabulary.TRANSACTIONS)]
PartyType = Annotated[str, _word(vocabulary.PARTIES)]
ErrorReason = Annotated[str, _word(vocabulary.ERROR_REASONS)]


class _Object(BaseModel):
    """An object of the standard: a member is left out, never null."""

    @model_validator(mode="before")
    @classmethod
    def _says_what_it_names(cls, told: Any) -> Any:
        if isinstance(told, dict):
            for name, field in cls.model_fields.items():
                if told.get(name, told.get(field.alias or name, ...)) is None:
                    raise ValueError(f"expected a value of {name} or no such member, got null")
        return told


class _Closed(_Object):
    """An object that holds nothing else than what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class _Extensible(_Object):
    """An object that may hold extensions, whose names are URIs or have a prefix."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, populate_by_name=True)

    @model_validator(mode="after")
    def _extensions_have_a_prefix(self) -> Self:
        for name in self.model_extra or ():
            if not is_uri(name):
                raise ValueError(f"expected a member of the standard or one with a prefix, got {name}")
        return self


class QuantityElement(_Closed):
    """Goods by class and quantity; without a unit of measure a number of pieces."""

    epcClass: Uri  # noqa: N815 (the names of the standard)
    quantity: int | float | None = None
    uom: Annotated[str, Field(pattern="^[A-Z0-9]{2,3}$")] | None = None


class BizTransaction(_Closed):
    """A paper that the event belongs to."""

    type: TransactionType | None = None
    bizTransaction: Uri  # noqa: N815


class SourceParty(_Closed):
    """Who gave the goods."""

    type: PartyType
    source: Uri


class DestinationParty(_Closed):
    """Who got the goods."""

    type: PartyType
    destination: Uri


class Place(_Object):
    """Where it happened; the standard lets it say more under any name."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: Uri


class ErrorDeclaration(_Extensible):
    """The statement that an event was told in error (EPCIS 2.0 §7.4.1.2)."""

    declarationTime: Time  # noqa: N815
    reason: ErrorReason | None = None
    correctiveEventIDs: list[Uri] | None = None  # noqa: N815


class PersistentDisposition(_Closed):
    """What stays true of the goods from now on, and what no longer does."""

    set: Annotated[list[Disposition], Field(min_length=1)] | None = None
    unset: Annotated[list[Disposition], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.set is None and self.unset is None:
            raise ValueError("expected set or unset")
        return self


class Ilmd(_Extensible):
    """Facts of the lot or unit, under names with a prefix."""


class SensorElement(_Extensible):
    """Readings; kept as they are."""

    sensorMetadata: dict[str, Any] | None = None  # noqa: N815
    sensorReport: Annotated[list[dict[str, Any]], Field(min_length=1)]  # noqa: N815


class SupplyEvent(_Extensible):
    """What every event tells."""

    context: Any = Field(default=None, alias="@context")
    type: str
    eventID: Uri | None = None  # noqa: N815
    eventTime: Time  # noqa: N815
    recordTime: Time | None = None  # noqa: N815
    eventTimeZoneOffset: Annotated[str, Field(pattern=_OFFSET)]  # noqa: N815
    certificationInfo: Uri | list[Uri] | None = None  # noqa: N815
    errorDeclaration: ErrorDeclaration | None = None  # noqa: N815


class _Step(SupplyEvent):
    bizStep: BizStep | None = None  # noqa: N815
    disposition: Disposition | None = None
    persistentDisposition: PersistentDisposition | None = None  # noqa: N815
    readPoint: Place | None = None  # noqa: N815
    bizLocation: Place | None = None  # noqa: N815
    bizTransactionList: list[BizTransaction] | None = None  # noqa: N815
    sourceList: list[SourceParty] | None = None  # noqa: N815
    destinationList: list[DestinationParty] | None = None  # noqa: N815
    sensorElementList: list[SensorElement] | None = None  # noqa: N815


class ObjectEvent(_Step):
    """Something happened to goods."""

    type: Literal["ObjectEvent"]
    action: Action
    epcList: list[Uri] | None = None  # noqa: N815
    quantityList: list[QuantityElement] | None = None  # noqa: N815
    ilmd: Ilmd | None = None

    @model_validator(mode="after")
    def _names_goods(self) -> Self:
        if self.epcList is None and not self.quantityList and not self.sensorElementList:
            raise ValueError("expected epcList or quantityList")
        if self.epcList is not None and len(set(self.epcList)) < len(self.epcList):
            raise ValueError("expected each unit once in epcList")
        return self


class AggregationEvent(_Step):
    """Goods were put into, or taken out of, something that holds them."""

    type: Literal["AggregationEvent"]
    action: Action
    parentID: Uri | None = None  # noqa: N815
    childEPCs: list[Uri] | None = None  # noqa: N815
    childQuantityList: list[QuantityElement] | None = None  # noqa: N815

    @model_validator(mode="after")
    def _names_a_parent(self) -> Self:
        if self.parentID is None and self.action != "OBSERVE":
            raise ValueError("expected parentID")
        if not self.childEPCs and not self.childQuantityList and self.action != "DELETE":
            raise ValueError("expected childEPCs or childQuantityList")
        return self


class AssociationEvent(AggregationEvent):
    """Something was joined to, or taken from, a thing that lasts."""

    type: Literal["AssociationEvent"]  # type: ignore[assignment]
    parentID: Uri  # noqa: N815


class TransactionEvent(_Step):
    """Goods were joined to a business paper."""

    type: Literal["TransactionEvent"]
    action: Action
    bizTransactionList: Annotated[list[BizTransaction], Field(min_length=1)]  # noqa: N815
    parentID: Uri | None = None  # noqa: N815
    epcList: list[Uri] | None = None  # noqa: N815
    quantityList: list[QuantityElement] | None = None  # noqa: N815

    @model_validator(mode="after")
    def _names_goods(self) -> Self:
        if self.epcList is None and not self.quantityList and self.action != "DELETE":
            raise ValueError("expected epcList or quantityList")
        return self


class TransformationEvent(_Step):
    """Goods were used up to make others."""

    type: Literal["TransformationEvent"]
    inputEPCList: list[Uri] | None = None  # noqa: N815
    inputQuantityList: list[QuantityElement] | None = None  # noqa: N815
    outputEPCList: list[Uri] | None = None  # noqa: N815
    outputQuantityList: list[QuantityElement] | None = None  # noqa: N815
    transformationID: Uri | None = None  # noqa: N815
    ilmd: Ilmd | None = None

    @model_validator(mode="after")
    def _has_two_sides(self) -> Self:
        used = self.inputEPCList is not None or self.inputQuantityList is not None
        made = self.outputEPCList is not None or self.outputQuantityList is not None
        if not (used and made) and self.transformationID is None:
            raise ValueError("expected goods used and goods made")
        return self


AnyEvent = Annotated[
    ObjectEvent | AggregationEvent | AssociationEvent | TransactionEvent | TransformationEvent,
    Field(discriminator="type"),
]


class Body(_Object):
    """The events of a document; the standard lets it say more under any name."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    eventList: list[AnyEvent]  # noqa: N815


class EpcisDocument(_Extensible):
    """A document that one partner gives to another."""

    context: Annotated[str | dict[str, Any] | list[str | dict[str, Any]], Field(alias="@context")]
    type: Literal["EPCISDocument"]
    id: Uri | None = None
    schemaVersion: Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]  # noqa: N815
    creationDate: Time  # noqa: N815
    instanceIdentifier: str | None = None  # noqa: N815
    sender: str | None = None
    receiver: str | None = None
    epcisHeader: dict[str, Any] | None = None  # noqa: N815
    epcisBody: Body  # noqa: N815
