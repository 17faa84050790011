"""Puts an office's day to the planner: jobs, places and shifts become places, vehicles and requests. Pure.

Second 0 is local midnight. A carrier starts and ends at the office; what lies there is on board from the start.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.planning.bring_home import bring_home, still_out
from courier.planning.day import Day
from courier.planning.hold_to_areas import hold_to_areas
from courier.planning.legs.model import PlannableJob
from courier.planning.model import StopKind, TravelQuality
from courier.planning.presume import Presumption, presume
from courier.planning.statements import PartyPlace
from courier.planning.travel.model import Roads, estimated
from courier.planning.vehicles import DEPOT, MAY_BE_TOLD, MAY_TAKE_NEW_WORK, on_board_of, vehicle_of
from routing.instance import (
    Action,
    AnyRequest,
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

UNCERTAINTY_M: Final = {"carrier": 20, "office": 50, "hamlet": 300, "commune": 1500}
"""Radius in which a door lies, by how its position was found; assumptions, to be measured."""

PRIZE_S: Final = 20_000
"""What serving a job is worth: more than any detour in a district costs."""
LONGEST_WAIT_DAYS: Final = 5
"""Past this a job's worth grows no more."""
DUE_SOON_DAYS: Final = 3
"""So many days before the day promised a job's worth begins to grow; on the day itself, and past it, by as much."""

COSTS: Final = Costs(foreign_stop_s=600, moved_s=600, against_habit_s=180, overtime_percent=150)
"""A stop in a commune the carrier does not know costs ten minutes, and so does a job taken from a published route;
*giữ thứ tự của bưu tá*: going from one commune to another against his habit costs three (an assumption). *Làm thêm
giờ*, where the shift allows it, counts half as much again as the same time within the shift."""

LeftOut = Literal[
    "disputed",
    "elsewhere",
    "no_address",
    "comes_to_counter",
    "forward",
    "no_linehaul",
    "tried_today",
    "closed_today",
    "pinned_absent",
]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the planner is asked, and the jobs that need no planner to be left out."""

    instance: Instance
    left_out: dict[UUID, LeftOut]
    presumed: Presumption = Presumption()
    travel: TravelQuality | None = None
    """On what its travel times rest."""


def ask(day: Day, now: datetime, roads: Roads | None = None) -> Question:
    """The question of a day as it stands at `now`: shifts begin no earlier, shifts past are no vehicles any more.
    Without `roads` travel is estimated.

    A carrier who is not heard of is presumed to ride as he was told: what he has done by now is not asked, what is
    before him stays his, and nothing is given to him. One who is late with results for our own counter rides home yet.
    """
    places = {place.party_id: place for place in day.places}
    roads = roads or estimated(len(day.places), day.circuity)
    late = still_out(day.shifts, day.jobs, day.office_id, now)
    left = [s for s in day.shifts if (s.rides_until > now and not s.is_ended) or s.shift_id in late]
    riders = {shift.carrier_id: str(shift.shift_id) for shift in reversed(left)}
    tried = {(visit.job_id, visit.party_id) for visit in day.published if visit.state == "failed"}
    presumed = presume(day, now)
    jobs = [_presumably(day, job, presumed) for job in day.jobs if job.job_id not in presumed.over]
    answers = {job.job_id: _request(day, job, places, riders, tried, presumed) for job in jobs}
    requests = {job: answer for job, answer in answers.items() if not isinstance(answer, str)}
    used = _places(day, requests.values(), presumed)
    communes = {place.territory for place in used}
    vehicles = [
        vehicle_of(day, shift, now, on_board_of(shift, riders, answers.values()), communes, presumed) for shift in left
    ]
    if any(shift.held_to is not None for shift in left):
        requests, vehicles = hold_to_areas(places, left, requests, vehicles)
    instance = Instance(
        name=f"{day.office_id}/{day.on_date}",
        origin_at=day.begins_at,
        places=used,
        depots=(Depot(id=DEPOT, place=str(day.office_id), waves_s=tuple(day.waves_s), loading="own_office"),),
        vehicles=tuple(vehicles),
        services=tuple(
            ServiceKind(id=time.kind, fixed_s=time.fixed_s, per_item_s=time.per_item_s)
            for _, time in sorted(day.service_times.items())
        ),
        requests=tuple(requests.values()),
        travel=roads.matrices(used, sorted({shift.speed_kmh for shift in day.shifts})),
        costs=COSTS,
        published=_published(day, vehicles, requests.values()),
    )
    return Question(
        instance=bring_home(instance, day.office_id),
        left_out={job: answer for job, answer in answers.items() if isinstance(answer, str)},
        presumed=presumed,
        travel=roads.quality,
    )


def _presumably(day: Day, job: PlannableJob, presumed: Presumption) -> PlannableJob:
    """With whom it is presumed to be."""
    shift_id = presumed.on_board.get(job.job_id)
    if shift_id is None:
        return job
    return msgspec.structs.replace(job, from_id=next(s.carrier_id for s in day.shifts if s.shift_id == shift_id))


def _request(
    day: Day,
    job: PlannableJob,
    places: Mapping[UUID, PartyPlace],
    riders: Mapping[UUID, str],
    tried: Collection[tuple[UUID, UUID]],
    presumed: Presumption,
) -> AnyRequest | LeftOut:
    """How our carriers come into it, by where the item is now."""
    if job.reason is not None:
        return job.reason
    if job.kind == "counter":
        return "comes_to_counter"
    target = places.get(job.target_id)
    if target is None:
        return "no_address"
    if {(job.job_id, job.from_id), (job.job_id, job.target_id)} & set(tried):
        return "tried_today"
    if _is_closed(day, target):
        return "closed_today"
    if (pinned := day.pins.get(job.job_id)) is not None and pinned not in riders and job.from_id not in riders:
        return "pinned_absent"
    id_, delivery = str(job.job_id), _visit(day, job, target, Action.DELIVERY)
    told = presumed.told.get(job.job_id)
    bound_to = str(told) if told in riders.values() else riders.get(pinned) if pinned else None
    skills = () if told else (MAY_TAKE_NEW_WORK, MAY_BE_TOLD) if presumed.silences else (MAY_TAKE_NEW_WORK,)
    if job.from_id == day.office_id:
        return Delivery(
            id=id_,
            weight_g=job.weight_g,
            prize_s=_prize_s(day, job),
            skills=skills,
            pinned_vehicle=bound_to,
            depot=DEPOT,
            visit=delivery,
        )
    if job.from_id in riders:
        return Delivery(id=id_, weight_g=job.weight_g, pinned_vehicle=riders[job.from_id], depot=DEPOT, visit=delivery)
    origin = places.get(job.from_id)
    if origin is None:
        return "no_address" if job.from_id == job.origin_id else "elsewhere"
    if _is_closed(day, origin):
        return "closed_today"
    return Shipment(
        id=id_,
        weight_g=job.weight_g,
        prize_s=_prize_s(day, job),
        pinned_vehicle=bound_to,
        release_s=max(0, day.second(job.ready_at)),
        skills=skills,
        pickup=_visit(day, job, origin, Action.PICKUP),
        delivery=delivery,
    )


def _visit(day: Day, job: PlannableJob, place: PartyPlace, action: Action) -> Visit:
    service = _stop_kind(day, place, action)
    windows = _agreed_window(day, job) if place.kind == "citizen" else _opening_hours(day, place, action)
    return Visit(place=str(place.party_id), service=service, windows=windows)


def _stop_kind(day: Day, place: PartyPlace, action: Action) -> StopKind:
    """At a desk as its agreement has it: sealed, or counted together."""
    if place.kind == "citizen":
        return "pickup_at_citizen" if action is Action.PICKUP else "delivery_to_citizen"
    if place.party_id == day.office_id:
        return "own_office"
    return "desk_joint_recount" if place.handover_mode == "joint_recount" else "desk_sealed"


def _agreed_window(day: Day, job: PlannableJob) -> tuple[TimeWindow, ...]:
    """When the citizen is there; what was agreed for an earlier day binds no longer."""
    if job.window_to is not None and job.window_to <= day.begins_at:
        return ()
    if job.window_from is None and job.window_to is None:
        return ()
    earliest_s = 0 if job.window_from is None else max(0, day.second(job.window_from))
    latest_s = _DAY_S if job.window_to is None else min(_DAY_S, day.second(job.window_to))
    return (TimeWindow(earliest_s=earliest_s, latest_s=latest_s),)


def _opening_hours(day: Day, place: PartyPlace, action: Action) -> tuple[TimeWindow, ...]:
    """Our own office takes back what its carriers bring whenever they come; a desk takes until its last acceptance."""
    if place.party_id == day.office_id:
        return ()
    return tuple(
        TimeWindow(
            earliest_s=spell.earliest_s,
            latest_s=spell.closes_s if action is Action.PICKUP else spell.last_acceptance_s,
            closes_s=spell.closes_s,
        )
        for spell in day.open_spells.get(place.party_id, [])
    )


def _is_closed(day: Day, place: PartyPlace) -> bool:
    """An office that is not open at all that day: without windows it would be open always."""
    return place.party_id != day.office_id and day.open_spells.get(place.party_id) == []


def _prize_s(day: Day, job: PlannableJob) -> int:
    """What serving is worth: more than any way there costs, and more the longer it waits, the nearer the day its result
    was promised for, and where a time was agreed.

    Where not all fits the day, what has waited longest, what is due and what somebody waits at home for is kept: each
    day of waiting or of coming due doubles the worth, for with a fixed sum a day, two that are due would be given up
    for five of yesterday's that lie closer together.
    """
    waited = max(0, (day.on_date - job.ready_at.astimezone(VIETNAM).date()).days)
    due = 0 if job.due_on is None else max(0, DUE_SOON_DAYS - max(0, (job.due_on - day.on_date).days))
    doublings = min(waited, LONGEST_WAIT_DAYS) + due + (2 if _agreed_window(day, job) else 0)
    return PRIZE_S << doublings


def _places(day: Day, requests: Iterable[AnyRequest], presumed: Presumption) -> tuple[Place, ...]:
    """The office and every place visited, once each, in the order of their ids. Every carrier knows the desks."""
    visited = {visit.place for request in requests for _, visit in visits_of(request)} | {str(day.office_id)}
    visited |= {
        str(visit.party_id)
        for visit in day.published
        if visit.state != "pending" or (visit.job_id, visit.act) in presumed.done
    }
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
        if told.state == "pending" and str(told.shift_id) in routes and (str(told.job_id), action) in known:
            routes[str(told.shift_id)].append(VisitRef(request=str(told.job_id), action=action))
    return tuple(PublishedRoute(vehicle=vehicle, visits=tuple(visits)) for vehicle, visits in routes.items() if visits)


_DAY_S: Final = 86_400
