"""The nouns of results registered before they exist, and of what changes before delivery."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.intake.model import Channel, RequestedBy

AskedBy = Literal["owner", "recipient", "relative", "desk", "post"]
HowChecked = Literal["identity_seen", "call_back", "view_code", "desk_confirmed", "written_request"]
"""Giấy tờ tùy thân · gọi lại số đã ghi · mã xem · một cửa xác nhận · đơn viết tay."""
ClosingReason = Literal["taken_in_person", "withdrawn"]
RegistrationState = Literal["waiting", "matched", "closed"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked for something, and how it was made sure that it was they."""

    asked_by: AskedBy
    how_checked: HowChecked


class RecipientChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change of who takes a result, before it is delivered; None leaves a field as it is."""

    check: Check
    full_name: str | None = None
    phone: str | None = None
    address: str | None = None
    landmark: str | None = None
    lon: float | None = None
    lat: float | None = None
    at_counter: bool | None = None


class RecipientChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What a change did."""

    change_id: UUID | None
    """None where everything stood so already."""
    recipient_id: UUID
    job_id: UUID | None
    """The job that was named; None for a registration."""
    fields: list[str]
    delivering_office_id: UUID
    """The post office that brings it now."""


class Registration(msgspec.Struct, frozen=True):
    """A result asked for before it exists."""

    registration_id: UUID
    dossier_id: UUID
    dossier_code: str | None
    title: str
    due_on: date | None
    desk_id: UUID
    full_name: str | None
    """Of who takes it; None where the data was erased."""
    phone: str | None
    address: str | None
    at_counter: bool
    requested_by: RequestedBy
    channel: Channel
    registered_at: datetime
    state: RegistrationState
    """«Đã đăng ký, chờ kết quả» · a job was made of the desk's list · closed."""
    closed_because: ClosingReason | None
    closed_at: datetime | None
    job_ids: list[UUID]
