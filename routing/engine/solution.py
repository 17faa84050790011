"""A tour for each rider and the tasks in none of them: what the search moves about. Copied, then changed."""

from collections.abc import Iterable, Iterator, Sequence

from routing.engine.balance import BALANCED, Balance
from routing.engine.clockwork import NEVER
from routing.engine.insertion import Spot, added_by_opening, cheapest_spot
from routing.engine.problem import Problem, Task
from routing.engine.shortlist import Shortlist
from routing.engine.tour import Tour, without_idle_trips


class Solution:
    """`tours` by rider, `rider_of` by task (None: left out), `absent` those left out."""

    __slots__ = ("_cost", "_shortlist", "absent", "problem", "rider_of", "tours")

    def __init__(self, problem: Problem) -> None:
        """Nothing but what is done or locked is served."""
        self.problem = problem
        self.tours = [Tour(problem, rider, rider.head) for rider in problem.riders]
        self._shortlist: Shortlist | None = None
        self.rider_of: list[int | None] = [None] * len(problem.tasks)
        self.absent = {task.index for task in problem.tasks if task.nodes}
        self._cost = sum(problem.tasks[task].penalty for task in self.absent) + sum(tour.cost for tour in self.tours)

    def copy(self) -> "Solution":
        twin = object.__new__(Solution)
        twin.problem = self.problem
        twin.tours = self.tours.copy()
        twin._shortlist = self._shortlist
        twin.rider_of = self.rider_of.copy()
        twin.absent = self.absent.copy()
        twin._cost = self._cost
        return twin

    @property
    def cost(self) -> int:
        """Of the tours, of their imbalance, and the penalties of what is left out."""
        return self._cost + self.imbalance_s

    @property
    def riding_s(self) -> int:
        """The cost without what leaving out costs."""
        return sum(tour.cost for tour in self.tours) + self.imbalance_s

    @property
    def imbalance_s(self) -> int:
        return self.balance(None).cost_s(0)

    def balance(self, rider: int | None) -> Balance:
        """What the burdens of all other riders say of one's; of all where it is nobody."""
        percent = self.problem.instance.costs.imbalance_percent
        if not percent:
            return BALANCED
        return Balance.of([tour.burden_s for tour in self.tours if tour.rider.index != rider], len(self.tours), percent)

    def insert(self, task: Task, rider: int, spot: Spot) -> None:
        self._replace(rider, self.tours[rider].with_task(task, *spot[1:]))

    def remove(self, tasks: Iterable[int]) -> None:
        gone = {node for task in tasks for node in self.problem.tasks[task].nodes}
        for rider in {self.rider_of[self._task(node)] for node in gone} - {None}:
            assert rider is not None
            self.ride(rider, [node for node in self.tours[rider].sequence if node not in gone])

    def ride(self, rider: int, sequence: Sequence[int]) -> None:
        """Gives a rider these visits, the locked ones first; where they cannot be ridden, only the locked ones.

        They cannot where travel is not metric and a visit between two others is gone. Calls at the depot that serve
        nothing any more are dropped.
        """
        riding = self.problem.riders[rider]
        tour = Tour(self.problem, riding, without_idle_trips(riding, sequence))
        if not tour.is_feasible():
            tour = Tour(self.problem, riding, riding.head)
        self._replace(rider, with_fewer_calls(tour))

    def ride_exactly(self, rider: int, sequence: Sequence[int]) -> None:
        """Gives a rider this sequence as it stands; it is one that can be ridden."""
        self._replace(rider, Tour(self.problem, self.problem.riders[rider], sequence))

    def cheapest_place(self, task: Task) -> tuple[int, Spot] | None:
        """The rider and spot that add least, less than leaving the task out costs."""
        return self.cheapest_within(task, task.penalty)

    def cheapest_spot(self, task: Task, rider: int) -> Spot | None:
        """The spot of one rider's tour that adds least, whatever that is."""
        return cheapest_spot(self.tours[rider], task, NEVER, balance=self.balance(rider))

    def cheapest_within(self, task: Task, ceiling: int) -> tuple[int, Spot] | None:
        """The rider and spot that add least, less than the ceiling; the likeliest riders are asked first."""
        if not self.tours:
            return None
        if self._shortlist is None:
            self._shortlist = Shortlist(self.problem, list(self._distinct_tours()))
        tours = self._shortlist.tours
        prospects = self._shortlist.prospects(task)
        imbalance_s = self.imbalance_s
        bounds = [
            least - imbalance_s + added_by_opening(tour, task)
            for least, tour in zip(prospects.least, tours, strict=True)
        ]
        best = None
        for index in sorted(range(len(tours)), key=bounds.__getitem__):
            if bounds[index] >= ceiling:
                break
            tour = tours[index]
            spot = cheapest_spot(tour, task, ceiling, prospects.of(index), self.balance(tour.rider.index))
            if spot is not None:
                best, ceiling = (tour.rider.index, spot), spot.cost
        return best

    def _distinct_tours(self) -> Iterator[Tour]:
        """All tours, but of riders alike who stay at home only the first."""
        idle_kinds: set[int] = set()
        for tour in self.tours:
            if len(tour.nodes) == 2:
                if tour.rider.kind in idle_kinds:
                    continue
                idle_kinds.add(tour.rider.kind)
            yield tour

    def _task(self, node: int) -> int:
        return self.problem.task_of[node]

    def _replace(self, rider: int, tour: Tour) -> None:
        before = self.tours[rider]
        served = {self._task(node) for node in before.free}
        serves = {self._task(node) for node in tour.free}
        for task in served - serves:
            self.rider_of[task] = None
            self.absent.add(task)
            self._cost += self.problem.tasks[task].penalty
        for task in serves - served:
            self.rider_of[task] = rider
            self.absent.discard(task)
            self._cost -= self.problem.tasks[task].penalty
        self._cost += tour.cost - before.cost
        self.tours[rider] = tour
        self._shortlist = None


def with_fewer_calls(tour: Tour) -> Tour:
    """The tour without each call at the depot that it does better without."""
    for position in reversed(tour.departures[1:]):
        fewer = without_idle_trips(tour.rider, [*tour.nodes[1:position], *tour.nodes[position + 1 : -1]])
        shorter = Tour(tour.problem, tour.rider, fewer)
        if shorter.cost < tour.cost and shorter.is_feasible():
            tour = shorter
    return tour
