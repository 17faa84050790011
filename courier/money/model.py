"""The nouns of money, and the one pure rule: which dues are paid by what was taken."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

Kind = Literal["fee", "charge", "fare", "handling"]
"""phí, lệ phí (both the State's), cước (the post's), charge for handling the fee (the post's)."""
Payer = Literal["citizen", "agency", "post"]
CaseKind = Literal[
    "under",
    "over",
    "unattributed",
    "unknown_item",
    "evidence_only",
    "no_longer_trusted",
    "count_differs",
    "count_unmatched",
    "counted_unexplained",
    "till_differs",
    "declared_differs",
    "receipt_outside",
    "receipt_twice",
    "receipt_returned",
    "receipt_unbooked",
    "delivered_on_claim",
    "remittance_differs",
    "remitted_unbooked",
    "safe_short",
    "owes_office",
    "payment_not_received",
    "day_differs",
]
TransferSource = Literal["bank_file", "office"]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One amount the citizen owes for a job."""

    due_id: UUID
    amount_vnd: int


class Balance(msgspec.Struct, frozen=True):
    """What one cash holder (carrier or counter) took and still has.

    `collected_vnd + float_vnd == handed_in_vnd + in_hand_vnd` at every commit. `unexplained_vnd`: cash an office
    counted in from him that nothing he signed explains yet, part of neither. `claimed_vnd`: transfers citizens told
    him of.
    """

    party_id: UUID
    collected_vnd: int
    handed_in_vnd: int
    in_hand_vnd: int
    unexplained_vnd: int
    claimed_vnd: int
    limit_vnd: int
    is_over_limit: bool
    """At or past the limit: no new assignments; what is on board is still delivered."""
    float_vnd: int = 0
    """Change a counter was given out of the safe in all its tills; it comes back with what they hand in."""


class Ledger(msgspec.Struct, frozen=True):
    """One account of an office: what was booked to it, what left it, what is in it; đồng.

    Fee and charge are the State's, fare and handling the post's; safe, bank, on_way are where the money is.
    """

    kind: str
    in_vnd: int
    out_vnd: int
    balance_vnd: int


class CashDifference(msgspec.Struct, frozen=True):
    """An office's cash of a day: what people signed as taken against what is now accounted for.

    `signed_vnd`: cash that holders signed as taken that day. `counted_in_vnd`: cash the office counted in for it.
    `in_hand_vnd`: what of it is still with them by the books. `difference_vnd` is 0, or there are open cases.
    """

    office_id: UUID
    on_date: date
    signed_vnd: int
    counted_in_vnd: int
    in_hand_vnd: int
    difference_vnd: int


class CashDay(msgspec.Struct, frozen=True):
    """Cash taken on one day at one office, and how far it has come: the oldest day is settled first.

    Receipts = hand-ins = bank credits, or `difference_vnd` is what has not reached the account; from `is_due` on it is
    an open case. Cash given back to citizens counts as come as far as it goes.
    """

    on_date: date
    receipts_vnd: int
    handed_in_vnd: int
    remitted_vnd: int
    credited_vnd: int
    difference_vnd: int
    is_due: bool


class MoneyCase(msgspec.Struct, frozen=True):
    """Something that does not add up and needs a person, until the facts change or somebody closes it."""

    case_key: str
    """What it is about: `item:…`, `code:…`, `hand_in:…`, `till:…`, `day:…` and so on."""
    kind: CaseKind
    office_id: UUID
    holder_id: UUID | None
    code: str | None
    taken_vnd: int
    expected_vnd: int
    since: datetime


def attribute(dues: Sequence[Due], pools: Mapping[str, int]) -> dict[UUID, str]:
    """Which due is paid from which pool of money taken (đồng by item code), in the order both are given.

    Each due is paid whole or not at all, in order, and from one pool; the first that does not fit ends its pool's
    turn. So the answer depends on how much was taken, never on the order in which it was heard of.
    """
    paid: dict[UUID, str] = {}
    waiting = list(dues)
    for code, taken_vnd in pools.items():
        rest_vnd = taken_vnd
        while waiting and waiting[0].amount_vnd <= rest_vnd:
            due = waiting.pop(0)
            rest_vnd -= due.amount_vnd
            paid[due.due_id] = code
    return paid
