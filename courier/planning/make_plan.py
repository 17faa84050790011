"""Plan an office's day: read it, let the planner think with no transaction open, verify its answer, keep a draft."""

import asyncio
import multiprocessing
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from multiprocessing.connection import Connection as PlanSender
from typing import Final
from uuid import UUID

import msgspec
import numpy as np

from courier import clock
from courier.clock import VIETNAM, new_id
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound, Overloaded
from courier.money.mark_dues import mark_dues
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.network.locate import NOWHERE, load_index, locate_many
from courier.planning.question import Day, LeftOut, Question, ask
from courier.planning.statements import (
    ADD_PLAN,
    ADD_ROUTES,
    ADD_STOPS,
    ADD_UNSERVED,
    ADD_VISITS,
    ANNOUNCE_DRAFT,
    DAY_SHIFTS,
    LOCK_PLANS_OF_OFFICE,
    PARTY_PLACES,
    PLANNABLE_JOBS,
    PUBLISHED_VISITS,
    OfficeLocked,
    PartyPlace,
)
from routing import solve, verify
from routing.files import instance_to_json
from routing.instance import Action, Instance
from routing.plan import Limits, Plan, PlannedStop, PlannedVisit, Reason
from routing.words import reason_in_words

ATTEMPTS: Final = 3
"""How often a day is planned anew because it changed while the planner thought."""

PATIENCE_S: Final = 60.0
"""How long past its limits the planner may take to start, and to work out why it left jobs out."""


async def make_plan(pool: Pool, office_id: UUID, on_date: date, asked_by: UUID, limits: Limits | None = None) -> UUID:
    """The id of a new draft, the next version of that office's day.

    The planner runs in a process of its own. Raises `NotFound` unless `asked_by` is dispatcher or supervisor there;
    `Conflict` where nobody has a shift, or the day changed each time while it was planned, or the planner's answer
    does not keep its own rules (then nothing is stored); `Overloaded` where the planner does not answer.
    """
    for _ in range(ATTEMPTS):
        day = await in_transaction(pool, lambda connection: _read_day(connection, office_id, on_date, asked_by))
        question = ask(day, clock.now())
        _refuse_without_vehicles(question)
        plan = await _solve_apart(question.instance, limits or default_limits(len(day.jobs)))
        plan_id = await in_transaction(
            pool,
            lambda connection: keep_plan(connection, day, question, plan, asked_by),  # noqa: B023
        )
        if plan_id is not None:
            return plan_id
    raise Conflict(
        "Công việc trong ngày thay đổi liên tục trong khi lập kế hoạch, hãy lập lại",
        "The day kept changing while it was planned; plan again",
    )


def default_limits(jobs: int) -> Limits:
    """One second and a thirtieth for each job, ten at most: past that a day of this size hardly gets better."""
    return Limits(seconds=min(10.0, 1.0 + jobs / 30))


async def keep_plan(connection: Connection, day: Day, question: Question, plan: Plan, asked_by: UUID) -> UUID | None:
    """Store the plan as a draft with its routes, stops and reasons; None where the day is not what it was planned for.

    Locks the office's plans. Raises `Conflict` where `routing.verify` finds the plan false.
    """
    if violations := verify(question.instance, plan):
        first = violations[0]
        raise Conflict(
            f"Kế hoạch không đúng quy tắc nên không được lưu: {first.rule.name} {first.where}",
            f"The plan breaks a rule and was not kept: {first.rule.value}, at {first.where}",
        )
    if await _read_day(connection, day.office_id, day.on_date, asked_by) != day:
        return None
    plan_id = new_id()
    await mark_dues(connection, (job.job_id for job in day.jobs))
    await ADD_PLAN.run(
        connection,
        plan_id,
        day.office_id,
        day.on_date,
        asked_by,
        plan.cost.total_s,
        plan.is_estimated,
        msgspec.Raw(instance_to_json(question.instance)),
    )
    await _keep_routes(connection, plan_id, day, question.instance, plan)
    await _keep_unserved(connection, plan_id, day, question, plan)
    await ANNOUNCE_DRAFT.run(connection, plan_id)
    return plan_id


class _Stop(msgspec.Struct, frozen=True):
    """A stop to keep: what is done at one place in one act."""

    stop_id: UUID
    route_id: UUID
    position: int
    act: str
    party_id: UUID
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    jobs: list[UUID]


async def _read_day(connection: Connection, office_id: UUID, on_date: date, asked_by: UUID) -> Day:
    """The day as it stands, the office's plans locked."""
    office = await LOCK_PLANS_OF_OFFICE.one(connection, office_id, asked_by)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    ends_at = datetime.combine(on_date, datetime.min.time(), VIETNAM) + timedelta(days=1)
    jobs = await PLANNABLE_JOBS.all(connection, office_id, ends_at)
    parties = {office_id} | {party for job in jobs for party in (job.origin_id, job.target_id)}
    return Day(
        office_id=office_id,
        on_date=on_date,
        jobs=jobs,
        places=await _located(connection, office, on_date, parties),
        shifts=await DAY_SHIFTS.all(connection, office_id, on_date, DEFAULT_LIMIT_VND),
        published=await PUBLISHED_VISITS.all(connection, office_id, on_date),
    )


async def _located(
    connection: Connection, office: OfficeLocked, on_date: date, parties: Iterable[UUID]
) -> list[PartyPlace]:
    """Where the parties are met, each with the commune its position lies in that day, if its boundary is known."""
    places = await PARTY_PLACES.all(connection, list(parties), on_date)
    index = await load_index(connection, on_date, office.province_code)
    units = locate_many(index, np.array([p.lon for p in places]), np.array([p.lat for p in places]))
    return [
        place if unit == NOWHERE else msgspec.structs.replace(place, unit_code=index.units[unit].code)
        for place, unit in zip(places, units.tolist(), strict=True)
    ]


def _refuse_without_vehicles(question: Question) -> None:
    if not question.instance.vehicles:
        raise Conflict(
            "Không có bưu tá nào còn ca trong ngày này: hãy mở ca trước khi lập kế hoạch",
            "Nobody has a shift left that day: open a shift before planning",
        )


async def _solve_apart(instance: Instance, limits: Limits) -> Plan:
    """The planner's answer, from a process of its own: it keeps a core busy, and this one has requests to answer.

    Raises `Overloaded` where it does not answer within its limits and `PATIENCE_S`, or dies.
    """
    plan = await asyncio.to_thread(_solve_in_child, instance, limits)
    if plan is None:
        raise Overloaded(
            "Bộ lập kế hoạch không trả lời kịp: hãy lập lại, hoặc mở thêm ca",
            "The planner did not answer in time: plan again, or open more shifts",
        )
    return plan


def _solve_in_child(instance: Instance, limits: Limits) -> Plan | None:
    """Fork from a process that holds the planner and no thread (started with the first plan), wait, end the child."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["routing"])
    receiver, sender = forking.Pipe(duplex=False)
    child = forking.Process(target=_answer, args=(sender, instance, limits), daemon=True)
    child.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll((limits.seconds or 0.0) + PATIENCE_S) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()
        receiver.close()


def _answer(sender: PlanSender, instance: Instance, limits: Limits) -> None:
    sender.send(solve(instance, limits))


async def _keep_routes(connection: Connection, plan_id: UUID, day: Day, instance: Instance, plan: Plan) -> None:
    ids = [new_id() for _ in plan.routes]
    await ADD_ROUTES.run(
        connection,
        plan_id,
        ids,
        [UUID(route.vehicle) for route in plan.routes],
        [route.distance_m for route in plan.routes],
        [_instant(day, route.depart_s) for route in plan.routes],
        [_instant(day, route.end_s) for route in plan.routes],
    )
    places = {place.id: (place.lon, place.lat) for place in instance.places}
    stops = [
        stop
        for route_id, route in zip(ids, plan.routes, strict=True)
        for stop in _stops(day, route_id, route.stops, places)
    ]
    await ADD_STOPS.run(
        connection,
        plan_id,
        [stop.stop_id for stop in stops],
        [stop.route_id for stop in stops],
        [stop.position for stop in stops],
        [stop.act for stop in stops],
        [stop.party_id for stop in stops],
        [stop.lon for stop in stops],
        [stop.lat for stop in stops],
        [stop.arrive_at for stop in stops],
        [stop.leave_at for stop in stops],
    )
    visits = [(stop.stop_id, job_id, stop.act) for stop in stops for job_id in stop.jobs]
    await ADD_VISITS.run(connection, plan_id, [v[0] for v in visits], [v[1] for v in visits], [v[2] for v in visits])


def _stops(
    day: Day, route_id: UUID, planned: tuple[PlannedStop, ...], places: dict[str, tuple[float, float]]
) -> Iterator[_Stop]:
    """Stops of one act each: a place where the carrier brings and takes is two stops, one after the other."""
    acts = [(stop, action, list(visits)) for stop in planned for action, visits in groupby(stop.visits, key=_action)]
    for position, (stop, action, visits) in enumerate(acts):
        arrive_s = stop.arrive_s if visits[0] is stop.visits[0] else visits[0].start_s
        yield _Stop(
            new_id(),
            route_id,
            position,
            action.value,
            UUID(stop.place),
            *places[stop.place],
            _instant(day, arrive_s),
            _instant(day, visits[-1].end_s),
            [UUID(visit.visit.request) for visit in visits],
        )


def _action(planned: PlannedVisit) -> Action:
    return planned.visit.action


async def _keep_unserved(connection: Connection, plan_id: UUID, day: Day, question: Question, plan: Plan) -> None:
    names = {str(shift.shift_id): shift.carrier_name for shift in day.shifts}
    reasons = {job_id: _LEFT_OUT[why] | {"constraint": why} for job_id, why in question.left_out.items()} | {
        UUID(unserved.request): _in_words(question.instance, unserved.reason, names) for unserved in plan.unserved
    }
    await ADD_UNSERVED.run(connection, plan_id, list(reasons), list(reasons.values()))


def _in_words(instance: Instance, reason: Reason, names: dict[str, str]) -> dict[str, object]:
    """The planner's reason, the carrier by name."""
    named = msgspec.structs.replace(reason, vehicle=names.get(reason.vehicle or "", reason.vehicle))
    words = reason_in_words(instance, named, VIETNAM)
    figures: dict[str, object] = msgspec.to_builtins(reason)
    return figures | {"vi": words.vi, "en": words.en}


def _instant(day: Day, second: int) -> datetime:
    return day.begins_at + timedelta(seconds=second)


_LEFT_OUT: Final[dict[LeftOut, dict[str, object]]] = {
    "disputed": {
        "vi": "Đang tranh chấp ai giữ: giải quyết xong mới giao được.",
        "en": "Who holds it is disputed: resolve that first.",
    },
    "elsewhere": {
        "vi": "Đang ở tay người không có ca tại bưu cục trong ngày này.",
        "en": "It is in the hands of someone without a shift at this office that day.",
    },
    "no_address": {
        "vi": "Không còn địa chỉ của người gửi hoặc người nhận.",
        "en": "The address of its sender or receiver is no longer known.",
    },
    "comes_to_counter": {
        "vi": "Công dân mang đến quầy: chưa có gì để đi lấy.",
        "en": "The citizen brings it to the counter: there is nothing to fetch yet.",
    },
}
