"""The nouns of a label's later life: why it is replaced, how many are left."""

from typing import Literal
from uuid import UUID

import msgspec

from courier.intake.model import LOW_S10_STOCK

VoidReason = Literal["damaged", "lost", "misprinted", "wrong_item", "spoiled"]
"""Rách, mờ · mất nhãn · in lỗi · dán nhầm · hỏng khi còn trên cuộn."""
VOID_REASONS: dict[VoidReason, str] = {
    "damaged": "Rách, mờ",
    "lost": "Mất nhãn",
    "misprinted": "In lỗi",
    "wrong_item": "Dán nhầm",
    "spoiled": "Hỏng trên cuộn",
}


class LabelStock(msgspec.Struct, frozen=True, kw_only=True):
    """How many item numbers and roll labels an office has left."""

    office_id: UUID
    name: str
    s10_left: int
    is_low: bool
    """The office should ask the post for its next range now."""
    on_rolls: int
    """Labels given out that name no item yet and are not void."""


class LabelReplaced(msgspec.Struct, frozen=True, kw_only=True):
    """Thay mã: the new code, and the old one, which is void but still names the item."""

    code: str
    s10: str
    replaces: str


def is_low(s10_left: int) -> bool:
    """Whether so few numbers are low stock."""
    return s10_left < LOW_S10_STOCK
