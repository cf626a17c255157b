"""The library's application on our log: slices and perspectives over the events of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from eventsourcing.dcb.application import DCBApplication, DCBRepository
from eventsourcing.dcb.domain import Selector
from eventsourcing.dcb.persistence import DCBEventStore
from eventsourcing.utils import EnvType

from ledger.events.base import Event
from ledger.log.library.mapper import CatalogueMapper


class CatalogueEventStore(DCBEventStore[Event]):
    """An event store whose selectors name types as they are stored, not as Python spells them."""

    @staticmethod
    def _cb_to_dcb_query(cb: Selector | Sequence[Selector] | None = None) -> DCBQuery:
        selectors = [cb] if isinstance(cb, Selector) else cb or []
        return DCBQuery(
            [
                DCBQueryItem(types=[_type_name(kind) for kind in one.types], tags=list(one.tags))
                for one in selectors
            ]
        )


class LedgerApplication(DCBApplication):
    """A DCB application; `MEDLEDGER_URL` in its environment says where the ledger is."""

    name = "ledger"
    env = MappingProxyType({"PERSISTENCE_MODULE": "ledger.log.library.persistence"})

    def __init__(self, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.mapper = CatalogueMapper()
        self.events = CatalogueEventStore(self.mapper, self.recorder)
        self.repository = DCBRepository(self.events)


def _type_name(kind: type[object]) -> str:
    if not issubclass(kind, Event):
        raise TypeError(f"selecting events: expected a class of the catalogue, got {kind!r}")
    return kind.table.event
