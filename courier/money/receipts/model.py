"""The nouns of receipts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

BookKind = Literal["bien_lai", "hoa_don"]
"""Biên lai for fee and charge (the State's), hóa đơn for fare and handling (the post's)."""


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What of money a device takes with it."""

    blocks: list[tuple[int, int]]
    """First and last number of receipt slips not known to be used, lowest first."""
    takes_new_cash: bool


class Book(msgspec.Struct, frozen=True):
    """A book of official numbers. `next_number` is None once it is full."""

    book_id: UUID
    kind: BookKind
    template: str
    series: str
    first_number: int
    last_number: int
    next_number: int | None
    waiting: int
    """Bookings of its kind at the office that have no official number yet."""


class OfficialReceipt(msgspec.Struct, frozen=True):
    """One number of a book, and what it certifies."""

    book_id: UUID
    number: int
    posting_id: UUID
    kind: Literal["fee", "charge", "fare", "handling"]
    code: str
    dossier_code: str | None
    amount_vnd: int
    attached_at: datetime
    voided_at: datetime | None


class PaidAmount(msgspec.Struct, frozen=True):
    """What of a collection was booked to what."""

    kind: Literal["fee", "charge", "fare", "handling"]
    amount_vnd: int
    official_number: str | None


class ReceiptCopy(msgspec.Struct, frozen=True):
    """What stands on a copy of a receipt slip."""

    event_id: UUID
    office_name: str
    office_address: str
    office_phone: str | None
    number: int | None
    code: str
    dossier_code: str | None
    title: str | None
    amount_vnd: int
    mode: Literal["cash", "claimed_transfer"]
    is_seen: bool
    collector_name: str
    happened_at: datetime
    is_reversed: bool
    item_id: UUID | None
