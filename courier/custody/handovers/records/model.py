"""The nouns of what people read of hand-overs. Read as they are, stored nowhere."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing_proof": ("Thiếu bằng chứng", "A proof is missing"),
    "proof_skipped": ("Bỏ qua bằng chứng không nêu lý do", "A proof was left out without a reason"),
    "one_time_code": ("Mã xác nhận không đúng", "The one-time code is not right"),
    "personal_only": ("Chỉ chính chủ được nhận", "Only the owner may take it"),
    "receiver_not_allowed": ("Người nhận không thuộc diện được nhận", "This receiver may not take it"),
    "wrong_recipient": ("Giao cho người khác với đơn", "Given to another than the order names"),
    "several_recipients": ("Một lượt giao cho nhiều người nhận", "One act for several recipients"),
    "no_witness": ("Lăn tay nhưng không có người làm chứng", "A fingerprint without a witness"),
    "line_not_published": ("Giấy tờ ngoài danh mục công bố", "Papers beyond the published list"),
    "checklist_missing": ("Chưa kiểm từng dòng giấy tờ", "The checklist was not counted"),
    "checklist_short": ("Thiếu giấy tờ so với danh mục", "Papers are missing from the list"),
    "differs_after_handover": ("Chênh lệch sau bàn giao", "A difference found after the hand-over"),
    "seal_differs": ("Niêm phong khác hoặc không còn nguyên", "Another seal, or a broken one"),
    "list_differs": ("Bảng kê khác số đã quét", "The list differs from what was scanned"),
    "digest_differs": ("Mã băm không khớp bảng bên giao", "The digest is not the giver's list"),
    "two_roles": ("Một người giữ hai vai, đánh dấu không đúng", "One person in two roles, wrongly marked"),
    "two_roles_marked": ("Một người giữ hai vai", "One person in two roles"),
    "solution_not_allowed": ("Bước tiếp theo không hợp lý do", "The reason does not allow this next step"),
    "too_many_attempts": ("Quá số lần phát", "More visits than are made"),
    "papers_without_label": ("Giấy tờ chưa có mã", "Papers without a label"),
    "papers_differ": ("Giấy tờ thu lại khác số phải thu", "Other papers taken back than were due"),
    "dossier_code": ("Mã hồ sơ hoặc ngày hẹn chưa khớp", "The dossier's code or date does not fit"),
    "wrong_desk": ("Không phải một cửa của hồ sơ này", "Not this dossier's desk"),
    "wrong_agency": ("Mở bởi nơi không tiếp nhận, không giải quyết", "Opened by who neither receives nor decides"),
    "incident": ("Sự cố", "Incident"),
}
"""Findings as people read them."""


class SealedEnvelope(msgspec.Struct, frozen=True):
    """An envelope that a desk holds and has not opened, or opened and not answered."""

    code: str
    title: str
    state: Literal["sealed", "opened", "coded"]
    """Not opened yet · opened, no answer yet · its code is known, its due date is not."""
    received_at: datetime
    opened_at: datetime | None
    dossier_code: str | None
    is_late: bool
    """Received on an earlier day: opening and answer belong to the working day of the hand-over (PEOPLE 1)."""
    missing_files: int
    """Of the hand-over: photos and signatures that have not come yet."""


class OriginalAway(msgspec.Struct, frozen=True):
    """Originals of one line that are not with the citizen again."""

    line: int
    name: str | None
    originals: int
    place: Literal["in_envelope", "kept", "on_the_way"]
    """Not looked at yet · kept by the one-stop (giữ) · sent home as an item of their own, not delivered."""
    code: str
    """The item they are in."""
    to_come_back: bool
    """Để đối chiếu, trả lại: only shown; another original was filed for good."""


class CountedAs(msgspec.Struct, frozen=True):
    """One line where two counts differ: *chênh lệch sau bàn giao*."""

    line: int
    said_originals: int
    found_originals: int
    said_certified_copies: int
    found_certified_copies: int
    said_photocopies: int
    found_photocopies: int


class HandoverAct(msgspec.Struct, frozen=True):
    """One signed act about an item, as its record shows it."""

    event_id: UUID
    kind: str
    party: str | None
    person: str | None
    happened_at: datetime
    recorded_at: datetime
    is_trusted: bool
    seal: str | None
    is_seal_intact: bool | None
    relation: str | None
    identity: str | None
    one_time_code: Literal["confirmed", "wrong", "expired", "none_issued"] | None
    """None: no code was told, or it is not confirmed yet (chưa xác nhận)."""
    dossier_code: str | None
    due_on: date | None
    refused: str | None
    files: int
    missing_files: int
    """Photos and signatures that the act names and that have not come yet."""


class HandoverRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An item's acts in the order they happened, and what two counts of it do not agree on."""

    code: str
    item_id: UUID
    job_id: UUID
    dossier_id: UUID
    acts: list[HandoverAct]
    differences: list[CountedAs]


class FindingRow(msgspec.Struct, frozen=True):
    """A finding as stored, with what is still to come of its act's files."""

    event_id: UUID
    kind: str
    code: str | None
    act: str
    person: str | None
    facts: dict[str, object]
    recorded_at: datetime
    missing_files: int


class FindingSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in words."""

    event_id: UUID
    kind: str
    vi: str
    en: str
    code: str | None
    act: str
    person: str | None
    facts: dict[str, object]
    recorded_at: datetime
    missing_files: int


class TwoRoles(msgspec.Struct, frozen=True):
    """A hand-over between two roles of one person."""

    accept_id: UUID
    person: str | None
    from_name: str | None
    to_name: str | None
    items: int
    is_marked: bool
    happened_at: datetime
    missing_files: int


def in_words(row: FindingRow) -> FindingSeen:
    vi, en = WORDS.get(row.kind, (row.kind, row.kind))
    return FindingSeen(vi=vi, en=en, **msgspec.structs.asdict(row))
