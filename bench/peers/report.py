"""Results of solvers side by side: a line for each, and what they come to."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median

import msgspec

OURS = "ours"
DISTRICT = "district"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One solver on one question; `cost` is ours, in seconds of carrier time, `told` what was wrong, if anything."""

    question: str
    solver: str
    seconds: float
    seed: int
    tasks: int
    vehicles: int = 0
    unserved: int = 0
    distance: float | None = None
    cost: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    at: str = ""
    told: str = ""

    @property
    def key(self) -> tuple[str, str, float, int]:
        return (self.question, self.solver, self.seconds, self.seed)


class Best(msgspec.Struct, frozen=True):
    """The best known: vehicles first, then distance."""

    vehicles: int
    distance: float


def line(result: Result, best: Best | None) -> str:
    """One result beside the best known, where one is known."""
    who = f"{result.question:<30} {result.solver:<8} seed {result.seed}"
    took = f"{result.cpu_s:6.1f} s cpu"
    if result.told:
        return f"{who}  {took}  {result.told}"
    if result.distance is None:
        return f"{who}  {took}  {result.vehicles:3} vehicles, {result.unserved:3} unserved, cost {result.cost:10,}"
    gap_told = "   absent" if best is None else f"{gap(result, best):+8.2f} %"
    more = "" if best is None else f" ({result.vehicles - best.vehicles:+})"
    left = f", {result.unserved} unserved" if result.unserved else ""
    return f"{who}  {took}  {result.vehicles:3} vehicles{more}  {result.distance:12.4f}  {gap_told}{left}"


def gap(result: Result, best: Best) -> float:
    """How much longer than the best known, in percent."""
    assert result.distance is not None
    return 100 * (result.distance / best.distance - 1)


def summary(results: Sequence[Result], best: Mapping[str, Best]) -> Iterator[str]:
    """By solver, how often it reached the best known vehicles and the mean gap where it did; each district's costs."""
    yield ""
    for solver in dict.fromkeys(result.solver for result in results):
        own = [result for result in results if result.solver == solver]
        yield from _public_summary(solver, own, best)
    for question in dict.fromkeys(result.question for result in results if result.question.startswith(DISTRICT)):
        yield from _district_summary(question, [result for result in results if result.question == question])


def _public_summary(solver: str, own: Sequence[Result], best: Mapping[str, Best]) -> Iterator[str]:
    judged = [result for result in own if result.question in best and not result.told]
    if not judged:
        return
    whole = [result for result in judged if not result.unserved]
    equal = [result for result in whole if result.vehicles <= best[result.question].vehicles]
    more = mean(result.vehicles - best[result.question].vehicles for result in whole) if whole else 0.0
    gaps = [gap(result, best[result.question]) for result in equal]
    told = f"mean gap there {mean(gaps):+.2f} %, median {median(gaps):+.2f} %" if gaps else "no gap to tell"
    failed = sum(bool(result.told) for result in own)
    yield (
        f"{solver:<8} best known vehicles on {len(equal)} of {len(judged)}, {more:+.2f} vehicles on average; {told};"
        f" {len(judged) - len(whole)} not all served, {failed} failed"
    )


def _district_summary(question: str, results: Sequence[Result]) -> Iterator[str]:
    """Means over each solver's seeds, and by how much ours is cheaper."""
    told = {}
    for solver in dict.fromkeys(result.solver for result in results if not result.told):
        own = [result for result in results if result.solver == solver and not result.told]
        told[solver] = (mean(result.cost for result in own), mean(result.unserved for result in own))
    ours = told.get(OURS, (0.0, 0.0))[0]
    parts = [
        f"{solver} {cost:,.0f} with {unserved:g} unserved"
        + (f" (ours {100 * (ours / cost - 1):+.1f} %)" if ours else "")
        for solver, (cost, unserved) in told.items()
    ]
    yield f"{question}: {'; '.join(parts)}"
