"""Plan runs: the planner at work in the background, its progress told, cancelled without losing the best so far."""
