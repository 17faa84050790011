"""The planner: given an instance, routes for its vehicles. Pure operations research, no storage, no HTTP."""
