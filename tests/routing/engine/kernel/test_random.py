"""The search's random numbers: the same for a seed, and of their own for its neighbour."""

import numpy as np

from routing.engine.kernel.random import seeded

STEP = 0x9E3779B97F4A7C15


def test_no_seed_begins_where_another_soon_comes_by() -> None:
    states = [int(seeded(seed)[0]) for seed in range(50)]
    reached = {(state + STEP * steps) % (1 << 64) for state in states for steps in range(1, 1000)}
    assert len(set(states)) == len(states)
    assert not reached & set(states)


def test_a_seed_begins_always_alike() -> None:
    assert np.array_equal(seeded(7), seeded(7))
    assert seeded(7).dtype == np.uint64
