"""Re-checks an answer to a public benchmark file from the file's own numbers, in double precision.

Travel time is Euclidean distance, nothing is rounded. `TOLERANCE` forgives what adding doubles loses, no more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

import msgspec

from routing.benchmarks import Row, Sheet
from routing.verify.rules import Rule, Violation, differs, unless

TOLERANCE = 1e-6


class NotServed(msgspec.Struct, frozen=True, kw_only=True):
    """A node that no route serves, and why in words."""

    id: int
    reason: str = ""


class SheetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in the file's own node numbers, the depot left out; `distance` in the file's unit."""

    routes: tuple[tuple[int, ...], ...]
    unassigned: tuple[NotServed, ...] = ()
    vehicles: int
    distance: float
    seconds: float = 0.0


def verify_sheet(sheet: Sheet, answer: SheetAnswer) -> list[Violation]:
    """All violations of an answer; empty when it keeps every rule of the file."""
    rows = {row.number: row for row in sheet.rows}
    found = list(_coverage(sheet, answer))
    known = [route for route in answer.routes if all(number in rows for number in route)]
    for number, route in enumerate(known):
        found += _route(sheet, f"route {number}", [rows[node] for node in route])
    if len(known) == len(answer.routes):
        distance = sum(length(sheet, [rows[node] for node in route]) for route in known)
        kept = abs(distance - answer.distance) <= TOLERANCE * max(1.0, distance)
        found += unless(kept, Rule.TOTALS, "distance", distance, answer.distance)
    return found


def length(sheet: Sheet, rows: Sequence[Row]) -> float:
    """From the depot through the rows and back."""
    around = [sheet.rows[0], *rows, sheet.rows[0]]
    return sum(distance(here, there) for here, there in pairwise(around))


def distance(here: Row, there: Row) -> float:
    return hypot(here.x - there.x, here.y - there.y)


def _coverage(sheet: Sheet, answer: SheetAnswer) -> Iterator[Violation]:
    yield from differs(Rule.TOTALS, "vehicles", len(answer.routes), answer.vehicles)
    few = len(answer.routes) <= sheet.vehicles
    yield from unless(few, Rule.VEHICLE, "routes", f"at most {sheet.vehicles}", len(answer.routes))
    customers = {row.number for row in sheet.rows[1:]}
    told = Counter(node for route in answer.routes for node in route)
    left_out = Counter(each.id for each in answer.unassigned)
    for node in [*told, *left_out]:
        yield from unless(node in customers, Rule.ONCE, str(node), "a customer of the file", "unknown, or the depot")
    for node in customers:
        kept = told[node] + left_out[node] == 1
        expected = "served once or unassigned once"
        yield from unless(kept, Rule.ONCE, str(node), expected, f"{told[node]} and {left_out[node]} times")
    if sheet.is_paired:
        for row in sheet.rows[1:]:
            kept = not row.delivery or left_out[row.number] == left_out[row.delivery]
            yield from unless(kept, Rule.ONCE, str(row.number), "left out with its delivery", "left out alone")


def _route(sheet: Sheet, where: str, rows: Sequence[Row]) -> Iterator[Violation]:
    yield from unless(bool(rows), Rule.VEHICLE, where, "at least one customer", "none")
    yield from _times(sheet, where, rows)
    yield from _loads(sheet, where, rows)
    position = {row.number: index for index, row in enumerate(rows)}
    for row in rows if sheet.is_paired else ():
        partner = row.delivery or row.pickup
        other = position.get(partner)
        here = position[row.number]
        kept = other is not None and (here < other if row.delivery else other < here)
        yield from unless(kept, Rule.PAIR, f"{where}, {row.number}", f"on the route of {partner}, in order", other)


def _times(sheet: Sheet, where: str, rows: Sequence[Row]) -> Iterator[Violation]:
    depot = sheet.rows[0]
    here, free = depot, depot.ready + depot.service
    for row in rows:
        start = max(row.ready, free + distance(here, row))
        kept = start <= row.due + TOLERANCE
        yield from unless(kept, Rule.WINDOW, f"{where}, {row.number}", f"start by {row.due:g}", start)
        here, free = row, start + row.service
    home = free + distance(here, depot)
    yield from unless(home <= depot.due + TOLERANCE, Rule.SHIFT, where, f"home by {depot.due:g}", home)


def _loads(sheet: Sheet, where: str, rows: Sequence[Row]) -> Iterator[Violation]:
    """Pairs are loaded on the way, deliveries all at the depot."""
    load = 0 if sheet.is_paired else sum(row.demand for row in rows)
    peak, least = load, load
    for row in rows:
        load += row.demand if sheet.is_paired else -row.demand
        peak, least = max(peak, load), min(least, load)
    kept = least >= 0 and peak <= sheet.capacity
    yield from unless(kept, Rule.CAPACITY, where, f"0-{sheet.capacity}", f"{least}-{peak}")
