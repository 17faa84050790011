"""Random numbers of one search, from a state of its own: the same seed gives the same numbers in any thread.

SplitMix64: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.compiled import compiled

Seed = NDArray[np.uint64]
"""One cell, changed by each draw."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_ONE = np.uint64(0xBF58476D1CE4E5B9)
_MIX_TWO = np.uint64(0x94D049BB133111EB)
_THIRTY = np.uint64(30)
_TWENTY_SEVEN = np.uint64(27)
_THIRTY_ONE = np.uint64(31)
_ELEVEN = np.uint64(11)


def seeded(seed: int) -> Seed:
    """Mixed: states one step apart would give neighbouring seeds the same numbers, one later."""
    mixed = hashlib.blake2b(str(seed).encode(), digest_size=8).digest()
    return np.frombuffer(mixed, dtype=np.uint64).copy()


@compiled
def draw(seed: Seed) -> float:
    """Uniform in [0, 1)."""
    seed[0] += _STEP
    mixed = seed[0]
    mixed = (mixed ^ (mixed >> _THIRTY)) * _MIX_ONE
    mixed = (mixed ^ (mixed >> _TWENTY_SEVEN)) * _MIX_TWO
    mixed = mixed ^ (mixed >> _THIRTY_ONE)
    return np.float64(mixed >> _ELEVEN) * 1.1102230246251565e-16


@compiled
def below(seed: Seed, count: int) -> int:
    """One of 0 … count - 1."""
    return int(draw(seed) * count)
