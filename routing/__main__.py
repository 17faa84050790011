"""`python -m routing`: solves and verifies question files, draws their plans and measures the planner against others.

FILE is Li & Lim's, Solomon's or Gehring & Homberger's text, VROOM's JSON or our own; without --format its text tells.
Exit code 0: done and verified; 1: the plan breaks a rule; 2: the input cannot be used.
"""

import argparse
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from importlib.util import find_spec
from math import inf
from pathlib import Path
from threading import Event, current_thread, main_thread
from time import monotonic
from types import FrameType

import msgspec

from routing import solve, verify, warm
from routing.errors import InvalidInstance, RoutingError, UnreadableFile, UnsupportedFeature
from routing.files import plan_from_json
from routing.plan import ENGINES, Limits, Plan, Progress
from routing.plot import plot
from routing.questions import (
    Asked,
    Format,
    Objective,
    lines_of,
    read_question,
    verify_answer,
    write_answer,
)
from routing.reading import read_text, telling
from routing.verify.rules import IN_VIETNAMESE, Violation
from routing.words import reason_in_words

MOST_CORES = 128
UNREACHABLE = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EISDIR: "là thư mục, không phải tệp",
    errno.ENOTDIR: "không phải thư mục",
    errno.EACCES: "không có quyền",
    errno.ENOSPC: "hết chỗ trên đĩa",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one act and gives its exit code; see the module."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.act(options))
    except (InvalidInstance, UnsupportedFeature) as refusal:
        for problem in refusal.problems:
            print(f"{problem.field}: {problem.vi} / {problem.en}", file=sys.stderr)
    except OSError as error:
        vi = UNREACHABLE.get(error.errno or 0, "không đọc hoặc ghi được")
        print(f"{error.filename}: {vi} / {error.strerror}", file=sys.stderr)
    except RoutingError as error:
        print(error, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m routing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    acts = parser.add_subparsers(required=True, metavar="ACT")
    _add_solve(
        acts.add_parser("solve", help="lập kế hoạch, soát lại, báo chi phí / make a plan, verify it, say what it costs")
    )
    _add_verify(acts.add_parser("verify", help="soát kế hoạch chỉ từ đề bài / re-check a plan from its question alone"))
    _add_plot(acts.add_parser("plot", help="vẽ kế hoạch ra SVG / draw a plan as SVG"))
    warming = acts.add_parser("warm", help="biên dịch sẵn, báo nơi lưu / compile the search now, say where it is kept")
    warming.set_defaults(act=_warm)
    _add_bench(
        acts.add_parser("bench", help="đo bên cạnh bộ giải khác (`./run bench` cài sẵn) / measure beside other solvers")
    )
    return parser


def _add_solve(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument(
        "--seconds", type=_seconds, help="giây CPU từ khi đọc xong đề / of the processor, from the loaded question (10)"
    )
    parser.add_argument(
        "--iterations",
        type=_iterations,
        help="thay cho giây: lần nào cũng một kế hoạch / instead of seconds: the same plan every time",
    )
    parser.add_argument("--cores", type=_cores, default=1, help="số lõi dùng / how many cores (1)")
    parser.add_argument("--seed", type=int, default=0, help="mầm ngẫu nhiên / of chance (0)")
    parser.add_argument(
        "--objective",
        type=Objective,
        choices=list(Objective),
        metavar="vehicles|distance",
        help="theo dạng đề / the format's own",
    )
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument(
        "--warm-start", type=Path, metavar="PLAN", help="kế hoạch courier để bắt đầu / a courier plan to begin from"
    )
    parser.add_argument("--out", type=Path, metavar="PLAN")
    parser.set_defaults(act=_solve)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("plan", type=Path)
    parser.set_defaults(act=_verify)


def _add_plot(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("plan", type=Path)
    parser.add_argument("picture", type=Path, help="tệp SVG sẽ ghi / where the SVG goes")
    parser.set_defaults(act=_plot)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="xem / see `bench --help`")
    parser.set_defaults(act=_bench)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--format", type=Format, choices=list(Format), metavar="|".join(each.value for each in Format), default=None
    )


def _seconds(text: str) -> float:
    with suppress(ValueError):
        seconds = float(text)
        if 0 <= seconds < inf:
            return seconds
    raise argparse.ArgumentTypeError(f"{text!r} không phải số giây / is no number of seconds")


def _iterations(text: str) -> int:
    return _whole(text, 0, 1 << 62)


def _cores(text: str) -> int:
    return _whole(text, 1, MOST_CORES)


def _whole(text: str, least: int, most: int) -> int:
    with suppress(ValueError):
        if least <= (number := int(text)) <= most:
            return number
    told = f"{least}–{most}"
    raise argparse.ArgumentTypeError(
        f"{text!r} không phải số nguyên trong khoảng {told} / is no whole number in {told}"
    )


def _refuse_unwritable(path: Path | None) -> None:
    """Raises OSError: known before the work, not after it."""
    if path is None:
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    folder = path.parent
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _solve(options: argparse.Namespace) -> int:
    _refuse_unwritable(options.out)
    asked = _read_question(options, options.objective)
    plan = _read_plan(options.warm_start) if options.warm_start else None
    seconds = 10.0 if options.seconds is None and options.iterations is None else options.seconds
    limits = Limits(
        seconds=seconds,
        iterations=options.iterations,
        seed=options.seed,
        threads=_threads(options),
        engine=options.engine,
    )
    if limits.engine == ENGINES[0]:
        warm()
    started_s = monotonic()
    with _until_interrupted() as should_stop:
        plan = solve(asked.instance, limits, plan, on_progress=_print_progress, should_stop=should_stop)
    answer = write_answer(asked, plan, monotonic() - started_s)
    if options.out:
        options.out.write_bytes(answer)
    _print_summary(asked, plan, answer)
    return _print_violations([*verify(asked.instance, plan), *verify_answer(asked, answer)])


@contextmanager
def _until_interrupted() -> Iterator[Callable[[], bool]]:
    """Ctrl-C ends the search with the best plan so far; a second one ends everything."""
    stop = Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if current_thread() is not main_thread():  # only there may signals be caught
        yield stop.is_set
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield stop.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _threads(options: argparse.Namespace) -> int:
    """As many as asked for; where seconds count no more than the machine has, for they would share these."""
    has = os.cpu_count() or 1
    if options.iterations is not None or options.cores <= has:
        return int(options.cores)
    print(f"máy chỉ có {has} lõi: dùng {has} / this machine has {has} cores: {has} are used", file=sys.stderr)
    return has


def _read_question(options: argparse.Namespace, objective: Objective | None = None) -> Asked:
    with _named(options.file):
        return read_question(options.file, options.format, objective)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Of two files given, which one is not what it should be is said."""
    try:
        yield
    except UnreadableFile as error:
        raise UnreadableFile(f"{path}: {error.vi}", error.en) from error


def _read_plan(path: Path) -> Plan:
    with _named(path), telling("kế hoạch courier", "courier plan"):
        return plan_from_json(read_text(path))


def _verify(options: argparse.Namespace) -> int:
    asked = _read_question(options)
    with _named(options.plan):
        return _print_violations(verify_answer(asked, read_text(options.plan)))


def _plot(options: argparse.Namespace) -> int:
    _refuse_unwritable(options.picture)
    asked = _read_question(options)
    with _named(options.plan):
        answer = read_text(options.plan)
        if code := _print_violations(verify_answer(asked, answer)):
            return code
    options.picture.write_text(plot(asked.instance, lines_of(asked, answer), asked.instance.name), encoding="utf-8")
    return 0


def _warm(_options: argparse.Namespace) -> int:
    print(warm() or "không lưu được / kept nowhere")
    return 0


def _bench(options: argparse.Namespace) -> int:
    """A process of its own: the peers stand in `bench/`, which no wheel holds and the planner does not know."""
    if find_spec("bench") is None:
        print("bench chạy trong kho mã / bench runs in a checkout, set up by `./run bench`", file=sys.stderr)
        return 2
    return subprocess.call([sys.executable, "-m", "bench.routing_peers", *options.arguments])


def _print_progress(progress: Progress) -> None:
    served = f"{progress.served}/{progress.requests}"
    print(f"{progress.elapsed_s:7.2f} s  {served:>9}  {progress.cost.total_s}", file=sys.stderr)


def _print_summary(asked: Asked, plan: Plan, answer: bytes) -> None:
    told = f"{len(plan.routes)} tuyến / routes, {len(plan.unserved)} chưa xếp / unserved"
    if asked.sheet is not None:  # counted in vehicles and the file's own unit, not in seconds of anybody's time
        print(f"{told}, quãng đường / distance {msgspec.json.decode(answer)['distance']:.4f}")
        return
    print(f"{told}, chi phí / cost {plan.cost.total_s} s")
    if plan.is_estimated:
        print("thời gian đi là ước tính / travel is estimated")
    for unserved in plan.unserved:
        words = reason_in_words(asked.instance, unserved.reason, asked.instance.origin_at.tzinfo or UTC)
        print(f"{unserved.request}: {words.vi} / {words.en}")


def _print_violations(violations: list[Violation]) -> int:
    for violation in violations:
        rule, expected, found = violation.rule, violation.expected, violation.found
        print(
            f"{rule.name} {violation.where}: cần {expected}, thấy {found} ({IN_VIETNAMESE[rule]}) / "
            f"expected {expected}, found {found} ({rule.value})"
        )
    print("không đúng / broken" if violations else "đã soát, đúng / verified")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
