"""What the doors do with the seal of a ledger, in the name of who runs the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledger import settings
from ledger.log.recorder import LogRecorder
from ledger.settings import Location

if TYPE_CHECKING:
    from ledger.merkle.note import Signer
    from ledger.seal.sealing import Taken


class Sealing:
    """The seal of one ledger."""

    def __init__(self, log: LogRecorder, location: Location) -> None:
        self._log = log
        self._location = location

    def name_witnesses(self, texts: list[str], required: int | None) -> list[str]:
        """Let witnesses count; return the keys of all that do."""
        from ledger.seal.handing_out import name_witnesses

        return [str(one) for one in name_witnesses(self._log, texts, required, settings.user())]

    def bring_home(self, path: Path) -> list[str]:
        """Record a checkpoint that witnesses have signed; return who did."""
        from ledger.seal.handing_out import bring_home
        from ledger.seal.held import read_held

        return list(bring_home(self._log, read_held(path), settings.user()))

    def handed_out(self, note: str, since: str | None) -> str:
        """Return a checkpoint as it is handed out, with a proof from an earlier one where one is named."""
        from ledger.seal.handing_out import handed_out
        from ledger.seal.held import read_held

        if since is None:
            return handed_out(self._log, note)
        size = int(since) if since.isdecimal() else read_held(Path(since)).checkpoint.size
        return handed_out(self._log, note, size)

    def accept_restore(self, reason: str) -> Taken:
        """Go on from an old backup that was put back."""
        from ledger.seal.restoring import accept_restore

        return accept_restore(self._log, self._location, reason, settings.user())

    def write_copies(self, reason: str) -> Taken:
        """Write the lost file of copies anew."""
        from ledger.seal.restoring import write_copies_anew

        return write_copies_anew(self._log, self._location, reason, settings.user())

    def accept_clock(self) -> bool:
        """Accept the clock as it is; return whether it would have been refused."""
        from ledger.seal.clock_accepting import accept_clock

        return accept_clock(self._log, self._location, settings.user())

    def accept_clock_where(self, asked: bool) -> None:
        """Accept the clock as it is, where that was asked for and would be refused."""
        if asked:
            self.accept_clock()

    def rotate_key(self, reason: str) -> Signer:
        """Put a new key in the place of the old one."""
        from ledger.seal.rotation import rotate_key

        return rotate_key(self._log, self._location, reason, settings.user())
