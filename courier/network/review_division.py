"""Hold the division of one day against that of a later one: what the lists, successions and boundaries leave open."""

from datetime import date
from typing import Final

import msgspec

from courier.database import Connection
from courier.network.model import AdministrativeUnit, UnitKey
from courier.network.statements import BOUNDED_UNITS, COMMUNES_ON, SUCCESSIONS_IN, SuccessionLink

WHOLE: Final = 0.99
"""From here on the shares of a unit's successors count as all of it: the rest is the thickness of drawn lines."""


class ReusedCode(msgspec.Struct, frozen=True):
    """One code, two units: a list that gives only codes does not say which is meant."""

    code: str
    former: AdministrativeUnit
    present: AdministrativeUnit


class UncertainShares(msgspec.Struct, frozen=True):
    """A former unit whose successions do not add up to its area: `share` is their sum."""

    unit: AdministrativeUnit
    share: float


class DivisionReviewed(msgspec.Struct, frozen=True, kw_only=True):
    """What a person should look at before addresses of the former division are trusted. Empty lists are good."""

    former: int
    """Communes in force on the former day."""
    present: int
    unchanged: int
    """In force on both days."""
    without_successor: list[AdministrativeUnit]
    without_predecessor: list[AdministrativeUnit]
    uncertain_shares: list[UncertainShares]
    reused_codes: list[ReusedCode]
    """Rather the rule than the exception (3,315 of the 3,321 codes of 1/7/2025 were used before)."""
    without_boundary: list[AdministrativeUnit]
    """Present communes in which no position can be found."""


async def review_division(
    connection: Connection, province_code: str, former_on: date, present_on: date
) -> DivisionReviewed:
    """The communes of a province on two days, `former_on` before `present_on`, and what became of them between."""
    former = await COMMUNES_ON.all(connection, province_code, former_on)
    present = await COMMUNES_ON.all(connection, province_code, present_on)
    links = await SUCCESSIONS_IN.all(connection, province_code)
    bounded = {UnitKey(row.code, row.valid_from) for row in await BOUNDED_UNITS.all(connection, province_code)}
    return compare_divisions(former, present, links, bounded)


def compare_divisions(
    former: list[AdministrativeUnit],
    present: list[AdministrativeUnit],
    links: list[SuccessionLink],
    bounded: set[UnitKey],
) -> DivisionReviewed:
    """As `review_division`; no database asked."""
    kept = {unit.key for unit in former} & {unit.key for unit in present}
    ended = [unit for unit in former if unit.key not in kept]
    begun = [unit for unit in present if unit.key not in kept]
    shares: dict[UnitKey, float] = {}
    for link in links:
        key = UnitKey(link.from_code, link.from_valid_from)
        shares[key] = shares.get(key, 0.0) + link.share
    reached = {UnitKey(link.to_code, link.to_valid_from) for link in links}
    begun_by_code = {unit.code: unit for unit in begun}
    return DivisionReviewed(
        former=len(former),
        present=len(present),
        unchanged=len(kept),
        without_successor=[unit for unit in ended if unit.key not in shares],
        without_predecessor=[unit for unit in begun if unit.key not in reached],
        uncertain_shares=[
            UncertainShares(unit, round(shares[unit.key], 4))
            for unit in ended
            if unit.key in shares and not WHOLE <= shares[unit.key] <= 2 - WHOLE
        ],
        reused_codes=[
            ReusedCode(unit.code, unit, begun_by_code[unit.code]) for unit in ended if unit.code in begun_by_code
        ],
        without_boundary=[unit for unit in present if unit.key not in bounded],
    )
