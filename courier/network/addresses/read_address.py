"""What an address means: its units from the right, former or present, its hamlet; asked back where not plain."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from courier.network.addresses.address_words import (
    Segment,
    address_key,
    hamlet_kind_at,
    is_exact,
    is_landmark,
    normalise,
    split_words,
)
from courier.network.addresses.find_mentions import MOST_REMEMBERED, Mention, find_mentions
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import AddressRead, AddressStatus, Candidate, Hamlet
from courier.network.addresses.put_question import put_question
from courier.network.addresses.rank_readings import Reading, candidates_of, rank_readings
from courier.network.model import UnitKey


def read_address(gazetteer: Gazetteer, text: str) -> AddressRead:
    """Read any text as an address of the gazetteer's province, as of its day; never raises.

    «Ngõ 12, TT Trâu Quỳ, huyện Gia Lâm, Hà Nội» and «trau quy gia lam» both mean thị trấn Trâu Quỳ, now in xã Gia
    Lâm. `plain` only where one unit is meant, nothing written contradicts it, and it lies in one present commune;
    otherwise `ask`, with the likeliest first, or `unknown`.
    """
    if (known := gazetteer.reads.get(text)) is not None:
        return known
    text = normalise(text)
    segments = split_words(text, gazetteer.dashed_names)
    mentions = find_mentions(gazetteer, segments)
    rest = _Rest(text, segments, mentions)
    hamlets = list(_find_hamlets(gazetteer, rest.pieces))
    elsewhere = _other_province(gazetteer, mentions)
    meaning = _weigh(gazetteer, mentions, hamlets, elsewhere)
    return AddressRead(
        status=meaning.status,
        candidates=meaning.candidates,
        rest=rest.text,
        landmark=rest.landmark,
        address_key=rest.key,
        is_exact=is_exact(rest.key),
        question_vi=meaning.question_vi,
        question_en=meaning.question_en,
    )


class Meaning(NamedTuple):
    """What the units an address names mean together, whatever else it says."""

    status: AddressStatus
    candidates: list[Candidate]
    question_vi: str | None
    question_en: str | None


def _weigh(
    gazetteer: Gazetteer, mentions: Sequence[Mention], hamlets: Sequence[Hamlet], elsewhere: str | None
) -> Meaning:
    """Weighed once for all addresses that name the same units in the same words: those of a list are mostly such."""
    named = (*(mention.words for mention in mentions), *hamlets)
    if (known := gazetteer.meanings.get(named)) is not None:
        return known  # type: ignore[no-any-return]
    readings = [] if elsewhere else rank_readings(gazetteer, mentions, hamlets)
    candidates = candidates_of(gazetteer, readings)
    status = _judge(readings, candidates)
    meaning = Meaning(status, candidates, *put_question(gazetteer, status, readings, candidates, elsewhere))
    if len(gazetteer.meanings) < MOST_REMEMBERED:
        gazetteer.meanings[named] = meaning
    return meaning


def point_keys(read: AddressRead) -> list[tuple[UnitKey, str]]:
    """Under which unit and key points of this address are kept, the likeliest unit first.

    None where it says nothing finer than its unit. Where a former and a present unit of one name may be meant that
    lie in one commune now, both: it is one door.
    """
    best = read.best
    if not read.address_key or best is None or best.unit.level != "commune":
        return []
    alike = [
        candidate
        for candidate in read.candidates[1:]
        if read.status == "ask" and candidate.unit.level == "commune" and _lies_now(candidate) == _lies_now(best)
    ]
    return [(candidate.unit.key, read.address_key) for candidate in [best, *alike]]


def _lies_now(candidate: Candidate) -> UnitKey | None:
    return candidate.presents[0].unit.key if candidate.presents else candidate.unit.key


DECISIVE_SHARE: Final = 0.9
"""Of what is known of a former unit's area: where so much lies in one commune, the rest is border or fields."""
_PLAIN_MARGIN: Final = 1.5
"""By how many points the best reading must lead; what a mention of the district or successor weighs is twice that."""


class _Rest:
    """What of an address names no unit."""

    def __init__(self, text: str, segments: Sequence[Segment], mentions: Sequence[Mention]) -> None:
        taken = {(m.segment, at) for m in mentions for at in range(m.start, m.end)}
        self.pieces: list[Segment] = []
        landmarks: list[str] = []
        for number, words in enumerate(segments):
            if is_landmark(words):
                landmarks.append(_text_of(text, words))
                continue
            self.pieces += _runs([None if (number, at) in taken else word for at, word in enumerate(words)])
        self.text = ", ".join(_text_of(text, piece) for piece in self.pieces)
        self.landmark = ", ".join(landmarks) or None
        self.key = address_key([word.folded for piece in self.pieces for word in piece])


def _runs(words: Sequence[object]) -> Iterator[Segment]:
    """Words next to each other, parted where None stands."""
    run: Segment = []
    for word in [*words, None]:
        if word is not None:
            run.append(word)  # type: ignore[arg-type]
        elif run:
            yield run
            run = []


def _text_of(text: str, words: Segment) -> str:
    return " ".join(text[words[0].start : words[-1].end].split())


def _find_hamlets(gazetteer: Gazetteer, pieces: Sequence[Segment]) -> Iterator[Hamlet]:
    """Hamlets with a name in what is left: after a word as thôn or tổ, or as the whole of a piece."""
    for words in pieces:
        keys = [word.folded for word in words]
        yield from [
            hamlet for hamlet in gazetteer.hamlets_by_name.get(" ".join(keys), []) if not hamlet.name_key.isdecimal()
        ]
        for at in range(len(words)):
            kind = hamlet_kind_at(words, at)
            if kind is None:
                continue
            kinds, start = kind
            start += keys[start : start + 1] == ["so"]
            for end in range(min(len(keys), start + _LONGEST_HAMLET_WORDS), start, -1):
                named = gazetteer.hamlets_by_name.get(_number(" ".join(keys[start:end])), [])
                if of_kind := [hamlet for hamlet in named if hamlet.kind in kinds]:
                    yield from of_kind
                    break


_LONGEST_HAMLET_WORDS: Final = 6


def _number(key: str) -> str:
    return key.lstrip("0") or key if key.isdecimal() else key


def _other_province(gazetteer: Gazetteer, mentions: Sequence[Mention]) -> str | None:
    """The name of another province at the address's end, if that can mean nothing in this one."""
    for mention in mentions:
        if mention.province_code is None or mention.province_code == gazetteer.province_code:
            continue
        if mention.unit_type in ("tinh", "thanh pho") or not (mention.communes or mention.districts):
            return mention.name if gazetteer.province_code else None
    return None


def _judge(readings: Sequence[Reading], candidates: Sequence[Candidate]) -> AddressStatus:
    if not candidates:
        return "unknown"
    best = readings[0]
    leads = len(readings) == 1 or best.points - readings[1].points >= _PLAIN_MARGIN
    return "plain" if leads and not best.is_doubtful and _lies_in_one(candidates[0]) else "ask"


def _lies_in_one(candidate: Candidate) -> bool:
    """A unit of which no successor is known is named plainly too: where it lies is known by its own boundary."""
    if candidate.unit.level != "commune":
        return False
    total = sum(present.share for present in candidate.presents)
    return not candidate.presents or candidate.presents[0].share >= DECISIVE_SHARE * total
