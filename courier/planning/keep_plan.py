"""Keep the planner's answer as a draft: verified, for a day that is still the one it was planned for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from courier import clock
from courier.clock import VIETNAM, new_id
from courier.database import Connection
from courier.errors import Conflict
from courier.money.mark_dues import mark_dues
from courier.planning.day import Day
from courier.planning.hold_to_areas import IN_COMMUNE
from courier.planning.model import PlanOrigin
from courier.planning.plans.statements import (
    ADD_PLAN,
    ADD_ROUTES,
    ADD_STOPS,
    ADD_UNSERVED,
    ADD_VISITS,
    ANNOUNCE_DRAFT,
    STOPS_BEHIND,
    CarriedStop,
)
from courier.planning.presume import Presumption, presume
from courier.planning.question import LeftOut, Question
from courier.planning.read_day import read_day
from courier.planning.vehicles import MAY_BE_TOLD, MAY_TAKE_NEW_WORK
from routing import verify
from routing.files import instance_to_json, plan_to_json
from routing.instance import Action, Instance
from routing.plan import Constraint, Plan, PlannedVisit, Reason, Route, Trip
from routing.words import Words, reason_in_words


async def keep_plan(
    connection: Connection,
    day: Day,
    question: Question,
    plan: Plan,
    asked_by: UUID,
    origin: PlanOrigin = "planned",
    based_on: UUID | None = None,
) -> UUID | None:
    """Store the plan as a draft with its routes, stops and reasons; None where the day is not what it was planned for.

    The planner's routes are what is still to be ridden: the stops behind a carrier are taken over from the plan in
    force as they stand, so that no plan moves what was done.

    Locks the office's plans. Raises `Conflict` where `routing.verify` finds the plan false.
    """
    if violations := verify(question.instance, plan):
        first = violations[0]
        raise Conflict(
            f"Kế hoạch không đúng quy tắc nên không được lưu: {first.rule.name} {first.where}",
            f"The plan breaks a rule and was not kept: {first.rule.value}, at {first.where}",
        )
    found = await read_day(connection, day.office_id, day.on_date, asked_by)
    if not found.asks_as(day) or _takes_away(presume(found, clock.now()), question.presumed, plan):
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
        msgspec.Raw(plan_to_json(plan)),
        origin,
        based_on,
        msgspec.to_builtins(question.travel),
    )
    await _keep_routes(connection, plan_id, day, question, plan)
    await _keep_unserved(connection, plan_id, day, question, plan)
    await ANNOUNCE_DRAFT.run(connection, plan_id)
    return plan_id


def _takes_away(now_presumed: Presumption, asked: Presumption, plan: Plan) -> bool:
    """Whether the plan takes something from a carrier who fell silent while it was thought about."""
    planned = {
        (UUID(visit.visit.request), visit.visit.action.value): UUID(route.vehicle)
        for route in plan.routes
        for stop in route.stops
        for visit in stop.visits
    }
    return any(planned.get(done) != shift_id for done, shift_id in now_presumed.done.items() if done not in asked.done)


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
    trip_departs_at: datetime | None
    jobs: list[UUID]


async def _keep_routes(connection: Connection, plan_id: UUID, day: Day, question: Question, plan: Plan) -> None:
    ahead = {UUID(route.vehicle): route for route in plan.routes}
    presumed = list(question.presumed.done)
    carried = await STOPS_BEHIND.all(
        connection, day.office_id, day.on_date, [job for job, _ in presumed], [act for _, act in presumed]
    )
    behind = _behind(carried, plan)
    routes = [_Route(new_id(), shift_id, behind.get(shift_id, []), ahead.get(shift_id)) for shift_id in ahead | behind]
    await ADD_ROUTES.run(
        connection,
        plan_id,
        [route.route_id for route in routes],
        [route.shift_id for route in routes],
        [route.ahead.distance_m if route.ahead else 0 for route in routes],
        [route.behind[0].leaves_at if route.behind else _depart(day, route) for route in routes],
        [_instant(day, route.ahead.end_s) if route.ahead else route.behind[-1].leave_at for route in routes],
    )
    places = {place.id: (place.lon, place.lat) for place in question.instance.places}
    stops = [stop for route in routes for stop in _stops_of(day, route, places)]
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
        [stop.trip_departs_at for stop in stops],
    )
    visits = [(stop.stop_id, job_id, stop.act) for stop in stops for job_id in stop.jobs]
    await ADD_VISITS.run(connection, plan_id, [v[0] for v in visits], [v[1] for v in visits], [v[2] for v in visits])


class _Route(msgspec.Struct, frozen=True):
    """A route to keep: what is behind its carrier, and what the planner has him ride yet; one of them at least."""

    route_id: UUID
    shift_id: UUID
    behind: list[CarriedStop]
    ahead: Route | None


def _behind(stops: list[CarriedStop], plan: Plan) -> dict[UUID, list[CarriedStop]]:
    """By shift, what was done or tried, or is presumed done, and is not planned once more."""
    planned = {
        (UUID(visit.visit.request), visit.visit.action.value)
        for route in plan.routes
        for stop in route.stops
        for visit in stop.visits
    }
    behind: dict[UUID, list[CarriedStop]] = {}
    for stop in stops:
        if jobs := [job_id for job_id in stop.jobs if (job_id, stop.act) not in planned]:
            behind.setdefault(stop.shift_id, []).append(msgspec.structs.replace(stop, jobs=jobs))
    return behind


def _depart(day: Day, route: _Route) -> datetime:
    assert route.ahead is not None
    return _instant(day, route.ahead.depart_s)


def _stops_of(day: Day, route: _Route, places: dict[str, tuple[float, float]]) -> Iterator[_Stop]:
    for position, behind in enumerate(route.behind):
        yield _Stop(
            new_id(),
            route.route_id,
            position,
            behind.act,
            behind.party_id,
            behind.lon,
            behind.lat,
            behind.arrive_at,
            behind.leave_at,
            behind.trip_departs_at,
            behind.jobs,
        )
    if route.ahead is not None:
        yield from _stops(day, route.route_id, len(route.behind), route.ahead.trips, places)


def _stops(
    day: Day, route_id: UUID, first: int, trips: tuple[Trip, ...], places: dict[str, tuple[float, float]]
) -> Iterator[_Stop]:
    """Stops of one act each: a place where the carrier brings and takes is two stops, one after the other."""
    acts = [
        (trip, stop, action, list(visits))
        for trip in trips
        for stop in trip.stops
        for action, visits in groupby(stop.visits, key=_action)
    ]
    for position, (trip, stop, action, visits) in enumerate(acts, start=first):
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
            _instant(day, trip.depart_s),
            [UUID(visit.visit.request) for visit in visits],
        )


def _action(planned: PlannedVisit) -> Action:
    return planned.visit.action


async def _keep_unserved(connection: Connection, plan_id: UUID, day: Day, question: Question, plan: Plan) -> None:
    reasons = {job_id: left_out_in_words(why) | {"constraint": why} for job_id, why in question.left_out.items()} | {
        UUID(unserved.request): _kept_reason(day, question.instance, unserved.reason) for unserved in plan.unserved
    }
    await ADD_UNSERVED.run(connection, plan_id, list(reasons), list(reasons.values()))


def _kept_reason(day: Day, instance: Instance, reason: Reason) -> dict[str, object]:
    words = reason_in_office_words(day, instance, reason)
    figures: dict[str, object] = msgspec.to_builtins(reason)
    return figures | {"vi": words.vi, "en": words.en}


def reason_in_office_words(day: Day, instance: Instance, reason: Reason) -> Words:
    """The planner's reason, the carrier by name, and what the office can do about it."""
    names = {str(shift.shift_id): shift.carrier_name for shift in day.shifts}
    is_outside = any(skill.startswith(IN_COMMUNE) for skill in reason.missing)
    missing = tuple(_AREA if skill.startswith(IN_COMMUNE) else _SKILLS.get(skill, skill) for skill in reason.missing)
    named = msgspec.structs.replace(reason, vehicle=names.get(reason.vehicle or "", reason.vehicle), missing=missing)
    words = reason_in_words(instance, named, VIETNAM)
    remedy = _SUBSTITUTE if is_outside else _REMEDIES.get(reason.constraint)
    if not is_outside and MAY_BE_TOLD in reason.missing and MAY_TAKE_NEW_WORK not in reason.missing:
        remedy = _SILENT
    return words if remedy is None else Words(f"{words.vi} {remedy.vi}", f"{words.en} {remedy.en}")


def left_out_in_words(why: LeftOut) -> dict[str, str]:
    """Why a job needs no planner to be left out, as `vi` and `en`."""
    return _LEFT_OUT[why]


_AREA: Final = "địa bàn được giao / the area assigned"
_SUBSTITUTE: Final = Words(
    "Bưu tá thay chỉ đi trong địa bàn được giao; giao cho bưu tá khác, hoặc để ngày sau.",
    "A substitute goes to the area assigned only; give it to another carrier, or leave it for another day.",
)
_SKILLS: Final = {
    MAY_TAKE_NEW_WORK: "còn hạn mức tiền / room below the cash limit",
    MAY_BE_TOLD: "liên lạc được / heard of",
}
_SILENT: Final = Words(
    "Chưa nghe tin bưu tá này, coi như đang đi theo tuyến: giao cho bưu tá khác, hoặc đợi có tin.",
    "This carrier is not heard of and presumed on route: give it to another, or wait for news.",
)

_REMEDIES: Final = {
    Constraint.SKILL: Words("Nộp tiền về bưu cục, hoặc nâng hạn mức.", "Have cash handed in, or raise the limit."),
    Constraint.CAPACITY_ITEMS: Words("Thêm chuyến, hoặc mở thêm ca.", "Allow another trip, or open another shift."),
    Constraint.CAPACITY_WEIGHT: Words("Thêm chuyến, hoặc mở thêm ca.", "Allow another trip, or open another shift."),
    Constraint.WINDOW: Words("Hẹn lại giờ, hoặc mở ca sớm hơn.", "Agree another time, or open an earlier shift."),
    Constraint.SHIFT: Words(
        "Lùi giờ hết ca hoặc cho làm thêm giờ, mở thêm ca, hoặc để ngày sau.",
        "End the shift later or allow overtime, open another, or leave it for another day.",
    ),
    Constraint.SHARE_OF_DAY: Words(
        "Tăng phần ngày của bưu tá, hoặc mở thêm ca.", "Raise the carrier's share of the day, or open another shift."
    ),
    Constraint.WAVE: Words("Thêm đợt đi, hoặc để ngày sau.", "Add a wave, or leave it for another day."),
    Constraint.TRIPS: Words("Cho thêm chuyến trong ca.", "Allow the shift another trip."),
    Constraint.VEHICLE: Words("Bỏ giữ cho bưu tá, hoặc mở ca.", "Let it go from its carrier, or open a shift."),
}
"""What the office can do, by the limit that binds."""


def _instant(day: Day, second: int) -> datetime:
    return day.begins_at + timedelta(seconds=second)


_LEFT_OUT: Final[dict[LeftOut, dict[str, str]]] = {
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
    "forward": {
        "vi": "Phải chuyển tiếp đến nơi khác: cần địa chỉ mới và quyết định của bưu cục.",
        "en": "It is to be forwarded: it needs a new address and the office's decision.",
    },
    "no_linehaul": {
        "vi": "Chưa có đường thư nào đi từ nơi đang giữ đến bưu cục phát.",
        "en": "No linehaul route goes from where it is to the office that delivers it.",
    },
    "tried_today": {
        "vi": "Hôm nay đã đến mà chưa xong: đi lại ngày khác, hoặc ghi cách xử lý khác.",
        "en": "It was tried today and did not come about: another day, or say what shall be done instead.",
    },
    "closed_today": {
        "vi": "Nơi đến lấy hoặc giao đóng cửa cả ngày này.",
        "en": "Where it is fetched or brought is closed all that day.",
    },
    "pinned_absent": {
        "vi": "Được giữ cho một bưu tá không có ca trong ngày này: bỏ giữ, hoặc mở ca.",
        "en": "It is held to a carrier without a shift that day: let it go, or open a shift.",
    },
}
