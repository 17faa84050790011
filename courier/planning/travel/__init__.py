"""Travel between the places of an office's day: from a road server where the operator runs one, else by estimate."""
