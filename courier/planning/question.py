"""Puts an office's day to the planner: jobs, places and shifts become places, vehicles and requests. Pure.

Second 0 is local midnight. A carrier starts and ends at the office; what lies there is on board from the start.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.planning.legs.model import PlannableJob
from courier.planning.statements import DayShift, PartyPlace, PublishedVisit
from routing.instance import (
    Action,
    AnyRequest,
    Break,
    Costs,
    Delivery,
    Depot,
    Instance,
    Place,
    PublishedRoute,
    ServiceKind,
    Shipment,
    TimeWindow,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.travel import estimate_travel

DEPOT: Final = "office"
PICKUP_AT_CITIZEN: Final = "pickup_at_citizen"
DELIVERY_TO_CITIZEN: Final = "delivery_to_citizen"
AT_OFFICE: Final = "at_office"
MAY_TAKE_NEW_WORK: Final = "may_take_new_work"
"""A skill that carriers below their cash limit have; what is on board already does not ask for it (PEOPLE 25)."""

SERVICES: Final = (
    ServiceKind(id=PICKUP_AT_CITIZEN, fixed_s=180, per_item_s=20),
    ServiceKind(id=DELIVERY_TO_CITIZEN, fixed_s=90, per_item_s=20),
    ServiceKind(id=AT_OFFICE, fixed_s=40, per_item_s=4),
)
"""180 and 90 s at the door: the district of DESIGN 8; twenty sealed dossiers at a desk in two minutes: PEOPLE 1.
What a further item takes at one door is an assumption."""

UNCERTAINTY_M: Final = {"carrier": 20, "office": 50, "hamlet": 300, "commune": 1500}
"""Radius in which a door lies, by how its position was found; assumptions, to be measured."""

COSTS: Final = Costs(foreign_stop_s=600, moved_s=600)
"""A stop in a commune the carrier does not know costs ten minutes, and so does a job taken from a published route."""

LeftOut = Literal["disputed", "elsewhere", "no_address", "comes_to_counter", "forward", "no_linehaul"]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan rests on. Two equal days ask the same question."""

    office_id: UUID
    on_date: date
    jobs: list[PlannableJob]
    places: list[PartyPlace]
    shifts: list[DayShift]
    published: list[PublishedVisit]

    @property
    def begins_at(self) -> datetime:
        """Local midnight: the planner's second 0."""
        return datetime.combine(self.on_date, time(), VIETNAM)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the planner is asked, and the jobs that need no planner to be left out."""

    instance: Instance
    left_out: dict[UUID, LeftOut]


def ask(day: Day, now: datetime) -> Question:
    """The question of a day as it stands at `now`: shifts begin no earlier, shifts past are no vehicles any more."""
    places = {place.party_id: place for place in day.places}
    vehicles = [_vehicle(day, shift, now) for shift in day.shifts if shift.ends_at > now]
    riders = {
        shift.carrier_id: str(shift.shift_id) for shift in day.shifts if str(shift.shift_id) in {v.id for v in vehicles}
    }
    answers = {job.job_id: _request(day, job, places, riders) for job in day.jobs}
    requests = {job: answer for job, answer in answers.items() if not isinstance(answer, str)}
    instance = Instance(
        name=f"{day.office_id}/{day.on_date}",
        origin_at=day.begins_at,
        places=(used := _places(day, requests.values())),
        depots=(Depot(id=DEPOT, place=str(day.office_id)),),
        vehicles=tuple(vehicles),
        services=SERVICES,
        requests=tuple(requests.values()),
        travel=tuple(
            estimate_travel(used, profile=_profile(speed), speed_kmh=speed)
            for speed in sorted({shift.speed_kmh for shift in day.shifts})
        ),
        costs=COSTS,
        published=_published(day, vehicles, requests.values()),
    )
    return Question(
        instance=instance, left_out={job: answer for job, answer in answers.items() if isinstance(answer, str)}
    )


def _request(
    day: Day, job: PlannableJob, places: Mapping[UUID, PartyPlace], riders: Mapping[UUID, str]
) -> AnyRequest | LeftOut:
    """How our carriers come into it, by where the item is now."""
    if job.reason is not None:
        return job.reason
    if job.kind == "counter":
        return "comes_to_counter"
    target = places.get(job.target_id)
    if target is None:
        return "no_address"
    id_, delivery = str(job.job_id), _visit(day, job, target, Action.DELIVERY)
    if job.from_id == day.office_id:
        return Delivery(id=id_, weight_g=job.weight_g, skills=(MAY_TAKE_NEW_WORK,), depot=DEPOT, visit=delivery)
    if job.from_id in riders:
        return Delivery(id=id_, weight_g=job.weight_g, pinned_vehicle=riders[job.from_id], depot=DEPOT, visit=delivery)
    origin = places.get(job.from_id)
    if origin is None:
        return "no_address" if job.from_id == job.origin_id else "elsewhere"
    return Shipment(
        id=id_,
        weight_g=job.weight_g,
        release_s=max(0, _second(day, job.ready_at)),
        skills=(MAY_TAKE_NEW_WORK,),
        pickup=_visit(day, job, origin, Action.PICKUP),
        delivery=delivery,
    )


def _visit(day: Day, job: PlannableJob, place: PartyPlace, action: Action) -> Visit:
    if place.kind == "citizen":
        service = PICKUP_AT_CITIZEN if action is Action.PICKUP else DELIVERY_TO_CITIZEN
        return Visit(place=str(place.party_id), service=service, windows=_agreed_window(day, job))
    return Visit(place=str(place.party_id), service=AT_OFFICE, windows=_opening_hours(day, place, action))


def _agreed_window(day: Day, job: PlannableJob) -> tuple[TimeWindow, ...]:
    """When the citizen is there; what was agreed for an earlier day binds no longer."""
    if job.window_to is not None and job.window_to <= day.begins_at:
        return ()
    if job.window_from is None and job.window_to is None:
        return ()
    earliest_s = 0 if job.window_from is None else max(0, _second(day, job.window_from))
    latest_s = _DAY_S if job.window_to is None else min(_DAY_S, _second(day, job.window_to))
    return (TimeWindow(earliest_s=earliest_s, latest_s=latest_s),)


def _opening_hours(day: Day, place: PartyPlace, action: Action) -> tuple[TimeWindow, ...]:
    """Our own office takes back what its carriers bring whenever they come; a desk takes until its last acceptance."""
    if place.party_id == day.office_id or place.opens_s is None or place.closes_s is None:
        return ()
    latest_s = place.closes_s if action is Action.PICKUP else place.last_acceptance_s or place.closes_s
    return (TimeWindow(earliest_s=place.opens_s, latest_s=latest_s, closes_s=place.closes_s),)


def _vehicle(day: Day, shift: DayShift, now: datetime) -> Vehicle:
    starts_at = max(shift.starts_at, now)
    return Vehicle(
        id=str(shift.shift_id),
        depot=DEPOT,
        profile=_profile(shift.speed_kmh),
        shift_start_s=_second(day, starts_at),
        shift_end_s=_second(day, shift.ends_at),
        breaks=_lunch(day, shift, starts_at),
        capacity_items=shift.capacity_items,
        capacity_g=shift.capacity_g,
        skills=() if shift.is_over_limit else (MAY_TAKE_NEW_WORK,),
        territories=tuple(shift.territory),
    )


def _lunch(day: Day, shift: DayShift, starts_at: datetime) -> tuple[Break, ...]:
    """Lunch at its hour; what is left of it where the day is planned during lunch."""
    if shift.lunch_from is None or shift.lunch_to is None or shift.lunch_to <= starts_at:
        return ()
    begin_s, end_s = _second(day, max(shift.lunch_from, starts_at)), _second(day, shift.lunch_to)
    return (Break(id="lunch", earliest_s=begin_s, latest_s=begin_s, duration_s=end_s - begin_s),)


def _places(day: Day, requests: Iterable[AnyRequest]) -> tuple[Place, ...]:
    """The office and every place visited, once each, in the order of their ids. Every carrier knows the desks."""
    visited = {visit.place for request in requests for _, visit in visits_of(request)} | {str(day.office_id)}
    return tuple(
        Place(
            id=str(place.party_id),
            lon=place.lon,
            lat=place.lat,
            position_uncertainty_m=UNCERTAINTY_M.get(place.position_quality or "carrier", 0),
            territory=place.unit_code if place.kind == "citizen" else None,
        )
        for place in day.places
        if str(place.party_id) in visited
    )


def _published(day: Day, vehicles: Iterable[Vehicle], requests: Iterable[AnyRequest]) -> tuple[PublishedRoute, ...]:
    """What is left of the routes the carriers were told."""
    known = {(request.id, action) for request in requests for action, _ in visits_of(request)}
    routes: dict[str, list[VisitRef]] = {vehicle.id: [] for vehicle in vehicles}
    for told in day.published:
        action = Action(told.act)
        if str(told.shift_id) in routes and (str(told.job_id), action) in known:
            routes[str(told.shift_id)].append(VisitRef(request=str(told.job_id), action=action))
    return tuple(PublishedRoute(vehicle=vehicle, visits=tuple(visits)) for vehicle, visits in routes.items() if visits)


def _profile(speed_kmh: float) -> str:
    return f"{speed_kmh:g} km/h"


def _second(day: Day, at: datetime) -> int:
    """Whole seconds since the day's local midnight, below 0 before it."""
    return int((at - day.begins_at).total_seconds())


_DAY_S: Final = 86_400
