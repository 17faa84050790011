"""What one plan of a day has otherwise than another: by carrier, and what is left out."""

from bisect import bisect_left
from uuid import UUID

from courier.database import Executor
from courier.errors import Conflict
from courier.planning.model import CarrierDifference, PlanDifference, PlanRouteView, PlanView
from courier.planning.plans.read_plan import get_plan


async def compare_plans(connection: Executor, before_id: UUID, after_id: UUID, asked_by: UUID) -> PlanDifference:
    """The way from one plan to the other. Raises `NotFound`, and `Conflict` where they are not of one office's day."""
    before, after = await get_plan(connection, before_id, asked_by), await get_plan(connection, after_id, asked_by)
    if _day_of(before) != _day_of(after):
        raise Conflict("Hai kế hoạch không cùng bưu cục và ngày", "The two plans are not of one office's day")
    return difference(before, after)


def difference(before: PlanView, after: PlanView) -> PlanDifference:
    """By carrier in the order of the later plan; carriers for whom nothing changes are left out."""
    carriers = {route.carrier_id: route.carrier_name for route in [*after.routes, *before.routes]}
    changed = [
        found
        for carrier_id, name in carriers.items()
        if (found := _of_carrier(carrier_id, name, before, after)) is not None
    ]
    left_before, left_after = ({job.job_id for job in plan.unserved} for plan in (before, after))
    now_left, no_longer_left = sorted(left_after - left_before), sorted(left_before - left_after)
    words_vi = [carrier.vi for carrier in changed]
    words_en = [carrier.en for carrier in changed]
    if now_left or no_longer_left:
        words_vi.append(f"Chưa xếp được tuyến: thêm {len(now_left)}, bớt {len(no_longer_left)}.")
        words_en.append(f"Left out: {len(now_left)} more, {len(no_longer_left)} no longer.")
    return PlanDifference(
        before_id=before.summary.plan_id,
        after_id=after.summary.plan_id,
        carriers=changed,
        now_unserved=now_left,
        no_longer_unserved=no_longer_left,
        distance_m=after.summary.distance_m - before.summary.distance_m,
        vi=" ".join(words_vi) or "Hai bản như nhau.",
        en=" ".join(words_en) or "The two are the same.",
    )


def _of_carrier(carrier_id: UUID, name: str, before: PlanView, after: PlanView) -> CarrierDifference | None:
    old, new = _routes(before, carrier_id), _routes(after, carrier_id)
    jobs_in, jobs_out = sorted(_jobs(new) - _jobs(old)), sorted(_jobs(old) - _jobs(new))
    moved = _count_moved(old, new)
    stops = sum(len(route.stops) for route in new) - sum(len(route.stops) for route in old)
    distance_m = sum(route.distance_m for route in new) - sum(route.distance_m for route in old)
    duration_s = _duration_s(new) - _duration_s(old)
    if not (jobs_in or jobs_out or moved or stops or distance_m or duration_s):
        return None
    km, minutes = f"{distance_m / 1000:+.1f} km".replace(".", ","), f"{round(duration_s / 60):+d}"
    return CarrierDifference(
        carrier_id=carrier_id,
        carrier_name=name,
        jobs_in=jobs_in,
        jobs_out=jobs_out,
        stops_moved=moved,
        stops=stops,
        distance_m=distance_m,
        duration_s=duration_s,
        vi=f"{name}: nhận thêm {len(jobs_in)}, bớt {len(jobs_out)}, đổi thứ tự {moved} điểm; {km}, {minutes} phút.",
        en=f"{name}: {len(jobs_in)} jobs more, {len(jobs_out)} fewer, {moved} stops in another order; "
        f"{km.replace(',', '.')}, {minutes} min.",
    )


def _count_moved(old: list[PlanRouteView], new: list[PlanRouteView]) -> int:
    """Of the visits that both have, how many no longer stand in the order they had: all less the longest that do."""
    order = {visit: place for place, visit in enumerate(_visits(old))}
    places = [order[visit] for visit in _visits(new) if visit in order]
    tails: list[int] = []
    for place in places:  # the longest rising run, by patience sorting
        spot = bisect_left(tails, place)
        tails[spot : spot + 1] = [place]
    return len(places) - len(tails)


def _visits(routes: list[PlanRouteView]) -> list[tuple[UUID, str]]:
    return [(visit.job_id, stop.act) for route in routes for stop in route.stops for visit in stop.visits]


def _jobs(routes: list[PlanRouteView]) -> set[UUID]:
    return {job_id for job_id, _ in _visits(routes)}


def _duration_s(routes: list[PlanRouteView]) -> int:
    return sum(int((route.returns_at - route.leaves_at).total_seconds()) for route in routes)


def _routes(plan: PlanView, carrier_id: UUID) -> list[PlanRouteView]:
    return [route for route in plan.routes if route.carrier_id == carrier_id]


def _day_of(plan: PlanView) -> tuple[object, ...]:
    return plan.summary.office_id, plan.summary.on_date
