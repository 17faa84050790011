"""Our own planner, measured as the others are."""

from bench.peers.process import Orders, run_peer
from routing import solve, warm
from routing.instance import Instance
from routing.plan import ENGINES, Limits, Plan


def orders_of(plan: Plan) -> Orders:
    return {route.vehicle: [planned.visit for stop in route.stops for planned in stop.visits] for route in plan.routes}


def answer(instance: Instance, seconds: float, seed: int) -> Orders:
    return orders_of(solve(instance, Limits(seconds=seconds, seed=seed, engine=ENGINES[0])))


if __name__ == "__main__":
    warm()
    run_peer(answer, "ours")
