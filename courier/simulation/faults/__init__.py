"""The proof of custody: phones, counters and desks act under faults, and a model of its own says who holds what."""
