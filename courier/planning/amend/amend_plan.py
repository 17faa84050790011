"""Change a plan by hand: look at what a change does, or make it.

A change of the plan in force is in force at once, as its next version; a change of a draft is the next draft. At most
the routes it names change: the others are ridden in the order they were told, and what is behind a carrier never moves.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.planning.amend.effect import effect_of
from courier.planning.amend.model import Assign, Change, Fill, Insert, Move, Reassign
from courier.planning.amend.standing_plan import Kept, StandingPlan, know_roads, read_kept_plan
from courier.planning.amend.warm import WARM
from courier.planning.keep_plan import keep_plan, left_out_in_words, reason_in_office_words
from courier.planning.model import Amendment, AmendmentEffect, NotPlaced, PlanOrigin
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan_summary
from courier.planning.travel.find_roads import NO_ROADS, RoadFinder
from routing import insert_each, judge, move
from routing.plan import Constraint, Insertion, Plan, Reason

MOST_AT_ONCE = 200
"""How many jobs one change may place."""


async def preview_change(
    pool: Pool, plan_id: UUID, change: Change, asked_by: UUID, roads: RoadFinder = NO_ROADS
) -> AmendmentEffect:
    """What the change would do; nothing is written. Raises `NotFound`, `Conflict` as `amend_plan` does."""
    await know_roads(pool, plan_id, asked_by, roads)
    kept = await in_transaction(pool, lambda connection: read_kept_plan(connection, plan_id, asked_by, roads))
    changed = await asyncio.to_thread(_make, kept, change)
    return changed.effect


async def amend_plan(
    connection: Connection, plan_id: UUID, change: Change, asked_by: UUID, roads: RoadFinder = NO_ROADS
) -> Amendment:
    """Make the change: a new version, verified, in force at once where the plan changed is.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at the plan's office and what the change names is
    part of that day; `Conflict` where it is not possible, naming the limit, or the plan is replaced or closed.
    """
    kept = await read_kept_plan(connection, plan_id, asked_by, roads)
    changed = await asyncio.to_thread(_make, kept, change)
    if not changed.effect.is_possible:
        raise Conflict(changed.effect.vi, changed.effect.en)
    plan = await asyncio.to_thread(_with_reasons, kept, changed.plan)
    new_id = await keep_plan(
        connection, kept.day, kept.question, plan, asked_by, origin=_ORIGIN[type(change)], based_on=plan_id
    )
    if new_id is None:  # the day was read in this transaction, but custody goes on without locking it
        raise Conflict("Công việc trong ngày vừa thay đổi, hãy làm lại", "The day has just changed; do it once more")
    if kept.locked.status != "draft":
        await publish_plan(connection, new_id, asked_by)
    return Amendment(effect=changed.effect, plan=await get_plan_summary(connection, new_id, asked_by))


def _with_reasons(kept: Kept, plan: Plan) -> Plan:
    """Why jobs are left out, as the plan before said it where it says it of all of them; else judged anew.

    That a job would fit is true of no plan but the one it was said of.
    """
    told = {
        unserved.request: unserved.reason
        for unserved in kept.answer.unserved
        if unserved.reason.constraint is not Constraint.LEFT_OUT
    }
    if not all(unserved.request in told for unserved in plan.unserved):
        return judge(kept.question.instance, plan)
    unserved = tuple(msgspec.structs.replace(left, reason=told[left.request]) for left in plan.unserved)
    return msgspec.structs.replace(plan, unserved=unserved)


class _Changed:
    """A plan while it is changed, job by job."""

    def __init__(self, kept: Kept, standing: StandingPlan) -> None:
        self.kept = kept
        self.standing = standing
        self.plan: Plan = standing.plan
        self.placed: list[UUID] = []
        self.not_placed: list[NotPlaced] = []
        self.added_travel_s = 0
        self.added_cost_unmoved_s: int | None = None

    def note(self, request: str, found: Insertion | Reason) -> None:
        """What became of one job; what does not fit is noted with its reason."""
        if isinstance(found, Reason):
            self.not_placed.append(_not_placed(self.standing, request, found))
            return
        self.plan = found.plan
        self.added_travel_s += found.added_travel_s
        self.placed.append(UUID(request))

    @property
    def effect(self) -> AmendmentEffect:
        fell_out = [_not_placed(self.standing, request, reason) for request, reason in self.standing.fell_out.items()]
        return effect_of(
            self.kept.day,
            self.standing.plan,
            self.plan,
            placed=self.placed,
            not_placed=self.not_placed,
            fell_out=[out for out in fell_out if out.job_id not in self.placed],
            added_travel_s=self.added_travel_s,
            added_cost_unmoved_s=self.added_cost_unmoved_s,
        )


_ORIGIN: dict[type[Change], PlanOrigin] = {
    Insert: "inserted",
    Move: "moved",
    Assign: "assigned",
    Reassign: "reassigned",
    Fill: "filled",
}


def _make(kept: Kept, change: Change) -> _Changed:
    match change:
        case Insert():
            return _insert_one(kept, change)
        case Move(job_id=job_id, carrier_id=carrier_id):
            return _move(kept, job_id, _vehicle_of(kept, carrier_id))
        case Assign(job_ids=job_ids, carrier_id=carrier_id):
            standing = WARM.open(kept).standing
            chosen = job_ids or [UUID(unserved.request) for unserved in standing.plan.unserved]
            return _insert(kept, standing, chosen, _vehicle_of(kept, carrier_id))
        case Reassign(shift_id=shift_id):
            return _reassign(kept, shift_id)
        case Fill():
            standing = WARM.open(kept).standing
            return _insert(kept, standing, _by_worth(standing), None)


def _by_worth(standing: StandingPlan) -> list[UUID]:
    """The jobs that no route has: what must be served first, then what is worth most, of equals the oldest."""
    left = {unserved.request for unserved in standing.plan.unserved}
    ready = {str(job.job_id): job.ready_at for job in standing.day.jobs}
    asked = [request for request in standing.instance.requests if request.id in left]
    asked.sort(key=lambda r: (r.prize_s is not None, -(r.prize_s or 0), ready[r.id]))
    return [UUID(request.id) for request in asked]


def _insert_one(kept: Kept, change: Insert) -> _Changed:
    vehicle = None if change.carrier_id is None else _vehicle_of(kept, change.carrier_id)
    warm, request = WARM.open(kept), str(change.job_id)
    if request not in {unserved.request for unserved in warm.standing.plan.unserved}:
        return _insert(kept, warm.standing, [change.job_id], vehicle)
    _refuse_silent(kept, vehicle)
    changed = _Changed(kept, warm.standing)
    found = warm.insert(request, vehicle, change.most_moved)
    if isinstance(found, Reason):
        changed.note(request, found)
    else:
        changed.note(request, found.insertion)
        changed.added_cost_unmoved_s = found.added_cost_unmoved_s
    return changed


def _insert(kept: Kept, standing: StandingPlan, job_ids: Iterable[UUID], vehicle: str | None) -> _Changed:
    changed, absent = _Changed(kept, standing), {unserved.request for unserved in standing.plan.unserved}
    wanted: list[str] = []
    _refuse_silent(kept, vehicle)
    for job_id in list(dict.fromkeys(job_ids))[:MOST_AT_ONCE]:
        request = str(job_id)
        if (why := kept.question.left_out.get(job_id)) is not None:
            changed.not_placed.append(NotPlaced(job_id=job_id, constraint=why, **left_out_in_words(why)))
        elif request in absent:
            wanted.append(request)
        else:
            _refuse_presumed(kept, job_id)
            _refuse_unasked(standing, request)
            raise Conflict(
                "Việc này đã có trong tuyến: hãy chuyển nó sang bưu tá khác", "That job is in a route: move it instead"
            )
    # quick: why other jobs are left out is told once, of the plan that is kept
    answers = insert_each(standing.instance, standing.plan, wanted, vehicle, judge_others=False)
    for request, found in zip(wanted, answers, strict=True):
        changed.note(request, found)
    return changed


def _move(kept: Kept, job_id: UUID, vehicle: str) -> _Changed:
    _refuse_presumed(kept, job_id)
    _refuse_silent(kept, vehicle)
    standing = WARM.open(kept).standing
    _refuse_unasked(standing, str(job_id))
    if str(job_id) in {unserved.request for unserved in standing.plan.unserved}:
        return _insert(kept, standing, [job_id], vehicle)
    changed = _Changed(kept, standing)
    changed.note(str(job_id), move(standing.instance, standing.plan, str(job_id), vehicle, judge_others=False))
    return changed


def _reassign(kept: Kept, shift_id: UUID) -> _Changed:
    """What an ended shift still had to do is offered to the others in its order, each job at its best place.

    What its carrier holds stays with him, and is listed, until it is handed over by scan: a plan moves no custody.
    """
    if str(shift_id) in {vehicle.id for vehicle in kept.question.instance.vehicles}:
        raise Conflict("Ca này còn chạy: kết thúc ca trước rồi chia tuyến", "That shift is not over: end it first")
    left = [
        visit.job_id for visit in kept.day.published if visit.shift_id == shift_id and visit.state == "pending"
    ] or [
        UUID(v.visit.request)
        for r in kept.answer.routes
        if r.vehicle == str(shift_id)
        for s in r.stops
        for v in s.visits
    ]
    if not left:
        raise NotFound("Ca này không còn việc nào trong kế hoạch", "That shift has nothing left in the plan")
    standing = WARM.open(kept).standing
    absent = {UUID(unserved.request) for unserved in standing.plan.unserved} | set(kept.question.left_out)
    return _insert(kept, standing, [job_id for job_id in dict.fromkeys(left) if job_id in absent], None)


def _vehicle_of(kept: Kept, carrier_id: UUID) -> str:
    """The carrier's first shift that is not over."""
    vehicles = {vehicle.id for vehicle in kept.question.instance.vehicles}
    for shift in kept.day.shifts:
        if shift.carrier_id == carrier_id and str(shift.shift_id) in vehicles:
            return str(shift.shift_id)
    raise NotFound("Bưu tá này không còn ca trong ngày", "This carrier has no shift left that day")


def _refuse_unasked(standing: StandingPlan, request: str) -> None:
    if not any(asked.id == request for asked in standing.instance.requests):
        raise NotFound("Việc này không thuộc ngày của bưu cục", "That job is not part of the office's day")


def _refuse_presumed(kept: Kept, job_id: UUID) -> None:
    """Nobody can tell a carrier who is not heard of that a job is another's now: he would come for it all the same."""
    shift_id = kept.question.presumed.shift_of(job_id)
    if shift_id is not None:
        raise Conflict(*_not_heard_of(kept, shift_id, "việc này vẫn của người đó", "the job stays his"))


def _refuse_silent(kept: Kept, vehicle: str | None) -> None:
    if vehicle is not None and UUID(vehicle) in kept.question.presumed.silences:
        raise Conflict(*_not_heard_of(kept, UUID(vehicle), "chưa giao thêm việc được", "nothing can be given to him"))


def _not_heard_of(kept: Kept, shift_id: UUID, vi: str, en: str) -> tuple[str, str]:
    name = next(shift.carrier_name for shift in kept.day.shifts if shift.shift_id == shift_id)
    heard_at = kept.question.presumed.silences[shift_id].heard_at
    since_vi, since_en = (
        (f" từ {heard_at.astimezone(VIETNAM):%H:%M}", f" since {heard_at.astimezone(VIETNAM):%H:%M}")
        if heard_at
        else ("", "")
    )
    return (
        f"Chưa nghe tin {name}{since_vi}, coi như đang đi theo tuyến: {vi}. Đợi có tin, hoặc kết thúc ca nếu không đi",
        f"{name} is not heard of{since_en} and presumed on route: {en}. Wait for news, or end the shift if he is not",
    )


def _not_placed(standing: StandingPlan, request: str, reason: Reason) -> NotPlaced:
    words = reason_in_office_words(standing.day, standing.instance, reason)
    return NotPlaced(job_id=UUID(request), constraint=reason.constraint.value, vi=words.vi, en=words.en)
