"""The phone's dialogue with the server: enrolment, token, batches up, manifest down."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from mobile_contract.fields import (
    END,
    AmountVnd,
    BodyText,
    Code,
    DetailsText,
    Leg,
    Milliseconds,
    ReceiptNumber,
    Requirement,
    Sha256,
    ShortText,
)

CONTRACT_VERSION = 1
"""Raised only when an old phone could misread a new server; new fields with defaults do not raise it."""

Outcome = Literal[
    "created",
    "exists",
    "exists_different",
    "quarantined_signature",
    "quarantined_unknown_device",
    "evidence_only",
    "unreadable",
]
"""created: kept and counted · exists: was here already · exists_different: kept as evidence of
equivocation; while `acked_through` stays below its number, sign the act anew under another id and the same number ·
quarantined_signature: kept apart, not acknowledged, sign again · evidence_only: from a revoked device past its
trusted number · unreadable: kept, its kind or fields are unknown to this server."""


LARGEST_BATCH_ACTS = 200
LARGEST_BATCH_BYTES = 256 * 1024
"""Of one batch as it goes over the wire; a larger one is answered 413 and sent in parts."""


class SignedBody(Struct, frozen=True, kw_only=True):
    """The exact bytes of an act (UTF-8 text of its canonical JSON) and their signature (raw r‖s, base64)."""

    body: BodyText
    signature: Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]{{86}}=={END}")]


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act going up, with the other side's signed act it answers, and its erasable details."""

    act: SignedBody
    carried: SignedBody | None = None
    """The giver's release as scanned from his screen: one upload carries both sides."""
    details: DetailsText | None = None


class Batch(Struct, frozen=True, kw_only=True):
    """At most 200 acts, in any order; each gets its own outcome."""

    contract_version: Annotated[int, Meta(ge=1, le=1_000)]
    entries: Annotated[list[Entry], Meta(max_length=200)]
    receipt: SignedBody | None = None
    """The last receipt this device was given: a server that holds less than it says was restored from a backup."""


class EntryOutcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one entry, in the order sent."""

    outcome: Outcome
    event_id: UUID | None = None
    carried: Outcome | None = None
    missing_files: list[Sha256] = []
    problem: str | None = None
    """A stable problem name for the phone's catalogue, where something needs a person."""


class Receipt(Struct, frozen=True, kw_only=True, tag_field="kind", tag="receipt"):
    """The server's signed word that it holds a device's acts up to a number without gap."""

    device_id: UUID
    acked_through: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    head: Sha256
    """Hash of the device log's last row: names every body up to `acked_through`."""
    received_at_ms: Milliseconds
    incarnation: UUID
    key_id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{16}}{END}")]


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """The phone may delete up to `acked_through`, no further, and keeps seven days even so."""

    outcomes: list[EntryOutcome]
    acked_through: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    receipt: SignedBody
    server_time_ms: Milliseconds
    incarnation: UUID
    """Changes when the server was restored from a backup: re-offer what was kept."""
    offer_again_from: Annotated[int, Meta(ge=1, le=2**53 - 1)] | None = None
    """The receipt presented says more than is here: send everything kept from this number on once more."""


class Enrolment(Struct, frozen=True, kw_only=True, tag_field="kind", tag="enrolment"):
    """What a device signs with its new key to take up a one-time token or a short code."""

    secret: Annotated[str, Meta(pattern=rf"^[0-9A-HJKMNP-TV-Z]{{8,26}}{END}")]
    public_key: Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]{{87}}={END}")]
    """Uncompressed SEC 1 point, 65 bytes, base64."""
    device_name: ShortText


class EnrolmentAnswer(Struct, frozen=True, kw_only=True):
    """Who the device is from now on."""

    device_id: UUID
    party_id: UUID
    person_id: UUID
    person_name: str
    office_name: str
    incarnation: UUID
    server_key: str
    """The server's public key (base64 SEC 1 point) that receipts are checked against."""
    server_time_ms: Milliseconds


class ChallengeRequest(Struct, frozen=True, kw_only=True):
    device_id: UUID


class Challenge(Struct, frozen=True, kw_only=True, tag_field="kind", tag="challenge"):
    """What the device signs, exactly as received, to renew its token."""

    device_id: UUID
    nonce: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{32}}{END}")]
    expires_at_ms: Milliseconds
    seal: Sha256
    """The server's keyed mark over the fields before it: no table is needed to know its own challenge again."""


class Token(Struct, frozen=True, kw_only=True):
    """A bearer token, minutes long. `may_read` is false for a revoked phone, which may still upload."""

    token: Annotated[str, Meta(max_length=512)]
    expires_at_ms: Milliseconds
    may_read: bool


class Head(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where custody of one item stands: what its holder's next act names as predecessor."""

    code: Code
    holder: UUID
    predecessor: UUID | None = None
    status: Literal["held", "offered", "disputed"] = "held"


class ManifestItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item a stop is about."""

    code: Code
    job_id: UUID
    s10: str | None = None
    due_vnd: AmountVnd = 0
    papers_to_take_back: Annotated[int, Meta(ge=0, le=100)] = 0
    personal_only: bool = False
    """Only the named recipient may take it (phát tận tay)."""
    desk_id: UUID | None = None
    """The one-stop desk of its dossier, by whose proof rules an act on it is judged."""


class ManifestParty(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is met at a stop. The assigned carrier sees name, phone and address (PEOPLE 16); the reading is logged."""

    party_id: UUID
    kind: Literal["citizen", "carrier", "point", "hub", "linehaul", "desk", "agency"]
    name: str
    phone: str | None = None
    address: str | None = None
    landmark: str | None = None
    """Chỉ dẫn phát."""


class ManifestStop(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One planned stop, in route order."""

    stop_id: UUID
    position: Annotated[int, Meta(ge=0, le=10_000)]
    kind: Literal["pickup", "delivery"]
    party: ManifestParty
    lon: float
    lat: float
    is_estimated_place: bool
    arrive_at_ms: Milliseconds
    leave_at_ms: Milliseconds
    items: list[ManifestItem] = []
    job_ids: list[UUID] = []
    """Orders served here whose item has no label yet (a pickup by roll label)."""
    desk_ids: list[UUID] = []
    """The desk of each of `job_ids`, in their order."""


class ReasonEntry(Struct, frozen=True, kw_only=True):
    """One coded reason with its words and the next steps it allows."""

    code: str
    vi: str
    en: str
    solutions: list[str]


class ProofRule(Struct, frozen=True, kw_only=True):
    """What an act of a kind with an outcome must bring along: at items of one desk, or, without one, of every other."""

    act: Literal["receive", "deliver", "attempt", "accept"]
    leg: Leg
    scan: Requirement
    signature: Requirement
    photo: Requirement
    one_time_code: Requirement
    identity_seen: Requirement
    seal_number: Requirement
    amount: Requirement
    desk_id: UUID | None = None


class RevokedDevice(Struct, frozen=True, kw_only=True):
    device_id: UUID
    trusted_through: Annotated[int, Meta(ge=0, le=2**53 - 1)]


class ReceiptBlock(Struct, frozen=True, kw_only=True):
    """Numbers of receipt slips (Giấy biên nhận thu tiền) that this device alone gives out, both ends included."""

    first_number: ReceiptNumber
    last_number: ReceiptNumber


class Manifest(Struct, frozen=True, kw_only=True):
    """The day of one carrier. `is_whole` false: only what changed since the cursor asked with."""

    cursor: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    is_whole: bool
    incarnation: UUID
    server_time_ms: Milliseconds
    contract_version: int
    plan_id: UUID | None
    plan_version: int | None
    stops: list[ManifestStop]
    heads: list[Head]
    reasons: list[ReasonEntry]
    proof_rules: list[ProofRule]
    revoked: list[RevokedDevice]
    device_keys: dict[str, str]
    """Public keys (base64 SEC 1) of the devices a phone may meet today, by device id: offline it can check
    the release another screen shows."""
    acked_through: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    receipts: list[ReceiptBlock] = []
    """What is reserved for this device and not known to be used, lowest first."""
    takes_new_cash: bool = True
    """False at the cash limit: no new work is assigned; what is on board is delivered and paid for all the same."""
    checkpoint: SignedBody | None = None
    """The server's latest signed word on its whole log. Kept, it shows later whether that log was rewritten."""


class PositionReport(Struct, frozen=True, kw_only=True):
    """Where a phone is. Not custody: kept 90 days, one row, no domain rule."""

    report_id: UUID
    lon: Annotated[float, Meta(ge=-180, le=180)]
    lat: Annotated[float, Meta(ge=-90, le=90)]
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000)]
    at_ms: Milliseconds


class DeviceStatus(Struct, frozen=True, kw_only=True):
    """What a phone says of its outbox, so that the office sees what is still only on the phone (PEOPLE 13)."""

    unsent: Annotated[int, Meta(ge=0, le=1_000_000)]
    oldest_unsent_at_ms: Milliseconds | None
    last_seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]
