"""The time stamp over the checkpoint (RFC 3161), held against an authority's certificates by openssl."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from replay.evidence.checking.received import ReceivedBag, content
from replay.evidence.checking.signed import CHECKPOINT
from replay.evidence.checking.verdict import Verdict, worded

TIMESTAMP: Final = "data/timestamp.tsr"
_time = re.compile(
    rb"^Time stamp: (?P<month>[A-Z][a-z]{2}) +(?P<day>\d+) (?P<time>[0-9:]+)(?:\.\d+)? (?P<year>\d{4}) GMT$",
    re.MULTILINE,
).search
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def judge_timestamp(bundle: ReceivedBag, authority: Path | None, verdict: Verdict) -> None:
    """Judge the time stamp of a bundle, where it has one and openssl is there.

    Args:
        bundle: The bundle.
        authority: Certificates of the authority, as it published them; None takes those inside the stamp.
        verdict: Takes what is found, or could not be checked.
    """
    if not {TIMESTAMP, CHECKPOINT} <= bundle.names:
        return
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        (files / "stamp").write_bytes(content(bundle, TIMESTAMP))
        (files / "stamped").write_bytes(content(bundle, CHECKPOINT))
        openssl = _OpenSSL.found(files)
        if openssl is None:
            why = worded("the time stamp, for want of an openssl that can", "时间戳（没有可用的 openssl）")
            verdict.leave("timestamp", why)
            return
        when = openssl.time()
        if when is None or not openssl.agrees(authority, when):
            why = worded("is no time stamp over the checkpoint", "不是对检查点的时间戳")
            verdict.find("timestamp", TIMESTAMP, why)
            return
    verdict.checked["timestamps"] += 1
    verdict.timestamp = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    if authority is None:
        why = worded("whose time stamp it is: name it with --tsa", "时间戳出自何处：请用 --tsa 给出证书")
        verdict.leave("authority", why)


class _OpenSSL:
    """An openssl that reads time stamps, in a folder with the stamp and what is stamped."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder

    @classmethod
    def found(cls, folder: Path) -> _OpenSSL | None:
        """Return the one that is installed, None if there is none, or one that cannot."""
        program = shutil.which("openssl")
        if program is None:
            return None
        openssl = cls(program, folder)
        done = openssl._run("ts", "-help")
        return openssl if b"-partial_chain" in done.stdout + done.stderr else None

    def time(self) -> datetime | None:
        """Return the time that the stamp states, None if it is no stamp."""
        match = _time(self._run("ts", "-reply", "-in", "stamp", "-text").stdout)
        if match is None:
            return None
        month, day, time, year = (part.decode() for part in match.group("month", "day", "time", "year"))
        number = _MONTHS.index(month) // 3 + 1
        return datetime.fromisoformat(f"{year}-{number:02}-{int(day):02}T{time}").replace(tzinfo=UTC)

    def agrees(self, authority: Path | None, when: datetime) -> bool:
        """Tell whether a certificate that was good at that time signed the stamp over what is stamped."""
        trusted = str(self._own() if authority is None else authority.resolve())
        command = ("ts", "-verify", "-in", "stamp", "-data", "stamped", "-CAfile", trusted)
        done = self._run(*command, "-partial_chain", "-attime", str(int(when.timestamp())))
        return done.returncode == 0 and b"Verification: OK" in done.stdout.splitlines()

    def _own(self) -> Path:
        """Return a file with the certificates inside of the stamp."""
        self._run("ts", "-reply", "-in", "stamp", "-token_out", "-out", "token")
        self._run("pkcs7", "-inform", "DER", "-in", "token", "-print_certs", "-out", "own")
        return self._folder / "own"

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [self._program, *arguments]
        return subprocess.run(command, cwd=self._folder, capture_output=True, check=False)  # noqa: S603
