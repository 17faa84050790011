"""The nouns of the catalogue: procedures, their checklist lines, what an import did. Calendars are described apart."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.errors import FieldError

ProcedureLevel = Literal["province", "commune"]
Receiver = Literal["owner", "spouse", "parent_or_child", "authorised", "organisation_clerk"]
Leg = Literal["SEND", "RETURN", "SUPPLEMENT"]

FIELDS: Final = {
    "civil_status": "Hộ tịch",
    "certification": "Chứng thực",
    "residence": "Cư trú, căn cước",
    "land": "Đất đai",
    "business": "Hộ kinh doanh, hợp tác xã",
    "social_policy": "Bảo trợ xã hội",
    "merit": "Người có công",
    "labour": "Việc làm, bảo hiểm",
    "health": "Y tế, an toàn thực phẩm",
    "education": "Giáo dục",
    "culture": "Văn hóa, thể thao, tôn giáo",
    "construction": "Xây dựng, hạ tầng",
    "agriculture": "Nông nghiệp, môi trường",
    "transport": "Giao thông",
    "justice": "Tư pháp, nuôi con nuôi",
    "trade": "Công thương",
}
"""Code → the words people read."""

NEVER_COLLECTED: Final = frozenset({"land"})
"""Fields whose money is tax or land money: the post never collects it."""

REVIEW_AFTER_DAYS: Final = 90
"""A procedure not reviewed for longer is on the alert list (seed S4, 4.3)."""


class Presence(msgspec.Struct, frozen=True):
    """Why somebody must come in person, as said to the citizen."""

    vi: str
    en: str


class ProcedureDocument(msgspec.Struct, frozen=True):
    """One line of the published checklist: how many of what."""

    ordinal: int
    name: str
    originals: int
    certified_copies: int
    photocopies: int
    for_comparison: bool
    """«để đối chiếu, trả lại»: the original is compared and given back."""
    is_required: bool
    """False for a paper that only some cases have; the note says which."""
    note: str | None = None


class Procedure(msgspec.Struct, frozen=True):
    """One procedure as it stands from `valid_from` until `valid_to` (the first day it no longer does)."""

    procedure_code: str
    valid_from: date
    valid_to: date | None
    name: str
    also_known_as: str | None
    """What people call it, found by search like its name: «giấy độc thân», «sổ đỏ»."""
    field: str
    """One of `FIELDS`."""
    level: ProcedureLevel
    agency: str
    """The kind of agency that decides: UBND cấp xã, Công an cấp xã …"""
    code_source: str | None
    """Where the code was read; None for a procedure made for show, whose code begins with DEMO-."""
    facts_source: str | None
    """Where checklist and days were read; None: for show only, to be replaced by the published list."""
    is_demo: bool
    last_reviewed_on: date
    working_days: int | None
    """The statutory limit in working days of the agency; 0 is within the day, None is not stated."""
    same_day_limit_h: int | None
    """SAME_DAY: results within so many working hours."""
    may_send: bool
    may_return: bool
    must_attend_send: bool
    """PRESENCE_REQUIRED to file: SEND is refused with `presence_vi`."""
    must_attend_return: bool
    presence_vi: str | None
    presence_en: str | None
    personal_only: bool
    """PERSONAL_ONLY: the result is handed to its owner and to nobody else."""
    receivers: list[Receiver]
    """Who may take the result."""
    fee_vnd: int | None
    charge_vnd: int | None
    amount_per: str | None
    amount_source: str | None
    """None: the amounts are for show only."""
    post_may_collect: bool
    """False for tax and land money: the post never collects it."""
    may_pay_later: bool

    def find_presence(self, leg: Leg) -> Presence | None:
        """The sentence by which a leg is refused because somebody must come in person; None where nobody must."""
        must_attend = self.must_attend_return if leg == "RETURN" else self.must_attend_send and leg == "SEND"
        if not must_attend or self.presence_vi is None or self.presence_en is None:
            return None
        return Presence(self.presence_vi, self.presence_en)

    def may_travel(self, leg: Leg) -> bool:
        """Whether the published list lets a leg go by post; papers to supplement follow SEND's flag."""
        return self.may_return if leg == "RETURN" else self.may_send


class ProcedureWithDocuments(msgspec.Struct, frozen=True):
    """A procedure and its whole checklist, in order."""

    procedure: Procedure
    documents: list[ProcedureDocument]


class ProcedureFound(msgspec.Struct, frozen=True):
    """One answer of a search, best first."""

    procedure_code: str
    name: str
    field: str
    level: ProcedureLevel
    agency: str
    is_demo: bool
    may_send: bool
    may_return: bool
    score: float
    """From 0 to 1: how much of what was typed is in the name."""


class ProcedureToReview(msgspec.Struct, frozen=True):
    """A procedure whose last review is too long ago."""

    procedure_code: str
    name: str
    last_reviewed_on: date
    days_since: int


class ProceduresImported(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of procedures did."""

    import_id: UUID
    created: int
    changed: int
    """A new version from its own day, or one not yet relied on that was mended."""
    reviewed: int
    """Only the day of the last review moved on."""
    known: int
    rejected: list[FieldError]
