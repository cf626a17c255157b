"""Verify many random ledgers that nobody disturbed: an alarm would be a false one.

    .venv/bin/python -m tests.campaigns.undisturbed [--ledgers 1000] [--seed N]

Each ledger is written by several programs one after the other, in appends of one event and of hundreds, some
about people; keys are rotated, witnesses named, checkpoints asked for and cosigned, and the last copies that
a crash would leave out are lacking. Every one must verify without a finding.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from ledger.log.recorder import LogRecorder
from ledger.merkle.cosignature import Cosigner
from ledger.seal.audit.report import Finding
from ledger.seal.handing_out import bring_home, name_witnesses
from ledger.seal.held import HeldNote
from ledger.seal.opening import open_sealed
from ledger.seal.rotation import rotate_key
from ledger.seal.sealing import take_checkpoint
from ledger.settings import Location, locate
from replay import bootstrap
from replay.verify import verify
from tests.support.events import customer, sold


class UndisturbedLedger:
    """A random ledger.

    Args:
        folder: Where it is made.
        seed: The same seed makes the same choices.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.location: Location = locate(str(folder / "medledger.db"))
        self._draw = random.Random(seed)
        self._number = 0

    def write(self) -> None:
        """Make the ledger and let a few programs write it."""
        bootstrap.make(self.location)
        for _ in range(self._draw.randint(1, 4)):
            log = open_sealed(self.location)
            for _ in range(self._draw.randint(0, 6)):
                self._step(log)
            if self._draw.random() < 0.2:
                log.seal = None  # as after a crash: what is recorded was not copied any more
            log.close()

    def found(self) -> list[Finding]:
        """Return what a verification finds."""
        log = open_sealed(self.location)
        try:
            return list(verify(log, self.location, deep=self._draw.random() < 0.5).findings)
        finally:
            log.close()

    def _step(self, log: LogRecorder) -> None:
        kind = self._draw.choice(["one", "one", "few", "many", "person", "checkpoint", "rotate", "witness"])
        if kind == "checkpoint":
            take_checkpoint(log, self.location)
        elif kind == "rotate":
            rotate_key(log, self.location, "drawn", "tester")
        elif kind == "witness":
            self._witness(log)
        elif kind == "person":
            self._number += 1
            log.append_prepared([customer(f"C{self._number}", contact="王小明", phone="0571-1")])
        else:
            self._append(log, {"one": 1, "few": self._draw.randint(2, 40)}.get(kind, 300))

    def _append(self, log: LogRecorder, count: int) -> None:
        self._number += count
        log.append_prepared([sold(f"XS{number}") for number in range(self._number - count, self._number)])

    def _witness(self, log: LogRecorder) -> None:
        cosigner = Cosigner.new("witness")
        name_witnesses(log, [str(cosigner.witness)], self._draw.randint(0, 1), "tester")
        note = take_checkpoint(log, self.location).note
        line = cosigner.line(note.partition("\n\n")[0] + "\n", 1_700_000_000)
        bring_home(log, HeldNote(Path("note.txt"), note + line), "tester")


def alarms(count: int, seed: int) -> dict[int, list[Finding]]:
    """Return the findings in so many random ledgers, by seed; there should be none."""
    found = {}
    for number in range(seed, seed + count):
        with tempfile.TemporaryDirectory() as folder:
            ledger = UndisturbedLedger(Path(folder), number)
            ledger.write()
            if wrong := ledger.found():
                found[number] = wrong
    return found


def main() -> int:
    """Run the campaign and print what it counted."""
    parser = argparse.ArgumentParser(description="Verify random ledgers that nobody disturbed.")
    parser.add_argument("--ledgers", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = alarms(given.ledgers, given.seed)
    for seed, findings in found.items():
        sys.stdout.write(f"seed {seed}: {[(one.kind, one.position, one.message) for one in findings]}\n")
    sys.stdout.write(f"{given.ledgers} ledgers verified, {len(found)} false alarms\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
