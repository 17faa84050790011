"""The commune an address names, among present and former ones of a province; and how to name a former one today."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from courier.database import Connection
from courier.network.fold import fold
from courier.network.model import AdministrativeUnit, UnitKey
from courier.network.statements import COMMUNES_EVER, SUCCESSIONS_IN, SuccessionLink


class Gazetteer:
    """The communes of one province, present and former, by name and by key. Immutable; made by `load_gazetteer`."""

    def __init__(self, communes: list[AdministrativeUnit], successions: list[SuccessionLink], on: date) -> None:
        self.on = on
        self.by_key = {unit.key: unit for unit in communes}
        self.by_name: dict[str, list[AdministrativeUnit]] = {}
        for unit in sorted(communes, key=lambda u: u.valid_from, reverse=True):
            if unit.valid_from <= on:
                self.by_name.setdefault(fold(unit.name), []).append(unit)
        self.next: dict[UnitKey, UnitKey] = {}
        for link in successions:
            # The largest share comes first.
            self.next.setdefault(
                UnitKey(link.from_code, link.from_valid_from), UnitKey(link.to_code, link.to_valid_from)
            )

    def is_present(self, unit: AdministrativeUnit) -> bool:
        return unit.valid_from <= self.on and (unit.valid_to is None or self.on < unit.valid_to)

    def find_present(self, unit: AdministrativeUnit) -> AdministrativeUnit | None:
        """The unit in force that most of this one's area belongs to now; None where no succession is known."""
        key: UnitKey | None = unit.key
        while key is not None and key in self.by_key:
            if self.is_present(self.by_key[key]):
                return self.by_key[key]
            key = self.next.get(key)
        return None


class CommuneFound(NamedTuple):
    """What an address names."""

    unit: AdministrativeUnit
    """The finest unit named: a former one where the address is an old one."""
    others: list[AdministrativeUnit]
    """What it may mean as well; empty where it is plain."""


async def load_gazetteer(connection: Connection, province_code: str, on: date) -> Gazetteer:
    """The communes of a province as they are known on a day."""
    communes = await COMMUNES_EVER.all(connection, province_code)
    return Gazetteer(communes, await SUCCESSIONS_IN.all(connection, province_code), on)


def find_commune(gazetteer: Gazetteer, address: str) -> CommuneFound | None:
    """Read an address from its end: «Ngõ 12, TT Trâu Quỳ, huyện Gia Lâm, Hà Nội» → thị trấn Trâu Quỳ.

    A name with its type beats a bare one. Of two generations of one name the former is meant where the address says
    «(cũ)» or names a district, which no present address has; otherwise the present, the other being in `others`.
    Of a former commune and the present one it went into, both named, the former is the finer. None where nothing
    is named that is known.
    """
    segments = [_Segment(part) for part in reversed(_SEPARATORS.split(address)) if fold(part)]
    is_old_style = any(segment.names_district for segment in segments)
    named = [
        mention for segment in segments for mention in _mentions(gazetteer, segment, is_old_style or segment.is_former)
    ]
    named = [mention for mention in named if mention.is_typed] or named
    if not named:
        return None
    best = named[0]
    for mention in named[1:]:
        if gazetteer.find_present(mention.unit) == best.unit and not gazetteer.is_present(mention.unit):
            best = mention
    apart = [m.unit for m in named if m.unit not in (best.unit, gazetteer.find_present(best.unit))]
    return CommuneFound(best.unit, _distinct([*best.namesakes, *apart]))


def describe(gazetteer: Gazetteer, unit: AdministrativeUnit) -> str:
    """A unit with its type and generation: «xã Gia Lâm», «TT Trâu Quỳ (cũ) – nay xã Gia Lâm»."""
    if gazetteer.is_present(unit):
        return _short_name(unit)
    present = gazetteer.find_present(unit)
    return f"{_short_name(unit)} (cũ)" + (f" – nay {_short_name(present)}" if present else "")


class _Mention(NamedTuple):
    unit: AdministrativeUnit
    namesakes: list[AdministrativeUnit]
    is_typed: bool


class _Segment:
    """One part of an address between commas, folded into words."""

    def __init__(self, text: str) -> None:
        self.is_former = bool(_FORMER.search(text))
        self.words = fold(_FORMER.sub(" ", text)).split()

    @property
    def names_district(self) -> bool:
        """Districts and district towns ended on 1/7/2025; `TP` alone may be the province."""
        return self.words[:2] == _TOWN or self.words[:1] in (["huyen"], ["h"], ["quan"], ["q"], ["tx"])

    @property
    def is_larger(self) -> bool:
        """Whether it names a district or province."""
        return self.names_district or self.words[:1] in (["tp"], ["tinh"], ["t"]) or self.words[:2] == _CITY


_SEPARATORS: Final = re.compile(r"[,;\n]|\s[-–—]\s")
_FORMER: Final = re.compile(r"\(\s*cũ\s*\)", re.IGNORECASE)
_TOWN: Final = ["thi", "xa"]
_CITY: Final = ["thanh", "pho"]
_TYPES: Final = {
    ("xa",): "xa",
    ("x",): "xa",
    ("phuong",): "phuong",
    ("p",): "phuong",
    ("thi", "tran"): "thi tran",
    ("tt",): "thi tran",
    ("dac", "khu"): "dac khu",
}
_LONGEST_NAME_WORDS: Final = 5
_SHORT_TYPES: Final = {"Thị trấn": "TT"}


def _mentions(gazetteer: Gazetteer, segment: _Segment, prefers_former: bool) -> Iterator[_Mention]:
    """The communes a segment names: after their type anywhere in it, or as the whole of it."""
    if segment.is_larger:
        return
    typed = False
    for at in range(len(segment.words)):
        for words, unit_type in _TYPES.items():
            start = at + len(words)
            if tuple(segment.words[at:start]) == words and (found := _longest(gazetteer, segment.words[start:])):
                of_type = [unit for unit in found if fold(unit.unit_type) == unit_type]
                if of_type:
                    typed = True
                    yield _mention(gazetteer, of_type, prefers_former, is_typed=True)
    whole = gazetteer.by_name.get(" ".join(segment.words))
    if whole and not typed:
        yield _mention(gazetteer, whole, prefers_former, is_typed=False)


def _longest(gazetteer: Gazetteer, words: list[str]) -> list[AdministrativeUnit]:
    for count in range(min(len(words), _LONGEST_NAME_WORDS), 0, -1):
        if units := gazetteer.by_name.get(" ".join(words[:count])):
            return units
    return []


def _mention(
    gazetteer: Gazetteer, units: list[AdministrativeUnit], prefers_former: bool, *, is_typed: bool
) -> _Mention:
    former = [unit for unit in units if not gazetteer.is_present(unit)]
    present = [unit for unit in units if gazetteer.is_present(unit)]
    meant, rest = (former, []) if prefers_former and former else (present or former, former if present else [])
    return _Mention(meant[0], _distinct([*meant[1:], *rest]), is_typed)


def _distinct(units: list[AdministrativeUnit]) -> list[AdministrativeUnit]:
    return list({unit.key: unit for unit in units}.values())


def _short_name(unit: AdministrativeUnit) -> str:
    return f"{_SHORT_TYPES.get(unit.unit_type, unit.unit_type.lower())} {unit.name}"
