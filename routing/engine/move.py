"""One planned request given to another vehicle, and what that does to everyone else."""

from routing.engine.amendment import Amendment
from routing.engine.reasons import reason_to_stay
from routing.instance import Instance
from routing.plan import Insertion, Plan, Reason


def move(
    instance: Instance, plan: Plan, request: str, vehicle: str, *, judge_others: bool = True
) -> Insertion | Reason:
    """Takes a request out of its route and puts it best into the vehicle's (its own: where it lies best there).

    `added_cost_s` and `added_travel_s` are net of what the old route saves. The reason why it does not fit is measured
    on `vehicle`; what is done, on board or locked stays (LOCKED). `judge_others` as for `routing.insert`.
    Raises UnfitPlan (the request or vehicle is unknown, the request not planned, or the plan's routes do not hold
    here), InvalidInstance.
    """
    amendment = Amendment(instance, plan)
    task = amendment.get_task(request, is_planned=True)
    rider = amendment.rider_named(vehicle)
    if (stays := reason_to_stay(amendment.solution, task)) is not None:
        return stays
    owner = amendment.solution.rider_of[task.index]
    assert owner is not None
    cost_s = amendment.solution.riding_s
    amendment.take_out(task)
    place = amendment.put_in(task, rider)
    if isinstance(place, Reason):
        return place
    moved = amendment.write(judge_others)
    return Insertion(
        vehicle=vehicle,
        added_cost_s=amendment.solution.riding_s - cost_s,
        added_travel_s=moved.cost.travel_s - plan.cost.travel_s,
        delays=amendment.delays(moved, request),
        plan=moved,
        from_vehicle=amendment.problem.riders[owner].vehicle.id,
    )
