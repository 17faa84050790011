"""The office's own affairs: hours and pauses, agreements to look at, staff, training, substitutes for a day."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Code, Instant, Line
from api.network_admin import SecondOfDay, UnitInput
from api.service import Service
from courier import clock
from courier.network.agreements.list_alarms import list_alarms
from courier.network.agreements.model import AgreementAlarm
from courier.network.identity.model import Staff
from courier.network.model import UnitKey
from courier.network.offices.model import (
    NewDay,
    NewPause,
    NewWeek,
    OfficeDay,
    Pause,
    PauseReason,
    Spell,
    Weekday,
    WeekSpell,
)
from courier.network.offices.open_spells import office_day
from courier.network.offices.pause import end_pause, pause_office
from courier.network.offices.set_hours import set_day, set_week
from courier.network.staff.appoint_substitute import appoint_substitute, list_substitutes
from courier.network.staff.list_staff import list_staff
from courier.network.staff.model import (
    NewSubstitute,
    NewTrainingMark,
    StaffMember,
    Substitute,
    TrainingGap,
    TrainingMark,
    TrainingWarning,
)
from courier.network.staff.train import train, training_gaps, training_warnings


class PauseInput(Struct, frozen=True, kw_only=True):
    """Tạm ngừng nhận đến …; from now unless said. The same `pause_id` is recorded once; OTHER needs a note."""

    pause_id: UUID
    office_id: UUID
    ends_at: Instant
    starts_at: Instant | None = None
    reason: PauseReason
    note: Line | None = None


class SpellInput(Struct, frozen=True, kw_only=True):
    """A time without a break in which dossiers are taken in, in seconds after local midnight."""

    earliest_s: SecondOfDay
    last_acceptance_s: SecondOfDay
    closes_s: SecondOfDay


class WeekSpellInput(SpellInput, frozen=True, kw_only=True):
    """One of a weekday's; Monday is 1."""

    weekday: Weekday


class WeekInput(Struct, frozen=True, kw_only=True):
    """An office's week from a day on; a weekday without a spell is closed."""

    office_id: UUID
    valid_from: date
    spells: Annotated[list[WeekSpellInput], Meta(max_length=42)]
    note: Line | None = None


class DayInput(Struct, frozen=True, kw_only=True):
    """One day that differs: an empty list is closed all day, null is as its week again."""

    office_id: UUID
    on_date: date
    spells: Annotated[list[SpellInput], Meta(max_length=6)] | None
    note: Line | None = None


class HoursSet(Struct, frozen=True, kw_only=True):
    """The record of hours."""

    timetable_id: UUID


class TrainingInput(Struct, frozen=True, kw_only=True):
    """That somebody was trained for something: intake, return, cash …"""

    person_id: UUID
    skill: Code
    trained_on: date
    trained_by: Line
    valid_to: date | None = None


class Training(Struct, frozen=True, kw_only=True):
    """Who works without training, and what was done without it. Nothing is blocked by either."""

    gaps: list[TrainingGap]
    warnings: list[TrainingWarning]


class SubstituteInput(Struct, frozen=True, kw_only=True):
    """Bưu tá thay, today only: a person who is known or the name of a new one; no unit is all the office serves."""

    substitution_id: UUID
    office_id: UUID
    reason: Line
    units: Annotated[list[UnitInput], Meta(max_length=100)] = []
    person_id: UUID | None = None
    full_name: Line | None = None
    phone: Line | None = None
    stands_for: UUID | None = None


@post("/pause", summary="Tạm ngừng nhận đến …")
async def order_pause(
    data: JSONBody[PauseInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Pause:
    pause = NewPause(
        pause_id=data.pause_id,
        office_id=data.office_id,
        ends_at=data.ends_at,
        starts_at=data.starts_at,
        reason=data.reason,
        note=data.note,
    )
    return await service.commit(lambda connection: pause_office(connection, staff.person_id, pause))


@post("/pause/{pause_id:uuid}/end", status_code=HTTP_200_OK, summary="Take dossiers in again before time")
async def order_pause_end(
    pause_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Pause:
    return await service.commit(lambda connection: end_pause(connection, staff.person_id, pause_id))


@get("/hours", summary="When an office takes dossiers in on a day")
async def show_hours(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001  whoever is logged in may read them
    on_date: FromQuery[date | None] = None,
) -> OfficeDay:
    """Hours less pauses; for all staff."""
    return await office_day(service.pool, office_id, on_date or clock.today())


@post("/hours/week", summary="Set an office's week from a day on")
async def order_week(
    data: JSONBody[WeekInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> HoursSet:
    spells = [WeekSpell(s.weekday, s.earliest_s, s.last_acceptance_s, s.closes_s) for s in data.spells]
    week = NewWeek(office_id=data.office_id, valid_from=data.valid_from, spells=spells, note=data.note)
    return HoursSet(timetable_id=await service.commit(lambda connection: set_week(connection, staff.person_id, week)))


@post("/hours/day", summary="Set the hours of one day that differs")
async def order_day(
    data: JSONBody[DayInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> HoursSet:
    spells = None
    if data.spells is not None:
        spells = [Spell(s.earliest_s, s.last_acceptance_s, s.closes_s) for s in data.spells]
    day = NewDay(office_id=data.office_id, on_date=data.on_date, spells=spells, note=data.note)
    return HoursSet(timetable_id=await service.commit(lambda connection: set_day(connection, staff.person_id, day)))


@get("/agreements/alarms", summary="Agreements inherited, ending, lapsed, or never used")
async def show_alarms(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> list[AgreementAlarm]:
    """Of all offices the asker runs or administers."""
    return await list_alarms(service.pool, staff.person_id, on_date or clock.today())


@get("/staff", summary="Who works at the office and the desks it serves")
async def show_staff(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[StaffMember]:
    """Today's hats, for its heads; empty for everybody else."""
    return await list_staff(service.pool, staff.person_id, office_id, clock.today())


@post("/training", summary="Record that somebody was trained")
async def order_training(
    data: JSONBody[TrainingInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> TrainingMark:
    mark = NewTrainingMark(
        person_id=data.person_id,
        skill=data.skill,
        trained_on=data.trained_on,
        trained_by=data.trained_by,
        valid_to=data.valid_to,
    )
    return await service.commit(lambda connection: train(connection, staff.person_id, mark))


@get("/training", summary="Who works without training, and what was done without it")
async def show_training(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    since: FromQuery[date | None] = None,
) -> Training:
    """Gaps as of today; warnings since a day, by default today's."""
    today = clock.today()
    return Training(
        gaps=await training_gaps(service.pool, staff.person_id, office_id, today),
        warnings=await training_warnings(service.pool, staff.person_id, office_id, since or today),
    )


@post("/substitutes", summary="Appoint a substitute carrier for today")
async def order_substitute(
    data: JSONBody[SubstituteInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Substitute:
    """Their phone may be let in right after by an enrolment; the role ends by itself at midnight."""
    new = NewSubstitute(
        substitution_id=data.substitution_id,
        office_id=data.office_id,
        reason=data.reason,
        units=[UnitKey(unit.code, unit.valid_from) for unit in data.units],
        person_id=data.person_id,
        full_name=data.full_name,
        phone=data.phone,
        stands_for=data.stands_for,
    )
    return await service.commit(lambda connection: appoint_substitute(connection, staff.person_id, new))


@get("/substitutes", summary="Who stands in on a day")
async def show_substitutes(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> list[Substitute]:
    return await list_substitutes(service.pool, staff.person_id, office_id, on_date or clock.today())


PAUSE_ROUTES = (order_pause, order_pause_end, show_hours)
"""A desk's and an office's alike."""
network_office_routes = (
    *PAUSE_ROUTES,
    order_week,
    order_day,
    show_alarms,
    show_staff,
    order_training,
    show_training,
    order_substitute,
    show_substitutes,
)
