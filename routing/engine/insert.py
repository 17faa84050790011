"""Requests put into a plan as it stands: the cheapest place of each and what that does to everyone else."""

from collections.abc import Iterable, Iterator

from routing.engine.amendment import Amendment
from routing.instance import Instance
from routing.plan import Insertion, Plan, Reason


def insert(
    instance: Instance, plan: Plan, request: str, vehicle: str | None = None, *, judge_others: bool = True
) -> Insertion | Reason:
    """Where a request fits best into the routes of a plan, or of one vehicle; none reordered. Or why it does not fit.

    The instance holds the request, the plan's routes do not. The place is the cheapest there is, whatever the
    prize: whether it is worth it is the caller's to say. What is done or locked stays at the head of its route. The
    reason's numbers are those of `vehicle` where one is given. Without `judge_others`, what else is left out keeps the
    reason that `plan` told: that is quick, and true of the plan as it was. Raises UnfitPlan (the request or
    vehicle is unknown, the request planned already, or the plan's routes do not hold here), InvalidInstance.
    """
    return next(insert_each(instance, plan, [request], vehicle, judge_others=judge_others))


def insert_each(
    instance: Instance, plan: Plan, requests: Iterable[str], vehicle: str | None = None, *, judge_others: bool = True
) -> Iterator[Insertion | Reason]:
    """What `insert` says of each request in turn, put into the plan that those before it made; quicker than one by one.

    What a request adds is counted from the plan before it. Raises as `insert`, when its turn comes.
    """
    amendment = Amendment(instance, plan)
    rider = None if vehicle is None else amendment.rider_named(vehicle)
    for request in requests:
        place = amendment.put_in(amendment.get_task(request, is_planned=False), rider)
        if isinstance(place, Reason):
            yield place
            continue
        before, longer = amendment.before, amendment.write(judge_others)
        yield Insertion(
            vehicle=amendment.problem.riders[place[0]].vehicle.id,
            added_cost_s=place[1].cost,
            added_travel_s=longer.cost.travel_s - before.cost.travel_s,
            delays=amendment.delays(longer, request),
            plan=longer,
        )
        amendment.before = longer
