"""Work out which present communes a former one went into, by laying the two divisions over each other."""

import asyncio
from datetime import date
from typing import Final, NamedTuple

import shapely

from courier.database import Connection
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.model import SuccessionDerived
from courier.network.statements import ADD_DERIVED_SUCCESSION, BOUNDARIES_FROM, UnitBoundary

LEAST_SHARE: Final = 0.01
"""Less is the thickness of two drawings of one border."""
WHOLE_SHARE: Final = 0.99


async def derive_succession(
    connection: Connection, former_valid_from: date, present_valid_from: date, *, source: str
) -> SuccessionDerived:
    """Store, marked as derived, each share of 1 % or more of a former commune's area in a present one.

    99 % or more is `whole`, less is `part`. What is stored already stays: a sourced table is never overwritten.
    Agreements pass along what is new, each with its alarm until a person has renewed it.
    """
    former = await BOUNDARIES_FROM.all(connection, former_valid_from)
    present = await BOUNDARIES_FROM.all(connection, present_valid_from)
    shares = await asyncio.to_thread(overlay, former, present)
    added = [
        await ADD_DERIVED_SUCCESSION.run(
            connection, s.from_code, former_valid_from, s.to_code, present_valid_from, s.kind, s.share, source
        )
        for s in shares
    ]
    if any(added):
        await inherit_agreements(connection)
    new = [s.kind for s, was_added in zip(shares, added, strict=True) if was_added]
    return SuccessionDerived(
        whole=new.count("whole"),
        part=new.count("part"),
        known=len(shares) - len(new),
        uncovered=_uncovered(former, shares),
    )


class Share(NamedTuple):
    """The share of a former unit's area, 0.01 to 1, that lies in a present one."""

    from_code: str
    to_code: str
    share: float

    @property
    def kind(self) -> str:
        return "whole" if self.share >= WHOLE_SHARE else "part"


def overlay(former: list[UnitBoundary], present: list[UnitBoundary]) -> list[Share]:
    """The shares of `LEAST_SHARE` or more, by former code, the largest first."""
    later = shapely.from_wkb([unit.boundary for unit in present])
    tree = shapely.STRtree(later)
    shares = []
    for unit in former:
        area = shapely.from_wkb(unit.boundary)
        near = tree.query(area, predicate="intersects")
        parts = shapely.area(shapely.intersection(later[near], area)) / area.area
        found = [Share(unit.code, present[at].code, min(1.0, float(p))) for at, p in zip(near, parts, strict=True)]
        shares += sorted((s for s in found if s.share >= LEAST_SHARE), key=lambda s: (-s.share, s.to_code))
    return shares


def _uncovered(former: list[UnitBoundary], shares: list[Share]) -> dict[str, float]:
    covered = {unit.code: 0.0 for unit in former}
    for share in shares:
        covered[share.from_code] += share.share
    return {code: 1 - part for code, part in covered.items() if 1 - part > LEAST_SHARE}
