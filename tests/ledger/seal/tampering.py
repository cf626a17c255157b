"""A hand that alters a ledger below the program: it has the file, or the database's owner, and SQL."""

import re
import shutil
import sqlite3
from hashlib import sha256

import orjson
import psycopg

from ledger.log.accesses import note
from ledger.log.chained import digest_of
from ledger.log.doors import say_at_doors
from ledger.log.opening import open_log
from ledger.merkle.note import Signer
from ledger.seal.key import establish
from ledger.seal.sealing import Seal, take_checkpoint
from ledger.settings import locate
from replay.verify import verify
from tests.support.events import customer, sold

TABLES = (
    "events",
    "events_tags",
    "personal",
    "tiles",
    "checkpoints",
    "settings",
    "accesses",
    "doors",
)


class Ledger:
    """A ledger whose first two events have personal values; every event has tags."""

    def __init__(self, location):
        self.location = location
        self.log = open_log(location, create=True)
        self.recorded = self.log.head()

    @classmethod
    def make(cls, location, sizes=(200, 512, 600)):
        """Make a ledger that is signed at these sizes: two full tiles and 88 open leaves."""
        ledger = cls(location)
        establish(ledger.log, location)
        for size in sizes:
            ledger.record_until(size)
            ledger.note_beside()
            ledger.checkpoint()
        return ledger

    def note_beside(self):
        """Add two entries to the access log, and two to the table of accounts."""
        for name in ("A", "B"):
            note(self.log, "exported", name, {"verb": "table", "rows": self.recorded})
            say_at_doors(self.log, "session", name, {"proof": f"{self.recorded:064x}", "until": "2099"})

    def seal(self):
        """Have every append signed from now on, as the program does."""
        self.log.seal = Seal(self.log, self.location)
        return self

    def record_until(self, size, sale="XS"):
        events = [
            people(number) or sold(f"{sale}{number}", lot=f"L{number % 7}")
            for number in range(self.recorded + 1, size + 1)
        ]
        if events:
            self.log.append_prepared(events)
        self.recorded = size

    def checkpoint(self):
        return take_checkpoint(self.log, self.location)

    def verify(self, **options):
        return verify(self.log, self.location, **options)

    def found(self, **options):
        """What verification finds, as (kind, position)."""
        return [(finding.kind, finding.position) for finding in self.verify(**options).findings]

    def close(self):
        self.log.close()

    def attacker(self):
        return Attacker(self.location)


def people(number):
    """The first two events are about people, each with personal values."""
    if number == 1:
        return customer("C1", contact="王小明", phone="0571-1")
    return customer("C2", contact="李大海", phone="0571-2") if number == 2 else None


class Attacker:
    """SQL without triggers. Statements are written with `?`, on either database."""

    def __init__(self, location):
        self.is_sqlite = location.is_sqlite
        self.location = location
        if self.is_sqlite:
            self.connection = sqlite3.connect(location.path, isolation_level=None)
            names = self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names:
                self.run(f"DROP TRIGGER {name}")
        else:
            url = location.url.replace("postgresql+psycopg://", "postgresql://")
            self.connection = psycopg.connect(url, autocommit=True)
            self.connection.execute("SET search_path = medledger_log")
            for table in TABLES:
                self.connection.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}")
                self.connection.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_delete ON {table}")
            self.connection.execute("ALTER TABLE events DROP CONSTRAINT IF EXISTS events_position_check")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def run(self, statement, *values):
        if not self.is_sqlite:
            statement = statement.replace("%", "%%").replace("?", "%s")
        return self.connection.execute(statement, values)

    def rows(self, statement, *values):
        return self.run(statement, *values).fetchall()

    def value(self, statement, *values):
        return self.rows(statement, *values)[0][0]

    def keep(self):
        """Keep all tables, to be put back by `restore`."""
        self.run("CREATE SCHEMA kept")
        for table in TABLES:
            self.run(f"CREATE TABLE kept.{table} AS TABLE {table}")

    def restore(self):
        for table in TABLES:
            self.run(f"TRUNCATE {table}")
            self.run(f"INSERT INTO {table} SELECT * FROM kept.{table}")

    # --- what it does to rows

    def document(self, position):
        return bytes(self.value("SELECT document FROM events WHERE position = ?", position))

    def write_document(self, position, document, *, leaf=False):
        self.run("UPDATE events SET document = ? WHERE position = ?", document, position)
        if leaf:
            self.run("UPDATE events SET leaf = ? WHERE position = ?", leaf_of(document), position)

    def change(self, position, *, leaf=False, tile=False, root=False):
        """Make the quantity of a sale ten times as large, in the row and further up."""
        changed = self.document(position).replace(b'"quantity":"1"', b'"quantity":"7"')
        assert changed != self.document(position)
        self.write_document(position, changed, leaf=leaf)
        if tile:
            self.write_tile_hash(position, leaf_of(changed))
        if root:
            self.mend_tile_root((position - 1) // 256)

    def write_tile_hash(self, position, value):
        idx, offset = divmod(position - 1, 256)
        hashes = bytes(self.value("SELECT hashes FROM tiles WHERE level = 0 AND idx = ?", idx))
        hashes = hashes[: offset * 32] + value + hashes[offset * 32 + 32 :]
        self.run("UPDATE tiles SET hashes = ? WHERE level = 0 AND idx = ?", hashes, idx)

    def mend_tile_root(self, idx):
        hashes = bytes(self.value("SELECT hashes FROM tiles WHERE level = 0 AND idx = ?", idx))
        row = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
        while len(row) > 1:
            row = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)]
        self.run("UPDATE tiles SET root = ? WHERE level = 0 AND idx = ?", row[0], idx)

    def delete(self, first, last, *, traces=False):
        """Delete rows, and with `traces` what is kept along with them."""
        for table in ("events", "events_tags", "personal") if traces else ("events",):
            self.run(f"DELETE FROM {table} WHERE position BETWEEN ? AND ?", first, last)

    def shift(self, first, by):
        """Give all rows from one on other positions."""
        away = 1_000_000
        self.run("UPDATE events SET position = position + ? WHERE position >= ?", away, first)
        self.run("UPDATE events SET position = position + ? WHERE position >= ?", by - away, away)

    def swap(self, one, other):
        for before, after in ((one, -7), (other, one), (-7, other)):
            self.run("UPDATE events SET position = ? WHERE position = ?", after, before)

    def swap_contents(self, one, other):
        """Swap all columns but the position."""
        columns = ("event_id", "type", "event_time", "record_time", "leaf", "document")
        select = f"SELECT {', '.join(columns)} FROM events WHERE position = ?"
        first, second = self.rows(select, one)[0], self.rows(select, other)[0]
        self.run("UPDATE events SET event_id = 'away' WHERE position = ?", other)
        update = f"UPDATE events SET {' = ?, '.join(columns)} = ? WHERE position = ?"
        self.run(update, *second, one)
        self.run(update, *first, other)

    def insert(self, position, document, *, leaf=None, tags=False, **columns):
        """Insert a row as somebody would who knows the table only."""
        event = orjson.loads(document)
        row = {name: event[name] for name in ("event_id", "type", "event_time", "record_time")} | columns
        self.run(
            "INSERT INTO events (position, event_id, type, event_time, record_time, leaf, document)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            position,
            row["event_id"],
            row["type"],
            row["event_time"],
            row["record_time"],
            leaf_of(document) if leaf is None else leaf,
            document,
        )
        for tag in event["tags"] if tags else ():
            self.run("INSERT INTO events_tags VALUES (?, ?, ?)", tag, position, event["type"])

    def forged(self, model, position, **changes):
        """Return a canonical document made after that of an event, for another position."""
        event = orjson.loads(self.document(model)) | {"position": position, "event_id": f"{position:032x}"}
        return orjson.dumps(event | changes, option=orjson.OPT_SORT_KEYS)

    def cut_to(self, size):
        """Make the database what it was at `size`, as putting back an old dump does."""
        for table in ("events", "events_tags", "personal"):
            self.run(f"DELETE FROM {table} WHERE position > ?", size)
        self.run("DELETE FROM tiles WHERE level = 0 AND (idx + 1) * 256 > ?", size)
        self.run("DELETE FROM checkpoints WHERE size > ?", size)

    # --- what it does to the tables beside the log

    def bind_anew(self, table):
        """Give every entry of a table beside the log the digest that fits behind the one in front."""
        columns = "number, at, person, kind, what" if table == "accesses" else "number, at, kind, name, what"
        before = b""
        for entry in self.rows(f"SELECT {columns} FROM {table} ORDER BY number"):
            before = digest_of(before, tuple(entry))
            self.run(f"UPDATE {table} SET digest = ? WHERE number = ?", before, entry[0])

    # --- what it does to checkpoints

    def note(self, size):
        return self.value("SELECT note FROM checkpoints WHERE size = ?", size)

    def sign_anew(self, size, signer):
        text = re.sub("^.*\n", f"{signer.name}\n", self.note(size).split("\n\n")[0] + "\n", count=1)
        self.run("UPDATE checkpoints SET note = ? WHERE size = ?", signer.sign(text), size)

    def own_key(self):
        return Signer(self.value("SELECT value FROM settings WHERE name = 'origin'"), b"\x07" * 32)


def leaf_of(document):
    return sha256(b"\x00" + document).digest()


def copied(location, folder):
    """Copy a closed SQLite ledger with its key and its checkpoints into a folder."""
    shutil.copytree(location.path.parent, folder, dirs_exist_ok=True)
    return locate(str(folder / location.path.name))


def verified(location, **options):
    """Open a ledger, verify it and close it."""
    log = open_log(location)
    try:
        return verify(log, location, **options)
    finally:
        log.close()


def found(location):
    """What verification finds, as (kind, position)."""
    return [(finding.kind, finding.position) for finding in verified(location).findings]


CASES = {}
SCENARIOS = set()  # names of the cases that take more than one step


def case(*expected):
    """Enter a way of tampering with the findings it must give, as (kind, position)."""

    def enter(tamper):
        CASES[tamper.__name__] = (tamper, list(expected))
        return tamper

    return enter


def scenario(*expected):
    """Enter a way of tampering that takes more than one step, as `case` does."""

    def enter(tamper):
        SCENARIOS.add(tamper.__name__)
        return case(*expected)(tamper)

    return enter
