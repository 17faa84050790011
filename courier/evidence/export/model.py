"""The lines of an export: JSON, one a line, each saying in `line` what it is. `docs/evidence.md` describes them.

The text of a row is the exact text that was hashed into the log: a checker hashes it as it stands, then reads it.
"""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

FORMAT: Final = 1


class Scope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was asked for: one item, the items of days (and of an office), or the whole log."""

    code: str | None = None
    item_id: UUID | None = None
    from_day: date | None = None
    to_day: date | None = None
    """The last one."""
    office_id: UUID | None = None
    is_whole: bool = False


class Header(Struct, frozen=True, kw_only=True, tag_field="line", tag="header"):
    """The first line. `size` leaves of the log are covered, as the last checkpoint signs them."""

    courier_export: int
    scope: Scope
    size: int
    made_at_ms: int
    server_keys: list[str]
    """Public keys that signed what is here (base64 SEC 1 points). Compare them with one you know."""


class CheckpointLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="checkpoint"):
    """A signed checkpoint; `consistency` proves that its log begins with that of the checkpoint line before."""

    body: str
    signature: str
    public_key: str
    consistency: list[str] = []


class RowLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="row"):
    """One row in its place. `text` is null where the place was given but the row is gone.

    `inclusion` proves the place in the last checkpoint; it is empty in an export of the whole log, which needs none.
    """

    leaf: int
    source: str
    key: str
    hash: str
    text: str | None
    inclusion: list[str] = []


class UnplacedLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="unplaced"):
    """A row that was there when the log was signed, and has no place in it: nothing but a hand in the database does so.

    It is no part of what the file shows; that it is there is a fault.
    """

    source: str
    key: str
    text: str


class LogPart(Struct, frozen=True, kw_only=True):
    """The row of an act in its device's gapless log, as stored (hexadecimal hashes)."""

    seq: int
    prev_body_hash: str
    prev_hash: str
    hash: str


class EventLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="event"):
    """The signed bytes of an act whose row stands in a row line, and what the server read out of them."""

    event_id: UUID
    body: str
    signature: str
    items: list[tuple[str, UUID]] = []
    """Code, and the fact it refers to."""
    refused: list[tuple[str, UUID]] = []
    log: LogPart | None = None
    """None while an earlier number of the device is missing."""
    may_transcribe: bool = False
    """The server's word that the office may enter this paper: it rests on roles, which are not in the log."""
    is_read: bool = True
    """False: this server could not read it, and it moves nothing. True though its row says otherwise: read since."""
    happened_at: int | None = None
    """Of an act read since whose bytes name their own time: when it happened, in µs since 1970."""


class ItemBefore(Struct, frozen=True, kw_only=True):
    """What an earlier checkpoint signed of an item, proved: the places that belonged to it then."""

    number: int
    proof: list[str]


class ItemLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="item"):
    """All places that belong to an item, as the last checkpoint signs them; `proof` leads to its root over all items.

    In an export of the whole log `proof` is empty: all items are there, and their root follows.
    """

    item_id: UUID
    leaves: list[int]
    proof: list[str] = []
    since: list[int] = []
    """Of each place, the first checkpoint that signed it as the item's; empty where no earlier checkpoint is asked."""
    before: list[ItemBefore] = []


class ReceiptLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="receipt"):
    """The server's receipt for a device's acts up to the last one here."""

    body: str
    signature: str


class RestorationLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="restoration"):
    """A restore from a backup that the server declares: what came later in the former life may be missing."""

    incarnation: UUID
    number: int
    restored_to_ms: int | None
    backup: str
    log_size: int


class ExportSeal(Struct, frozen=True, kw_only=True, tag_field="kind", tag="export"):
    """What the server signs of an export, in canonical bytes: all lines before the last, and their digest."""

    lines: int
    sha256: str
    key_id: str


class EndLine(Struct, frozen=True, kw_only=True, tag_field="line", tag="end"):
    """The last line; a file without it was cut off."""

    body: str
    signature: str
    public_key: str


Line = Header | CheckpointLine | RowLine | EventLine | ItemLine | ReceiptLine | RestorationLine | UnplacedLine | EndLine
