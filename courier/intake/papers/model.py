"""The nouns of intake's papers: what stands on a roll label, a pad's slip, the slip of an order."""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.intake.model import AmountKind, Payer
from courier.network.model import Leg

MOST_SLIPS = 100
"""Of one pad: as many sets as a stationer glues together."""
MOST_ROLL_LABELS = 1_000
"""Of one printing."""


class RollFace(msgspec.Struct, frozen=True):
    """A label that names nothing yet: all that can be printed on it."""

    code: str
    s10: str | None


class PadSlip(msgspec.Struct, frozen=True):
    """One set of a pad: both copies bear the code, the citizen's the mã xem."""

    number: int
    code: str
    s10: str | None
    view_code: str


class IssuingPost(msgspec.Struct, frozen=True):
    """The post office that a paper comes from, as people call and ring it."""

    office_id: UUID
    name: str
    address: str
    phone: str | None


class Pad(msgspec.Struct, frozen=True, kw_only=True):
    """A pad of slips of a post office."""

    pad_id: UUID
    office: IssuingPost
    slips: list[PadSlip]


class SlipLine(msgspec.Struct, frozen=True):
    """One paper in the envelope, as the order names it."""

    name: str
    originals: int
    certified_copies: int
    photocopies: int
    is_shown_and_returned: bool


class SlipAmount(msgspec.Struct, frozen=True):
    """What is to be paid at the door."""

    kind: AmountKind
    payer: Payer
    amount_vnd: int


class OrderSlip(msgspec.Struct, frozen=True, kw_only=True):
    """The slip of one collected dossier, in full: it is the sender's own paper."""

    office: IssuingPost
    job_id: UUID
    leg: Leg
    code: str | None
    """None until a roll label is bound."""
    s10: str | None
    view_code: str
    full_name: str
    phone: str | None
    address: str
    landmark: str | None
    desk_name: str
    desk_phone: str | None
    procedure_name: str | None
    procedure_code: str | None
    title: str
    dossier_code: str | None
    weight_g: int
    at_counter: bool
    is_result_returned: bool
    """The result is registered to be brought home."""
    window_from: datetime | None
    window_to: datetime | None
    lines: list[SlipLine]
    amounts: list[SlipAmount]
