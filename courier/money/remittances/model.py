"""The nouns of remittances."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Destination = Literal["agency", "treasury", "post"]
"""The State's money goes to the agency's account or the treasury, fares and handling to the post's own."""


class Remittance(msgspec.Struct, frozen=True):
    """One remittance; amounts in đồng. `credited_vnd`: what bank files show of it by now."""

    remittance_id: UUID
    office_id: UUID
    reference: str
    """What the transfer's text must hold, so that the bank's line is known again."""
    destination: Destination
    account_note: str
    amount_vnd: int
    slip_number: str | None
    carried_by: UUID
    carried_by_name: str
    signed_by: UUID
    signed_by_name: str
    remitted_at: datetime
    reversed_at: datetime | None
    credited_vnd: int


class RemittanceLine(msgspec.Struct, frozen=True):
    """One amount that was paid and is remitted: which dossier's, of which kind."""

    posting_id: UUID
    kind: Literal["fee", "charge", "fare", "handling"]
    dossier_code: str | None
    code: str
    amount_vnd: int
    booked_at: datetime
    official_number: str | None
    """`series/number` of the official receipt that stands for it, where one was attached."""


class RemittanceList(msgspec.Struct, frozen=True, kw_only=True):
    """A remittance with its lines, in the order in which they were booked."""

    remittance: Remittance
    lines: list[RemittanceLine]
