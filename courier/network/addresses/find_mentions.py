"""Where an address names units: from its right end as people write it, then by type anywhere else."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from courier.fold import fold, fold_word, sort_key
from courier.network.addresses.address_words import (
    COMMUNE_TYPES,
    DISTRICT_TYPES,
    Segment,
    Word,
    generation_after,
    generation_before,
    is_landmark,
    names_something_else,
    type_at,
    type_before,
)
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import Generation
from courier.network.addresses.province_names import PROVINCE_OF_NAME
from courier.network.model import AdministrativeUnit


class Mention(NamedTuple):
    """A place in an address that names units."""

    communes: list[AdministrativeUnit]
    districts: list[AdministrativeUnit]
    province_code: str | None
    unit_type: str | None
    """Folded, as written before the name; None where the name stands bare."""
    is_whole: bool
    """Whether it is a segment of its own, or ends one that holds nothing else but units."""
    generation: Generation | None
    """What «cũ», «mới» or «nay» beside it says."""
    name: str
    """As it was written."""
    segment: int
    start: int
    end: int
    """Words of the segment it takes up, its type and marks too: from `start`, up to but not with `end`."""

    @property
    def names_district(self) -> bool:
        return self.unit_type in DISTRICT_TYPES

    @property
    def words(self) -> tuple[object, ...]:
        """All that tells it from other mentions in one gazetteer, wherever it stands."""
        kinds = (bool(self.communes), bool(self.districts), self.province_code)
        return self.name, self.unit_type, self.is_whole, self.generation, kinds

    @property
    def is_typed(self) -> bool:
        return self.unit_type is not None


def find_mentions(gazetteer: Gazetteer, segments: Sequence[Segment]) -> list[Mention]:
    """The mentions of an address from right to left. Landmarks are read only where nothing else names a commune."""
    found = [
        mention
        for at in reversed(range(len(segments)))
        if not is_landmark(segments[at])
        for mention in _in_segment(gazetteer, segments[at], at)
    ]
    if not any(mention.communes for mention in found):
        found += [
            mention
            for at in reversed(range(len(segments)))
            if is_landmark(segments[at])
            for mention in _in_segment(gazetteer, segments[at], at)
        ]
    return found


MOST_REMEMBERED: Final = 50_000
"""Segments, and meanings, that a gazetteer remembers."""
_LONGEST_NAME_WORDS: Final = 5


def _in_segment(gazetteer: Gazetteer, words: Segment, segment: int) -> list[Mention]:
    """Read once for all segments of the same words: those of a list's addresses mostly end alike."""
    texts = tuple(word.text for word in words)
    known = gazetteer.mentions.get(texts)
    if known is None:
        known = list(_read_segment(gazetteer, words, segment))
        if len(gazetteer.mentions) < MOST_REMEMBERED:
            gazetteer.mentions[texts] = known
    return [mention if mention.segment == segment else mention._replace(segment=segment) for mention in known]


def _read_segment(gazetteer: Gazetteer, words: Segment, segment: int) -> Iterator[Mention]:
    """Unit after unit from the segment's end; then, in what is left of it, those with their type before them."""
    end = len(words)
    chain: list[Mention] = []
    while end > 0 and (mention := _ending_at(gazetteer, words, end, segment)):
        chain.append(mention)
        end = mention.start
    yield from (mention._replace(is_whole=end == 0) for mention in chain)
    at = 0
    typed = []
    while at < end:
        found = _typed_from(gazetteer, words[:end], at, segment)
        typed += [found] if found else []
        at = found.end if found else at + 1
    yield from reversed(typed)


def _ending_at(gazetteer: Gazetteer, words: Segment, end: int, segment: int) -> Mention | None:
    """The unit whose name ends just before `end`, with its type if that stands before it."""
    generation = generation_after(words[:end], end - 1) if end > 1 else None
    last = end - 1 if generation else end
    for start in range(max(0, last - _LONGEST_NAME_WORDS), last):
        if not _is_known(gazetteer, _key(words, start, last)):
            continue
        typed = None if _ends_a_name(gazetteer, words, start) else type_before(words, start)
        mention = _mention(gazetteer, words, (start, last), typed[0] if typed else None, segment)
        if mention is None or (not typed and not _may_stand_bare(gazetteer, words, start, last)):
            continue
        before, first = generation_before(words, typed[1] if typed else start)
        return mention._replace(start=first, end=end, generation=generation or before)
    return _unknown_district(words, end, segment)


def _typed_from(gazetteer: Gazetteer, words: Segment, at: int, segment: int) -> Mention | None:
    """The unit named by a type at `at` and the longest name after it."""
    typed = type_at(words, at)
    if typed is None:
        return None
    unit_type, start = typed
    for last in range(min(len(words), start + _LONGEST_NAME_WORDS), start, -1):
        if not _is_known(gazetteer, _key(words, start, last)):
            continue
        if mention := _mention(gazetteer, words, (start, last), unit_type, segment):
            after = generation_after(words, last)
            before, first = generation_before(words, at)
            return mention._replace(start=first, end=last + bool(after), generation=after or before)
    return None


def _mention(
    gazetteer: Gazetteer, words: Segment, span: tuple[int, int], unit_type: str | None, segment: int
) -> Mention | None:
    """What a known name may mean after that type; None where nothing of the type's level has it."""
    start, last = span
    key = _key(words, start, last)
    is_commune, is_district = unit_type in COMMUNE_TYPES, unit_type in DISTRICT_TYPES
    communes = gazetteer.by_name.get(key, []) if unit_type is None or is_commune else []
    districts = gazetteer.districts_by_name.get(key, []) if not is_commune and unit_type != "tinh" else []
    if unit_type is not None and not is_commune:
        districts = [unit for unit in districts if fold_word(unit.unit_type) == unit_type]
    province_code = PROVINCE_OF_NAME.get(key) if not is_commune and not is_district else None
    if not communes and not districts and not province_code and not is_district:
        return None
    texts = words[start:last]
    return Mention(
        communes=_as_accented(communes, texts),
        districts=_as_accented(districts, texts),
        province_code=province_code,
        unit_type=unit_type,
        is_whole=False,
        generation=None,
        name=" ".join(word.text for word in texts),
        segment=segment,
        start=start,
        end=last,
    )


def _unknown_district(words: Segment, end: int, segment: int) -> Mention | None:
    """A whole segment that begins as a district but whose name is not known: still an address of before 1/7/2025."""
    typed = type_at(words, 0)
    if typed is None or typed[0] not in DISTRICT_TYPES or typed[1] >= end or end - typed[1] > _LONGEST_NAME_WORDS:
        return None
    name = " ".join(word.text for word in words[typed[1] : end])
    return Mention([], [], None, typed[0], True, None, name, segment, 0, end)


def _is_known(gazetteer: Gazetteer, key: str) -> bool:
    return key in gazetteer.by_name or key in gazetteer.districts_by_name or key in PROVINCE_OF_NAME


def _may_stand_bare(gazetteer: Gazetteer, words: Segment, start: int, last: int) -> bool:
    """Not a number, not the name of a street or market; a unit's name may end in such a word: Yên Viên Gia Lâm."""
    key = _key(words, start, last)
    if key in PROVINCE_OF_NAME or key.replace(" ", "").isdecimal():
        return key in PROVINCE_OF_NAME
    return not names_something_else(words, start) or _ends_a_name(gazetteer, words, start)


def _ends_a_name(gazetteer: Gazetteer, words: Segment, end: int) -> bool:
    """Whether a unit's name of two words or more ends there: the «xa» of Dương Xá is no type; «xã» is one."""
    if end > 0 and words[end - 1].text.casefold() == "xã":
        return False
    return any(
        _is_known(gazetteer, _key(words, first, end)) for first in range(max(0, end - _LONGEST_NAME_WORDS), end - 1)
    )


def _as_accented(units: list[AdministrativeUnit], words: Sequence[Word]) -> list[AdministrativeUnit]:
    """Of units with one folded name those whose accents are as written, if any: Đông Mỹ, not Đồng Mỹ."""
    if len(units) < 2:
        return units
    written = sort_key(" ".join(word.text for word in words))
    if written == sort_key(fold(" ".join(word.text for word in words))):
        return units
    return [unit for unit in units if sort_key(unicodedata.normalize("NFC", unit.name)) == written] or units


def _key(words: Sequence[Word], start: int, end: int) -> str:
    return " ".join(word.folded for word in words[start:end])
