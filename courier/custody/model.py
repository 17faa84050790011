"""The nouns of custody: facts about one item, the chain of hand-overs they make, and what a batch led to."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from mobile_contract.events import SignedAct
from mobile_contract.sync import EntryOutcome

AS_REGISTERED: Final = UUID(int=0)
"""Stands for the predecessor of an item that nobody has handed over yet."""

Evidence = Literal["own_device", "witnessed", "citizen"]
HeadStatus = Literal["held", "offered", "disputed"]


class Giving(msgspec.Struct, frozen=True, kw_only=True):
    """A holder's side: a release, which waits for its accept, or a delivery, which needs none."""

    event_id: UUID
    code: str
    kind: Literal["release", "deliver"]
    party_id: UUID
    to_party: UUID
    ref: UUID
    """The fact by which the giver holds the item."""
    body_hash: bytes
    evidence: Evidence | None = None
    """Of a delivery: how the receiver's side is proved."""
    bag: UUID | None = None
    """Of a bag's release: the sealing whose items it takes over."""


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """A receiver's side: an accept, which answers a release, a receipt from someone without a device, or both sides
    of a hand-over on paper, transcribed by a third."""

    event_id: UUID
    code: str
    kind: Literal["accept", "receive", "transcribe"]
    party_id: UUID
    """The receiver."""
    ref: UUID
    """The release answered; of a receipt: the fact by which the giver holds the item."""
    from_party: UUID | None = None
    answers_hash: bytes | None = None
    evidence: Evidence | None = None
    """Of a receipt: how the giver's side is proved."""
    writer_id: UUID | None = None
    """Of a transcription: the office whose workstation entered it."""


class Retraction(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal or a correction: the party's new fact about its own old one."""

    event_id: UUID
    party_id: UUID
    answers: UUID


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The receiver of a release did not take this item: it is no longer offered."""

    party_id: UUID
    answers: UUID


class SideStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A party says with its own log-in whether a side written down for it is true."""

    event_id: UUID
    party_id: UUID
    verdict: Literal["confirmed", "contested"]


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """Two people decided a dispute: one candidate is believed, or the item was found with someone, or it stayed."""

    resolution_id: UUID
    at_tip: UUID
    number: int
    chosen_event: UUID | None
    holder_id: UUID | None
    considered: frozenset[UUID]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All trusted facts about one item. The order within each tuple carries no meaning."""

    origin_id: UUID
    givings: tuple[Giving, ...] = ()
    takings: tuple[Taking, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    statements: tuple[SideStatement, ...] = ()
    resolutions: tuple[Resolution, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change of hands that stands, or one resolution that put the item somewhere."""

    from_party: UUID
    to_party: UUID
    tip: UUID
    """The closing fact: what the new holder's next act names as predecessor."""
    giving: Giving | None = None
    taking: Taking | None = None
    resolution_id: UUID | None = None
    giver_evidence: Evidence | None = None
    receiver_evidence: Evidence | None = None


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of one item come to."""

    origin_id: UUID
    steps: tuple[Step, ...]
    status: HeadStatus
    claimants: tuple[UUID, ...]
    """To whom it is offered, or whose stories contradict each other; sorted."""
    candidates: tuple[UUID, ...]
    """The closing facts of the contradicting stories, sorted; empty unless disputed."""
    unheeded: tuple[UUID, ...] = ()
    """One party's unconfirmed word against what the giver signed for somebody else, sorted: told to a person."""

    @property
    def holder_id(self) -> UUID:
        """Exactly one, always: while disputed, the last one who was undisputed."""
        return self.steps[-1].to_party if self.steps else self.origin_id

    @property
    def tip(self) -> UUID:
        """The fact by which the holder holds it."""
        return self.steps[-1].tip if self.steps else AS_REGISTERED

    @property
    def holdings(self) -> list[tuple[UUID, UUID]]:
        """By depth, from the registration on: the fact by which somebody held the item, and who."""
        return [(AS_REGISTERED, self.origin_id), *((step.tip, step.to_party) for step in self.steps)]


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A newly kept act, as handed to the rooms after custody."""

    event_id: UUID
    device_id: UUID
    party_id: UUID
    person_id: UUID
    office_id: UUID
    province_code: str
    kind: str
    happened_at: datetime
    """By the device's clock, corrected and bounded (DESIGN 3, one clock)."""
    is_trusted: bool
    act: SignedAct | None
    """None: kept, but its kind or fields are unknown to this version."""
    acts_on_items: frozenset[str] | None = None
    """The kinds of all acts kept about the items it names, read under their locks; None: ask the database."""


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch led to: the answer's parts, and what later rooms apply in the same transaction."""

    outcomes: list[EntryOutcome]
    acked_through: int
    log_hash: bytes
    """Hash of the device log's last row, 32 bytes; of the device id before its first."""
    recorded_at: datetime
    events: list[StoredEvent]
