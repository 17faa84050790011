"""When a plan's carriers do not ride and do not serve: lunch, other work, waiting for a door to open."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.database import Executor
from courier.errors import NotFound
from courier.planning.particulars.model import IdleKind, IdleSpell
from courier.planning.particulars.statements import PLANS_THOUGHT
from routing.plan import Route


async def read_idle(executor: Executor, plan_id: UUID, asked_by: UUID) -> list[IdleSpell]:
    """By shift and time; of what is behind the carriers as the plans in force before had it.

    Raises `NotFound` unless the asker works at the plan's office.
    """
    rows = await PLANS_THOUGHT.all(executor, plan_id, asked_by)
    if not rows:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    midnight = datetime.combine(rows[0].on_date, time(), VIETNAM)
    # What two plans both know of (made in one minute, or of a carrier not heard of) is told once, by the later one.
    told = {
        (spell.shift_id, spell.kind, spell.starts_at): spell
        for row in rows
        for route in msgspec.convert(row.routes or [], list[Route])
        for spell in _spells(route, midnight)
        if row.until is None or spell.ends_at <= row.until
    }
    return list(told.values())


def _spells(route: Route, midnight: datetime) -> Iterator[IdleSpell]:
    def spell(kind: IdleKind, begin_s: int, end_s: int) -> IdleSpell:
        shift_id = UUID(route.vehicle)
        return IdleSpell(shift_id, kind, midnight + timedelta(seconds=begin_s), midnight + timedelta(seconds=end_s))

    breaks = sorted((taken.start_s, taken.end_s, taken.id) for taken in route.breaks)
    for begin_s, end_s, name in breaks:
        yield spell("lunch" if name == "lunch" else "other", begin_s, end_s)
    for call in route.returns:
        yield spell("at_office", call.arrive_s, call.depart_s)
    for stop in route.stops:
        if stop.wait_s:
            for begin_s, end_s in _less(stop.arrive_s, stop.visits[0].start_s, breaks):
                yield spell("wait", begin_s, end_s)


def _less(begin_s: int, end_s: int, breaks: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """What of a spell no break takes."""
    for from_s, to_s, _ in breaks:
        if to_s <= begin_s or from_s >= end_s:
            continue
        if from_s > begin_s:
            yield begin_s, from_s
        begin_s = to_s
    if begin_s < end_s:
        yield begin_s, end_s
