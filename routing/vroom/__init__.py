"""VROOM's JSON, the format that many tools of the trade already speak: in as an instance, out as its solution.

`docs/planner.md` says which of its fields are honoured; every other one is refused by name, never ignored.
"""
