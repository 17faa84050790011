"""Where a citizen is taken to be: pinned, or the centre of the commune their address names; never made up."""

from typing import NamedTuple

from courier.intake.model import PositionQuality
from courier.intake.statements import DeskRow
from courier.network.find_commune import Gazetteer, find_commune
from courier.network.model import AdministrativeUnit, Position, UnitKey


class Place(NamedTuple):
    """A citizen's place: where, how well known, in which unit."""

    position: Position
    quality: PositionQuality
    unit: AdministrativeUnit | None
    """As the address names it, perhaps a former one; the desk's own where it names none; None where that is unknown."""
    is_named: bool
    """Whether the address names the unit."""
    others: list[AdministrativeUnit]
    """What the address may mean as well."""


def place_contact(gazetteer: Gazetteer, desk: DeskRow, address: str, pinned: Position | None) -> Place:
    """Pinned by an office, else the centre of the commune named, else that of the desk's commune, else the desk.

    Several citizens of one commune stand on one point: a spread would look like knowledge.
    """
    found = find_commune(gazetteer, address)
    unit = found.unit if found else _unit_of(gazetteer, desk)
    others = found.others if found else []
    if pinned is not None:
        return Place(pinned, "office", unit, found is not None, others)
    return Place(_centre(gazetteer, unit) or Position(desk.lon, desk.lat), "commune", unit, found is not None, others)


def _unit_of(gazetteer: Gazetteer, desk: DeskRow) -> AdministrativeUnit | None:
    if desk.unit_code is None or desk.unit_valid_from is None:
        return None
    return gazetteer.by_key.get(UnitKey(desk.unit_code, desk.unit_valid_from))


def _centre(gazetteer: Gazetteer, unit: AdministrativeUnit | None) -> Position | None:
    """Of a former unit its own centre, the finer, where it is known; else that of what it went into."""
    if unit is None:
        return None
    present = gazetteer.find_present(unit)
    return unit.centre or (present.centre if present else None)
