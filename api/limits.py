"""How often one caller may fail: guessing of passwords, enrolment codes and tracking codes is slowed, use is not.

Counted in this process only; several processes allow so many times more, which the codes' lengths bear.
"""

import time
from collections import OrderedDict
from typing import Final

from courier.errors import TooManyRequests

_MOST_KEYS: Final = 100_000
"""Callers remembered at most, about 20 MB; the one that failed longest ago is forgotten first."""


class FailureLimit:
    """At most `failures` in `within_s` seconds for each key, given back one by one as time passes."""

    def __init__(self, failures: int, within_s: float) -> None:
        self._failures = failures
        self._pace_s = within_s / failures
        self._free_at: OrderedDict[str, float] = OrderedDict()
        """By key: when all its failures will be given back (generic cell rate algorithm)."""

    def check(self, key: str) -> None:
        """Raises `TooManyRequests` where the key has used its failures up."""
        now = time.monotonic()
        wait_s = self._free_at.get(key, now) - now - self._pace_s * (self._failures - 1)
        if wait_s > 0:
            minutes = max(1, round(wait_s / 60))
            raise TooManyRequests(
                int(wait_s) + 1,
                f"Đã thử sai quá nhiều lần; hãy đợi khoảng {minutes} phút rồi thử lại",
                f"Too many failed tries; wait about {minutes} minute(s), then try again",
            )

    def charge(self, key: str) -> None:
        """Count one failure."""
        now = time.monotonic()
        self._free_at[key] = max(self._free_at.get(key, now), now) + self._pace_s
        self._free_at.move_to_end(key)
        if len(self._free_at) > _MOST_KEYS:
            self._free_at.popitem(last=False)
