"""The log as a persistence module of the library: `PERSISTENCE_MODULE=ledger.log.library.persistence`.

The environment says where the ledger is (`MEDLEDGER_URL`) and, with `CREATE_TABLE`, whether it may be made.
What is appended to a ledger that has a key is signed like everything else.
Another DCB store stands in for ours by another persistence module.
"""

from __future__ import annotations

from eventsourcing.dcb.persistence import DCBInfrastructureFactory
from eventsourcing.persistence import TrackingRecorder
from eventsourcing.utils import Environment, EnvType, strtobool

from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.seal.key import VERIFIER_KEY
from ledger.seal.sealing import Seal
from ledger.settings import locate


class LogFactory(DCBInfrastructureFactory[TrackingRecorder]):
    """Makes the recorder that the environment names; one for each factory."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._recorder: LibraryRecorder | None = None

    def dcb_recorder(self) -> LibraryRecorder:
        """Return the recorder of the ledger.

        Raises:
            UnavailableError: There is no ledger, or its database is away.
        """
        if self._recorder is None:
            create = strtobool(self.env.get("CREATE_TABLE") or "no")
            location = locate(self.env.get("MEDLEDGER_URL"))
            log = open_log(location, create=create)
            if log.get_setting(VERIFIER_KEY) is not None:
                log.seal = Seal(log, location)
            self._recorder = LibraryRecorder(log)
        return self._recorder

    def close(self) -> None:
        """Close the recorder's connections."""
        if self._recorder is not None:
            self._recorder.log.close()
            self._recorder = None
