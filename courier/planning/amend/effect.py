"""What a change by hand does, in figures and in words."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from courier.planning.day import Day
from courier.planning.model import AmendmentEffect, MovedJob, NotPlaced, StopDelay
from routing.instance import VisitRef
from routing.plan import Plan

MOST_TOLD: Final = 5
"""How many reasons of a kind the words give; all of them stand in the effect."""


def effect_of(
    day: Day,
    before: Plan,
    after: Plan,
    *,
    placed: list[UUID],
    not_placed: list[NotPlaced],
    fell_out: list[NotPlaced],
    added_travel_s: int,
    added_cost_unmoved_s: int | None = None,
) -> AmendmentEffect:
    """The way from one plan of the same question to the other. Pure."""
    names = {str(shift.shift_id): shift.carrier_name for shift in day.shifts}
    delays = _delays(before, after, names)
    ends_before, ends_after = (
        {route.vehicle: (route.depart_s, route.end_s) for route in plan.routes} for plan in (before, after)
    )
    longer = {
        vehicle: _lasts(ends_after.get(vehicle)) - _lasts(ends_before.get(vehicle))
        for vehicle in ends_before | ends_after
        if ends_before.get(vehicle) != ends_after.get(vehicle)
    }
    moved = _moved(before, after, names)
    vi, en = _in_words({names[vehicle]: by_s for vehicle, by_s in longer.items()}, delays, not_placed, fell_out)
    if moved:
        price_s = None if added_cost_unmoved_s is None else added_cost_unmoved_s - _cost_s(after) + _cost_s(before)
        vi, en = (f"{text}; {said}" for text, said in zip((vi, en), _moved_in_words(moved, price_s), strict=True))
    return AmendmentEffect(
        is_possible=bool(placed),
        placed=placed,
        not_placed=not_placed,
        fell_out=fell_out,
        delays=delays,
        added_travel_s=added_travel_s,
        added_duration_s=sum(longer.values()),
        vi=vi,
        en=en,
        moved=moved,
        moved_cost_s=after.cost.moved_s - before.cost.moved_s,
        added_cost_s=_cost_s(after) - _cost_s(before),
        added_cost_unmoved_s=added_cost_unmoved_s,
    )


def _cost_s(plan: Plan) -> int:
    return plan.cost.total_s - plan.cost.lost_prizes_s


def _moved(before: Plan, after: Plan, names: Mapping[str, str]) -> list[MovedJob]:
    had, has = ({visit.request: vehicle for vehicle, visit in _starts(plan)} for plan in (before, after))
    return [
        MovedJob(job_id=UUID(request), from_carrier=names[had[request]], to_carrier=names[vehicle])
        for request, vehicle in sorted(has.items())
        if had.get(request, vehicle) != vehicle
    ]


def _moved_in_words(moved: list[MovedJob], dearer_unmoved_s: int | None) -> tuple[str, str]:
    """`dearer_unmoved_s`: by how much the change costs more where nobody else is moved; None: it is not possible."""
    vi = f"{len(moved)} việc khác đổi bưu tá"
    en = f"{len(moved)} other jobs change carrier"
    if dearer_unmoved_s is not None:
        vi += f" (không đổi ai thì {say_difference(dearer_unmoved_s)})"
        en += f" (if nobody is moved {say_difference(dearer_unmoved_s, 'h', 'min')})"
    return vi, en


def _lasts(times: tuple[int, int] | None) -> int:
    return 0 if times is None else times[1] - times[0]


def _delays(before: Plan, after: Plan, names: Mapping[str, str]) -> list[StopDelay]:
    """Every visit of both plans, on the same route, that begins at another time."""
    starts = _starts(before)
    return [
        StopDelay(
            carrier_name=names[vehicle],
            job_id=UUID(visit.request),
            act=visit.action.value,
            delay_s=start_s - starts[vehicle, visit],
        )
        for (vehicle, visit), start_s in _starts(after).items()
        if starts.get((vehicle, visit), start_s) != start_s
    ]


def _starts(plan: Plan) -> dict[tuple[str, VisitRef], int]:
    return {
        (route.vehicle, planned.visit): planned.start_s
        for route in plan.routes
        for stop in route.stops
        for planned in stop.visits
    }


def _in_words(
    longer: Mapping[str, int], delays: list[StopDelay], not_placed: list[NotPlaced], fell_out: list[NotPlaced]
) -> tuple[str, str]:
    vi = [f"{name} {say_difference(by_s)}" for name, by_s in longer.items()]
    en = [f"{name} {say_difference(by_s, 'h', 'min')}" for name, by_s in longer.items()]
    if late := [delay.delay_s for delay in delays if delay.delay_s > 0]:
        vi.append(f"{len(late)} việc khác chậm lại, nhiều nhất {say_difference(max(late))}")
        en.append(f"{len(late)} other visits later, by {say_difference(max(late), 'h', 'min')} at most")
    vi += [f"không xếp được: {out.vi}" for out in not_placed[:MOST_TOLD]]
    en += [f"cannot be placed: {out.en}" for out in not_placed[:MOST_TOLD]]
    vi += [f"không giữ được trong tuyến: {out.vi}" for out in fell_out[:MOST_TOLD]]
    en += [f"cannot be kept in its route: {out.en}" for out in fell_out[:MOST_TOLD]]
    if (more := sum(max(0, len(jobs) - MOST_TOLD) for jobs in (not_placed, fell_out))) > 0:
        vi.append(f"và {more} việc khác cũng vậy")
        en.append(f"and {more} more likewise")
    return "; ".join(vi) or "Không đổi gì.", "; ".join(en) or "Nothing changes."


def say_difference(seconds: int, hour: str = "giờ", minute: str = "phút") -> str:
    """Signed, in whole minutes: «+56 phút», «+1 giờ 56 phút», «-2 giờ»."""
    minutes = round(seconds / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest} {minute}"
    return f"{sign}{hours} {hour} {rest} {minute}" if rest else f"{sign}{hours} {hour}"
