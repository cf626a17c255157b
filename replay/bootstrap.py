"""The composition root: from a location to a ledger at work, all of its parts put together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger import settings
from ledger.errors import CommandError, CorruptionError, LedgerError, Problem, UnavailableError
from ledger.failpoints import passing
from ledger.log.opening import grant, open_log, open_read_only
from ledger.log.problems import NO_LEDGER
from ledger.log.recorder import LogRecorder
from ledger.own_files import close_to_others
from ledger.seal.opening import open_sealed
from ledger.settings import DEFAULT_TIME_ZONE, Location
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel

if TYPE_CHECKING:
    from ledger.deciding.decision import Override
    from ledger.entry.live import Entered, EntryKey
    from ledger.intake.importer import ImportReport
    from ledger.intake.opening import Input
    from ledger.log.roles import Granted
    from ledger.recording.ledger import Ledger
    from ledger.recording.shared import Seat, SharedLedger
    from ledger.seal.audit.outside import Outside
    from ledger.seal.audit.report import Finding
    from ledger.seal.indexing import Indexed
    from ledger.seal.sealing import Taken
    from ledger.segments.reader import SegmentLog
    from projections.engine.read_model import Rebuilt
    from replay.agreeing import Agreeing
    from replay.sealing import Sealing
    from replay.verify import Verification

TIME_ZONE = "time_zone"
_TRUSTED = 1.0  # seconds for which tables and log are taken to belong together, once that was looked at
_RECALLS = frozenset({"recalls", "召回记录"})  # the table whose documents are looked at before its rules are
Progress = Callable[[int, int], None]

LEDGER_EXISTS = Problem(
    "ledger_exists",
    "建账：{location} 已有账本。",
    "Making a ledger: there is one at {location} already.",
    "直接使用它，或用 --ledger 换一个位置；已有的账本不会被改动。",
    "Use it, or choose another place with --ledger; the one that is there was not touched.",
)
ZONE_UNKNOWN = Problem(
    "zone_unknown",
    "建账：应为时区名称，例如 Asia/Shanghai，实际为“{zone}”。",
    "Making a ledger: expected the name of a time zone such as Asia/Shanghai, got '{zone}'.",
    "改正 MEDLEDGER_TZ，或不设置它。",
    "Correct MEDLEDGER_TZ, or leave it out.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A ledger that was just made.

    Attributes:
        location: Where it is.
        verifier_key: The public half of its signing key, as it is given to others.
        time_zone: The zone of its dates.
        key_file: Where its signing key lies.
        granted: On PostgreSQL, what became of its role; None on SQLite.
    """

    location: Location
    verifier_key: str
    time_zone: str
    key_file: Path
    granted: Granted | None = None


class Program:
    """A ledger with everything that works on it, opened from one location.

    Attributes:
        location: Where the ledger is.
        log: Its log.
    """

    def __init__(self, location: Location, log: LogRecorder, *, read_only: bool = False) -> None:
        self.location = location
        self._read_only = read_only
        self.log = log
        self._readmodel: ReadModel | None = None
        self._shared: SharedLedger | None = None
        self._lock = threading.Lock()
        self._looked_at = -_TRUSTED

    @cached_property
    def zone(self) -> str:
        """The time zone of the ledger's dates."""
        return self.log.get_setting(TIME_ZONE) or DEFAULT_TIME_ZONE

    @property
    def readmodel(self) -> ReadModel:
        """The tables as they are, however far they have come."""
        if self._readmodel is None:
            self._readmodel = open_readmodel(self.log, self.location)
        return self._readmodel

    def caught_up(self, progress: Progress | None = None) -> ReadModel:
        """Return the tables, brought up to the head of the log first.

        Raises:
            UnavailableError: The tables cannot be brought up.
            CorruptionError: A stored event cannot be read.
        """
        model = self.readmodel
        if time.monotonic() - self._looked_at < _TRUSTED:  # it is the same log, and as it was
            model.refresh()
            if model.has_reached(self.log.head()):
                return model
        catch_up(model, self.log, progress=progress)
        self._looked_at = time.monotonic()
        return model

    def reached(self, position: int) -> int:
        """Return how far the tables are, brought up to a position at least: a writer reads what it wrote.

        Raises:
            UnavailableError: The tables cannot be brought up.
            CorruptionError: A stored event cannot be read.
        """
        self.readmodel.refresh()
        if self.readmodel.has_reached(position):
            return self.readmodel.position()
        return catch_up(self.readmodel, self.log)

    def ledger(self, *, check: bool = False) -> Ledger:
        """Return what records facts, in the name of who runs the program.

        Args:
            check: It will only be asked what it would record.

        Raises:
            CommandError: The ledger has no key, or it is not at hand: nothing can be recorded.
        """
        from ledger.recording.ledger import Ledger
        from ledger.seal.sealing import seal_of

        if not check:
            seal_of(self.log, self.location).look()
        return Ledger(
            self.log,
            recorded_by=settings.user(),
            verified=settings.signed_in(),
            reopen=partial(open_sealed, self.location),
            left_open=self._left_open,
        )

    def seat(self, *, check: bool = False) -> Seat:
        """Return what enters documents, in the name of who runs the program; threads may enter at once.

        What waits while a commit goes on is committed together.

        Args:
            check: It will only be asked what it would record.

        Raises:
            CommandError: The ledger has no key, or it is not at hand: nothing can be recorded.
        """
        from ledger.recording.shared import Seat, SharedLedger
        from ledger.seal.sealing import seal_of

        if not check:
            seal_of(self.log, self.location).look()
        with self._lock:
            if self._shared is None:
                self._shared = SharedLedger(
                    self.log,
                    recorded_by=settings.user(),
                    left_open=self._left_open,
                    forgets=True,
                )
        return Seat(
            self._shared,
            settings.user(),
            verified=settings.signed_in(),
            signatures=settings.signatures(),
        )

    def _left_open(self, number: str, note: str) -> Mapping[str, str]:
        """Return what closing a recall would leave open."""
        from replay.recalls.door import left_open

        return left_open(self, number, note)

    def importing(
        self,
        inputs: Sequence[Input],
        rejects: Callable[[Input], Path],
        progress: Callable[[int], None],
        *,
        check: bool = False,
    ) -> ImportReport:
        """Record what the inputs hold; with `check` only say what that would do.

        Args:
            inputs: Opened already.
            rejects: The rejects file of an input.
            progress: Called with the number of rows just dealt with.
            check: Record nothing.
        """
        from ledger.intake.importer import Importer

        self._ask(inputs)
        if not check:
            report = Importer(self.ledger(), rejects, progress).run(inputs)
            for file in report.files:
                if file.rejected:
                    self.note("refused", door="import", table=file.table, rows=file.rejected)
            return report
        from ledger.recording.rehearsal import rehearsing

        with rehearsing(self.log, recorded_by=settings.user()) as rehearsal:
            return Importer(rehearsal, rejects, progress).run(inputs)

    def _ask(self, inputs: Sequence[Input]) -> None:
        """Ask what sheets as people type them leave open, before anything is recorded.

        Raises:
            CommandError: They leave something open.
        """
        if not any(one.typed is not None for one in inputs):
            return
        from ledger.intake.typed.questions import refuse_questions
        from ledger.recording.rehearsal import rehearsing

        def rehearsed(rehearse: Callable[[Ledger], None]) -> None:
            with rehearsing(self.log, recorded_by=settings.user()) as rehearsal:
                rehearse(rehearsal)

        refuse_questions(inputs, rehearsed)

    def entering(
        self,
        table: str,
        document: Any,
        *,
        overrides: Sequence[Override] = (),
        check: bool = False,
        source: str | None = None,
        key: str | EntryKey | None = None,
    ) -> Entered:
        """Record one document as live entry, in the name of who runs the program.

        Args:
            table: Key or Chinese title.
            document: As `ledger.entry.documents.parse` gives it.
            overrides: Rules that the head of quality lets pass.
            check: Record nothing.
            source: Through which door it came.
            key: What the entry is known by when it is said again: then it gets the first receipt.

        Raises:
            EntryRefusedError: A row cannot be read or breaks a rule.
            CommandError: The document as a whole cannot be read.
            ConflictError: Other writers were always faster, or the key was used for other content.
        """
        from ledger.entry.live import EntryRefusedError

        try:
            return self._entered(table, document, overrides, check, source, key)
        except EntryRefusedError as error:
            if not check and not any(one.rule for one in error.refusals):
                self.note_refused(table, source, [one.reason.code for one in error.refusals])
            raise
        except CommandError as error:
            if not check:
                self.note_refused(table, source, [error.code])
            raise

    def _entered(
        self,
        table: str,
        document: Any,
        overrides: Sequence[Override],
        check: bool,
        source: str | None,
        key: str | EntryKey | None,
    ) -> Entered:
        from ledger.entry.live import enter, key_of

        ledger = self.seat(check=check)
        if table in _RECALLS:
            from replay.recalls.door import prepared

            if isinstance(key, str):
                key = key_of(ledger, table, document, key)
            if key is not None and (known := self.repeated(key)) is not None:
                return known
            document = prepared(self, document)
        return enter(ledger, table, document, overrides=overrides, check=check, source=source, key=key)

    def note_refused(self, table: str, source: str | None, codes: Sequence[str]) -> None:
        """Note an entry that was refused before a rule was asked; what a rule refuses is an event."""
        from ledger.events import catalogue

        known = catalogue.named(table)
        self.note(
            "refused",
            door=source,
            table=None if known is None else known.key,
            codes=sorted(set(codes)),
            reasons=len(codes),
        )

    def note(self, kind: str, **what: Any) -> None:
        """Note in the access log what was done and is no event; where that cannot be, go on without.

        Args:
            kind: One of `ledger.log.accesses.KINDS`.
            what: JSON values, none of them personal.
        """
        from ledger.log.accesses import note

        with suppress(UnavailableError):
            note(self.log, kind, settings.user(), what)

    def repeated(self, key: EntryKey) -> Entered | None:
        """Return the first receipt of what was entered with a key; None where the key is new.

        Raises:
            ConflictError: The key was used for other content.
        """
        from ledger.entry.live import repeated

        return repeated(self.seat(check=True), key)

    def indexed(self) -> Indexed:
        """Bring the tag index to the head of the log, and sign it."""
        from ledger.seal.indexing import sign_index

        return sign_index(self.log, self.location)

    @cached_property
    def sealing(self) -> Sealing:
        """What is done with the seal."""
        from replay.sealing import Sealing

        return Sealing(self.log, self.location)

    def checkpoint(self) -> Taken:
        """Sign the head of the log."""
        from ledger.seal.sealing import take_checkpoint

        return take_checkpoint(self.log, self.location)

    def rebuild(
        self,
        names: Collection[str] = (),
        progress: Progress | None = None,
        *,
        source: SegmentLog | None = None,
    ) -> Rebuilt:
        """Build the tables of some projections anew, of all by default, and let them serve.

        With all of them the tag index is made anew, too.

        Args:
            names: Of the projections.
            progress: Called after every few batches.
            source: The segments to read the events from; the log's database by default.
        """
        from ledger.log.tag_index import TagIndex
        from replay.rebuild import rebuild

        if not names:
            TagIndex(self.log).rebuild()
        if source is None:
            return rebuild(self.readmodel, self.log, names, progress=progress)
        model = open_readmodel(source, self.location)
        try:
            return rebuild(model, source, names, progress=progress)
        finally:
            model.close()
            self.readmodel.refresh()

    def remake_state(self) -> int:
        """Make the decision state what the log gives; return how many of its entries were not."""
        from ledger.recording.state_audit import remake_state

        return remake_state(self.log)

    def verify(
        self, *, deep: bool = False, progress: Progress | None = None, outside: Outside | None = None
    ) -> Verification:
        """Verify the log, the tree, the checkpoints and the tables.

        Args:
            deep: Also look at what a signed root has proven already.
            progress: Called while the tables are replayed.
            outside: What whoever checks has from elsewhere.
        """
        from replay.verified import keep_verified
        from replay.verify import NOTHING_OUTSIDE, ParsedElsewhere, verify

        outside = outside or NOTHING_OUTSIDE
        if self._read_only:
            return verify(self.log, self.location, deep=deep, outside=outside)
        head = self.log.head()
        with self._agreeing() as others:
            tables = partial(self._beyond_the_log, progress, others, deep=deep)
            elsewhere = None if others is None else ParsedElsewhere(others.until, others.confirmed)
            found = verify(
                self.log, self.location, deep=deep, tables=tables, outside=outside, elsewhere=elsewhere
            )
        keep_verified(self.log, head, found, deep=deep)
        return found

    def _agreeing(self) -> AbstractContextManager[Agreeing | None]:
        """Have other processes look at the tables of a large ledger meanwhile."""
        from replay.agreeing import FROM, agreeing

        with suppress(LedgerError, UnicodeDecodeError):
            if self.log.head() >= FROM:
                self._follow_erasures()
                return agreeing(self.location, self.readmodel)
        return nullcontext()

    def _beyond_the_log(
        self, progress: Progress | None, others: Agreeing | None, *, deep: bool
    ) -> Iterator[Finding]:
        """Yield what is wrong with what is made from the log: the tag index, the tables."""
        if deep:
            from ledger.seal.audit.tag_index import audit_index

            yield from audit_index(self.log)
        yield from self._drift(progress, others)
        if deep:
            from replay.deep import deep_findings

            yield from deep_findings(self.log)

    def _drift(self, progress: Progress | None, others: Agreeing | None) -> Iterator[Finding]:
        """Yield where the tables are not what the log gives; a broken log itself is told elsewhere."""
        from ledger.seal.audit.report import Finding
        from replay.rebuild import drift

        if others is None:
            self._follow_erasures()
        stamp = self.readmodel.stamp() if others is None else others.stamp
        agreed = None if others is None else others.on
        whole = not self.readmodel.outdated()
        try:
            yield from self._ahead()
            for found in drift(self.readmodel, self.log, progress=progress, agreed=agreed):
                whole = False
                yield Finding("drift", found.position, found.reason)
        except CorruptionError:
            return
        if whole:
            with suppress(LedgerError):  # as on a copy that may not be written
                self.readmodel.note_checked(stamp)

    def _ahead(self) -> Iterator[Finding]:
        """Yield that the tables know more than the log, where they do."""
        from ledger.seal.audit.problems import TABLES_AHEAD
        from ledger.seal.audit.report import Finding

        model, head = self.readmodel, self.log.head()
        there = model.position() if model.generation else 0
        if there > head:
            yield Finding("truncated", head + 1, TABLES_AHEAD.with_(expected=there, got=head))

    def _follow_erasures(self) -> None:
        """Bring the tables to an erasure that they have not met: they show what the log no longer gives."""
        from replay.as_of import erased_since

        with suppress(LedgerError):
            if not self.readmodel.outdated() and erased_since(self.log, self.readmodel.position()):
                self.caught_up()

    def settle(self) -> LedgerError | None:
        """Have the last checkpoint copied; return what keeps it from being so, if anything does."""
        from ledger.seal.sealing import seal_of

        seal = seal_of(self.log, self.location)
        seal.close()
        return seal.trouble

    def close(self) -> None:
        """Let go of every connection."""
        if self._readmodel is not None:
            self._readmodel.close()
        self.log.close()


@contextmanager
def opened(location: Location, *, read_only: bool = False) -> Iterator[Program]:
    """Open the ledger at a location, and close it at the end.

    Args:
        location: Where it is.
        read_only: Write nothing at all, not even beside it.

    Raises:
        UnavailableError: There is no ledger, or its database is away.
    """
    if not read_only:
        close_to_others(location)
    log = open_read_only(location) if read_only else open_sealed(location)
    program = Program(location, log, read_only=read_only)
    try:
        yield program
    finally:
        program.close()


def make(location: Location, key_path: Path | None = None) -> Made:
    """Make a new ledger with its signing key; one that was left half made is completed.

    Args:
        location: Where it is to be.
        key_path: Where its signing key is to lie, if not in its usual place.

    Raises:
        CommandError: There is a ledger, a key or a checkpoint file already, or the time zone is unknown.
        UnavailableError: The database is away.
    """
    from ledger.recording.first_event import record_opening
    from ledger.seal.key import establish, refuse_leftovers
    from ledger.seal.sealing import take_checkpoint

    zone = _known_zone(settings.time_zone())
    if not _is_half_made(location):
        refuse_leftovers(location, None, key_path)
    log = open_log(location, create=True)
    try:
        passing("init.log_made")
        if log.get_setting(TIME_ZONE) is None:
            log.put_setting(TIME_ZONE, zone)
        passing("init.zone_kept")
        signer = establish(log, location, key_path)
        record_opening(log, settings.user())
        passing("init.opened")
        take_checkpoint(log, location)
        key_file = location.key_file if key_path is None else key_path.absolute()
        zone = log.get_setting(TIME_ZONE) or zone
        return Made(location, str(signer.verifier), zone, key_file, grant(location))
    finally:
        log.close()


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise CommandError(ZONE_UNKNOWN, zone=name) from error
    return name


def _is_half_made(location: Location) -> bool:
    """Return whether an earlier attempt to make the ledger was broken off; refuse where it was completed."""
    from ledger.log.checkpoints import Checkpoints
    from ledger.seal.key import read_verifier

    try:
        log = open_log(location)
    except UnavailableError as error:
        if error.code != NO_LEDGER.code:
            raise
        return False
    try:
        if read_verifier(log) is not None and (log.head() > 1 or Checkpoints(log).latest()):
            raise CommandError(LEDGER_EXISTS, location=location.display)
        return True
    finally:
        log.close()
    return True
