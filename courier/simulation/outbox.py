"""A device's own memory: every act on disk before its screen says so, what the server acknowledged, proof files.

One SQLite file, each transaction fsynced. The number and the chain of an act are taken in the transaction that stores
it, so that a crash leaves neither a gap nor a second act of one number.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from mobile_contract.sync import Entry, SignedBody

KEPT_AFTER_ACK_MS: Final = 7 * 24 * 3_600_000
"""An act stays seven days after its acknowledgement: a server restored from a backup asks for it again."""

Noted = TypeVar("Noted")


class Link(NamedTuple):
    """The place of a device's next act in its chain."""

    seq: int
    previous: str
    """SHA-256 of the body before, hexadecimal."""


class KeptAct(NamedTuple):
    """One act as it is kept and sent."""

    seq: int
    body_sha256: str
    happened_at_ms: int
    entry: Entry


class ProofFile(NamedTuple):
    """A photo or a signature."""

    sha256: str
    media_type: str
    content: bytes


class Outbox:
    """The memory in one folder; opened again after a crash it is what it was."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_SCHEMA)
        if "acked_at_ms" not in {row[1] for row in self._database.execute("PRAGMA table_info(act)")}:
            self._database.execute("ALTER TABLE act ADD COLUMN acked_at_ms INTEGER")

    def close(self) -> None:
        self._database.close()

    def append(
        self, first_previous: str, make: Callable[[Link], KeptAct], files: Sequence[ProofFile], holds: "Holding"
    ) -> KeptAct:
        """Store the act that `make` signs for its place in the chain; on return it is on disk.

        `first_previous` stands for the body before the first.
        """
        with self._transaction() as database:
            last = database.execute("SELECT seq, body_sha256 FROM act ORDER BY seq DESC LIMIT 1").fetchone()
            seq, previous = last or self.note("last_forgotten", tuple[int, str]) or (0, first_previous)
            act = make(Link(seq + 1, previous))
            database.execute(
                "INSERT INTO act (seq, body_sha256, happened_at_ms, entry) VALUES (?, ?, ?, ?)",
                (act.seq, act.body_sha256, act.happened_at_ms, msgspec.json.encode(act.entry)),
            )
            database.executemany(
                "INSERT INTO file (sha256, media_type, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", files
            )
            gone = [(code,) for code in holds.no_longer]
            database.executemany(
                "INSERT OR REPLACE INTO let_go SELECT code, predecessor FROM holding WHERE code = ?", gone
            )
            database.executemany("DELETE FROM holding WHERE code = ?", gone)
            database.executemany(
                "INSERT OR REPLACE INTO holding (code, predecessor) VALUES (?, ?)", list(holds.from_now_on.items())
            )
        return act

    def acts(self, after: int = 0, at_most: int | None = None) -> list[KeptAct]:
        """Acts kept, in order, those numbered above `after`."""
        rows = self._database.execute(
            "SELECT seq, body_sha256, happened_at_ms, entry FROM act WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, -1 if at_most is None else at_most),
        )
        return [KeptAct(row[0], row[1], row[2], _entries.decode(row[3])) for row in rows]

    def holding(self) -> dict[str, str | None]:
        """What the device's party holds by its own acts: code → the act by which (None: as registered)."""
        return dict(self._database.execute("SELECT code, predecessor FROM holding ORDER BY rowid").fetchall())

    def replace(self, act: KeptAct, old_id: str, new_id: str) -> None:
        """Put the act signed anew in the place of the one of its number; what is held by it is held by the new one."""
        with self._transaction() as database:
            database.execute(
                "UPDATE act SET body_sha256 = ?, entry = ? WHERE seq = ?",
                (act.body_sha256, msgspec.json.encode(act.entry), act.seq),
            )
            for table in ("holding", "let_go"):
                database.execute(f"UPDATE {table} SET predecessor = ? WHERE predecessor = ?", (new_id, old_id))  # noqa: S608

    def keep(self, codes: Sequence[str]) -> None:
        """Undo, for these, that the last release let them go: each is held by the act by which it was before."""
        with self._transaction() as database:
            for code in codes:
                database.execute(
                    "INSERT OR IGNORE INTO holding SELECT code, predecessor FROM let_go WHERE code = ?", (code,)
                )

    def take_over(self, held: Mapping[str, str | None]) -> None:
        """Hold what another device of the same party held: code → the act by which."""
        with self._transaction() as database:
            database.executemany("INSERT OR REPLACE INTO holding (code, predecessor) VALUES (?, ?)", list(held.items()))

    def ever_held(self) -> set[str]:
        """What this device holds or handed over."""
        return {row[0] for row in self._database.execute("SELECT code FROM holding UNION SELECT code FROM let_go")}

    def give_up(self, codes: Sequence[str]) -> None:
        """Hold these no more, without an act of this device."""
        with self._transaction() as database:
            database.executemany("DELETE FROM holding WHERE code = ?", [(code,) for code in codes])

    def files_to_send(self) -> list[ProofFile]:
        rows = self._database.execute("SELECT sha256, media_type, content FROM file WHERE NOT is_sent ORDER BY rowid")
        return [ProofFile(*row) for row in rows]

    def file_was_sent(self, sha256: str) -> None:
        self._database.execute("UPDATE file SET is_sent = true WHERE sha256 = ?", (sha256,))

    def send_again(self, sha256s: Sequence[str]) -> None:
        """The server says that it lacks these files."""
        self._database.executemany("UPDATE file SET is_sent = false WHERE sha256 = ?", [(s,) for s in sha256s])

    def acknowledge(self, acked_through: int, receipt: SignedBody) -> None:
        """Keep the server's signed word; from now on acts up to that number count as saved."""
        with self._transaction() as database:
            self._write("acked_through", acked_through)
            database.execute("INSERT INTO receipt (receipt) VALUES (?)", (msgspec.json.encode(receipt),))

    def acknowledged_at(self, now_ms: int) -> None:
        """Note when what is acknowledged became so: its seven days begin. What is so no longer has no such time."""
        acked_through = self.acked_through
        with self._transaction() as database:
            database.execute(
                "UPDATE act SET acked_at_ms = ? WHERE seq <= ? AND acked_at_ms IS NULL", (now_ms, acked_through)
            )
            database.execute("UPDATE act SET acked_at_ms = NULL WHERE seq > ?", (acked_through,))

    def offer_again(self, incarnation: str, acked_through: int) -> None:
        """The server was restored from a backup: what it acknowledges no more is to be sent again, all files too."""
        with self._transaction() as database:
            self._write("incarnation", incarnation)
            self._write("acked_through", min(self.acked_through, acked_through))
            database.execute("UPDATE act SET acked_at_ms = NULL WHERE seq > ?", (acked_through,))
            database.execute("UPDATE file SET is_sent = false")

    @property
    def acked_through(self) -> int:
        return self.note("acked_through", int) or 0

    def receipts(self) -> list[SignedBody]:
        rows = self._database.execute("SELECT receipt FROM receipt ORDER BY rowid")
        return [_signed_bodies.decode(row[0]) for row in rows]

    def last_receipt(self) -> SignedBody | None:
        """The server's newest word, shown to it again with each batch."""
        row = self._database.execute("SELECT receipt FROM receipt ORDER BY rowid DESC LIMIT 1").fetchone()
        return None if row is None else _signed_bodies.decode(row[0])

    def forget(self, now_ms: int) -> int:
        """Delete what was acknowledged more than seven days ago, never anything else; how many acts went."""
        limits = (self.acked_through, now_ms - KEPT_AFTER_ACK_MS)
        with self._transaction() as database:
            gone = database.execute(
                "DELETE FROM act WHERE seq <= ? AND acked_at_ms < ? RETURNING seq, body_sha256", limits
            ).fetchall()
            if gone:
                self._write("last_forgotten", max(gone))
        return len(gone)

    def note(self, name: str, kind: type[Noted]) -> Noted | None:
        """One thing remembered by its name."""
        row = self._database.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=kind)

    def write_note(self, name: str, value: object) -> None:
        with self._transaction():
            self._write(name, value)

    def _write(self, name: str, value: object) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (name, msgspec.json.encode(value))
        )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


class Holding(NamedTuple):
    """How an act changes what the device's party holds."""

    from_now_on: dict[str, str | None]
    """Code → the act by which it is held; None: this act; `AS_REGISTERED`: by no act."""
    no_longer: Sequence[str]


AS_REGISTERED: Final = ""
"""An item that comes into the world in this party's hands: nobody gave it."""
UNCHANGED: Final = Holding({}, ())

_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS act (
    seq INTEGER PRIMARY KEY, body_sha256 TEXT NOT NULL, happened_at_ms INTEGER NOT NULL, entry BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, content BLOB NOT NULL, is_sent INTEGER NOT NULL DEFAULT false);
CREATE TABLE IF NOT EXISTS holding (code TEXT PRIMARY KEY, predecessor TEXT);
CREATE TABLE IF NOT EXISTS let_go (code TEXT PRIMARY KEY, predecessor TEXT);
CREATE TABLE IF NOT EXISTS receipt (receipt BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
_entries: Final = msgspec.json.Decoder(Entry)
_signed_bodies: Final = msgspec.json.Decoder(SignedBody)
