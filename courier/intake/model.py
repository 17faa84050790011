"""The nouns of intake: what a list says, what an order asks for, jobs made of them, labels."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from courier.errors import Conflict, FieldError
from courier.network.model import Leg

AmountKind = Literal["fee", "charge", "fare", "handling"]
"""Phí · lệ phí · cước · phí thu hộ: separate ledgers later."""
Payer = Literal["citizen", "agency", "post"]
"""Only what the citizen pays is collected at the door."""
PositionQuality = Literal["carrier", "office", "hamlet", "commune"]
"""Confirmed by a carrier, pinned by an office, or the centre of the hamlet or commune named in the address."""
RequestedBy = Literal["CITIZEN", "DESK", "POST"]
Channel = Literal["list", "api", "counter", "web", "phone"]
OrderKind = Literal["SEND", "RETURN", "BOTH", "SUPPLEMENT"]
LabelReason = Literal["first", "roll", "replacement"]

AmountVnd = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
WEIGHT_STEPS_G = (100, 250, 500)
"""Upper ends of the steps of TT 22/2017/TT-BTTTT; above the last, steps of 500 g."""


class StatedAmount(msgspec.Struct, frozen=True):
    """What a list or an order says is to be paid, in whole đồng."""

    kind: AmountKind
    amount_vnd: AmountVnd
    payer: Payer


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a desk's *Phiếu bàn giao kết quả*, read and checked; also what `write_list` writes."""

    dossier_code: str
    title: str
    """Nội dung."""
    result: str
    """Kết quả: what was issued."""
    full_name: str
    address: str
    by_post: bool = True
    """Only such rows become jobs; a row that is not by post is counted and nothing of it is kept."""
    has_fee: bool | None = None
    """The X under Phí/lệ phí; None where the list has no such column."""
    phone: str | None = None
    """E.164, as kept."""
    amount_vnd: int | None = None
    amount_kind: AmountKind = "fee"
    payer: Payer = "citizen"
    papers_to_take_back: int = 0
    weight_g: int = 100
    personal_only: bool = False
    at_counter: bool = False
    lon: float | None = None
    lat: float | None = None


class ImportedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list and the job it became, now or in an earlier import."""

    line: int
    job_id: UUID
    dossier_id: UUID
    is_new: bool
    amounts: list[StatedAmount]


class ListImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a list."""

    import_id: UUID
    desk_id: UUID
    file_name: str
    rows_created: int
    rows_known: int
    rows_rejected: int
    rows_not_by_post: int
    jobs: list[ImportedJob]
    rejected: list[FieldError]
    """What is wrong, by line; the same lines come back as a file to mend where `rows_rejected` is not 0."""
    notes: list[FieldError]
    """Accepted, but a person should look: an unusual dossier code, a commune that could be two, a changed address."""
    is_repeat: bool
    """The same bytes came before and nothing was new: `import_id` is the earlier import's."""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The citizen a dossier is collected from, or a result is brought to."""

    full_name: str
    phone: str
    address: str
    landmark: str | None = None
    lon: float | None = None
    lat: float | None = None
    """Both or neither; without them the commune named in the address is the place, as an estimate."""


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is to be in the envelope; counted at the door, by custody."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    photocopies: int = 0
    is_required: bool = True
    is_shown_and_returned: bool = False
    """«Để đối chiếu, trả lại»."""


class SupplementAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What form 02 asks for. The legal clock is the one-stop's: these are its dates as they were told."""

    missing: list[str]
    """1 to 50 papers, all at once."""
    asked_on: date | None = None
    """None: the day the order is placed, or the deadline where that lies before it."""
    deadline_on: date | None = None
    reason: str | None = None


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a citizen, a desk or the post asks for: a dossier to the desk, its result home, both, or a supplement."""

    order_id: UUID
    """The asker's own UUID: the same order sent again is placed once."""
    desk_id: UUID
    """The desk that receives, or hands out."""
    kind: OrderKind = "SEND"
    title: str = ""
    """Nội dung; may be empty where the dossier is known."""
    sender: Sender | None = None
    """For SEND and BOTH; for SUPPLEMENT where it is not the dossier's owner at their known address."""
    recipient: Sender | None = None
    """For RETURN; for BOTH where the result goes elsewhere than it came from."""
    dossier_id: UUID | None = None
    dossier_code: str | None = None
    """Of the one-stop, in either official form; an odd one is warned of."""
    procedure_code: str | None = None
    documents: list[DocumentLine] | None = None
    """None: the catalogue's checklist."""
    due_on: date | None = None
    """Ngày hẹn trả."""
    competent_agency_id: UUID | None = None
    """Who decides, where it is not the desk's own agency."""
    is_online_born: bool = False
    supplement: SupplementAsked | None = None
    window_from: datetime | None = None
    """When the dossier may be collected."""
    window_to: datetime | None = None
    requested_by: RequestedBy = "CITIZEN"
    channel: Channel = "api"
    weight_g: int = 100
    at_counter: bool = False
    """The citizen brings the dossier to the post office's counter; for RETURN takes the result there."""
    return_at_counter: bool | None = None
    """For BOTH; None: as `at_counter`."""
    personal_only: bool = False
    """The result goes to nobody else; the catalogue may demand it as well."""
    papers_to_take_back: int = 0
    amounts: list[StatedAmount] = []
    """Of the collected leg; a result's are stated by the desk's list."""

    @property
    def legs(self) -> tuple[Leg, ...]:
        return ("SEND", "RETURN") if self.kind == "BOTH" else (self.kind,)


class OrderPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """An order that was taken. What is to be collected has no item yet: a roll label is bound at the door."""

    dossier_id: UUID
    view_code: str
    """Mã xem: four digits, the second factor of tracking."""
    position_quality: PositionQuality
    """Of the place to collect from, for RETURN of the place to bring to."""
    is_new: bool
    job_id: UUID | None = None
    """What waits to be collected; None for RETURN."""
    registration_id: UUID | None = None
    """The result registered for RETURN and BOTH, which waits for the desk's list."""
    warnings: list[FieldError] = []
    """Accepted all the same: what a person should look at."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A code given out, printed or on a roll."""

    code: str
    """Tracking code, 12 symbols."""
    s10: str


class LabelsIssued(msgspec.Struct, frozen=True, kw_only=True):
    """Labels given out to an office, and how many numbers it has left."""

    labels: list[Label]
    s10_left: int

    @property
    def is_low(self) -> bool:
        """Whether the office should ask the post for its next range now."""
        return self.s10_left < LOW_S10_STOCK


LOW_S10_STOCK = 500
"""Some two weeks of a district's results; a setting once offices ask for another figure."""


class LabelFace(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on one printed label, masked already: nothing here identifies a citizen."""

    code: str
    s10: str | None
    leg: Leg
    recipient: str
    """Masked name of the citizen, or the desk's name."""
    phone: str | None
    """Masked."""
    destination: str
    """«TT Trâu Quỳ (cũ) – nay xã Gia Lâm»"""
    from_office: str
    collect_vnd: int
    """What the citizen pays at the door; 0 for nothing."""
    personal_only: bool
    papers_to_take_back: int


class LabelRefused(Conflict):
    """A code cannot be bound to this job: `reason` says why, `code` which."""

    type = "label-refused"
    title_vi = "Không gắn được mã này"
    title_en = "This label cannot be used here"

    def __init__(self, reason: "LabelRefusal", code: str) -> None:
        self.reason = reason
        self.code = code
        super().__init__(*LABEL_REFUSALS[reason])


LabelRefusal = Literal["unknown_label", "label_used", "label_void", "job_unknown", "job_cancelled", "job_labelled"]

LABEL_REFUSALS: dict[LabelRefusal, tuple[str, str]] = {
    "unknown_label": (
        "Mã này chưa được cấp cho bưu cục nào. Hãy dùng nhãn khác và giữ lại nhãn này để kiểm tra",
        "This code was never given out. Use another label and keep this one for inspection",
    ),
    "label_used": (
        "Mã này đã gắn với bưu gửi khác. Hãy dùng nhãn khác",
        "This code is on another item already. Use another label",
    ),
    "label_void": ("Mã này đã bị huỷ. Hãy dùng nhãn khác", "This code was voided. Use another label"),
    "job_unknown": ("Không tìm thấy đơn để gắn mã", "There is no such job"),
    "job_cancelled": ("Đơn này đã huỷ, không gắn mã nữa", "This job was cancelled"),
    "job_labelled": (
        "Đơn này đã có mã. Hãy quét mã đã gắn, hoặc đổi mã có nêu lý do",
        "This job's item has its code already. Scan that one, or replace it with a reason",
    ),
}


def total_to_collect(amounts: Sequence[StatedAmount]) -> int:
    """Whole đồng the citizen pays at the door."""
    return sum(amount.amount_vnd for amount in amounts if amount.payer == "citizen")
