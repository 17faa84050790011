"""The planner on public instances: `python -m bench.routing_public FOLDER [lr101 …] [--seconds 10]`.

FOLDER holds `best_known.csv` and the sets' folders. Prints, for each instance, vehicles above the best known and the
distance gap where vehicles are equal; every plan is verified first.
"""

import argparse
import csv
from pathlib import Path

from routing import solve, verify
from routing.benchmarks import exact_distance
from routing.files import read_instance
from routing.plan import Limits


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.routing_public", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="all present when none is named")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with (options.folder / "best_known.csv").open() as table:
        best_known = {row["instance"]: row for row in csv.DictReader(table)}
    gaps = []
    for name in options.names or sorted(best_known):
        row = best_known[name]
        found = list(options.folder.glob(f"*/{name}.txt"))
        if not found:
            continue
        vehicles, distance = measure(found[0], Limits(seconds=options.seconds, seed=options.seed))
        more = vehicles - int(row["vehicles"])
        gap = 100 * (distance / float(row["distance"]) - 1)
        gaps.append((more, gap))
        print(f"{name:<10} {vehicles:3} vehicles ({more:+})  {distance:12.4f}  {gap:+7.2f} %", flush=True)
    equal = [gap for more, gap in gaps if more <= 0]
    if equal:
        mean = sum(equal) / len(equal)
        print(f"best known vehicles on {len(equal)} of {len(gaps)}, mean distance gap there {mean:+.2f} %")


def measure(path: Path, limits: Limits) -> tuple[int, float]:
    """Vehicles and distance of a verified plan that serves everything."""
    instance = read_instance(path)
    plan = solve(instance, limits)
    if plan.unserved or verify(instance, plan):
        raise SystemExit(f"{path.stem}: {len(plan.unserved)} unserved, {verify(instance, plan)[:3]}")
    return len(plan.routes), exact_distance(instance, plan)


if __name__ == "__main__":
    main()
