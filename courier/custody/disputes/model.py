"""The nouns of a dispute as it is shown: what happened before it, and each story that contradicts another."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A file that an act names; one that has not come yet says so."""

    kind: str
    sha256: str
    is_here: bool


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What a party said with its own log-in of a side written down for it."""

    party: str
    verdict: Literal["confirmed", "contested"]
    person: str
    said_at: datetime


class ActShown(msgspec.Struct, frozen=True, kw_only=True):
    """One signed act of a story: who signed it, on which device, when by which clock."""

    event_id: UUID
    kind: str
    party: str
    from_party: str | None
    to_party: str | None
    person: str
    device: str
    is_phone: bool
    evidence: str | None
    happened_at: datetime
    """By the device's clock, corrected by the offset last measured, never before its last sync, never in the future."""
    device_clock_at: datetime | None
    """What the device's own clock said; None where it is out of all range."""
    clock_offset_ms: int | None
    """Server minus device as last measured; None: never measured."""
    recorded_at: datetime
    is_taken_back: bool
    """Withdrawn or corrected by the party that signed it."""
    sha256: str
    proofs: list[Proof]
    words: list[Word]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One of the contradicting sides, named by its closing act."""

    closing: UUID
    holder_id: UUID
    holder: str
    giver_evidence: str | None
    receiver_evidence: str | None
    acts: list[ActShown]
    built_on: int
    """How many later acts of that holder rest on this story."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the chain before the dispute."""

    holder: str
    kind: str
    giver_evidence: str | None
    receiver_evidence: str | None
    happened_at: datetime
    missing_files: int
    """Photos and signatures of this step that have not come yet."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What one person proposed, and what another answered."""

    proposal_id: UUID
    chosen_event: UUID | None
    holder_id: UUID | None
    holder: str | None
    considered: list[UUID]
    note: str | None
    proposed_by: str
    is_own: bool
    proposed_at: datetime
    is_current: bool
    """Made of exactly the stories that stand now."""
    is_approved: bool | None
    """None: nobody has answered yet."""
    answered_by: str | None
    answer_note: str | None


class PossibleHolder(msgspec.Struct, frozen=True):
    """Somebody the item may have been found with: an office or desk it goes through, a carrier of theirs."""

    party_id: UUID
    name: str
    is_carrier: bool


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A disputed item with everything two people need to decide it. The holder is the last who was undisputed."""

    item_id: UUID
    codes: list[str]
    leg: str
    holder_id: UUID
    holder: str
    tip: UUID
    chain: list[Link]
    stories: list[Story]
    considered: list[UUID]
    """The closing acts of the stories shown: what a proposal or answer sends back as seen."""
    proposals: list[Proposal]
    possible_holders: list[PossibleHolder] = []
