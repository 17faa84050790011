"""`python -m routing`: solves and verifies instance files, ours (JSON) and those of the public benchmark sets."""

import argparse
import sys
from datetime import UTC
from pathlib import Path

import msgspec

from routing import solve, verify
from routing.benchmarks import exact_distance
from routing.errors import InvalidInstance, RoutingError, UnsupportedFeature
from routing.files import plan_from_json, plan_to_json, read_instance
from routing.instance import Instance
from routing.plan import Limits, Plan, Progress
from routing.words import reason_in_words


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: done and verified; 1: the plan breaks a rule; 2: the input cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.act(options))
    except (InvalidInstance, UnsupportedFeature) as refusal:
        for problem in refusal.problems:
            print(f"{problem.field}: {problem.vi} / {problem.en}", file=sys.stderr)
    except (OSError, msgspec.DecodeError, RoutingError) as error:
        print(error, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m routing", description=__doc__)
    acts = parser.add_subparsers(required=True)
    solving = acts.add_parser("solve", help="make a plan, verify it, say what it costs")
    solving.add_argument("instance", type=Path, help="our JSON, Li & Lim, Solomon or Homberger")
    solving.add_argument("--seconds", type=float)
    solving.add_argument("--iterations", type=int, help="instead of seconds: the same plan every time")
    solving.add_argument("--seed", type=int, default=0)
    solving.add_argument("--threads", type=int, default=1)
    solving.add_argument("--warm-start", type=Path, metavar="PLAN")
    solving.add_argument("--out", type=Path, metavar="PLAN")
    solving.set_defaults(act=_solve)
    verifying = acts.add_parser("verify", help="re-check a plan from its instance alone")
    verifying.add_argument("instance", type=Path)
    verifying.add_argument("plan", type=Path)
    verifying.set_defaults(act=_verify)
    return parser


def _solve(options: argparse.Namespace) -> int:
    instance = read_instance(options.instance)
    seconds = 10.0 if options.seconds is None and options.iterations is None else options.seconds
    limits = Limits(seconds=seconds, iterations=options.iterations, seed=options.seed, threads=options.threads)
    warm_start = plan_from_json(options.warm_start.read_bytes()) if options.warm_start else None
    plan = solve(instance, limits, warm_start, on_progress=_print_progress)
    if options.out:
        options.out.write_bytes(plan_to_json(plan))
    _print_summary(instance, plan)
    return _print_violations(instance, plan)


def _verify(options: argparse.Namespace) -> int:
    return _print_violations(read_instance(options.instance), plan_from_json(options.plan.read_bytes()))


def _print_progress(progress: Progress) -> None:
    served = f"{progress.served}/{progress.requests}"
    print(f"{progress.elapsed_s:7.2f} s  {served:>9}  {progress.cost.total_s}", file=sys.stderr)


def _print_summary(instance: Instance, plan: Plan) -> None:
    print(f"routes {len(plan.routes)}, unserved {len(plan.unserved)}, cost {plan.cost.total_s} s")
    if plan.providers == ("euclidean",):
        print(f"distance {exact_distance(instance, plan):.4f}")
    for unserved in plan.unserved:
        words = reason_in_words(instance, unserved.reason, instance.origin_at.tzinfo or UTC)
        print(f"{unserved.request}: {words.vi} / {words.en}")


def _print_violations(instance: Instance, plan: Plan) -> int:
    violations = verify(instance, plan)
    for violation in violations:
        print(
            f"{violation.rule.name} {violation.where}: "
            f"expected {violation.expected}, found {violation.found} ({violation.rule.value})"
        )
    print("broken" if violations else "verified")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
