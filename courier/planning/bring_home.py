"""What a carrier holds for his own office's counter comes home with him, however late he is: no plan drops it. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.planning.legs.model import PlannableJob
from courier.planning.statements import DayShift
from routing import adopt
from routing.instance import Action, Delivery, Instance, Vehicle, VisitRef
from routing.plan import Breach, Constraint, Reason

ATTEMPTS: Final = 4
"""A shift that is made longer may meet its share of the day next, or a break."""


def still_out(shifts: Iterable[DayShift], jobs: Iterable[PlannableJob], office_id: UUID, now: datetime) -> set[UUID]:
    """Shifts past their end, ended by nobody, whose carriers hold something for their own office and have no other
    shift left: the last one of each."""
    shifts = [shift for shift in shifts if not shift.is_ended]
    ride_on = {shift.carrier_id for shift in shifts if shift.rides_until > now}
    hold = {job.from_id for job in jobs if job.kind == "carrier" and job.target_id == office_id}
    last = {shift.carrier_id: shift for shift in sorted(shifts, key=lambda shift: shift.ends_at)}
    return {shift.shift_id for carrier, shift in last.items() if carrier in hold - ride_on}


def bring_home(instance: Instance, office_id: UUID) -> Instance:
    """The instance, with as much overtime as it takes to ride home from what is locked and hand that over.

    By the planner's own timetable, no minute longer: nothing else finds room in it that the shift does not allow.
    """
    held: dict[str, list[Delivery]] = {}
    for request in instance.requests:
        if isinstance(request, Delivery) and request.visit.place == str(office_id) and request.prize_s is None:
            held.setdefault(request.pinned_vehicle or "", []).append(request)
    vehicles = tuple(
        _long_enough(instance, vehicle, held[vehicle.id]) if vehicle.id in held else vehicle
        for vehicle in instance.vehicles
    )
    return msgspec.structs.replace(instance, vehicles=vehicles)


def _long_enough(instance: Instance, vehicle: Vehicle, brought: list[Delivery]) -> Vehicle:
    locked = [lock.visit for lock in vehicle.locked]
    named = {visit.request for visit in locked} | {request.id for request in brought}
    named |= set(vehicle.started.on_board if vehicle.started is not None else ())
    alone = msgspec.structs.replace(
        instance, requests=tuple(request for request in instance.requests if request.id in named), published=()
    )
    home = [VisitRef(request=request.id, action=Action.DELIVERY) for request in brought]
    visits = [*locked, *(visit for visit in home if visit not in locked)]
    for _ in range(ATTEMPTS):
        told = adopt(msgspec.structs.replace(alone, vehicles=(vehicle,)), {vehicle.id: [visits]}, judge_others=False)
        if not isinstance(told, Breach):
            break
        vehicle = _with_more(vehicle, told.reason)
    return vehicle


def _with_more(vehicle: Vehicle, lacks: Reason) -> Vehicle:
    """The vehicle with what was lacking of its shift, or of its share of the day; without figures both lack."""
    if lacks.constraint is Constraint.SHIFT and lacks.needed is not None:
        over_s = max(vehicle.max_overtime_s, lacks.needed - vehicle.shift_end_s)
        return msgspec.structs.replace(vehicle, max_overtime_s=over_s)
    if lacks.constraint is Constraint.SHARE_OF_DAY and lacks.needed is not None and lacks.available:
        percent = -(-vehicle.share_of_day_percent * lacks.needed // lacks.available)
        return msgspec.structs.replace(vehicle, share_of_day_percent=min(100, percent))
    return msgspec.structs.replace(vehicle, share_of_day_percent=100)
