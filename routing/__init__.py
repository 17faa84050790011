"""The planner: given an instance, routes for its vehicles. Pure operations research: no storage, no HTTP.

`check` judges an instance, `solve` makes a plan, `insert` puts one request more into it, `verify` re-checks a plan
from its instance alone.
"""

from routing.check import check
from routing.engine.insert import insert
from routing.engine.solve import solve
from routing.verify import verify

__all__ = ["check", "insert", "solve", "verify"]
