"""What a check of an export comes to, and the rows of the log as their texts say."""

from collections import Counter
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from courier.evidence.sources import SOURCES

Check = Literal[
    "file",
    "checkpoints",
    "places",
    "items",
    "acts",
    "devices",
    "ledger",
    "sides",
    "holder",
    "facts",
    "receipts",
    "seen",
]

CHECKS: Final[dict[Check, tuple[str, str]]] = {
    "file": ("Tệp nguyên vẹn, có chữ ký của máy chủ", "the file is whole and signed by the server"),
    "checkpoints": ("Điểm chốt có chữ ký, cái sau nối cái trước", "checkpoints are signed, each continues the last"),
    "places": ("Từng dòng đúng chỗ đã chốt", "each row is in the place that was signed"),
    "items": ("Không thiếu dòng nào của bưu gửi", "no row of these items is missing"),
    "acts": ("Chữ ký của máy trên từng thao tác", "each act is signed by its device"),
    "devices": ("Chuỗi thao tác của từng máy", "each device's chain of acts"),
    "ledger": ("Chuỗi băm của sổ giữ", "the ledger's hash chain"),
    "sides": ("Hai bên của mỗi lần giao nhận", "both sides of each hand-over"),
    "holder": ("Người giữ tính lại từ thao tác khớp sổ", "the holder computed from the acts is the ledger's"),
    "facts": ("Điều ghi kèm và bút toán khớp thao tác đã ký", "what is recorded beside acts, and the books, fit them"),
    "receipts": ("Biên nhận của máy chủ khớp chuỗi của máy", "the server's receipts fit the devices' chains"),
    "seen": ("Điều đã thấy trước đây vẫn còn nguyên", "what was seen earlier still holds"),
}


class Fault(Struct, frozen=True, kw_only=True):
    """Something that does not hold, with the row that it is about."""

    check: Check
    row: str
    vi: str
    en: str


class Report(Struct, kw_only=True):
    """What was checked, how often, and what does not hold."""

    checked: Counter[Check] = msgspec.field(default_factory=Counter)
    faults: list[Fault] = []
    notes: list[tuple[str, str]] = []
    """What a reader should know though nothing is wrong with it: Vietnamese, English."""

    @property
    def holds(self) -> bool:
        return not self.faults

    def see(self, check: Check, row: str, fine: bool, vi: str, en: str) -> bool:
        """Count one check; where it is not `fine`, a fault about `row`. Returns `fine`."""
        self.checked[check] += 1
        if not fine:
            self.faults.append(Fault(check=check, row=row, vi=vi, en=en))
        return fine


class _Row(Struct, frozen=True, kw_only=True, tag_field="row"):
    """What every row's text has: what it is.

    These are rows as `evidence_text` in the migrations writes them, times in µs, hashes in hexadecimal. They are no
    copies of the contract's Structs, though both speak of the same fields: what was signed is read with the contract's
    own (`mobile_contract`), and the check is that row and signed bytes say the same.
    """


class PartyRow(_Row, frozen=True, kw_only=True, tag="party"):
    party_id: UUID
    kind: str


class DeviceRow(_Row, frozen=True, kw_only=True, tag="device"):
    device_id: UUID
    party_id: UUID
    public_key: str


class RevocationRow(_Row, frozen=True, kw_only=True, tag="revocation"):
    device_id: UUID
    trusted_through: int


class LabelRow(_Row, frozen=True, kw_only=True, tag="label"):
    code: str
    item_id: UUID


class EventRow(_Row, frozen=True, kw_only=True, tag="event"):
    event_id: UUID
    device_id: UUID
    party_id: UUID
    person_id: UUID
    device_seq: int
    kind: str
    is_readable: bool
    to_party: UUID | None
    from_party: UUID | None
    evidence: str | None
    answers: UUID | None
    answers_hash: str | None
    items_of: UUID | None
    bag_predecessor: UUID | None
    happened_at: int
    recorded_at: int
    previous: str
    body_hash: str
    signature_hash: str


class StatementRow(_Row, frozen=True, kw_only=True, tag="statement"):
    event_id: UUID
    party_id: UUID
    verdict: str


class ResolutionRow(_Row, frozen=True, kw_only=True, tag="resolution"):
    resolution_id: UUID
    item_id: UUID
    at_tip: UUID
    number: int
    chosen_event: UUID | None
    holder_id: UUID | None
    considered: list[UUID]
    decided_by: UUID
    approved_by: UUID


class LedgerRow(_Row, frozen=True, kw_only=True, tag="ledger"):
    item_id: UUID
    seq: int
    depth: int
    kind: str
    from_party: UUID | None
    to_party: UUID
    tip: UUID
    given_event: UUID | None
    given_code: str | None
    given_kind: str | None
    taken_event: UUID | None
    taken_code: str | None
    taken_kind: str | None
    resolution_id: UUID | None
    rewound_to: int | None
    cause: UUID | None
    prev_depth: int
    prev_tip: UUID | None
    prev_hash: str
    recorded_at: int
    hash: str


AnyRow = PartyRow | DeviceRow | RevocationRow | LabelRow | EventRow | StatementRow | ResolutionRow | LedgerRow
"""Rows that custody is computed from; of the others the fields are enough."""

Fields = dict[str, Any]

_TYPED: Final = {"party", "device", "revocation", "label", "event", "statement", "resolution", "ledger"}
_fields: msgspec.json.Decoder[Fields] = msgspec.json.Decoder(Fields)
_rows: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyRow)


class TextRow(NamedTuple):
    """What the text of a row says: which row it is, each of its fields, and the row itself where there is a Struct."""

    source: str
    key: str
    fields: Fields
    row: AnyRow | None


def read_text(text: str) -> TextRow | None:
    """None for a text that no row of this version has."""
    try:
        fields = _fields.decode(text)
        name = fields["row"]
        key = "/".join(str(fields[column.field]) for column in SOURCES[name].key)
        return TextRow(name, key, fields, _rows.decode(text) if name in _TYPED else None)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError):
        return None
