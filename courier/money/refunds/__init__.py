"""Money given back to a citizen: a recorded fact of its own, never an adjustment of what was taken."""
