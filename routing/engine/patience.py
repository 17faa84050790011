"""When to leave off: what long work asks now and then."""

from collections.abc import Callable

IsOver = Callable[[], bool]


def never() -> bool:
    return False
