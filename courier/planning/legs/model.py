"""The nouns of legs: where an item is, what has to happen to it next, and bags."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.network.linehaul.model import Departure

LegKind = Literal["carrier", "bag", "sort", "linehaul", "counter", "done", "stuck"]
"""carrier: one of `by_office_id`'s carriers takes it from its holder to `to_id`. bag: it goes into the office's bag to
`to_id`; sort: the same at a hub. linehaul: it is under way in a bag to `to_id`. counter: it waits for its citizen."""

StuckReason = Literal["disputed", "forward", "no_linehaul", "elsewhere"]
Way = Literal["forward", "back"]


class Whereabouts(msgspec.Struct, frozen=True):
    """A job that is not done, and where its item is; no item yet: still with its origin."""

    job_id: UUID
    leg: str
    origin_id: UUID
    destination_id: UUID
    destination_kind: str
    serving_office_id: UUID
    """Its carriers fetch."""
    delivering_office_id: UUID
    """Its carriers bring."""
    at_counter: bool
    weight_g: int
    ready_at: datetime
    window_from: datetime | None
    window_to: datetime | None
    item_id: UUID | None
    code: str | None
    title: str
    holder_id: UUID
    holder_kind: str
    holder_office_id: UUID | None
    """Of a carrier: whose he is that day. Of a post office without carriers of its own: whose collect there."""
    is_disputed: bool
    solution: str | None
    """What is to become of it after failed visits; None: it goes on as ordered."""
    sealing: UUID | None
    """The act by which the closed bag was sealed in which it lies."""
    bag_to_office_id: UUID | None
    """For where that bag's code was given out."""
    due_on: date | None = None
    """When the authority promised the dossier's result."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """What has to happen to an item next."""

    kind: LegKind
    way: Way = "forward"
    by_office_id: UUID | None = None
    """Whose people do it."""
    from_id: UUID | None = None
    to_id: UUID | None = None
    departure: Departure | None = None
    """Of a bag: the ride it leaves by."""
    reason: StuckReason | None = None


class PlannableJob(msgspec.Struct, frozen=True):
    """A job whose next leg an office's carriers ride, or that a person must look at; no item yet: with its origin."""

    job_id: UUID
    leg: str
    origin_id: UUID
    target_id: UUID
    """Where our carriers bring it: where it ends, or our own office, from where it goes on by bag or is collected."""
    at_counter: bool
    weight_g: int
    ready_at: datetime
    window_from: datetime | None
    window_to: datetime | None
    holder_id: UUID
    is_disputed: bool
    from_id: UUID
    """Where it is now, or with whom."""
    kind: LegKind = "carrier"
    reason: StuckReason | None = None
    due_on: date | None = None
    """When the authority promised the dossier's result."""


class JobLeg(msgspec.Struct, frozen=True, kw_only=True):
    """The next act for one open job as the office sees it. Names no citizen."""

    job_id: UUID
    code: str | None
    title: str
    leg: str
    kind: LegKind
    way: Way
    by_office_id: UUID | None
    from_id: UUID | None
    to_id: UUID | None
    departure: Departure | None
    reason: StuckReason | None
    says_vi: str
    says_en: str


class BagItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item for a bag, or in one."""

    code: str
    job_id: UUID
    weight_g: int


class BagLabel(msgspec.Struct, frozen=True):
    """A code given out for one bag from an office to another."""

    bag_id: UUID
    sscc: str
    from_office_id: UUID
    from_office_name: str
    to_office_id: UUID
    to_office_name: str
    allotted_at: datetime


class BagProposal(msgspec.Struct, frozen=True, kw_only=True):
    """What should go into a bag to one next office now, and by which ride; codes given out and not used yet."""

    to_office_id: UUID
    to_office_name: str
    departure: Departure | None
    items: list[BagItem]
    weight_g: int
    unused_sscc: list[str]


class Bag(msgspec.Struct, frozen=True, kw_only=True):
    """A closed bag that lies here, as its acts need it: `sealing` and `predecessor` go into `BagRef`."""

    sscc: str
    seal: str
    sealing: UUID
    predecessor: UUID | None
    sealed_by: UUID
    to_office_id: UUID | None
    items: list[BagItem]


class OfficeBags(msgspec.Struct, frozen=True, kw_only=True):
    """An office's bags: to make, made and waiting for their ride, arrived for here and to be opened."""

    office_id: UUID
    proposals: list[BagProposal]
    to_hand_over: list[Bag]
    to_open: list[Bag]
