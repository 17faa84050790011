"""One job more in a published plan: `python -m bench.replan [--jobs 300] [--inserts 60] [--seconds 10]`.

The made-up district of `bench.routing_district` with a plan in force that lacks one job; each in turn is put in, nobody
else moved, then at most three others. CPU milliseconds of the planner, p50 and p95: the plan opened for it (cold), and
held open (warm). What it costs more, beside what planning anew for `--seconds` brings.
"""

import argparse
from random import Random
from time import process_time

import msgspec

from bench.routing_district import district
from routing import Rearrangement, Standing, remove, solve, verify, warm
from routing.instance import Instance, PublishedRoute
from routing.plan import Limits, Plan, Reason, Removal

MOVED_S = 600
"""As the product counts a job that changes carrier."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.replan", description=__doc__)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--inserts", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--anew", type=int, default=3, help="how many are compared with planning anew")
    options = parser.parse_args()
    instance = district(options.jobs, options.seed)
    warm()  # else the compiler takes the seconds
    plan = solve(instance, Limits(seconds=options.seconds))
    served = [visit.visit.request for route in plan.routes for stop in route.stops for visit in stop.visits]
    print(f"{instance.name}: {len(plan.routes)} routes, {len(plan.unserved)} of {options.jobs} not served")
    chosen = Random(options.seed).sample(sorted(set(served)), min(options.inserts, len(set(served))))
    told = [found for request in chosen if (found := _without(instance, plan, request)) is not None]
    for most_moved in (0, 3):
        _measure(told, most_moved)
    for asked, before, request in told[: options.anew]:
        _beside_planning_anew(asked, before, request, options.seconds)


def _without(instance: Instance, plan: Plan, request: str) -> tuple[Instance, Plan, str] | None:
    """The question and the plan in force that lacks the request; None where it cannot be taken out."""
    found = remove(instance, plan, request)
    if not isinstance(found, Removal):
        return None
    published = tuple(
        PublishedRoute(vehicle=route.vehicle, visits=tuple(v.visit for stop in route.stops for v in stop.visits))
        for route in found.plan.routes
    )
    costs = msgspec.structs.replace(instance.costs, moved_s=MOVED_S)
    return msgspec.structs.replace(instance, published=published, costs=costs), found.plan, request


def _measure(told: list[tuple[Instance, Plan, str]], most_moved: int) -> None:
    cold_ms, warm_ms, moved, added_s, unmoved_s = [], [], [], [], []
    refused = 0
    for instance, plan, request in told:
        began = process_time()
        standing = Standing(instance, plan)
        standing.insert(request, most_moved=most_moved)
        cold_ms.append((process_time() - began) * 1000)
        began = process_time()
        found = standing.insert(request, most_moved=most_moved)
        warm_ms.append((process_time() - began) * 1000)
        if isinstance(found, Reason):
            refused += 1
            continue
        if wrong := verify(instance, found.insertion.plan):
            raise SystemExit(f"{request}: {wrong[:3]}")
        moved.append(len(found.moved))
        added_s.append(found.insertion.added_cost_s)
        unmoved_s.append(found.added_cost_unmoved_s)
    print(
        f"at most {most_moved} moved: cold p50 {_at(cold_ms, 0.5):.0f} p95 {_at(cold_ms, 0.95):.0f} ms,"
        f" warm p50 {_at(warm_ms, 0.5):.0f} p95 {_at(warm_ms, 0.95):.0f} ms CPU;"
        f" {len(added_s)} put in, {refused} fit nowhere; mean +{sum(added_s) / max(1, len(added_s)):.0f} s,"
        f" {sum(moved)} others moved, {max(moved, default=0)} at once at most",
        flush=True,
    )


def _beside_planning_anew(instance: Instance, plan: Plan, request: str, seconds: float) -> None:
    found = Standing(instance, plan).insert(request)
    anew = solve(instance, Limits(seconds=seconds), warm_start=plan)
    if isinstance(found, Rearrangement):
        cost_s, best_s = found.insertion.plan.cost.total_s, anew.cost.total_s
        print(
            f"{request}: {cost_s:,} s put in, {best_s:,} s planned anew from it in {seconds:g} s:"
            f" {100 * (cost_s - best_s) / best_s:+.2f} %, {anew.cost.moved_s // MOVED_S} moved by that",
            flush=True,
        )


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    main()
