"""Chưa nghe tin, coi như đang đi theo tuyến: what a carrier out of reach is presumed to have done of his route. Pure.

His phone keeps what it is told until it has signal again; until then the office knows only what he was told to do.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from courier.planning.statements import LastHeard, PublishedVisit

SILENT_AFTER: Final = timedelta(minutes=5)
"""A phone with signal tells where it is every two minutes, and each act at once: two reports in a row are missing.
Who is heard of less long ago and has not done what is due is late."""


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """A shift whose carrier is not heard of while his route says that something is done by now."""

    heard_at: datetime | None
    """None: never that the server knows."""
    is_behind_by: timedelta
    """How late he was when he was last heard of; he is presumed to be as late still."""
    done: list[PublishedVisit]
    """Presumed done, in route order; at least one."""
    ahead: list[PublishedVisit]
    """Still before him, in route order."""


def silences(
    published: Iterable[PublishedVisit], heard: Mapping[UUID, LastHeard], now: datetime
) -> dict[UUID, Silence]:
    """By shift. `published` are the visits of the plan in force, by shift and in route order.

    Nothing is presumed of a shift that somebody ended, nor of a visit that the carrier passed by while he was heard of.
    """
    found: dict[UUID, Silence] = {}
    for shift_id, visits in groupby(published, key=lambda visit: visit.shift_id):
        last = heard.get(shift_id)
        if last is None or last.is_ended:
            continue
        if last.heard_at is not None and now - last.heard_at < SILENT_AFTER:
            continue
        if (silence := _silence(list(visits), last.heard_at, now)) is not None:
            found[shift_id] = silence
    return found


def _silence(visits: list[PublishedVisit], heard_at: datetime | None, now: datetime) -> Silence | None:
    first_ahead = max((number for number, visit in enumerate(visits, 1) if visit.state != "pending"), default=0)
    behind_by = timedelta()
    if heard_at is not None and first_ahead < len(visits):
        behind_by = max(behind_by, heard_at - visits[first_ahead].leave_at)
    done, ahead = [], []
    for number, visit in enumerate(visits):
        if visit.state != "pending":
            continue
        is_passed_by = number < first_ahead and heard_at is not None and visit.leave_at <= heard_at
        if is_passed_by or visit.leave_at + behind_by > now:
            ahead.append(visit)
        else:
            done.append(visit)
    if not done:
        return None
    return Silence(heard_at=heard_at, is_behind_by=behind_by, done=done, ahead=ahead)
