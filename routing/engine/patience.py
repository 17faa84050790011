"""When to leave off: what long work asks now and then."""

from collections.abc import Callable
from time import process_time

from routing.plan import Limits

IsOver = Callable[[], bool]

REASONS_SHARE = 0.1  # of the seconds allowed, on top of them
MARGIN_S = 0.5


def never() -> bool:
    return False


def within(limits: Limits, share: float = REASONS_SHARE) -> IsOver:
    """Whether a share of the seconds allowed, and a little, is over, counted from now; never without seconds."""
    if limits.seconds is None:
        return never
    ends_s = process_time() + MARGIN_S + share * limits.seconds
    return lambda: process_time() >= ends_s
