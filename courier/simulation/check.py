"""One thing that must hold after the day."""

from typing import Any

import msgspec


class Check(msgspec.Struct, frozen=True):
    """One thing that must hold, and what was found."""

    name: str
    holds: bool
    found: str


def equal(name: str, found: Any, wanted: Any) -> Check:
    return Check(name, found == wanted, f"{found}" if found == wanted else f"{found}, expected {wanted}")


def at_least(name: str, found: int, least: int) -> Check:
    return Check(name, found >= least, f"{found}" if found >= least else f"{found}, expected {least} or more")
