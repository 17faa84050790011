"""The sums of a VROOM solution: its summary against its routes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from routing.verify.rules import Rule, Violation, differs, unless
from routing.vroom import model


def sums_told(answer: model.Answer) -> Iterator[Violation]:
    summary = answer.summary
    for name in ("cost", "duration", "setup", "service", "waiting_time"):
        total = sum(getattr(route, name) for route in answer.routes)
        kept = abs(total - getattr(summary, name)) <= len(answer.routes) * (name == "cost")
        yield from unless(kept, Rule.TOTALS, f"summary.{name}", total, getattr(summary, name))
    yield from differs(Rule.TOTALS, "summary.unassigned", len(answer.unassigned), summary.unassigned)
    yield from differs(Rule.TOTALS, "summary.routes", len(answer.routes), summary.routes)
    priority = sum(route.priority for route in answer.routes)
    yield from differs(Rule.TOTALS, "summary.priority", priority, summary.priority)
    for name in ("delivery", "pickup"):
        told = getattr(summary, name)
        added = added_up([getattr(route, name) for route in answer.routes])
        yield from differs(Rule.TOTALS, f"summary.{name}", added, cut(told))
    if summary.distance is not None:
        ridden_m = sum(route.distance or 0 for route in answer.routes)
        yield from differs(Rule.TOTALS, "summary.distance", ridden_m, summary.distance)
    yield from unless(not summary.violations, Rule.TOTALS, "summary.violations", "none", "some")


def added_up(amounts: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """The sums of amounts of whatever length, without the zeros at the end."""
    return cut([sum(place) for place in zip_longest(*amounts, fillvalue=0)])


def cut(amount: Sequence[int]) -> tuple[int, ...]:
    length = max((place for place, value in enumerate(amount, start=1) if value), default=0)
    return tuple(amount[:length])
