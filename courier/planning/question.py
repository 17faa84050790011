"""Puts an office's day to the planner: jobs, places and shifts become places, vehicles and requests. Pure.

Second 0 is local midnight. A carrier starts and ends at the office; what lies there is on board from the start.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.network.offices.model import Spell
from courier.planning.hold_to_areas import hold_to_areas
from courier.planning.legs.model import PlannableJob
from courier.planning.model import ServiceTime, StopKind
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
    Started,
    TimeWindow,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.travel import estimate_travel

DEPOT: Final = "office"
MAY_TAKE_NEW_WORK: Final = "may_take_new_work"
"""A skill that carriers below their cash limit have; what is on board already does not ask for it (PEOPLE 25)."""

UNCERTAINTY_M: Final = {"carrier": 20, "office": 50, "hamlet": 300, "commune": 1500}
"""Radius in which a door lies, by how its position was found; assumptions, to be measured."""

PRIZE_S: Final = 20_000
"""What serving a job is worth: more than any detour in a district costs."""
LONGEST_WAIT_DAYS: Final = 5
"""Past this a job's worth grows no more."""
DUE_SOON_DAYS: Final = 3
"""So many days before the day promised a job's worth begins to grow; on the day itself, and past it, by as much."""

COSTS: Final = Costs(foreign_stop_s=600, moved_s=600, against_habit_s=180)
"""A stop in a commune the carrier does not know costs ten minutes, and so does a job taken from a published route;
*giữ thứ tự của bưu tá*: going from one commune to another against his habit costs three (an assumption)."""

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


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan rests on. Two equal days ask the same question."""

    office_id: UUID
    on_date: date
    jobs: list[PlannableJob]
    places: list[PartyPlace]
    shifts: list[DayShift]
    published: list[PublishedVisit]
    pins: dict[UUID, UUID]
    """Jobs held to a carrier."""
    open_spells: dict[UUID, list[Spell]]
    """When each office takes dossiers in and gives them out that day; an empty list is closed."""
    waves_s: list[int]
    """When carriers leave the office, seconds after midnight; empty: any time."""
    service_times: dict[StopKind, ServiceTime]
    """How long stops take, every kind's."""

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
    left = [shift for shift in day.shifts if shift.ends_at > now and not shift.is_ended]
    riders = {shift.carrier_id: str(shift.shift_id) for shift in reversed(left)}
    tried = {(visit.job_id, visit.party_id) for visit in day.published if visit.state == "failed"}
    answers = {job.job_id: _request(day, job, places, riders, tried) for job in day.jobs}
    requests = {job: answer for job, answer in answers.items() if not isinstance(answer, str)}
    used = _places(day, requests.values())
    communes = {place.territory for place in used}
    vehicles = [_vehicle(day, shift, now, _on_board(shift, riders, answers.values()), communes) for shift in left]
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
    day: Day,
    job: PlannableJob,
    places: Mapping[UUID, PartyPlace],
    riders: Mapping[UUID, str],
    tried: Collection[tuple[UUID, UUID]],
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
    if job.from_id == day.office_id:
        return Delivery(
            id=id_,
            weight_g=job.weight_g,
            prize_s=_prize_s(day, job),
            skills=(MAY_TAKE_NEW_WORK,),
            pinned_vehicle=riders.get(pinned) if pinned else None,
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
        pinned_vehicle=riders.get(pinned) if pinned else None,
        release_s=max(0, _second(day, job.ready_at)),
        skills=(MAY_TAKE_NEW_WORK,),
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
    earliest_s = 0 if job.window_from is None else max(0, _second(day, job.window_from))
    latest_s = _DAY_S if job.window_to is None else min(_DAY_S, _second(day, job.window_to))
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

    Where not all fits the day, what has waited longest, what is due and what somebody waits at home for is kept.
    """
    waited = max(0, (day.on_date - job.ready_at.astimezone(VIETNAM).date()).days)
    due = 0 if job.due_on is None else max(0, DUE_SOON_DAYS - max(0, (job.due_on - day.on_date).days))
    return PRIZE_S * (1 + min(waited, LONGEST_WAIT_DAYS) + due + (2 if _agreed_window(day, job) else 0))


def _on_board(shift: DayShift, riders: Mapping[UUID, str], answers: Iterable[AnyRequest | LeftOut]) -> tuple[str, ...]:
    """What the carrier has in his hands; of a carrier with several shifts it is the first one's."""
    if riders.get(shift.carrier_id) != str(shift.shift_id):
        return ()
    return tuple(
        answer.id
        for answer in answers
        if isinstance(answer, Delivery) and answer.prize_s is None and answer.pinned_vehicle == str(shift.shift_id)
    )


def _vehicle(
    day: Day, shift: DayShift, now: datetime, on_board: tuple[str, ...], communes: Collection[str | None]
) -> Vehicle:
    behind = [visit for visit in day.published if visit.shift_id == shift.shift_id and visit.state != "pending"]
    starts_at = max(shift.starts_at, _free_since(day, shift, behind, now))
    started = _started(day, behind, starts_at, on_board)
    return Vehicle(
        id=str(shift.shift_id),
        depot=DEPOT,
        profile=_profile(shift.speed_kmh),
        shift_start_s=_second(day, starts_at),
        shift_end_s=_second(day, shift.ends_at),
        breaks=_breaks(day, shift, starts_at, behind),
        share_of_day_percent=shift.share_of_day_percent,
        max_trips=shift.max_trips + 1 if started else shift.max_trips,
        capacity_items=shift.capacity_items,
        capacity_g=shift.capacity_g,
        skills=() if shift.is_over_limit else (MAY_TAKE_NEW_WORK,),
        territories=tuple(shift.territory),
        habitual_order=tuple(code for code in dict.fromkeys(shift.habitual_order) if code in communes),
        started=started,
    )


def _free_since(day: Day, shift: DayShift, behind: list[PublishedVisit], now: datetime) -> datetime:
    """Now; of a carrier who keeps to his times, since he left his last stop: he is on his way, or at the next door."""
    if not behind:
        return now
    ahead = [v.leave_at for v in day.published if v.shift_id == shift.shift_id and v.state == "pending"]
    is_on_time = bool(ahead) and min(ahead) >= now
    return min(now, behind[-1].leave_at) if is_on_time else now


def _started(day: Day, behind: list[PublishedVisit], at: datetime, on_board: tuple[str, ...]) -> Started | None:
    """A route under way goes on from the last place where something was done or tried.

    What lies at the office then takes a way back there: one trip more than the shift has.
    """
    known = {place.party_id for place in day.places}
    if not behind or behind[-1].party_id not in known:
        return None
    return Started(place=str(behind[-1].party_id), at_s=_second(day, at), on_board=on_board)


def _breaks(day: Day, shift: DayShift, starts_at: datetime, behind: Sequence[PublishedVisit] = ()) -> tuple[Break, ...]:
    """Lunch and what else the carrier does, in time order; of each what is left where the day is planned during it.

    A lunch that the stops behind him left time for is over.
    """
    spells = [("spell", begin, end, end - begin) for begin, end in zip(shift.spells_from, shift.spells_to, strict=True)]
    if shift.lunch_from is not None and shift.lunch_to is not None:
        whole = shift.lunch_to - shift.lunch_from
        lasts = whole if shift.lunch_duration_s is None else timedelta(seconds=shift.lunch_duration_s)
        if not any(
            min(later.arrive_at, shift.lunch_to) - max(earlier.leave_at, shift.lunch_from) >= lasts
            for earlier, later in pairwise(behind)
        ):
            spells.append(("lunch", shift.lunch_from, shift.lunch_to, lasts))
    return tuple(
        _break(day, f"{name} {number}" if name == "spell" else name, max(begin, starts_at), end, lasts)
        for number, (name, begin, end, lasts) in enumerate(sorted(spells, key=lambda spell: spell[1]))
        if end > starts_at
    )


def _break(day: Day, name: str, begin: datetime, end: datetime, lasts: timedelta) -> Break:
    begin_s, end_s = _second(day, begin), _second(day, end)
    lasts_s = min(int(lasts.total_seconds()), end_s - begin_s)
    return Break(id=name, earliest_s=begin_s, latest_s=end_s - lasts_s, duration_s=lasts_s)


def _places(day: Day, requests: Iterable[AnyRequest]) -> tuple[Place, ...]:
    """The office and every place visited, once each, in the order of their ids. Every carrier knows the desks."""
    visited = {visit.place for request in requests for _, visit in visits_of(request)} | {str(day.office_id)}
    visited |= {str(visit.party_id) for visit in day.published if visit.state != "pending"}
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


def _profile(speed_kmh: float) -> str:
    return f"{speed_kmh:g} km/h"


def _second(day: Day, at: datetime) -> int:
    """Whole seconds since the day's local midnight, below 0 before it."""
    return int((at - day.begins_at).total_seconds())


_DAY_S: Final = 86_400
