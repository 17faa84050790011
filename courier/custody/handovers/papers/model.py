"""The nouns of papers on a way of their own."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Purpose = Literal["old_papers", "originals", "refused"]
"""Withdrawn at the door, back to the agency · compared and sent home apart · refused by form 03, home whole."""


class PapersAct(msgspec.Struct, frozen=True):
    """An act that sends papers off, beside what stands of it now."""

    event_id: UUID
    purpose: Purpose
    origin_id: UUID
    """In whose hands the papers are by this act."""
    papers: int | None
    job_id: UUID
    """Of the item the act is about."""
    body: bytes
    office_id: UUID
    province_code: str
    counts: bool
    """Whether custody goes by this act, and nobody took it back."""
    journey_id: UUID | None
    """The job ordered for them, where there is one."""
    is_cancelled: bool
    is_on_its_way: bool
    """Whether the item made of them ever left its first hands."""


class PapersHome(msgspec.Struct, frozen=True):
    """Papers that a desk has to give to the post, for their citizen."""

    job_id: UUID
    purpose: Literal["originals", "refused"]
    title: str
    dossier_code: str | None
    came_as: str | None
    """The code under which the dossier came."""
    label: str | None
    """None: to be labelled; a roll label scanned names them."""
    papers: int | None
    """How many originals; None: the dossier as it was handed in."""
    since: datetime
