"""The planner: given an instance, routes for its vehicles. Pure operations research: no storage, no HTTP.

`check` judges an instance, `solve` makes a plan, `insert` (`insert_each` for many), `move` and `remove` change one
request of it and tell the effect, `adopt` times an order made by hand, `judge` tells its reasons anew, `verify`
re-checks a plan from its instance alone.
"""

from routing.check import check
from routing.engine.adopt import adopt
from routing.engine.insert import insert, insert_each
from routing.engine.judge import judge
from routing.engine.move import move
from routing.engine.remove import remove
from routing.engine.replan import Rearrangement, Standing
from routing.engine.solve import solve
from routing.engine.warm import warm
from routing.verify import verify

__all__ = [
    "Rearrangement",
    "Standing",
    "adopt",
    "check",
    "insert",
    "insert_each",
    "judge",
    "move",
    "remove",
    "solve",
    "verify",
    "warm",
]
