"""OR-Tools' routing library, as `routing.engine.ortools_routing` asks it."""

from bench.peers.ours import orders_of
from bench.peers.process import Orders, run_peer
from routing import solve
from routing.instance import Instance
from routing.plan import Limits


def answer(instance: Instance, seconds: float, seed: int) -> Orders:
    return orders_of(solve(instance, Limits(seconds=seconds, seed=seed, engine="ortools")))


if __name__ == "__main__":
    run_peer(answer, "ortools")
