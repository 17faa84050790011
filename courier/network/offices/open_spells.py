"""When offices take dossiers in on a day: hours of that day, less what is paused."""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final, TypeAlias
from uuid import UUID

from courier.clock import VIETNAM
from courier.database import Executor
from courier.errors import NotFound
from courier.network.offices.model import Interruption, OfficeDay, Pause, Spell, without_pauses
from courier.network.offices.statements import HOURS_ON, PAUSES_ON, HoursRow

IsWorking: TypeAlias = Callable[[UUID, date], bool]
"""Whether an office works on a day at all, by its calendar."""

_DAY_S: Final = 86_400


async def open_spells(
    executor: Executor, office_ids: Sequence[UUID], on_date: date, is_working: IsWorking | None = None
) -> dict[UUID, list[Spell]]:
    """Each office's spells of the day in order, pauses taken out; an empty list is closed, an unknown id is left out.

    A day off by `is_working` closes an office, unless hours were given for that very day. Without `is_working` every
    day is a working day that the office's week does not close.
    """
    spells = await _hours(executor, office_ids, on_date, is_working)
    paused: dict[UUID, list[Interruption]] = {}
    for pause in await PAUSES_ON.all(executor, list(office_ids), on_date):
        paused.setdefault(pause.office_id, []).append(interruption(pause, on_date))
    return {office: without_pauses(of_day, paused.get(office, [])) for office, of_day in spells.items()}


async def office_day(
    executor: Executor, office_id: UUID, on_date: date, is_working: IsWorking | None = None
) -> OfficeDay:
    """One office's day, for people to read. Hours are public. Raises `NotFound`."""
    spells = await open_spells(executor, [office_id], on_date, is_working)
    if office_id not in spells:
        raise NotFound("Không tìm thấy đơn vị này", "No such office")
    pauses = await PAUSES_ON.all(executor, [office_id], on_date)
    return OfficeDay(office_id=office_id, on_date=on_date, spells=spells[office_id], pauses=pauses)


def interruption(pause: Pause, on_date: date) -> Interruption:
    """The seconds of the day that a pause touches; begun seconds count whole."""
    return Interruption(
        max(0, math.floor(_second_of(pause.starts_at, on_date))),
        min(_DAY_S, math.ceil(_second_of(pause.ends_at, on_date))),
    )


async def _hours(
    executor: Executor, office_ids: Sequence[UUID], on_date: date, is_working: IsWorking | None
) -> dict[UUID, list[Spell]]:
    rows = await HOURS_ON.all(executor, list(office_ids), on_date)
    hours = {}
    for office_id, of_office in groupby(rows, key=lambda row: row.office_id):
        found = list(of_office)
        is_off = is_working is not None and not found[0].is_own_day and not is_working(office_id, on_date)
        hours[office_id] = [] if is_off else [spell for row in found for spell in _spells(row)]
    return hours


def _spells(row: HoursRow) -> list[Spell]:
    if not row.has_timetable:
        return [Spell(row.opens_by_default_s, row.last_acceptance_by_default_s, row.closes_by_default_s)]
    if row.earliest_s is None or row.last_acceptance_s is None or row.closes_s is None:
        return []
    return [Spell(row.earliest_s, row.last_acceptance_s, row.closes_s)]


def _second_of(instant: datetime, on_date: date) -> float:
    midnight = datetime(on_date.year, on_date.month, on_date.day, tzinfo=VIETNAM)
    return (instant - midnight).total_seconds()
