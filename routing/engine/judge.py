"""A plan's reasons told anew."""

from routing.engine.amendment import Amendment
from routing.instance import Instance
from routing.plan import Plan


def judge(instance: Instance, plan: Plan) -> Plan:
    """The same routes, and why each request left out is: for plans changed without judging the others on the way.

    Raises UnfitPlan (the plan's routes do not hold here), InvalidInstance.
    """
    return Amendment(instance, plan).write()
