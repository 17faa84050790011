"""Re-checks a VROOM solution against the question it answers: VROOM's own rules, told step by step.

It knows neither our instance nor our engine: arrivals, waits, loads and sums are computed from the two files alone.
A leg is one of the matrix's; with a speed factor each may differ by the second that rounding loses. A route that ends
by the last start of a break need not hold it. Setup may be paid where it could be saved, never the other way round.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from routing.verify.rules import Rule, Violation, differs, unless
from routing.verify.vroom_sums import added_up, cut, sums_told
from routing.vroom import model

LATEST = 1 << 62
SAME_DEGREES = 1e-9  # VROOM writes positions a digit short


class _Task(NamedTuple):
    """A task and what it shares with its shipment; `change` is what it does to the load when made."""

    kind: str
    step: model.Step
    change: tuple[int, ...]
    skills: frozenset[int]
    priority: int
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    partner: int | None = None


Tasks = Mapping[tuple[str, int], _Task]


def verify_vroom(question: model.Question, answer: model.Answer) -> list[Violation]:
    """All violations of an answer; empty when it keeps every rule. Without matrices its legs cannot be judged."""
    tasks = _tasks(question)
    found = [*differs(Rule.INSTANCE, "code", 0, answer.code), *_coverage(tasks, answer)]
    vehicles = {vehicle.id: vehicle for vehicle in question.vehicles}
    for vehicle, times in Counter(route.vehicle for route in answer.routes).items():
        kept = vehicle in vehicles and times == 1
        found += unless(kept, Rule.VEHICLE, f"vehicle {vehicle}", "one route of a known vehicle", f"{times} routes")
    for route in answer.routes:
        if route.vehicle in vehicles and _knows_all(tasks, route):
            found += _Walk(tasks, vehicles[route.vehicle], route, question.matrices).violations()
    return [*found, *sums_told(answer)]


def _tasks(question: model.Question) -> Tasks:
    tasks: dict[tuple[str, int], _Task] = {}
    for job in question.jobs:
        change = tuple(put - taken for put, taken in zip((*job.pickup, 0, 0), (*job.delivery, 0, 0), strict=False))
        tasks["job", job.id] = _Task("job", job, change, frozenset(job.skills), job.priority, job.delivery, job.pickup)
    for shipment in question.shipments:
        up, down, amount = shipment.pickup, shipment.delivery, shipment.amount
        shared = frozenset(shipment.skills), shipment.priority
        tasks["pickup", up.id] = _Task("pickup", up, amount, *shared, pickup=amount, partner=down.id)
        lower = tuple(-load for load in amount)
        tasks["delivery", down.id] = _Task("delivery", down, lower, *shared, delivery=amount, partner=up.id)
    return tasks


TASKS = ("job", "pickup", "delivery")


def _knows_all(tasks: Tasks, route: model.DoneRoute) -> bool:
    return all((step.type, step.id) in tasks for step in route.steps if step.type in TASKS)


def _coverage(tasks: Tasks, answer: model.Answer) -> Iterator[Violation]:
    made = Counter((step.type, step.id) for route in answer.routes for step in route.steps if step.type in TASKS)
    left_out = Counter((each.type, each.id) for each in answer.unassigned)
    for name in [*made, *left_out]:
        yield from unless(name in tasks, Rule.ONCE, f"{name[0]} {name[1]}", "a task of the question", "unknown")
    for name in tasks:
        kept = made[name] + left_out[name] == 1
        told = f"{made[name]} and {left_out[name]} times"
        yield from unless(kept, Rule.ONCE, f"{name[0]} {name[1]}", "served once or unassigned once", told)


class _Walk:
    """One route walked step by step."""

    def __init__(
        self, tasks: Tasks, vehicle: model.Vehicle, route: model.DoneRoute, travel: Mapping[str, model.Matrices]
    ) -> None:
        self.tasks, self.vehicle, self.route = tasks, vehicle, route
        self.travel = travel.get(vehicle.profile)
        self.where = f"vehicle {vehicle.id}"
        self.size = len(vehicle.capacity)

    def violations(self) -> Iterator[Violation]:
        steps = self.route.steps
        kinds = [step.type for step in steps]
        shaped = len(kinds) > 2 and kinds[0] == "start" and kinds[-1] == "end" and {*kinds[1:-1]} <= {*TASKS, "break"}
        yield from unless(shaped, Rule.ENDS, self.where, "start, tasks and breaks, end", kinds)
        if not shaped:
            return
        yield from self._times()
        yield from self._ridden()
        yield from self._ends()
        yield from self._tasks_made()
        yield from self._setups()
        yield from self._breaks()
        yield from self._loads()
        yield from self._totals()
        yield from self._limits()
        yield from self._amounts()
        yield from self._places_told()

    def _times(self) -> Iterator[Violation]:
        """Each step is reached by what was ridden since the one before was left."""
        opens, closes = self.vehicle.time_window or (0, LATEST)
        steps = self.route.steps
        kept = opens <= steps[0].arrival and steps[-1].arrival <= closes
        yield from unless(kept, Rule.SHIFT, self.where, f"{opens}-{closes}", f"{steps[0].arrival}-{steps[-1].arrival}")
        slack = 0 if self.vehicle.speed_factor == 1 else 1
        for index, (before, here) in enumerate(pairwise(steps), start=1):
            left = before.arrival + before.waiting_time + before.setup + before.service
            ridden = here.duration - before.duration
            kept = ridden >= 0 and here.waiting_time >= 0 and abs(here.arrival - left - ridden) <= slack
            yield from unless(kept, Rule.TRAVEL, f"{self.where} step {index} arrival", left + ridden, here.arrival)

    def _legs(self) -> Iterator[tuple[model.DoneStep, model.DoneStep, int, int]]:
        """Each leg between two steps that are no breaks, with its row and column."""
        stops = [step for step in self.route.steps if step.type != "break"]
        for before, here in pairwise(stops):
            origin, target = self._index(before), self._index(here)
            if origin is not None and target is not None:
                yield before, here, origin, target

    def _ridden(self) -> Iterator[Violation]:
        if self.travel is None:
            return
        slack = 0 if self.vehicle.speed_factor == 1 else 1
        percent = round(100 / self.vehicle.speed_factor)
        for before, here, origin, target in self._legs():
            expected = -(-self.travel.durations[origin][target] * percent // 100)
            kept = abs(here.duration - before.duration - expected) <= slack
            where = f"{self.where} {origin}-{target}"
            yield from unless(kept, Rule.TRAVEL, where, expected, here.duration - before.duration)

    def _index(self, step: model.DoneStep) -> int | None:
        """Where a step stands, by the question and not by what the answer says of it."""
        if step.type in TASKS:
            return self._task(step).step.location_index
        return self.vehicle.start_index if step.type == "start" else self._end_index()

    def _end_index(self) -> int | None:
        if self.vehicle.end is not None or self.vehicle.end_index is not None:
            return self.vehicle.end_index
        last = next(step for step in reversed(self.route.steps) if step.type in TASKS)
        return self._task(last).step.location_index

    def _task(self, step: model.DoneStep) -> _Task:
        assert step.id is not None
        return self.tasks[step.type, step.id]

    def _ends(self) -> Iterator[Violation]:
        start, end = self.route.steps[0], self.route.steps[-1]
        for name, step, location in (
            ("start", start, self.vehicle.start),
            ("end", end, self.vehicle.end),
        ):
            if step.location_index is not None:
                index = self._index(step)
                yield from differs(Rule.ENDS, f"{self.where} {name} location_index", index, step.location_index)
            if location is not None and step.location is not None:
                kept = max(abs(a - b) for a, b in zip(location, step.location, strict=True)) < SAME_DEGREES
                yield from unless(kept, Rule.ENDS, f"{self.where} {name}", location, step.location)

    def _tasks_made(self) -> Iterator[Violation]:
        made = [(step, self._task(step)) for step in self.route.steps if step.type in TASKS]
        position = {(task.kind, task.step.id): index for index, (_, task) in enumerate(made)}
        for index, (step, task) in enumerate(made):
            where = f"{self.where} {task.kind} {task.step.id}"
            start = step.arrival + step.waiting_time
            windows = task.step.time_windows
            kept = not windows or any(earliest <= start <= latest for earliest, latest in windows)
            yield from unless(kept, Rule.WINDOW, where, f"within one of {list(windows)}", start)
            yield from differs(Rule.SERVICE, where, task.step.service, step.service)
            missing = sorted(task.skills - set(self.vehicle.skills))
            yield from differs(Rule.ASSIGNMENT, where, [], missing)
            if task.partner is not None:
                other = position.get(("delivery" if task.kind == "pickup" else "pickup", task.partner))
                kept = other is not None and (index < other if task.kind == "pickup" else other < index)
                yield from unless(kept, Rule.PAIR, where, "pickup, then delivery, on this route", other)

    def _setups(self) -> Iterator[Violation]:
        """A setup is paid on coming to a place, and need not be paid again there."""
        before: object = self._place(self.vehicle.start_index, self.vehicle.start)
        for step in (step for step in self.route.steps if step.type in TASKS):
            task = self._task(step)
            here = self._place(task.step.location_index, task.step.location)
            least = 0 if here == before else task.step.setup
            kept = least <= step.setup <= task.step.setup
            yield from unless(
                kept,
                Rule.SERVICE,
                f"{self.where} {task.kind} {step.id} setup",
                f"{least}-{task.step.setup}",
                step.setup,
            )
            before = here

    def _place(self, index: int | None, location: tuple[float, float] | None) -> object:
        return location if index is None else index

    def _breaks(self) -> Iterator[Violation]:
        taken = {step.id: step for step in self.route.steps if step.type == "break"}
        own = {pause.id for pause in self.vehicle.breaks}
        count = sum(step.type == "break" for step in self.route.steps)
        yield from unless(
            set(taken) <= own and count == len(taken), Rule.BREAK, self.where, "each of its breaks once", sorted(own)
        )
        for pause in self.vehicle.breaks:
            step = taken.get(pause.id)
            where = f"{self.where} break {pause.id}"
            latest = max((window[1] for window in pause.time_windows), default=LATEST)
            if step is None:
                yield from unless(self.route.steps[-1].arrival <= latest, Rule.BREAK, where, "taken", "missing")
                continue
            start = step.arrival + step.waiting_time
            kept = not pause.time_windows or any(first <= start <= last for first, last in pause.time_windows)
            yield from unless(kept, Rule.BREAK, where, f"within one of {list(pause.time_windows)}", start)
            yield from differs(Rule.BREAK, where, pause.service, step.service)

    def _loads(self) -> Iterator[Violation]:
        jobs = [self._task(step) for step in self.route.steps if step.type == "job"]
        load = [-sum(min(0, (*task.change, 0, 0)[place]) for task in jobs) for place in range(self.size)]
        for index, step in enumerate(self.route.steps):
            if step.type in TASKS:
                change = (*self._task(step).change, 0, 0)
                load = [here + change[place] for place, here in enumerate(load)]
            where = f"{self.where} step {index} load"
            kept = all(0 <= here <= most for here, most in zip(load, self.vehicle.capacity, strict=True))
            yield from unless(kept, Rule.CAPACITY, where, f"0-{list(self.vehicle.capacity)}", load)
            if step.load:
                yield from differs(Rule.LOAD, where, load, list(step.load))

    def _limits(self) -> Iterator[Violation]:
        ridden_s, most_s = self.route.steps[-1].duration, self.vehicle.max_travel_time
        kept = most_s is None or ridden_s <= most_s
        yield from unless(kept, Rule.DISTANCE, f"{self.where} travel time", f"at most {most_s}", ridden_s)
        tasks, most = sum(step.type in TASKS for step in self.route.steps), self.vehicle.max_tasks
        yield from unless(most is None or tasks <= most, Rule.CAPACITY, f"{self.where} tasks", f"at most {most}", tasks)

    def _amounts(self) -> Iterator[Violation]:
        """What the route carries in all, and what its tasks matter: a shipment counts at both its ends."""
        made = [self._task(step) for step in self.route.steps if step.type in TASKS]
        delivered = added_up(task.delivery for task in made)
        picked_up = added_up(task.pickup for task in made)
        yield from differs(Rule.TOTALS, f"{self.where} delivery", delivered, cut(self.route.delivery))
        yield from differs(Rule.TOTALS, f"{self.where} pickup", picked_up, cut(self.route.pickup))
        priority = sum(task.priority for task in made)
        yield from differs(Rule.TOTALS, f"{self.where} priority", priority, self.route.priority)
        told = len(self.route.violations) + sum(len(step.violations) for step in self.route.steps)
        yield from unless(not told, Rule.TOTALS, f"{self.where} violations", "none", told)

    def _places_told(self) -> Iterator[Violation]:
        """Where a task's step says it is, is where the question has it."""
        for step in (step for step in self.route.steps if step.type in TASKS):
            asked = self._task(step).step
            where = f"{self.where} {step.type} {step.id}"
            if step.location_index is not None:
                yield from differs(Rule.STOP, f"{where} location_index", asked.location_index, step.location_index)
            if step.location is not None and asked.location is not None:
                kept = max(abs(a - b) for a, b in zip(asked.location, step.location, strict=True)) < SAME_DEGREES
                yield from unless(kept, Rule.STOP, f"{where} location", asked.location, step.location)

    def _totals(self) -> Iterator[Violation]:
        route, steps = self.route, self.route.steps
        for name in ("setup", "service", "waiting_time"):
            total = sum(getattr(step, name) for step in steps)
            yield from differs(Rule.TOTALS, f"{self.where} {name}", total, getattr(route, name))
        yield from differs(Rule.TOTALS, f"{self.where} duration", steps[-1].duration, route.duration)
        costs = self.vehicle.costs
        expected = costs.fixed + route.duration * costs.per_hour / 3600
        kept = abs(expected - route.cost) <= 1
        yield from unless(kept, Rule.COST, f"{self.where} cost", round(expected), route.cost)
        if self.travel is None or self.travel.distances is None:
            return
        ways = self.travel.distances
        ridden_m = 0
        for _, here, origin, target in self._legs():
            ridden_m += ways[origin][target]
            if here.distance is not None:
                where = f"{self.where} {here.type} {here.id} distance"
                yield from differs(Rule.TOTALS, where, ridden_m, here.distance)
        if route.distance is not None:
            yield from differs(Rule.TOTALS, f"{self.where} distance", ridden_m, route.distance)
        most_m = self.vehicle.max_distance
        yield from unless(
            most_m is None or ridden_m <= most_m, Rule.DISTANCE, self.where, f"at most {most_m}", ridden_m
        )
