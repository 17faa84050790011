"""The signed acts. Field order is part of the contract: it is the order of the canonical bytes.

A body is compact JSON of one Struct below, fields in the order declared, base fields first, defaults left out
(`canonical.encode`). Names, phones, addresses, positions and free text never stand here: they go into `Details`,
which an act names by digest, so that they can be erased while chain and ledger stay whole.
"""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from mobile_contract.fields import (
    END,
    AmountVnd,
    Code,
    CollectionMode,
    CounterpartEvidence,
    Day,
    DossierCode,
    Fate,
    FilingRefusal,
    IdentityKind,
    Incident,
    LongText,
    Milliseconds,
    OffsetMilliseconds,
    OneTimeCode,
    Place,
    ProofKind,
    ProofName,
    Reason,
    ReceiptNumber,
    RefusalReason,
    Relation,
    SealNumber,
    Sequence,
    Sha256,
    ShortText,
    SkipReason,
    Solution,
    Sscc,
    ZoneMinutes,
)


class ItemRef(Struct, frozen=True, array_like=True):
    """One item of an act and the event by which its giver came to hold it; None: as it was registered."""

    code: Code
    predecessor: UUID | None


class BagRef(Struct, frozen=True, array_like=True):
    """A sealed bag: its contents are those of its sealing event. `predecessor` as for an item;
    None: each item as the sealing event lists it."""

    sscc: Sscc
    sealing: UUID
    predecessor: UUID | None


class RefusedItem(Struct, frozen=True, array_like=True):
    """An item of a release that the receiver did not take: it stays with the giver."""

    code: Code
    reason: RefusalReason


class Proof(Struct, frozen=True, array_like=True):
    """A file by its digest, sent apart; a missing or swapped file shows."""

    kind: ProofKind
    sha256: Sha256


class Seal(Struct, frozen=True, array_like=True):
    """The numbered seal seen on an item."""

    code: Code
    number: SealNumber


class CountedLine(Struct, frozen=True, array_like=True):
    """One line of the published checklist as counted: originals, certified copies, photocopies. No other line is."""

    line: Annotated[int, Meta(ge=1, le=200)]
    originals: Annotated[int, Meta(ge=0, le=100)]
    certified_copies: Annotated[int, Meta(ge=0, le=100)]
    photocopies: Annotated[int, Meta(ge=0, le=100)]


class OriginalFate(Struct, frozen=True, array_like=True):
    """What becomes of the originals of one line after they were looked at."""

    line: Annotated[int, Meta(ge=1, le=200)]
    fate: Fate
    originals: Annotated[int, Meta(ge=1, le=100)]


class Skipped(Struct, frozen=True, array_like=True):
    """A proof asked for that was left out, and why."""

    proof: ProofName
    reason: SkipReason


class Taker(Struct, frozen=True, array_like=True):
    """By what right one person takes this item for another (PEOPLE 15), where it is not the act's own relation."""

    code: Code
    relation: Relation


Items = Annotated[list[ItemRef], Meta(max_length=100)]
Codes = Annotated[list[Code], Meta(max_length=100)]
Proofs = Annotated[list[Proof], Meta(max_length=20)]
Lines = Annotated[list[CountedLine], Meta(max_length=200)]
SkippedProofs = Annotated[list[Skipped], Meta(max_length=10)]


class Act(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What every act says of itself: who, on which device, as the how-manieth, when by the device's clock."""

    event_id: UUID
    device_id: UUID
    device_seq: Sequence
    previous: Sha256
    """SHA-256 of this device's previous body; of the device id's 16 bytes for its first."""
    person_id: UUID
    happened_at_ms: Milliseconds
    zone_min: ZoneMinutes = 420
    clock_offset_ms: OffsetMilliseconds | None = None
    """Server clock minus device clock as last measured; None: never measured."""
    details: Sha256 | None = None
    """Digest of the `Details` text sent beside the body."""
    proofs: Proofs = []


class Release(Act, frozen=True, kw_only=True, tag="release"):
    """The holder offers items, or one sealed bag, to one receiver. Custody moves only by the answering accept."""

    to_party: UUID
    items: Items = []
    bag: BagRef | None = None
    two_roles: bool = False
    """One person acts for both sides (PEOPLE 8): allowed, marked, counted."""
    bag_sha256: Sha256 | None = None
    """SHA-256 of the sealing's body, so that the bag offered is of these very contents; None from an older phone."""


class Accept(Act, frozen=True, kw_only=True, tag="accept"):
    """The receiver takes, item by item, what a release offered."""

    answers: UUID
    answers_sha256: Sha256
    """SHA-256 of the release's body, so that the answer is to these very bytes."""
    items: Codes = []
    refused: Annotated[list[RefusedItem], Meta(max_length=100)] = []
    bag: Sscc | None = None
    seals: Annotated[list[Seal], Meta(max_length=100)] = []
    two_roles: bool = False
    list_count: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    """How many lines the paper list has that both sign: as many as were scanned."""


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """The giver takes back an offer not yet accepted, for these items; none named: for the whole bag offered."""

    answers: UUID
    items: Codes = []


class Receive(Act, frozen=True, kw_only=True, tag="receive"):
    """This device's party takes items whose giver has no device here: a citizen, or a desk without the app."""

    from_party: UUID
    evidence: CounterpartEvidence
    items: Items
    job_id: UUID | None = None
    """The order this pickup serves: binds a roll label to its item."""
    relation: Relation | None = None
    identity: IdentityKind | None = None
    place: Place = "at_address"
    one_time_code: OneTimeCode | None = None
    seals: Annotated[list[Seal], Meta(max_length=100)] = []
    papers: Lines = []
    """The checklist line by line, of the one dossier taken."""
    skipped: SkippedProofs = []


class Deliver(Act, frozen=True, kw_only=True, tag="deliver"):
    """This device's party hands items to a receiver without a device here, who signs, or tells a code."""

    to_party: UUID
    evidence: CounterpartEvidence
    items: Items
    relation: Relation | None = None
    identity: IdentityKind | None = None
    place: Place = "at_address"
    one_time_code: OneTimeCode | None = None
    papers_taken_back: Annotated[int, Meta(ge=0, le=100)] = 0
    papers_label: Code | None = None
    """The roll label on the envelope of the old papers: they go back as an item of their own, now in this party's
    hands."""
    seals: Annotated[list[Seal], Meta(max_length=100)] = []
    takers: Annotated[list[Taker], Meta(max_length=100)] = []
    skipped: SkippedProofs = []


class Attempt(Act, frozen=True, kw_only=True, tag="attempt"):
    """A visit that failed, with its coded reason and proposed next step. Custody does not move."""

    reason: Reason
    solution: Solution
    items: Codes = []
    job_id: UUID | None = None
    place: Place = "at_address"
    card_left: bool = False
    """An invitation to collect (giấy mời) was left; it counts towards the two the law asks for."""
    skipped: SkippedProofs = []


class Collect(Act, frozen=True, kw_only=True, tag="collect"):
    """Money taken, or said to be transferred, for one item. What was taken is never refused."""

    code: Code
    amount_vnd: AmountVnd
    mode: CollectionMode
    receipt_number: ReceiptNumber | None = None


class HandIn(Act, frozen=True, kw_only=True, tag="hand_in"):
    """The holder of cash hands it to an office; it leaves his hands when the office counts it in."""

    to_party: UUID
    amount_vnd: AmountVnd


class CountIn(Act, frozen=True, kw_only=True, tag="count_in"):
    """The office counts in the cash of one hand-in; the amount counted is what is booked."""

    answers: UUID
    amount_vnd: AmountVnd


class SealBag(Act, frozen=True, kw_only=True, tag="seal_bag"):
    """Items put into a bag under a numbered seal. They stay with their holder."""

    sscc: Sscc
    seal: SealNumber
    items: Items


class OpenBag(Act, frozen=True, kw_only=True, tag="open_bag"):
    """A bag opened: what was found, beside what its sealing named."""

    sscc: Sscc
    sealing: UUID
    found: Codes = []


class Count(Act, frozen=True, kw_only=True, tag="count"):
    """End of shift: the items and the cash the person says are in hand."""

    items: Annotated[list[Code], Meta(max_length=1_000)] = []
    cash_vnd: AmountVnd = 0


class Correct(Act, frozen=True, kw_only=True, tag="correct"):
    """A new fact that takes back an old one of the same party, for these items; none named: for its whole bag."""

    answers: UUID
    items: Codes = []


class Void(Act, frozen=True, kw_only=True, tag="void"):
    """Says that this number carries nothing, so that a gap closes."""

    instead_of: UUID | None = None


class Transcribe(Act, frozen=True, kw_only=True, tag="transcribe"):
    """A hand-over that happened on paper alone, entered afterwards from the signed sheet (nhập lại từ giấy).

    Signed by a workstation of the carrier's office, which is neither side. Both sides count as witnessed: either may
    say with its own log-in that it was so, or that it was not. The sheet's photo is among the proofs.
    """

    from_party: UUID
    to_party: UUID
    items: Items
    written_at_ms: Milliseconds
    """When the sheet says that it happened."""
    relation: Relation | None = None
    identity: IdentityKind | None = None
    place: Place = "at_address"
    papers_taken_back: Annotated[int, Meta(ge=0, le=100)] = 0


class OpenTill(Act, frozen=True, kw_only=True, tag="open_till"):
    """Change out of the office's safe into the drawer of this workstation: a shift at the counter begins (ca quầy)."""

    float_vnd: AmountVnd = 0


class CloseTill(Act, frozen=True, kw_only=True, tag="close_till"):
    """All the cash of this workstation's drawer, counted and handed to the office's own safe, change included.

    It covers what the workstation signed since it last closed. Like a hand-in it leaves the drawer when the office
    counts it in.
    """

    amount_vnd: AmountVnd


class ReturnReceipts(Act, frozen=True, kw_only=True, tag="return_receipts"):
    """Numbers of this device's receipt slips that no collection bears: spoiled ones, or the unused rest of a block."""

    first_number: ReceiptNumber
    last_number: ReceiptNumber
    is_spoiled: bool = False


class Examine(Act, frozen=True, kw_only=True, tag="examine"):
    """The desk opens an envelope that it took sealed and recounts it: hand-over and opening are two facts (PEOPLE 1).

    Custody does not move. A second opening of the same item completes the first; the later one counts.
    """

    code: Code
    seal: SealNumber | None = None
    is_seal_intact: bool = True
    papers: Lines = []
    originals: Annotated[list[OriginalFate], Meta(max_length=200)] = []
    originals_label: Code | None = None
    """The roll label on the envelope in which originals go home by another journey."""


class AnswerFiling(Act, frozen=True, kw_only=True, tag="answer_filing"):
    """What the one-stop says to a dossier handed over: its code and due date, or refused by form 03.

    Then or later the same day; the code may come before the date.
    """

    code: Code
    dossier_code: DossierCode | None = None
    due_on: Day | None = None
    refused: FilingRefusal | None = None


class Report(Act, frozen=True, kw_only=True, tag="report"):
    """The written record (biên bản) of an item found damaged or its seal broken, with photos; or that it is lost.

    What happened stands in the details. Custody does not move: the last holder known stands.
    """

    code: Code
    what: Incident


class ConfirmCount(Act, frozen=True, kw_only=True, tag="confirm_count"):
    """The office's side of a carrier's `Count`: what its workstation found in his bag, item by item.

    Both sides signed, a difference between them or with the ledger is an open case, never an adjustment.
    """

    answers: UUID
    answers_sha256: Sha256
    items: Annotated[list[Code], Meta(max_length=1_000)] = []


SignedAct = (
    Release
    | Accept
    | Withdraw
    | Receive
    | Deliver
    | Attempt
    | Collect
    | HandIn
    | CountIn
    | SealBag
    | OpenBag
    | Count
    | Correct
    | Void
    | Transcribe
    | OpenTill
    | CloseTill
    | ReturnReceipts
    | Examine
    | AnswerFiling
    | Report
    | ConfirmCount
)


class ProofOfAnyKind(Struct, frozen=True, array_like=True):
    """A `Proof` whose kind a newer phone may have added."""

    kind: Annotated[str, Meta(pattern=rf"^[a-z_]{{1,32}}{END}")]
    sha256: Sha256


class Envelope(Struct, frozen=True, kw_only=True):
    """What is read of a body of any kind, known or not: enough to keep it in its place for ever."""

    kind: Annotated[str, Meta(pattern=rf"^[a-z_]{{1,32}}{END}")]
    event_id: UUID
    device_id: UUID
    device_seq: Sequence
    previous: Sha256
    person_id: UUID
    happened_at_ms: Milliseconds
    zone_min: ZoneMinutes = 420
    clock_offset_ms: OffsetMilliseconds | None = None
    details: Sha256 | None = None
    proofs: Annotated[list[ProofOfAnyKind], Meta(max_length=20)] = []


class Details(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The erasable side of an act: kept apart, named by the SHA-256 of its exact text, salted."""

    salt: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{32}}{END}")]
    receiver_name: ShortText | None = None
    identity_last4: Annotated[str, Meta(pattern=rf"^[0-9A-Z]{{4}}{END}")] | None = None
    authorisation: ShortText | None = None
    witness_name: ShortText | None = None
    note: LongText | None = None
    next_visit: ShortText | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None
