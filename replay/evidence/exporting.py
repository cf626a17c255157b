"""Making a bundle: tables, events with proofs, signed checkpoint, basis, rules, summary and checker."""

from __future__ import annotations

import os
import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ledger import settings
from ledger.seal.checkpoint import Checkpoint, root_at
from ledger.seal.key import signer_at
from ledger.seal.keyring import read_keyring
from replay.as_of import basis as basis_of
from replay.evidence import bag, left_out
from replay.evidence.complete import completeness
from replay.evidence.derived import DerivedDesk
from replay.evidence.explained import Contents, facts, summary
from replay.evidence.in_force import company_of, lock_digest, rules_of
from replay.evidence.packs import Pack
from replay.evidence.papers import write_summary
from replay.evidence.personal_data import PersonalData, rows
from replay.evidence.positions import NamedPositions
from replay.evidence.recorded import record_export
from replay.evidence.sealed_events import write_events
from replay.evidence.since import consistency
from replay.evidence.written_tables import Desk, Written

if TYPE_CHECKING:
    from ledger.merkle.note import Signer
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

CHECKER = Path(__file__).with_name("check.py")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a bundle is asked for.

    Attributes:
        since: An earlier checkpoint that the receiver holds.
        personal: For which purpose personal data go with it; None leaves them out.
        receiver: For whom it is made.
        authority: Address of a time-stamping authority that is asked.
    """

    since: Checkpoint | None = None
    personal: str | None = None
    receiver: str | None = None
    authority: str | None = None


@dataclass(slots=True)
class Exported:
    """A bundle that was made.

    Attributes:
        bundle: Where it is.
        digest: SHA-256 of its tag manifest, in hexadecimal digits.
        tables: Of each its key and its number of rows.
        views: Likewise.
        papers: Of each its key and its title.
        events: How many.
        checkpoint: Size and root.
        left_out: What is not in it, and why.
        absent: Whether goods were asked for that were never there; None where no goods were asked for.
        position: Of the event that says so.
    """

    bundle: Path
    digest: str
    tables: list[dict[str, Any]]
    events: int
    checkpoint: dict[str, Any]
    left_out: list[left_out.LeftOut] = field(default_factory=list)
    absent: bool | None = None
    position: int = 0
    views: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `medledger export` prints it."""
        told: dict[str, Any] = {
            "bundle": str(self.bundle),
            "digest": self.digest,
            "tables": self.tables,
            "views": self.views,
            "papers": self.papers,
            "events": self.events,
            "checkpoint": self.checkpoint,
            "left_out": [one.as_json() for one in self.left_out],
            "position": self.position,
        }
        return told if self.absent is None else told | {"absent": self.absent}


def export(program: Program, pack: Pack, resolved: Resolved, target: Path, wish: Wish) -> Exported:
    """Make a bundle.

    Args:
        program: The ledger, its tables caught up.
        pack: What goes into it.
        resolved: What was true when, as known when.
        target: A folder that is not there yet, or a file that ends in `.zip`.
        wish: How it is asked for.

    Raises:
        CommandError: The place is taken or cannot be written, or the signing key cannot be used.
        UnavailableError: The time-stamping authority does not answer.
        CorruptionError: The log is not whole.
    """
    from replay.evidence.places import finished, refuse_taken

    refuse_taken(program.location, target)
    signer = signer_at(program.location, read_keyring(program.log).current)
    with _workplace(target) as folder:
        made = _Bundle(program, pack, resolved, wish, signer, folder).make()
        made.bundle = target
        made.position = record_export(program.log, _as_event(pack, resolved, wish, made), settings.user())
        finished(folder, target)
    return made


def _as_event(pack: Pack, resolved: Resolved, wish: Wish, made: Exported) -> dict[str, Any]:
    """Return what the event says of an export."""
    return {
        "pack": pack.name,
        "arguments": _asked(pack),
        "at": resolved.at,
        "known_at": resolved.known_at,
        "position": resolved.position,
        "root": made.checkpoint["root"],
        "rows": sum(one["rows"] for one in made.tables),
        "events": made.events,
        "digest": made.digest,
        "for": wish.receiver,
        "personal": wish.personal,
    }


def _asked(pack: Pack) -> str:
    return " ".join(f"{name}={_shown(value)}" for name, value in pack.arguments.items())


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    from replay.evidence.places import writable

    folder = target.with_name(f".{target.name}.{os.getpid()}.part")
    with writable(target):
        for one in (folder, folder / "data", folder / "data" / "tables"):
            one.mkdir()
    try:
        with writable(target):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Bundle:
    """A bundle on its way."""

    program: Program
    pack: Pack
    resolved: Resolved
    wish: Wish
    signer: Signer
    folder: Path

    def make(self) -> Exported:
        """Write every file, and seal the bag."""
        log, data = self.program.log, self.folder / "data"
        basis = basis_of(log, self.resolved)
        personal = PersonalData(log, included=self.wish.personal is not None)
        events = NamedPositions()
        company = company_of(self.program, self.resolved)
        size, root = root_at(log, self.resolved.position)
        self._sign(self._checkpoint(size, root, events))
        head = self._head(basis, company)
        tables = self._tables(personal, events, head)
        desk = DerivedDesk(self.program, self.resolved, data, included=personal.included)
        inside = Contents(tables, desk.views(self.pack.views, head), desk.papers(self.pack.papers))
        with (data / "events.jsonl").open("wb") as stored, (data / "proofs.jsonl").open("wb") as proofs:
            write_events(log, events, size, stored, proofs)
        if personal.included:
            self._personal(personal)
        if self.wish.since is not None:
            _write_json(data / "consistency.json", consistency(log, self.wish.since, size))
        shutil.copyfile(CHECKER, data / "check.py")
        absent = self.pack.absent if self.pack.name in {"lot", "unit"} else None
        checkpoint = {"size": size, "root": b64encode(root).decode()}
        made = Exported(self.folder, "", [], events.count, checkpoint, absent=absent)
        made.tables = [{"key": one.form.table.key, "rows": one.rows} for one in tables]
        made.views = [{"key": one.form.table.key, "rows": one.rows} for one in inside.views]
        made.papers = [{"key": one.key, "title": one.zh} for one in inside.papers]
        made.left_out = list(self._left_out(inside))
        told = basis | self._told(company, inside, made)
        self._explain(told, inside)
        made.digest = bag.seal(self.folder, self._info(company, told, inside), self.signer)
        return made

    def _explain(self, told: Mapping[str, Any], inside: Contents) -> None:
        """Write what the bundle rests on, by which rules, and what is in it for people."""
        data = self.folder / "data"
        _write_json(data / "basis.json", told)
        forms = {"tables": [one.form.as_json() for one in inside.tables]}
        if inside.views:
            forms["views"] = [one.form.as_json() for one in inside.views]
        _write_json(data / "rules.json", rules_of(self.program, self.resolved) | forms)
        (data / "README.html").write_text(summary(told, inside), "utf-8")
        write_summary(data / "summary.pdf", facts(told), told, inside.titles())

    def _checkpoint(self, size: int, root: bytes, events: NamedPositions) -> str:
        """Return the signed checkpoint; where tags are asked for, prove that no event is left out."""
        if not self.pack.tags:
            return self.signer.sign(Checkpoint(self.signer.name, size, root).text())
        complete = completeness(self.program.log, self.signer, self.pack.tags, size)
        events.add(complete.positions)
        _write_json(self.folder / "data" / "completeness.json", complete.told)
        return complete.note

    def _sign(self, checkpoint: str) -> None:
        """Write the checkpoint, and have it stamped before the longer work where an authority is set."""
        (self.folder / "data" / "checkpoint").write_text(checkpoint, "utf-8")
        if self.wish.authority:
            from replay.evidence.timestamp import stamped

            stamp = stamped(self.wish.authority, checkpoint.encode())
            (self.folder / "data" / "timestamp.tsr").write_bytes(stamp)

    def _tables(self, personal: PersonalData, events: NamedPositions, head: list[str]) -> list[Written]:
        """Write the tables; one that article 21 does not name is dropped where it has no rows."""
        folder = self.folder / "data" / "tables"
        named = {key for _, _, keys in self.pack.sections[:-1] for key in keys}
        written: list[Written] = []
        with self.program.readmodel.reading() as connection:
            desk = Desk(
                self.program.log,
                connection,
                self.resolved.cutoff,
                self.program.zone,
                personal,
                folder,
                events,
            )
            for chosen in self.pack.tables:
                one = desk.write(chosen, head)
                if one.rows or not self.pack.sections or chosen.table.key in named:
                    written.append(one)
                    continue
                for file in folder.glob(f"{chosen.table.key}.*"):
                    file.unlink()
        return written

    def _personal(self, personal: PersonalData) -> None:
        positions = sorted({int(one.partition(":")[0]) for one in personal.taken})
        with (self.folder / "data" / "personal.jsonl").open("wb") as stream:
            for position, name, salt, value in rows(self.program.log, positions):
                if f"{position}:{name}" in personal.taken:
                    told = {"position": position, "field": name, "salt": bytes(salt).hex(), "value": value}
                    stream.write(orjson.dumps(told) + b"\n")

    def _left_out(self, inside: Contents) -> Iterator[left_out.LeftOut]:
        withheld = sum(one.withheld for one in (*inside.tables, *inside.views))
        withheld += sum(one.withheld for one in inside.papers)
        if withheld:
            yield left_out.personal(withheld)
        dropped = len(self.pack.tables) - len(inside.tables)
        if dropped:
            yield left_out.tables_without_rows(dropped)
        if self.pack.name != "table":
            yield left_out.views()
        if not self.pack.tags:
            yield left_out.completeness()
        if self.wish.since is None:
            yield left_out.consistency()
        if not self.wish.authority:
            yield left_out.timestamp()

    def _head(self, basis: Mapping[str, Any], company: Mapping[str, str]) -> list[str]:
        """Return the lines above the headings of every form, but for its title."""
        asked = "；".join(f"{name} {_shown(value)}" for name, value in self.pack.arguments.items())
        by = basis["known_at"] or "—"
        company_line = f"企业名称：{company.get('name', '')}　住所：{company.get('address', '')}　"
        known = f"所依据的录入时间：{by}（日志第 {basis['position']} 条）"
        return [
            f"{company_line}统一社会信用代码：{company.get('uscc', '')}",
            f"截至日期：{basis['at']}　{known}　范围：{asked}",
            f"账本：{self.signer.name}　树根：{basis['checkpoint']['root']}",
        ]

    def _told(self, company: Mapping[str, str], inside: Contents, made: Exported) -> dict[str, Any]:
        told: dict[str, Any] = {
            "pack": {"name": self.pack.name, **self.pack.arguments},
            "for": self.wish.receiver,
            "personal": self.wish.personal,
            "since": None if self.wish.since is None else self.wish.since.size,
            "ledger": {
                "origin": self.signer.name,
                "verifier_key": str(self.signer.verifier),
                "time_zone": self.program.zone,
            },
            "tags": list(self.pack.tags),
            "company": dict(company),
            "lock": lock_digest(),
            "tables": [one.as_json() for one in inside.tables],
            "events": made.events,
            "left_out": [one.as_kept() for one in made.left_out],
        }
        if inside.views:
            told["views"] = [one.as_json() for one in inside.views]
        if inside.papers:
            told["papers"] = [one.as_json() for one in inside.papers]
        if self.wish.authority:
            told["timestamp"] = "data/timestamp.tsr"
        if made.absent is not None:
            told["absent"] = made.absent
        if self.pack.sections:
            told["article_21"] = [
                {"number": number, "zh": zh, "tables": list(keys)} for number, zh, keys in self.pack.sections
            ]
        return told

    def _info(self, company: Mapping[str, str], told: Mapping[str, Any], inside: Contents) -> dict[str, str]:
        info = {
            "Source-Organization": company.get("name", ""),
            "External-Identifier": self.signer.name,
            "External-Description": f"{self.pack.name} {_asked(self.pack)}".strip(),
            "Bagging-Date": str(told["known_at"] or "")[:10],
            "Bag-Software-Agent": str(told["code"]),
            "Lock-Digest": told["lock"],
            "Verifier-Key": told["ledger"]["verifier_key"],
            "Guarded-Cells": str(sum(one.guarded for one in (*inside.tables, *inside.views))),
            "Receiver": self.wish.receiver or "",
        }
        return {name: _one_line(value) for name, value in info.items() if value}


def _shown(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _write_json(file: Path, value: Any) -> None:
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    file.write_bytes(orjson.dumps(value, option=options))
