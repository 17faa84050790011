"""One request taken out of a plan, and what that does to everyone else."""

from routing.engine.amendment import Amendment
from routing.engine.reasons import reason_to_stay
from routing.instance import Instance
from routing.plan import Plan, Reason, Removal


def remove(instance: Instance, plan: Plan, request: str) -> Removal | Reason:
    """The plan without a request; the others keep their order and start as early as that lets them.

    `saved_cost_s` counts no lost prize. What is done, on board or locked stays (LOCKED). Raises UnfitPlan (the request
    is unknown or not planned, or the plan's routes do not hold here), InvalidInstance.
    """
    amendment = Amendment(instance, plan)
    task = amendment.get_task(request, is_planned=True)
    if (stays := reason_to_stay(amendment.solution, task)) is not None:
        return stays
    owner = amendment.solution.rider_of[task.index]
    assert owner is not None
    cost_s = amendment.solution.riding_s
    amendment.take_out(task)
    shorter = amendment.write()
    return Removal(
        vehicle=amendment.problem.riders[owner].vehicle.id,
        saved_cost_s=cost_s - amendment.solution.riding_s,
        saved_travel_s=plan.cost.travel_s - shorter.cost.travel_s,
        delays=amendment.delays(shorter, request),
        plan=shorter,
    )
