"""Weigh what the mentions of an address may mean together: each unit named, against all else that is written."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from courier.fold import fold_word
from courier.network.addresses.find_mentions import Mention
from courier.network.addresses.gazetteer import Gazetteer, short_name
from courier.network.addresses.model import Candidate, Hamlet, PresentShare
from courier.network.model import AdministrativeUnit, UnitKey


class Reading(NamedTuple):
    """One unit an address may mean, and what speaks for it."""

    unit: AdministrativeUnit
    mention: Mention | None
    """None where only a hamlet of it is named."""
    hamlet: Hamlet | None
    points: float
    is_doubtful: bool
    """Something written contradicts it, or it was not named itself."""
    successor: UnitKey | None
    """The present commune that the address names beside a former one."""
    why_vi: tuple[str, ...]
    why_en: tuple[str, ...]


def rank_readings(gazetteer: Gazetteer, mentions: Sequence[Mention], hamlets: Sequence[Hamlet]) -> list[Reading]:
    """All that the mentions, from right to left, may mean: the likeliest first, a unit left out for a part of it."""
    readings = [
        _weigh(gazetteer, unit, mention, mentions, hamlets)
        for mention in mentions
        for unit in _latest_of_chain(gazetteer, _units_of(gazetteer, mention))
    ]
    if not readings:
        readings = _read_hamlets(gazetteer, hamlets)
    readings = [reading for reading in readings if not _is_dominated(gazetteer, reading, readings)]
    distinct: dict[UnitKey, Reading] = {}
    for reading in sorted(readings, key=lambda r: -r.points):
        distinct.setdefault(reading.unit.key, reading)
    return list(distinct.values())


def candidates_of(gazetteer: Gazetteer, readings: Sequence[Reading]) -> list[Candidate]:
    """The readings as the caller is told of them, at most `MOST_CANDIDATES`."""
    weights = [math.exp(reading.points - readings[0].points) for reading in readings[:MOST_CANDIDATES]]
    return [
        Candidate(
            unit=reading.unit,
            presents=_presents(gazetteer, reading),
            hamlet=reading.hamlet,
            score=round(weight / sum(weights), 3),
            why_vi="; ".join(reading.why_vi),
            why_en="; ".join(reading.why_en),
        )
        for reading, weight in zip(readings[:MOST_CANDIDATES], weights, strict=True)
    ]


MOST_CANDIDATES: Final = 6

# Points: what each thing written weighs. Only their order matters; the sum decides, with a margin.
_TYPED: Final = 3.0
_WHOLE: Final = 2.0
_PARTIAL: Final = 1.0
_OTHER_TYPE: Final = -1.0
_MARK: Final = 3.0
_BESIDE: Final = 3.0
"""The district or the successor stands beside it."""
_AROUND: Final = 1.0
"""A present commune, with the former district that its land was in."""
_PART: Final = 2.0
_CONTRADICTED: Final = -3.0
_LEFT_OVER: Final = -1.0
_IN_FORCE: Final = 0.25
_SAME_HAMLET: Final = 3.0
_HAMLET_WITHIN: Final = 1.0


def _units_of(gazetteer: Gazetteer, mention: Mention) -> list[AdministrativeUnit]:
    if mention.names_district:
        return mention.districts
    if mention.province_code == gazetteer.province_code:
        # «Hà Nội» at the end is the province, whatever else had the name once.
        return []
    of_type = [unit for unit in mention.communes if fold_word(unit.unit_type) == mention.unit_type]
    return [*(of_type or mention.communes), *mention.districts]


def _weigh(
    gazetteer: Gazetteer,
    unit: AdministrativeUnit,
    mention: Mention,
    mentions: Sequence[Mention],
    hamlets: Sequence[Hamlet],
) -> Reading:
    is_present = gazetteer.is_present(unit)
    points = _IN_FORCE if is_present else 0.0
    doubtful = False
    why = [(f"địa chỉ ghi «{mention.name}»", f"the address says «{mention.name}»")]
    if mention.unit_type is None:
        points += _WHOLE if mention.is_whole else _PARTIAL
    elif fold_word(unit.unit_type) == mention.unit_type:
        points += _TYPED
    else:
        points += _OTHER_TYPE
        doubtful = True
        why.append((f"nhưng là {short_name(unit)}", f"but it is {short_name(unit)}"))
    if mention.generation is not None:
        fits = (mention.generation == "present") == is_present
        points += _MARK if fits else -_MARK
        doubtful |= not fits
    successor = None
    for other in mentions:
        if other is mention or other.province_code is not None:
            continue
        weight, reason, named = _beside(gazetteer, unit, other)
        points += weight
        doubtful |= weight <= _CONTRADICTED
        why += [reason] if reason else []
        successor = successor or named
    hamlet, weight = _hamlet_of(gazetteer, unit, hamlets)
    if hamlet is not None:
        points += weight
        why.append((f"có {hamlet.full_name}", f"has the hamlet {hamlet.name}"))
    return Reading(unit, mention, hamlet, points, doubtful, successor, *_columns(why))


def _columns(why: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(vi for vi, _ in why), tuple(en for _, en in why)


def _beside(
    gazetteer: Gazetteer, unit: AdministrativeUnit, other: Mention
) -> tuple[float, tuple[str, str] | None, UnitKey | None]:
    """What another mention says of a unit: points, the reason in words, the present commune it names with it."""
    if unit.level == "commune":
        for district in other.districts:
            if gazetteer.is_part_of(unit, district):
                named = short_name(district)
                return _BESIDE, (f"trước thuộc {named}", f"was in {named}"), None
        for present in gazetteer.list_presents(unit):
            if present.unit in other.communes and present.unit != unit:
                named = short_name(present.unit)
                is_sure = other.is_typed or other.generation == "present"
                reason = (f"nay thuộc {named}", f"now in {named}")
                return _BESIDE, reason, present.unit.key if is_sure else None
        if gazetteer.is_present(unit) and any(d in gazetteer.list_larger(unit) for d in other.districts):
            return _AROUND, None, None
    if any(unit in gazetteer.list_larger(part) for part in other.communes):
        return _PART, None, None
    if other.names_district and not other.districts:
        is_former = not gazetteer.is_present(unit)
        return (_BESIDE, ("địa chỉ kiểu cũ, có huyện", "an old address, with a district"), None) if is_former else _NONE
    if (
        other.names_district
        and unit.level == "commune"
        and unit.district_code is None
        and not gazetteer.is_present(unit)
    ):
        return _AROUND, None, None
    if other.is_typed:
        return _CONTRADICTED, None, None
    return (_LEFT_OVER if other.is_whole else 0.0), None, None


_NONE: Final = (0.0, None, None)


def _latest_of_chain(gazetteer: Gazetteer, units: list[AdministrativeUnit]) -> list[AdministrativeUnit]:
    """Of former units that only followed each other under one name, the latest: they are one place to people."""
    former = [unit for unit in units if not gazetteer.is_present(unit)]
    seen: dict[tuple[str, str, str | None], UnitKey] = {}
    for unit in former:
        seen.setdefault((unit.level, unit.unit_type, unit.district_code), unit.key)
    kept = set(seen.values())
    return [unit for unit in units if unit not in former or unit.key in kept or unit.district_code is None]


def _hamlet_of(
    gazetteer: Gazetteer, unit: AdministrativeUnit, hamlets: Sequence[Hamlet]
) -> tuple[Hamlet | None, float]:
    """The hamlet of those named that is this unit's, or of the units it went into or came from."""
    for hamlet in hamlets:
        if hamlet.unit_key == unit.key:
            return hamlet, _SAME_HAMLET
    presents = {present.unit.key for present in gazetteer.list_presents(unit)}
    for hamlet in hamlets:
        if hamlet.unit_key in presents:
            return hamlet, _HAMLET_WITHIN
        of = gazetteer.by_key.get(hamlet.unit_key)
        if of is not None and any(present.unit == unit for present in gazetteer.list_presents(of)):
            return hamlet, _HAMLET_WITHIN
    return None, 0.0


def _read_hamlets(gazetteer: Gazetteer, hamlets: Sequence[Hamlet]) -> list[Reading]:
    """No unit is named: those that have such a hamlet, to be asked about. A number alone says nothing."""
    return [
        Reading(
            unit,
            None,
            hamlet,
            0.0,
            True,
            None,
            (f"có {hamlet.full_name}",),
            (f"has the hamlet {hamlet.name}",),
        )
        for hamlet in hamlets
        if not hamlet.name_key.isdecimal() and (unit := gazetteer.by_key.get(hamlet.unit_key))
    ]


def _is_dominated(gazetteer: Gazetteer, reading: Reading, readings: Sequence[Reading]) -> bool:
    """Whether another mention names a part of this unit, and not much worse: the part is what is meant."""
    return any(
        other.mention is not reading.mention
        and other.points >= reading.points - _CLOSE
        and reading.unit in gazetteer.list_larger(other.unit)
        for other in readings
    )


_CLOSE: Final = 6.0


def _presents(gazetteer: Gazetteer, reading: Reading) -> list[PresentShare]:
    """Where it lies now; the one commune that the address or its hamlet names, where they name one of several."""
    presents = gazetteer.list_presents(reading.unit)
    decided = reading.successor
    if decided is None and reading.hamlet is not None and reading.unit.level == "commune":
        decided = reading.hamlet.unit_key
    named = [present for present in presents if present.unit.key == decided]
    return [PresentShare(named[0].unit, 1.0)] if named else presents
