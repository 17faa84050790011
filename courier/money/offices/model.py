"""The nouns of money between offices, and the pure rule of who owes whom."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec


class OfficeDebt(msgspec.Struct, frozen=True):
    """What an office and another owe each other, in đồng, after what was paid."""

    office_id: UUID
    """The other office."""
    name: str
    owed_vnd: int
    """They owe us: we booked or gave back what they took."""
    owing_vnd: int


class OfficePayment(msgspec.Struct, frozen=True):
    """Money carried from one office to another for what it owes."""

    payment_id: UUID
    from_office_id: UUID
    from_name: str
    to_office_id: UUID
    to_name: str
    amount_vnd: int
    slip_number: str
    paid_by_name: str
    paid_at: datetime
    received_by_name: str | None
    received_at: datetime | None
    reversed_at: datetime | None


def owed_between(nets: Mapping[UUID, int]) -> dict[tuple[UUID, UUID], int]:
    """By (creditor, debtor) what is owed of one code's money, in đồng.

    `nets`: by office, what it took less what it gave back and what was booked to it. Below nothing it is owed, above it
    holds what is others'. In the order of ids, so that the answer depends on the figures alone.
    """
    holding = {office: net for office, net in sorted(nets.items()) if net > 0}
    owed: dict[tuple[UUID, UUID], int] = {}
    for creditor, net in sorted(nets.items()):
        missing = -net
        for debtor in holding:
            part = min(missing, holding[debtor])
            if part > 0:
                owed[creditor, debtor] = part
                holding[debtor] -= part
                missing -= part
    return owed
