"""The planner beside others on the same questions: `python -m routing bench DIR --against vroom,pyvrp,ortools`.

DIR holds the public sets' folders and `best_known.csv`. Each solver runs in a process of its own, one after the other,
on as many of the processor's seconds (VROOM to its own end), and every answer is judged by our own rules; what breaks
one is shown as broken. Each result is appended to RESULTS as it comes, and what stands there is not run again.
Without --all the fixed sample: 24 public instances, two seeds for ours, and four districts of the seeded generator;
of a DIR that holds less than half of those instances, every one there is, without districts.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.peers.process import PeerAnswer, asked_instance
from bench.peers.report import DISTRICT, OURS, Best, Result, line, summary
from bench.peers.table import page
from routing import adopt, verify
from routing.errors import RoutingError
from routing.instance import Instance, Shipment
from routing.plan import Plan
from routing.questions import read_question, verify_answer, write_answer

PEERS = ("vroom", "pyvrp", "ortools")
VROOM_TASKS = 200
"""What VROOM is asked of the sample's public instances: beyond, its own end is minutes away."""
CLOCK_PER_SECOND = 12
LONGEST_S = 3600.0
STARTS_S = 600.0
"""What a process may take to be ready: its first compiles the search."""
SAMPLE = (
    *("lc104", "lr104", "lr203", "lrc104", "lrc203"),
    *("lc1_2_3", "lr1_2_2", "lr2_2_2", "lrc1_2_3", "lrc2_2_1"),
    *("lc1_4_3", "lr1_4_2", "lrc1_4_1"),
    *("lr1_6_1", "lrc1_6_2"),
    *("c1_2_2", "r1_2_2", "r2_2_2", "rc1_2_2", "rc2_2_2"),
    *("r1_4_2", "rc1_4_1", "c2_4_2"),
    "R112",
)
DISTRICTS = (
    "district 100 101",
    "district 100 102 without lunch",
    "district 300 101",
    "district 300 102 without lunch",
)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder}: không có thư mục này / no such folder", file=sys.stderr)
        return 2
    best = _best_known(options.folder)
    against = [name for name in options.against.split(",") if name]
    if unknown := set(against) - set(PEERS):
        print(f"no such peer: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    asked = list(_asked(options))
    done = {result.key: result for result in _stored(options.results)}
    if done:
        print(
            f"{options.results}: {len(done)} kết quả đã có được dùng lại / results there are told again, not run anew"
        )
    told: list[Result] = []
    for question, solver, seed in _runs(asked, against, options):
        result = done.get((_name(question), solver, options.seconds, seed))
        if result is None:
            result = measure(question, solver, options.seconds, seed)
            with options.results.open("ab") as file:
                file.write(msgspec.json.encode(result) + b"\n")
        told.append(result)
        print(line(result, best.get(result.question)), flush=True)
    for said in summary(told, best):
        print(said)
    if options.table is not None and told:
        options.table.write_text(page(told, best))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m routing bench", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="instances, instead of the sample")
    parser.add_argument("--seconds", type=_seconds, default=10)
    parser.add_argument("--against", default=",".join(PEERS), help="peers by comma; none: ''")
    parser.add_argument("--seeds", type=int, default=2, help="of ours; peers run one")
    parser.add_argument("--all", action="store_true", help="every instance present: hours")
    parser.add_argument("--no-districts", action="store_true")
    parser.add_argument("--table", type=Path, help="a page to write: means by set, and every instance")
    parser.add_argument("--results", type=Path, default=Path("bench-results.jsonl"), help="JSON lines, appended to")
    return parser


def _seconds(text: str) -> float:
    if not 0 < (seconds := float(text)) < LONGEST_S:
        raise ValueError(text)
    return seconds


def _asked(options: argparse.Namespace) -> Iterator[str]:
    """Paths and districts."""
    files = {path.stem: path for path in sorted(options.folder.rglob("*.txt"))}
    is_sampled = 2 * len(files.keys() & set(SAMPLE)) >= len(SAMPLE)
    for name in options.names or (SAMPLE if is_sampled and not options.all else sorted(files)):
        if name not in files:
            if options.names:
                raise SystemExit(f"no instance {name} under {options.folder}")
        elif _is_question(files[name]):
            yield str(files[name])
    if is_sampled and not options.names and not options.no_districts:
        yield from DISTRICTS


def _is_question(path: Path) -> bool:
    """Whether there is anything to measure; if not, it is said why."""
    try:
        read_question(path)
    except RoutingError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return False
    return True


def _runs(asked: list[str], against: list[str], options: argparse.Namespace) -> Iterator[tuple[str, str, int]]:
    for question in asked:
        for seed in range(options.seeds):
            yield question, OURS, seed
        for peer in against:
            if _can_ask(peer, question, options.all):
                yield question, peer, 0


def _can_ask(peer: str, question: str, is_all: bool) -> bool:
    """PyVRP knows neither lunch nor a desk's two windows; VROOM's own end is minutes away where there is much."""
    if question.startswith(DISTRICT):
        return peer != "pyvrp"
    return peer != "vroom" or is_all or _tasks(read_question(Path(question)).instance) <= VROOM_TASKS + 20


def _tasks(instance: Instance) -> int:
    return sum(2 if isinstance(request, Shipment) else 1 for request in instance.requests)


def measure(question: str, solver: str, seconds: float, seed: int) -> Result:
    """One solver's process on one question, its answer judged."""
    instance = asked_instance(question)
    result = Result(
        question=_name(question),
        solver=solver,
        seconds=seconds,
        seed=seed,
        tasks=_tasks(instance),
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", f"bench.peers.{solver}", question, str(answer)]
        limit_s = LONGEST_S if solver == "vroom" else STARTS_S + CLOCK_PER_SECOND * seconds
        try:
            subprocess.run(
                [*command, "--seconds", f"{seconds}", "--seed", f"{seed}"],
                check=True,
                capture_output=True,
                timeout=limit_s,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
            said = (failure.stderr or b"").decode(errors="replace").strip().splitlines()
            return msgspec.structs.replace(result, told=said[-1] if said else str(failure))
        return _judged(result, question, instance, msgspec.json.decode(answer.read_bytes(), type=PeerAnswer))


def _judged(result: Result, question: str, instance: Instance, answer: PeerAnswer) -> Result:
    """By our own arithmetic; a benchmark's distance in the file's own unit, in double precision."""
    timed = msgspec.structs.replace(result, cpu_s=round(answer.cpu_s, 2), wall_s=round(answer.wall_s, 2))
    plan = adopt(instance, {vehicle: [order] for vehicle, order in answer.orders.items() if order}, judge_others=False)
    if not isinstance(plan, Plan):
        return msgspec.structs.replace(
            timed, told=f"broken: {plan.vehicle} {plan.visit} {plan.reason.constraint.value}"
        )
    found = verify(instance, plan)
    distance = None
    if not question.startswith(DISTRICT):
        asked = read_question(Path(question))
        text = write_answer(asked, plan, answer.wall_s)
        found += verify_answer(asked, text)
        distance = msgspec.json.decode(text)["distance"] if asked.sheet is not None else None
    return msgspec.structs.replace(
        timed,
        vehicles=len(plan.routes),
        unserved=len(plan.unserved),
        distance=distance,
        cost=plan.cost.total_s,
        told=f"broken: {found[0]}" if found else "",
    )


def _name(question: str) -> str:
    return question if question.startswith(DISTRICT) else Path(question).stem


def _best_known(folder: Path) -> dict[str, Best]:
    """The table beside the instances, or beside their folder."""
    path = next(
        (each / "best_known.csv" for each in (folder, folder.parent) if (each / "best_known.csv").exists()), None
    )
    if path is None:
        return {}
    with path.open() as table:
        return {row["instance"]: Best(int(row["vehicles"]), float(row["distance"])) for row in csv.DictReader(table)}


def _stored(path: Path) -> Iterator[Result]:
    """What a run before left; a line cut off by its end is run again."""
    for text in path.read_bytes().splitlines() if path.exists() else []:
        try:
            yield msgspec.json.decode(text, type=Result)
        except msgspec.DecodeError:
            continue


if __name__ == "__main__":
    sys.exit(main())
