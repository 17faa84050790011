"""A kept plan as it stands now: what is left of its routes, in their order, on today's question. No search.

A route that can no longer be ridden as planned (its carrier is late, a shift was shortened) loses the visits that
stand in the way; each of them is tried once more at the cheapest place of the same route.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.planning.day import Day
from courier.planning.plans.statements import LOCK_PLAN, STORED_ANSWER, LockedPlan
from courier.planning.question import Question, ask
from courier.planning.read_day import read_day
from courier.planning.travel.find_roads import NO_ROADS, RoadFinder
from routing import adopt, insert
from routing.instance import Instance, VisitRef, visits_of
from routing.plan import Breach, Insertion, Plan, Reason

Trips = dict[str, list[list[VisitRef]]]
"""By vehicle, its trips' visits in order."""


class StandingPlan(msgspec.Struct, frozen=True):
    """A plan on the question of the day as it stands; `fell_out` are requests its routes could not keep.

    Why others are left out is not told: see `routing.judge`.
    """

    locked: LockedPlan
    day: Day
    question: Question
    plan: Plan
    fell_out: dict[str, Reason]

    @property
    def instance(self) -> Instance:
        return self.question.instance


class Kept(msgspec.Struct, frozen=True):
    """What is read of a plan before it is thought about: all that needs the database."""

    locked: LockedPlan
    day: Day
    question: Question
    answer: Plan


async def read_kept_plan(connection: Connection, plan_id: UUID, asked_by: UUID, roads: RoadFinder = NO_ROADS) -> Kept:
    """On the roads that are known by now (see `know_roads`). Locks the office's plans.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at its office; `Conflict` where the plan is replaced
    or closed, or too old to be changed.
    """
    locked = await LOCK_PLAN.one(connection, plan_id, asked_by)
    if locked is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    if locked.status in ("replaced", "closed"):
        raise Conflict(
            "Kế hoạch này đã được thay hoặc đã kết thúc: hãy sửa bản đang dùng",
            "This plan is replaced or closed: change the one in force",
        )
    stored = await STORED_ANSWER.one(connection, plan_id)
    if stored is None or stored.answer is None:
        raise Conflict("Kế hoạch này quá cũ để sửa: hãy lập lại", "This plan is too old to be changed: plan again")
    day = await read_day(connection, locked.office_id, locked.on_date, asked_by)
    question = ask(day, _whole_minute(clock.now()), await roads.recall(connection, day))
    return Kept(locked, day, question, msgspec.convert(stored.answer, Plan))


def _whole_minute(now: datetime) -> datetime:
    """The next one: whoever looks at a change and then makes it asks one question, and not one a second."""
    return now + timedelta(seconds=-now.timestamp() % 60)


async def know_roads(pool: Pool, plan_id: UUID, asked_by: UUID, roads: RoadFinder) -> None:
    """Ask about places that the plan's day has and nobody asked about yet, before a transaction needs them.

    Raises `NotFound` as `read_kept_plan`.
    """
    if not roads.asks:
        return

    async def read(connection: Connection) -> Day:
        locked = await LOCK_PLAN.one(connection, plan_id, asked_by)
        if locked is None:
            raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
        return await read_day(connection, locked.office_id, locked.on_date, asked_by)

    await roads.find(pool, await in_transaction(pool, read))


def stand(kept: Kept, without: Collection[str] = ()) -> StandingPlan:
    """What is left of the plan's routes, those of the vehicles `without` taken off. Thinks: call it in a thread."""
    instance = kept.question.instance
    trips = _trips_left(instance, kept.answer, without)
    fell_out: dict[str, tuple[str, Reason]] = {}
    while isinstance(adopted := adopt(instance, trips, judge_others=False), Breach):
        request = adopted.visit.request if adopted.visit else trips[adopted.vehicle][-1][-1].request
        fell_out[request] = (adopted.vehicle, adopted.reason)
        trips = {vehicle: _less(theirs, request) for vehicle, theirs in trips.items()}
    plan = adopted
    for request, (vehicle, _) in list(fell_out.items()):
        tried = insert(instance, plan, request, vehicle, judge_others=False)
        if isinstance(tried, Insertion):
            plan = tried.plan
            del fell_out[request]
    return StandingPlan(
        kept.locked, kept.day, kept.question, plan, {request: reason for request, (_, reason) in fell_out.items()}
    )


def _trips_left(instance: Instance, answer: Plan, without: Collection[str]) -> Trips:
    """The trips that are not behind, of requests that are asked for still, with all the visits they now have."""
    asked = {
        request.id: {VisitRef(request=request.id, action=action) for action, _ in visits_of(request)}
        for request in instance.requests
    }
    pinned = {request.id: request.pinned_vehicle for request in instance.requests if request.pinned_vehicle}
    trips: Trips = {}
    for route in answer.routes:
        if route.vehicle in without or route.vehicle not in {vehicle.id for vehicle in instance.vehicles}:
            continue
        planned = {visit.visit for stop in route.stops for visit in stop.visits}
        stays = {
            request
            for request, visits in asked.items()
            if visits <= planned and pinned.get(request, route.vehicle) == route.vehicle
        }
        theirs = [
            [
                visit.visit
                for stop in trip.stops
                for visit in stop.visits
                if visit.visit.request in stays and visit.visit in asked[visit.visit.request]
            ]
            for trip in route.trips
        ]
        trips[route.vehicle] = [trip for trip in theirs if trip]
    return {vehicle: theirs for vehicle, theirs in trips.items() if theirs}


def _less(trips: list[list[VisitRef]], request: str) -> list[list[VisitRef]]:
    left = [[visit for visit in trip if visit.request != request] for trip in trips]
    return [trip for trip in left if trip]
