"""When agencies and the post work: days off, hours, and the clock by which limits run."""
