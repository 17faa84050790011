"""The nouns of bank files, and the one pure rule: what a line's text names."""

import re
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.errors import FieldError
from courier.intake.find_codes import find_codes

WhyOpen = Literal["nothing_named", "unknown", "other_amount", "ambiguous"]
"""The text names nothing of ours · what it names was not told of here · told of with another amount · several fit."""


class BankEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Money that came in, as the bank's file tells it."""

    line: int
    booked_on: date
    amount_vnd: int
    reference: str
    """The bank's own number; without one, a digest of the line, so that the same file twice is the same."""
    said: str


class BankFileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file read: what came in, and the lines that could not be read."""

    entries: list[BankEntry]
    errors: list[FieldError]


class BankImport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a bank file. The same file again: `kept` 0, the rest as the account stands now."""

    kept: int
    known_before: int
    seen_claims: int
    seen_remittances: int
    errors: list[FieldError]


class OpenLine(msgspec.Struct, frozen=True):
    """Money that came in and nobody has told what for."""

    line_id: UUID
    booked_on: date
    amount_vnd: int
    reference: str
    said: str
    why: WhyOpen
    claims: list[UUID]
    """Acts of transfers told of that it may be, where it names their item."""


class OpenClaim(msgspec.Struct, frozen=True):
    """A transfer a citizen told of that nobody has seen."""

    event_id: UUID
    holder_id: UUID
    code: str
    amount_vnd: int
    happened_at: datetime


def names_in(text: str) -> set[str]:
    """Item codes (4-4-4, written together or apart) and references of remittances in a transfer's text."""
    return find_codes(text) | set(_REMITTANCE.findall(text.upper()))


_REMITTANCE: Final = re.compile(r"(?<![0-9A-Z])NT[0-9A-HJKMNP-TV-Z]{10}(?![0-9A-Z])")
