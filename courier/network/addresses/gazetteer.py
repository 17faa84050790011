"""The units, hamlets and points of one province as they are known on a day; and how to name a former unit today."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, Final, Self

from courier.fold import fold
from courier.network.addresses.model import AddressPoint, AddressRead, Hamlet, PresentShare
from courier.network.model import AdministrativeUnit, UnitKey
from courier.network.statements import SuccessionLink


class Gazetteer:
    """The communes of one province, present and former, its districts and hamlets, by name and by key. Immutable."""

    def __init__(
        self,
        communes: Sequence[AdministrativeUnit],
        successions: Sequence[SuccessionLink],
        on: date,
        *,
        districts: Sequence[AdministrativeUnit] = (),
        hamlets: Sequence[Hamlet] = (),
        points: Sequence[AddressPoint] = (),
        province_code: str | None = None,
    ) -> None:
        self.on = on
        self.province_code = province_code or (communes[0].province_code if communes else "")
        self.by_key = {unit.key: unit for unit in [*communes, *districts]}
        self.by_name = _by_name(communes, on)
        self.districts_by_name = _by_name(districts, on)
        named = [unit.name for unit in [*communes, *districts]]
        self.dashed_names = frozenset(tuple(fold(name).split()) for name in named if "-" in name or "–" in name)
        """The words of names with a dash in them."""
        self.hamlets_by_name: dict[str, list[Hamlet]] = {}
        for hamlet in hamlets:
            self.hamlets_by_name.setdefault(hamlet.name_key, []).append(hamlet)
        self.points = _by_address(points)
        self.reads: Mapping[str, AddressRead] = {}
        """Addresses read already, by their text."""
        self.mentions: dict[tuple[str, ...], Any] = {}
        """What segments of the same words named before: remembered by `find_mentions`."""
        self.meanings: dict[object, Any] = {}
        """What the same mentions meant before: remembered by `read_address`."""
        self._next: dict[UnitKey, list[tuple[UnitKey, float]]] = {}
        for link in successions:
            later = UnitKey(link.to_code, link.to_valid_from)
            self._next.setdefault(UnitKey(link.from_code, link.from_valid_from), []).append((later, link.share))
        self._presents = {key: self._follow(key) for key in self.by_key}
        self._add_districts(communes, districts)
        self._larger = {unit.key: self._find_larger(unit, districts) for unit in communes}

    def with_addresses(self, reads: Mapping[str, AddressRead], points: Sequence[AddressPoint]) -> Self:
        """The same, knowing what these addresses are read as, and the points found for them."""
        knowing = copy(self)
        knowing.reads, knowing.points = reads, _by_address(points)
        return knowing

    def is_present(self, unit: AdministrativeUnit) -> bool:
        """Whether the unit is in force on the gazetteer's day."""
        return unit.valid_from <= self.on and (unit.valid_to is None or self.on < unit.valid_to)

    def list_presents(self, unit: AdministrativeUnit) -> list[PresentShare]:
        """The units in force that this one's area belongs to now, the largest share first; empty where unknown."""
        return self._presents.get(unit.key, [])

    def find_present(self, unit: AdministrativeUnit) -> AdministrativeUnit | None:
        """The one of them that most of its area belongs to; None where no succession is known."""
        presents = self.list_presents(unit)
        return presents[0].unit if presents else None

    def list_larger(self, unit: AdministrativeUnit) -> list[AdministrativeUnit]:
        """The units a commune's land is in: those it went into, and districts that hold or held any of it."""
        return self._larger.get(unit.key, [])

    def is_part_of(self, unit: AdministrativeUnit, district: AdministrativeUnit) -> bool:
        """Whether a commune lay in that district; district codes outlive what they name, so their times must meet."""
        return (
            district.level == "district"
            and unit.level == "commune"
            and unit.district_code == district.code
            and (unit.valid_to is None or district.valid_from < unit.valid_to)
            and (district.valid_to is None or unit.valid_from < district.valid_to)
        )

    def _follow(self, key: UnitKey) -> list[PresentShare]:
        shares: dict[UnitKey, float] = {}
        reached = [(key, 1.0)]
        while reached:
            at, share = reached.pop()
            unit = self.by_key.get(at)
            if unit is not None and self.is_present(unit):
                shares[at] = shares.get(at, 0.0) + share
            else:
                # A unit goes into later ones only, so this ends.
                reached += [(later, share * part) for later, part in self._next.get(at, [])]
        ordered = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
        return [PresentShare(self.by_key[at], min(1.0, share)) for at, share in ordered if share >= _LEAST_SHARE]

    def _find_larger(
        self, unit: AdministrativeUnit, districts: Sequence[AdministrativeUnit]
    ) -> list[AdministrativeUnit]:
        if not self.is_present(unit):
            own = [district for district in districts if self.is_part_of(unit, district)]
            return [*(present.unit for present in self.list_presents(unit)), *own]
        return [
            district
            for district in districts
            if self.is_part_of(unit, district) or any(p.unit == unit for p in self.list_presents(district))
        ]

    def _add_districts(self, communes: Sequence[AdministrativeUnit], districts: Sequence[AdministrativeUnit]) -> None:
        """A former district lies now where its communes do, each counted alike: their areas are not known here."""
        for district in districts:
            if self.is_present(district):
                continue
            inside = [unit for unit in communes if self.is_part_of(unit, district)]
            shares: dict[UnitKey, float] = {}
            for unit in inside:
                for present in self.list_presents(unit):
                    shares[present.unit.key] = shares.get(present.unit.key, 0.0) + present.share / len(inside)
            ordered = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
            self._presents[district.key] = [PresentShare(self.by_key[at], min(1.0, share)) for at, share in ordered]


def describe(gazetteer: Gazetteer, unit: AdministrativeUnit) -> str:
    """A unit with its type and generation: «xã Gia Lâm», «TT Trâu Quỳ (cũ) – nay xã Gia Lâm»."""
    if gazetteer.is_present(unit):
        return short_name(unit)
    if unit.level == "district":
        return f"{short_name(unit)} (cũ)"
    present = gazetteer.find_present(unit)
    return f"{short_name(unit)} (cũ)" + (f" – nay {short_name(present)}" if present else "")


def short_name(unit: AdministrativeUnit) -> str:
    """«xã Gia Lâm», «TT Trâu Quỳ»."""
    return f"{_SHORT_TYPES.get(unit.unit_type, unit.unit_type.lower())} {unit.name}"


_SHORT_TYPES: Final = {"Thị trấn": "TT"}
_LEAST_SHARE: Final = 0.01
"""Less is the thickness of two drawings of one border."""


def _by_address(points: Sequence[AddressPoint]) -> dict[tuple[UnitKey, str], AddressPoint]:
    return {(UnitKey(point.unit_code, point.unit_valid_from), point.address_key): point for point in points}


def _by_name(units: Sequence[AdministrativeUnit], on: date) -> dict[str, list[AdministrativeUnit]]:
    """Folded name → the units that had it up to the day, the latest first."""
    found: dict[str, list[AdministrativeUnit]] = {}
    for unit in sorted(units, key=lambda u: u.valid_from, reverse=True):
        if unit.valid_from <= on:
            found.setdefault(fold(unit.name), []).append(unit)
    return found
