"""*Không đổi điểm đang đi tới*: a carrier on his way to a stop goes there first, whatever the new plan says after."""

import re
from collections.abc import Collection, Iterable
from itertools import takewhile
from typing import Final
from uuid import UUID

import msgspec

from courier.planning.bring_home import bring_home
from courier.planning.day import Day
from courier.planning.question import Question
from courier.planning.statements import PublishedVisit
from routing import adopt
from routing.errors import InvalidInstance
from routing.instance import Action, Instance, LockedVisit, Shipment, Vehicle, VisitRef


def hold_heads(day: Day, question: Question) -> Question:
    """The question with the next stop of each route under way locked to its head; of a carrier who is not heard of, all
    of the route that he has with him. Pure.

    Not where it can no longer be made: too late, past what was agreed, the shift at its end. Nor where nothing was done
    yet on the route, or what the stop is about still lies at the office.
    """
    instance = question.instance
    held = [msgspec.structs.replace(vehicle, locked=_head(day, question, vehicle)) for vehicle in instance.vehicles]
    while impossible := _impossible(instance, held):
        held = [
            msgspec.structs.replace(vehicle, locked=()) if index in impossible else vehicle
            for index, vehicle in enumerate(held)
        ]
    locked = msgspec.structs.replace(instance, vehicles=tuple(held))
    return msgspec.structs.replace(question, instance=bring_home(locked, day.office_id))


def _head(day: Day, question: Question, vehicle: Vehicle) -> tuple[LockedVisit, ...]:
    """What is to be done at the stop that he is told to go to next, or at all those he knows of."""
    ahead = [
        visit
        for visit in day.published
        if str(visit.shift_id) == vehicle.id
        and visit.state == "pending"
        and (visit.job_id, visit.act) not in question.presumed.done
    ]
    if vehicle.started is None or not ahead:
        return ()
    may_make = _may_make(question.instance, vehicle)
    if UUID(vehicle.id) in question.presumed.silences:
        return tuple(LockedVisit(visit=visit) for visit in _with_him(may_make, map(_visit, ahead)))
    stop = takewhile(lambda visit: (visit.party_id, visit.act) == (ahead[0].party_id, ahead[0].act), ahead)
    return tuple(LockedVisit(visit=visit) for visit in map(_visit, stop) if visit in may_make)


def _with_him(may_make: Collection[VisitRef], told: Iterable[VisitRef]) -> list[VisitRef]:
    """Up to where he would have to load at the office again."""
    held: list[VisitRef] = []
    for visit in told:
        if visit not in may_make and VisitRef(request=visit.request, action=Action.PICKUP) not in held:
            break
        held.append(visit)
    return held


def _visit(told: PublishedVisit) -> VisitRef:
    return VisitRef(request=str(told.job_id), action=Action(told.act))


def _may_make(instance: Instance, vehicle: Vehicle) -> set[VisitRef]:
    """Deliveries of what he has on board, and pickups that may be his."""
    on_board = () if vehicle.started is None else vehicle.started.on_board
    return {VisitRef(request=name, action=Action.DELIVERY) for name in on_board} | {
        VisitRef(request=request.id, action=Action.PICKUP)
        for request in instance.requests
        if isinstance(request, Shipment)
        and request.pinned_vehicle in (None, vehicle.id)
        and set(request.skills) <= set(vehicle.skills)
    }


def _impossible(instance: Instance, vehicles: list[Vehicle]) -> set[int]:
    """The places of vehicles whose heads cannot be made, judged without what else is asked."""
    named = {locked.visit.request for vehicle in vehicles for locked in vehicle.locked}
    if not named:
        return set()
    named |= {name for vehicle in vehicles if vehicle.started is not None for name in vehicle.started.on_board}
    asked = tuple(request for request in instance.requests if request.id in named)
    heads = msgspec.structs.replace(instance, vehicles=tuple(vehicles), requests=asked, published=())
    try:
        adopt(heads, {}, judge_others=False)
    except InvalidInstance as refusal:
        found = {int(match[1]) for problem in refusal.problems if (match := _LOCKED.match(problem.field))}
        return {index for index in found if vehicles[index].locked} or {
            index for index, vehicle in enumerate(vehicles) if vehicle.locked
        }
    return set()


_LOCKED: Final = re.compile(r"vehicles\[(\d+)\]\.locked")
