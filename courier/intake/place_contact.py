"""Where a citizen is taken to be: pinned, found before, or the middle of their hamlet or commune; never made up."""

from typing import NamedTuple

from courier.intake.model import PositionQuality
from courier.intake.statements import DeskRow
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import AddressPoint, AddressRead, Candidate
from courier.network.addresses.read_address import point_keys, read_address
from courier.network.model import AdministrativeUnit, Position, UnitKey


class Place(NamedTuple):
    """A citizen's place: where, how well known, in which unit."""

    position: Position
    quality: PositionQuality
    unit: AdministrativeUnit | None
    """As the address names it, perhaps a former one; the desk's own where it names none; None where that is unknown."""
    is_named: bool
    """Whether the address names the unit."""
    landmark: str | None = None
    """Chỉ dẫn phát: as found before, else as the address says it."""
    question: tuple[str, str] | None = None
    """What to ask the citizen back, Vietnamese and English, where the address is not plain."""


def place_contact(gazetteer: Gazetteer, desk: DeskRow, address: str, pinned: Position | None) -> Place:
    """Pinned by an office; else where that address was found before, its hamlet, its commune, the desk's commune.

    A point found for an address without a house number is known to others of that address no better than the hamlet.
    Several citizens of one commune stand on one point: a spread would look like knowledge.
    """
    read = read_address(gazetteer, address)
    meant = next((candidate for candidate in read.candidates if candidate.unit.level == "commune"), None)
    unit = _unit_meant(gazetteer, meant) if meant else _unit_of(gazetteer, desk)
    point = _find_point(gazetteer, read)
    place = Place(
        position=_centre(gazetteer, unit) or Position(desk.lon, desk.lat),
        quality="commune",
        unit=unit,
        is_named=meant is not None,
        landmark=(point.landmark if point and read.is_exact else None) or read.landmark,
        question=(read.question_vi, read.question_en) if read.question_vi and read.question_en else None,
    )
    if pinned is not None:
        return place._replace(position=pinned, quality="office")
    if point is not None:
        is_house = read.is_exact or point.quality == "commune"
        return place._replace(position=Position(point.lon, point.lat), quality=point.quality if is_house else "hamlet")
    if meant and meant.hamlet and meant.hamlet.position:
        return place._replace(position=meant.hamlet.position, quality="hamlet")
    return place


def _unit_meant(gazetteer: Gazetteer, meant: Candidate) -> AdministrativeUnit:
    """The unit named; where its hamlet or successor puts it into another commune than most of it, that commune."""
    present = meant.presents[0].unit if meant.presents else None
    return meant.unit if present in (None, gazetteer.find_present(meant.unit)) else present or meant.unit


def _find_point(gazetteer: Gazetteer, read: AddressRead) -> AddressPoint | None:
    return next((gazetteer.points[key] for key in point_keys(read) if key in gazetteer.points), None)


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
