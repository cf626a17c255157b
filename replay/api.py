"""The ledger for programs in Python: open it, record, ask, verify. Every other door does the same.

    from replay.api import open

    with open("company.db", actor="E3") as ledger:
        receipt = ledger.record("sales", {"customer_code": "K001", ...}, key="order-4711")
        rows = ledger.table("sales", where=["lot=L24"], at="2026-05-31")

Nothing is read from the environment. Several threads may use one `Ledger`; what waits is committed together.
Answers are JSON values in the shapes of the command line; what is refused raises one of the four classes of
`ledger.errors`: `CommandError`, `ConflictError`, `UnavailableError`, `CorruptionError`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from ledger.deciding.decision import Override
from ledger.settings import Person, acting, locate
from replay.bootstrap import Program, opened
from replay.doors import questions, signing
from replay.doors.accounts import Accounts, Guest
from replay.doors.answering import entered_as_json, imported, rows_of
from replay.doors.posts import POSTS
from replay.doors.questions import Parameters
from replay.doors.signing import Given as Signature
from replay.telling.heard import hearing

__all__ = ["Ledger", "Override", "Signature", "open"]

Words = str | Sequence[str]


class Ledger:
    """A ledger at work, in the name of somebody.

    Args:
        program: What works on it.
        actor: Who records; a code of the staff register where there is one.
        language: Of messages: `zh` or `en`.
        verified: Whether whoever opened it has made sure who acts.
    """

    def __init__(self, program: Program, actor: str, *, language: str = "en", verified: bool = False) -> None:
        self.program = program
        self._person = Person(actor, signed_in=verified)
        self._language = language
        self._lock = threading.Lock()
        self._accounts: Accounts | None = None
        self._closing = ExitStack()

    @contextmanager
    def _acting(self, *, caught_up: bool = False) -> Iterator[Program]:
        with acting(self._person, self._language), hearing():
            if caught_up:
                with self._lock:
                    self.program.caught_up()
            yield self.program

    def record(
        self,
        table: str,
        document: Any,
        *,
        key: str | None = None,
        overrides: Sequence[Override] = (),
        source: str = "api",
        signatures: Sequence[Signature] = (),
    ) -> dict[str, Any]:
        """Record one document as live entry, whole or not at all, and return its receipt.

        Args:
            table: Key or Chinese title.
            document: A row, a list of rows, or what rows share beside `lines`; values as JSON has them.
            key: What the entry is known by when it is said again: then it gets the first receipt.
            overrides: Rules that the head of quality lets pass.
            source: Through which door it came.
            signatures: Of the approvers whom the document and the overrides name: of all of them, or of none.

        Returns:
            `{"table", "recorded": [{"position", "event_id", …}], "duplicates", "position"}`, `arising` and
            `repeated` where there is anything.

        Raises:
            CommandError: It cannot be read, a rule refuses (`ledger.entry.live.EntryRefusedError`), or a
                signature is missing or wrong.
            ConflictError: Other writers were always faster, or the key was used for other content.
            UnavailableError: The database is away or full.
        """
        with self._acting() as program:
            person = self._signed_entry(table, document, overrides, signatures) if signatures else None
            with acting(person):
                entered = program.entering(table, document, overrides=overrides, source=source, key=key)
            return entered_as_json(entered)

    def _signed_entry(
        self, table: str, document: Any, overrides: Sequence[Override], signatures: Sequence[Signature]
    ) -> Person:
        from ledger.intake.headings.table_names import table_named

        wanted, guest = table_named(table).key, self._guest()
        of_case = signing.recorders(self.program, wanted, document)
        return self._signed(
            signing.of_document(wanted, document, overrides, guest, of_case=of_case), signatures
        )

    def _guest(self) -> Guest:
        return Guest(self._person.name, POSTS["admin"])

    def _signed(self, asked: Sequence[signing.SignatureAsked], signatures: Sequence[Signature]) -> Person:
        """Return who acts, with signatures that were checked; that they were does not say who acts."""
        with self._lock:
            accounts = self._accounts = self._accounts or Accounts(self.program.log)
        found = signing.signed(self.program, accounts, self._guest(), asked, signatures)
        return replace(found, signed_in=self._person.signed_in)

    def erase(
        self, subject: str, *, reason: str, approver: str, signatures: Sequence[Signature] = ()
    ) -> dict[str, Any]:
        """Erase the personal values of one subject for good, and return what is gone.

        Args:
            subject: `TABLE/CODE`.
            reason: Why; never the values.
            approver: A member of staff other than the one who records.
            signatures: Of the approver; none where nobody signs.

        Raises:
            CommandError: The subject or the approver is not known, both are one person, or a signature is
                wrong.
        """
        from replay.erasure import erase

        with self._acting() as program:
            not_by = frozenset({self._person.name})
            asked = [signing.wanted(signing.Meaning.ERASE, approver, not_by=not_by)] if signatures else []
            with acting(self._signed(asked, signatures) if asked else None):
                return erase(program, subject, reason=reason, approver=approver).as_json()

    def export(
        self,
        target: str | Path,
        pack: str,
        *arguments: str,
        receiver: str | None = None,
        personal: str | None = None,
        at: str | None = None,
        known_at: str | None = None,
        signatures: Sequence[Signature] = (),
    ) -> dict[str, Any]:
        """Write an evidence bundle, and return what is in it.

        Args:
            target: A file that ends in `.zip`, not there yet.
            pack: `lot`, `unit`, `inspection`, …, as `medledger export` has them.
            arguments: Words of the pack.
            receiver: For whom it is made.
            personal: For which purpose personal data go with it; None leaves them out.
            at: As for `table`.
            known_at: As for `table`.
            signatures: Of who hands it out; none where nobody signs.

        Raises:
            CommandError: There is no such pack, the place is taken, or a signature is wrong.
        """
        from replay.doors.evidence import exported

        said = {"pack": pack, "arguments": arguments, "for": receiver, "personal": personal}
        said |= {"at": at, "known_at": known_at}
        with self._acting(caught_up=True) as program:
            asked = [signing.wanted(signing.Meaning.EXPORT, None)] if signatures else []
            with acting(self._signed(asked, signatures) if asked else None):
                return exported(program, said, Path(target)).as_json()

    def check(self, table: str, document: Any, *, overrides: Sequence[Override] = ()) -> dict[str, Any]:
        """Say what `record` would do, and record nothing.

        Raises:
            CommandError: It would be refused, for the reasons that it gives.
        """
        with self._acting() as program:
            entered = program.entering(table, document, overrides=overrides, check=True)
            return entered_as_json(entered, check=True)

    def import_(
        self,
        files: Sequence[str | Path],
        *,
        table: str | None = None,
        mapping: str | Path | None = None,
        rejects: str | Path | None = None,
        answers: Sequence[str] = (),
        check: bool = False,
    ) -> dict[str, Any]:
        """Record facts that already happened, from files.

        Args:
            files: CSV, XLSX, JSON, JSON Lines or EPCIS 2.0.
            table: Key or Chinese title, not told by the headings.
            mapping: TOML file for other headings.
            answers: To what sheets leave open, as `KEY=VALUE`.
            rejects: Folder for the rows that were rejected; without one they are told and not kept.
            check: Record nothing.

        Returns:
            `{"files": [{"file", "table", "rows", "recorded", "duplicates", "rejected", "findings",
            "unknown_columns"}], "position", "rejects": [{"file", "row", "reason", "advice"}]}`.

        Raises:
            CommandError: A file cannot be read.
        """
        with ExitStack() as stack:
            folder = Path(rejects) if rejects is not None else Path(stack.enter_context(TemporaryDirectory()))
            program = stack.enter_context(self._acting())
            return imported(
                program,
                [Path(one) for one in files],
                folder,
                table=table,
                mapping=None if mapping is None else Path(mapping),
                answers=answers,
                check=check,
            )

    def table(
        self,
        key: str,
        *,
        where: Sequence[str] = (),
        sort: Sequence[str] = (),
        columns: Sequence[str] = (),
        struck: bool = False,
        at: str | None = None,
        known_at: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return the rows of a record table or a view, as it is or as it was.

        Args:
            key: Key or Chinese title.
            where: `FIELD=VALUE`, `FIELD>=VALUE`, `FIELD<=VALUE`, `FIELD~TEXT`.
            sort: Fields; `-FIELD` downwards.
            columns: Only these, in this order.
            struck: Also voided rows, versions and stages.
            at: What was true then: a date (its end) or a time.
            known_at: As known then: a date, a time or a position.

        Raises:
            CommandError: There is no such table, column or value, or a cut-off cannot be read.
        """
        asked = _asked(
            where=where, sort=sort, columns=columns, struck="1" if struck else None, at=at, known_at=known_at
        )
        with self._acting(caught_up=True) as program:
            return rows_of(lambda answer: questions.ask_table(program, key, asked, answer))

    def trace(self, *, at: str | None = None, known_at: str | None = None, **goods: Words) -> dict[str, Any]:
        """Return every movement of goods, who holds what, and the suppliers.

        Args:
            at: As for `table`.
            known_at: As for `table`.
            goods: `product`, `lot`, `serial`, `udi`, `customer`, `supplier`, `receipt`.

        Raises:
            CommandError: It is not said of what, or it matches nothing known.
        """
        with self._acting(caught_up=True) as program:
            return questions.trace_told(program, _asked(at=at, known_at=known_at, **goods))

    def recall(
        self, *, at: str | None = None, known_at: str | None = None, prove: bool = False, **scope: Words
    ) -> dict[str, Any]:
        """Return who has the goods of a scope, as `medledger recall preview` does.

        Args:
            at: As for `table`.
            known_at: As for `table`.
            prove: Resolve the scope from the log itself.
            scope: The options of `recall preview`, `_` for `-`.

        Raises:
            CommandError: No scope is given, or it matches nothing known.
        """
        asked = _asked(at=at, known_at=known_at, prove="1" if prove else None, **scope)
        with self._acting(caught_up=True) as program:
            return questions.preview_told(program, asked)

    def case(
        self, number: str, *, table: str | None = None, at: str | None = None, known_at: str | None = None
    ) -> dict[str, Any]:
        """Return a case with its stages and what it owes.

        Raises:
            CommandError: There is no such case.
        """
        with self._acting(caught_up=True) as program:
            return questions.case_told(program, number, table, _asked(at=at, known_at=known_at))

    def obligations(
        self, *, at: str | None = None, known_at: str | None = None, **wanted: Words
    ) -> list[dict[str, Any]]:
        """Return what is owed by when.

        Args:
            at: As for `table`, a day to come as well.
            known_at: As for `table`.
            wanted: `table`, `number`, `where`; `open="1"`, `overdue="1"` or `done="1"`.

        Raises:
            CommandError: There is no such table, number, column or value.
        """
        asked = _asked(at=at, known_at=known_at, **wanted)
        with self._acting(caught_up=True) as program:
            return rows_of(lambda answer: questions.ask_obligations(program, asked, answer))

    def findings(
        self, *, at: str | None = None, known_at: str | None = None, **wanted: Words
    ) -> list[dict[str, Any]]:
        """Return the rules that recorded facts break.

        Args:
            at: As for `table`.
            known_at: As for `table`.
            wanted: `where`; `open="1"`, `warnings="1"`.

        Raises:
            CommandError: There is no such column or value.
        """
        asked = _asked(at=at, known_at=known_at, **wanted)
        with self._acting(caught_up=True) as program:
            return rows_of(lambda answer: questions.ask_findings(program, asked, answer))

    def events(self, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield the events behind a position: each position with its stored bytes, ascending, without gaps.

        Raises:
            CorruptionError: The log has a gap.
        """
        for batch in self.program.log.scan(after):
            yield from batch

    def verify(self, *, deep: bool = False) -> dict[str, Any]:
        """Verify the log, the tree, the checkpoints and the tables.

        Returns:
            `{"ok", "findings": [{"kind", "position", "message"}], …}`.
        """
        with self._acting() as program:
            return program.verify(deep=deep).as_json()

    def close(self) -> None:
        """Let go of every connection; the last checkpoint is copied."""
        self.program.settle()
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def open(url: str | Path, *, actor: str, language: str = "en") -> Ledger:  # noqa: A001 (as the interface has it)
    """Open a ledger.

    Args:
        url: A path, `sqlite:///…` or `postgresql://…`.
        actor: Who records.
        language: Of messages: `zh` or `en`.

    Raises:
        UnavailableError: There is no ledger, or its database is away.
    """
    with ExitStack() as stack:
        stack.enter_context(acting(Person(actor), language))
        program = stack.enter_context(opened(locate(str(url))))
        ledger = Ledger(program, actor, language=language)
        ledger._closing = stack.pop_all()
        return ledger


def _asked(**words: Words | None) -> Parameters:
    given: Mapping[str, Words | None] = words
    return Parameters(
        {
            name: [value] if isinstance(value, str) else list(value)
            for name, value in given.items()
            if value is not None and len(value)
        }
    )
