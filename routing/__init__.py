"""The planner: given an instance, routes for its vehicles. Pure operations research: no storage, no HTTP.

`solve` makes a plan, `verify` re-checks one from the instance alone, `check` judges an instance beforehand.
"""

from routing.check import check
from routing.engine.solve import solve
from routing.verify import verify

__all__ = ["check", "solve", "verify"]
