"""What a run told, as a page: means by set, then every instance beside the best known."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median

from bench.peers.report import DISTRICT, OURS, Best, Result, gap

LI_LIM, HOMBERGER, SOLOMON = "Li & Lim", "Gehring & Homberger", "Solomon"
SETS = {"lc": LI_LIM, "lr": LI_LIM, "lrc": LI_LIM, "c": HOMBERGER, "r": HOMBERGER, "rc": HOMBERGER}
NAMES = {OURS: "Courier", "vroom": "VROOM, its own end", "pyvrp": "PyVRP", "ortools": "OR-Tools"}


def page(results: Sequence[Result], best: Mapping[str, Best]) -> str:
    """Markdown; of each solver the runs of one instance stand side by side, by their seeds."""
    return "\n".join([*_head(results), "", *_means(results, best), "", *_rows(results, best)]) + "\n"


def _head(results: Sequence[Result]) -> Iterator[str]:
    days = sorted({result.at[:10] for result in results})
    seconds = sorted({f"{result.seconds:g}" for result in results})
    machine = f"{os.cpu_count()} × {platform.machine()}"
    yield "# Mọi đề bài công khai / Every public instance"
    yield ""
    dates = " … ".join(dict.fromkeys((days[0], days[-1])))
    yield f"Đo / Measured {dates}, {machine}, {', '.join(seconds)} s CPU; VROOM (x = 5, một luồng / one thread) đến khi"
    yield "tự dừng / to its own end."
    yield "`python -m routing bench DIR --all --results FILE --table docs/planner_release.md`."
    yield "Số xe hơn kỷ lục, rồi quãng đường hơn kỷ lục; không có kỷ lục: số xe, quãng đường. Mọi lời giải qua cùng một"
    yield "bộ soát. / Vehicles above the best known, then the gap to its distance; where none is known, vehicles and"
    yield "distance. Every answer by the same judge."


def _means(results: Sequence[Result], best: Mapping[str, Best]) -> Iterator[str]:
    yield "| bộ đề / set | lời giải / solver | đủ ít xe / best known vehicles | xe hơn / vehicles above, mean |" + (
        " cách / gap there, mean | median | hỏng / failed |"
    )
    yield "|---|---|---|---|---|---|---|"
    judged = [result for result in results if result.question in best]
    for name in sorted({_set_of(result) for result in judged}):
        for solver in dict.fromkeys(result.solver for result in judged):
            own = [result for result in judged if _set_of(result) == name and result.solver == solver]
            if own:
                yield _mean(name, NAMES.get(solver, solver), own, best)


def _mean(name: str, solver: str, own: Sequence[Result], best: Mapping[str, Best]) -> str:
    whole = [result for result in own if not result.told and not result.unserved]
    above = [result.vehicles - best[result.question].vehicles for result in whole]
    gaps = [gap(result, best[result.question]) for result, more in zip(whole, above, strict=True) if more <= 0]
    cells = [
        f"{len(gaps)}/{len(own)}",
        f"{mean(above):+.2f}" if above else "–",
        f"{_percent(mean(gaps))}" if gaps else "–",
        f"{_percent(median(gaps))}" if gaps else "–",
        f"{len(own) - len(whole)}",
    ]
    return f"| {name} | {solver} | {' | '.join(cells)} |"


def _set_of(result: Result) -> str:
    """The public set's name and its size, by the instance's name: lrc1_4_2, rc2_6_1, lc101, R112."""
    name = SETS.get(result.question.rstrip("_0123456789").lower(), "Khác / others")
    size = result.question.split("_")[1] if result.question.count("_") == 2 else "1"
    return f"{SOLOMON if name == HOMBERGER and size == '1' else name} {size}00"


def _rows(results: Sequence[Result], best: Mapping[str, Best]) -> Iterator[str]:
    columns = dict.fromkeys((result.solver, result.seed) for result in results)
    seeds = {solver: sum(each == solver for each, _ in columns) for solver, _ in columns}
    names = [NAMES.get(solver, solver) + (f", seed {seed}" if seeds[solver] > 1 else "") for solver, seed in columns]
    yield f"| đề / instance (kỷ lục / best known) | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    told = {(result.question, result.solver, result.seed): result for result in results}
    for question in dict.fromkeys(result.question for result in results):
        known = best.get(question)
        beside = f" ({known.vehicles}, {known.distance:.1f})" if known else ""
        cells = [_cell(told.get((question, *column)), known) for column in columns]
        yield f"| {question}{beside} | {' | '.join(cells)} |"


def _cell(result: Result | None, best: Best | None) -> str:
    if result is None:
        return "–"
    if result.told:
        return result.told.replace("|", "/")[:40]
    left = f", {result.unserved} left out" if result.unserved else ""
    took = f", {result.cpu_s:.1f} s" if result.solver == "vroom" else ""
    if result.question.startswith(DISTRICT) or result.distance is None:
        return f"{result.cost:,}{left}{took}"
    if best is None:
        return f"{result.vehicles}, {result.distance:.1f}{left}{took}"
    more = result.vehicles - best.vehicles
    return (f"{more:+}, " if more else "") + _percent(gap(result, best)) + left + took


def _percent(value: float) -> str:
    return f"{value if abs(value) >= 0.005 else 0.0:+.2f} %"
