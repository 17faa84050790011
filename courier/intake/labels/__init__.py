"""A label after it was given out: printed again, replaced, and how many are left."""
