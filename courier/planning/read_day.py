"""Read all that a plan of an office's day rests on."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
import numpy as np

from courier.catalogue.calendars.read_calendar import load_calendar
from courier.catalogue.calendars.working_days import is_working
from courier.database import Connection
from courier.errors import NotFound
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.network.locate import NOWHERE, load_index, locate_many
from courier.network.offices.open_spells import IsWorking, open_spells
from courier.planning.day import Day
from courier.planning.legs.read_whereabouts import read_plannable_jobs
from courier.planning.plans.statements import LOCK_PLANS_OF_OFFICE, OfficeLocked
from courier.planning.shifts.service_times import service_times_of
from courier.planning.shifts.set_waves import waves_of
from courier.planning.statements import (
    DAY_SHIFTS,
    LAST_HEARD,
    PARTY_PLACES,
    PINS_OF_DAY,
    PUBLISHED_VISITS,
    PartyPlace,
)
from courier.planning.travel.travel_terms import circuity_of


async def read_day(connection: Connection, office_id: UUID, on_date: date, asked_by: UUID) -> Day:
    """The day as it stands. Locks the office's plans.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at that post office.
    """
    office = await LOCK_PLANS_OF_OFFICE.one(connection, office_id, asked_by)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    jobs = await read_plannable_jobs(connection, office_id, on_date)
    published = await PUBLISHED_VISITS.all(connection, office_id, on_date)
    parties = {office_id} | {party for job in jobs for party in (job.from_id, job.target_id)}
    parties |= {visit.party_id for visit in published}
    return Day(
        office_id=office_id,
        on_date=on_date,
        jobs=jobs,
        places=await _located(connection, office, on_date, parties),
        shifts=await DAY_SHIFTS.all(connection, office_id, on_date, DEFAULT_LIMIT_VND),
        published=published,
        pins={pin.job_id: pin.carrier_id for pin in await PINS_OF_DAY.all(connection, office_id, on_date)},
        open_spells=await open_spells(connection, sorted(parties), on_date, await _working_days(connection, office)),
        waves_s=await waves_of(connection, office_id, on_date),
        service_times=await service_times_of(connection, office_id, on_date),
        province_code=office.province_code,
        circuity=await circuity_of(connection, office.province_code, on_date),
        heard={last.shift_id: last for last in await LAST_HEARD.all(connection, office_id, on_date)},
    )


async def _working_days(connection: Connection, office: OfficeLocked) -> IsWorking | None:
    """The agencies' calendar; where none is loaded every day is a working day."""
    try:
        calendar = await load_calendar(connection, "agency", office.province_code)
    except NotFound:
        return None
    return lambda _office, day: is_working(calendar, day)


async def _located(
    connection: Connection, office: OfficeLocked, on_date: date, parties: Iterable[UUID]
) -> list[PartyPlace]:
    """Where the parties are met, each with the commune its position lies in that day, if its boundary is known."""
    places = await PARTY_PLACES.all(connection, list(parties), on_date)
    index = await load_index(connection, on_date, office.province_code)
    units = locate_many(index, np.array([p.lon for p in places]), np.array([p.lat for p in places]))
    return [
        place if unit == NOWHERE else msgspec.structs.replace(place, unit_code=index.units[unit].code)
        for place, unit in zip(places, units.first.tolist(), strict=True)
    ]
