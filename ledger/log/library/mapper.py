"""The catalogue as the library's mapper: events to stored form and back, types looked up, never imported."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import orjson
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.domain import Tagged
from eventsourcing.dcb.persistence import DCBMapper
from pydantic import ValidationError

from ledger.errors import CorruptionError
from ledger.events import upcasts
from ledger.events.base import Event, Table
from ledger.events.catalogue import event_class
from ledger.log.library.foreign import Ready, Shaped
from ledger.log.prepared import prepare, set_apart
from ledger.log.problems import EVENT_MISSHAPEN, UNKNOWN_EVENT_TYPE
from ledger.settings import user


class CatalogueMapper(DCBMapper[Event]):
    """Maps events of the catalogue; a personal field leaves only its digest in the stored data."""

    def to_dcb_event(self, event: Tagged[Event]) -> DCBEvent:
        """Return the event ready to be recorded, under an id of its own."""
        table = type(event.decision).table
        given = event.decision.model_dump(exclude_none=True)
        data, personal = set_apart(
            {key: _stored(value) for key, value in given.items()}, _personal_columns(table)
        )
        prepared = prepare(
            event_type=table.event,
            data=data,
            tags=event.tags,
            event_id=uuid4().hex,
            recorded_by=user(),
            personal=personal,
            recorded_now=True,
            shape=upcasts.shape(table.event),
        )
        return Ready(table.event, orjson.dumps(data, option=orjson.OPT_SORT_KEYS), prepared.tags, prepared)

    def to_domain_event(self, event: DCBEvent) -> Tagged[Event]:
        """Return the event of the catalogue; its personal fields, which lie beside the log, are absent.

        Raises:
            CorruptionError: The type is not in the catalogue, or the data do not fit it.
        """
        try:
            kind = event_class(event.type)
        except KeyError:
            raise CorruptionError(UNKNOWN_EVENT_TYPE, type=event.type) from None
        try:
            document = {"type": event.type, "tags": event.tags, "data": orjson.loads(event.data)}
            if isinstance(event, Shaped):
                document["shape"] = event.shape
            data = upcasts.upcast(document)["data"]
            personal = _personal_columns(kind.table)
            return Tagged(
                event.tags, kind.model_validate({k: v for k, v in data.items() if k not in personal})
            )
        except (orjson.JSONDecodeError, AttributeError, ValidationError) as error:
            detail = str(error).splitlines()[0]
            raise CorruptionError(EVENT_MISSHAPEN, type=event.type, detail=detail) from error


def _personal_columns(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.personal]


def _stored(value: Any) -> Any:
    """Return a value in stored form: decimals without exponent or trailing zeros, dates as ISO text."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_stored(one) for one in value]
    return value
