"""Plans held open in memory, so that looking at a change and making it, or asking again, compiles nothing anew.

What is held is only ever used for the very question it was opened for; the database alone says what a plan is.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

from courier.planning.amend.standing_plan import Kept, StandingPlan, stand
from routing import Rearrangement, Standing
from routing.plan import Reason

HELD: Final = 8
"""Plans of one process, the last used; of 300 jobs each takes some ten megabytes."""


class WarmPlan:
    """A kept plan on its day's question, opened; several threads may ask it."""

    def __init__(self, standing: StandingPlan) -> None:
        self.standing = standing
        self._open: Standing | None = None
        self._one_asks = Lock()

    def insert(self, request: str, vehicle: str | None, most_moved: int) -> Rearrangement | Reason:
        """See `routing.Standing.insert`."""
        with self._one_asks:
            if self._open is None:
                self._open = Standing(self.standing.instance, self.standing.plan)
            return self._open.insert(request, vehicle, most_moved)


class WarmPlans:
    """The plans that one process holds open."""

    def __init__(self, most: int = HELD) -> None:
        self._most = most
        self._held: OrderedDict[UUID, WarmPlan] = OrderedDict()
        self._one_looks = Lock()

    def open(self, kept: Kept) -> WarmPlan:
        """The plan as it stands on its day; thinks where it is not held, or where the day is not the same any more."""
        with self._one_looks:
            held = self._held.get(kept.locked.plan_id)
            if held is not None and held.standing.question == kept.question:
                self._held.move_to_end(kept.locked.plan_id)
                return held
        opened = WarmPlan(stand(kept))
        with self._one_looks:
            self._held[kept.locked.plan_id] = opened
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return opened


WARM: Final = WarmPlans()
