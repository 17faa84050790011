"""The changes a dispatcher makes to a plan by hand."""

from typing import TypeAlias
from uuid import UUID

import msgspec


class Insert(msgspec.Struct, frozen=True, kw_only=True):
    """Put a job that no route has into the best route, or into that of one carrier.

    At most `most_moved` others change carrier for it, and only where that saves more than it costs.
    """

    job_id: UUID
    carrier_id: UUID | None = None
    most_moved: int = 0


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Give a job to another carrier."""

    job_id: UUID
    carrier_id: UUID


class Assign(msgspec.Struct, frozen=True, kw_only=True):
    """*Giao hết cho Lan*: give one carrier all jobs that no route has, or those named, in that order."""

    carrier_id: UUID
    job_ids: list[UUID] = []


class Reassign(msgspec.Struct, frozen=True, kw_only=True):
    """Offer what an ended shift still had to do to the others."""

    shift_id: UUID


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """*Xếp nốt việc còn sót*: put in all that no route has and that fits, each where it fits best; none is moved."""


Change: TypeAlias = Insert | Move | Assign | Reassign | Fill
