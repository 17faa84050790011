"""An address as words: split at its commas, folded, its abbreviations known; what names no unit made comparable."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from courier.fold import fold_word
from courier.network.addresses.model import Generation, HamletKind


class Word(NamedTuple):
    """One word of an address and where it stands in the text."""

    folded: str
    text: str
    start: int
    end: int


Segment = list[Word]
"""The words between two commas."""


def normalise(text: str) -> str:
    """Composed Unicode, at most `MAX_CHARACTERS`; «(cũ)» and «(mới)» lose their brackets, to stay with their name."""
    return _MARKED.sub(r" \1 ", unicodedata.normalize("NFC", text)[:MAX_CHARACTERS])


def split_words(text: str, joined: Collection[tuple[str, ...]] = ()) -> list[Segment]:
    """The segments of a normalised text, from left to right; none is empty.

    `joined` are the words of names with a dash in them, which does not part them: Văn Miếu - Quốc Tử Giám.
    """
    segments: list[Segment] = []
    start = 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        words = _words(text, start, separator.start() if separator else len(text))
        start = separator.end() if separator else len(text)
        if words and segments and any(_meet(segments[-1], words, name) for name in joined):
            segments[-1] += words
        elif words:
            segments.append(words)
    return segments


def type_before(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """The unit type whose words end just before `at`, folded and whole, with where they begin."""
    for count in (2, 1):
        if count <= at and (found := UNIT_TYPES.get(tuple(word.folded for word in words[at - count : at]))):
            return found, at - count
    return None


def type_at(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """The unit type whose words begin at `at`, with where they end."""
    for count in (2, 1):
        if found := UNIT_TYPES.get(tuple(word.folded for word in words[at : at + count])):
            return found, at + count
    return None


def generation_after(words: Sequence[Word], at: int) -> Generation | None:
    """What «cũ» or «mới» at `at` says of the name before it; typed without accents, only at the segment's end."""
    if at >= len(words):
        return None
    word = words[at]
    is_sure = word.text.casefold() in ("cũ", "mới") or at == len(words) - 1
    return _GENERATIONS.get(word.folded) if is_sure else None


def generation_before(words: Sequence[Word], at: int) -> tuple[Generation | None, int]:
    """What «nay», «nay là», «nay thuộc» or «trước là» before `at` says of the name that follows; where it begins."""
    for count in (2, 1):
        before = tuple(word.folded for word in words[at - count : at]) if count <= at else ()
        if found := _GENERATIONS_BEFORE.get(before):
            return found, at - count
    return None, at


def names_something_else(words: Sequence[Word], at: int) -> bool:
    """Whether the word before `at` makes what follows a street, market, station: «đường Bát Tràng»."""
    before = [word.folded for word in words[max(0, at - 2) : at]]
    return bool(before) and (before[-1] in _STREET_WORDS or tuple(before) in _STREET_PAIRS)


def is_landmark(words: Sequence[Word]) -> bool:
    """Whether a segment says how to find the place: «gần chợ Vàng», «đối diện UBND»."""
    first = [word.folded for word in words[:2]]
    return len(words) > 1 and (first[0] in _LANDMARK_WORDS or tuple(first) in _LANDMARK_PAIRS)


def hamlet_kind_at(words: Sequence[Word], at: int) -> tuple[frozenset[HamletKind], int] | None:
    """The kinds of hamlet that the words at `at` may mean, and where they end."""
    for count in (3, 2, 1):
        if found := HAMLET_WORDS.get(tuple(word.folded for word in words[at : at + count])):
            return found, at + count
    return None


def address_key(words: Sequence[str]) -> str:
    """Folded words with their abbreviations spelt out, «số nhà» and leading zeros gone, at most 500 characters."""
    key: list[str] = []
    for at, word in enumerate(words):
        if word in _NUMBER_WORDS and any(other.isdecimal() or _HOUSE.fullmatch(other) for other in words[at + 1 :][:2]):
            continue
        spelt = _SPELT.get(word, word)
        key.append(spelt.lstrip("0") or "0" if spelt.isdecimal() else spelt)
    return " ".join(key)[:500]


def is_exact(key: str) -> bool:
    """Whether an address key holds a house or flat number, not only that of a lane or a tổ."""
    words = ["", *key.split()]
    return any(
        (word.isdecimal() or _HOUSE.fullmatch(word)) and before not in _NUMBERED_PLACES
        for before, word in itertools.pairwise(words)
    )


MAX_CHARACTERS: Final = 600
"""Longer is no address; what is beyond is not read."""

UNIT_TYPES: Final = {
    ("xa",): "xa",
    ("x",): "xa",
    ("phuong",): "phuong",
    ("p",): "phuong",
    ("thi", "tran"): "thi tran",
    ("tt",): "thi tran",
    ("t", "t"): "thi tran",
    ("dac", "khu"): "dac khu",
    ("huyen",): "huyen",
    ("h",): "huyen",
    ("quan",): "quan",
    ("q",): "quan",
    ("thi", "xa"): "thi xa",
    ("tx",): "thi xa",
    ("t", "x"): "thi xa",
    ("thanh", "pho"): "thanh pho",
    ("tp",): "thanh pho",
    ("t", "p"): "thanh pho",
    ("tinh",): "tinh",
    ("t",): "tinh",
}
DISTRICT_TYPES: Final = frozenset({"huyen", "quan", "thi xa"})
COMMUNE_TYPES: Final = frozenset({"xa", "phuong", "thi tran", "dac khu"})

_RURAL: Final[frozenset[HamletKind]] = frozenset({"thôn", "xóm"})
_URBAN: Final[frozenset[HamletKind]] = frozenset({"tổ dân phố", "khu"})
HAMLET_WORDS: Final[dict[tuple[str, ...], frozenset[HamletKind]]] = {
    ("thon",): _RURAL,
    ("lang",): _RURAL,
    ("xom",): _RURAL,
    ("doi",): _RURAL,
    ("ap",): _RURAL,
    ("ban",): _RURAL,
    ("to", "dan", "pho"): _URBAN,
    ("tdp",): _URBAN,
    ("khu", "pho"): _URBAN,
    ("khu",): _URBAN,
    ("to",): _URBAN,
    ("cum",): _RURAL | _URBAN,
}
"""People mix thôn with xóm, tổ with khu; not the one pair with the other."""

_MARKED: Final = re.compile(r"\(\s*(cũ|cu|mới|moi)\s*\)", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"[,;\n|()\[\]]|\s[-–—/]\s")
_WORD: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_GLUED: Final = re.compile(r"(p|q)(\d{1,2})")
_HOUSE: Final = re.compile(r"\d+[a-z]\d*|[a-z]\d+")
_GENERATIONS: Final[dict[str, Generation]] = {"cu": "former", "moi": "present"}
_GENERATIONS_BEFORE: Final[dict[tuple[str, ...], Generation]] = {
    ("nay",): "present",
    ("nay", "la"): "present",
    ("nay", "thuoc"): "present",
    ("truoc", "la"): "former",
    ("truoc", "thuoc"): "former",
    ("truoc", "day"): "former",
    ("nguyen", "la"): "former",
}

_STREET_WORDS: Final = frozenset(
    """
    duong d pho cho ngo ngach hem kiet cau thon xom to cum chua dinh den truong
    lang kdt ktt ga ben cang ubnd khu doi ap ban sn so bx vincom
    """.split()  # noqa: SIM905
)
_STREET_PAIRS: Final = frozenset(
    tuple(pair.split("-"))
    for pair in """
    buu-dien buu-cuc benh-vien do-thi chung-cu quoc-lo cong-vien tap-the cong-nghiep sinh-thai
    tram-y cong-an uy-ban tinh-lo nha-van dan-pho truong-hoc
    """.split()  # noqa: SIM905
)
_LANDMARK_WORDS: Final = frozenset(["gan", "canh", "sat", "ke", "cach", "sau", "truoc"])
_LANDMARK_PAIRS: Final = frozenset(
    {("doi", "dien"), ("ben", "canh"), ("phia", "sau"), ("phia", "truoc"), ("chi", "dan")}
)
_SPELT: Final = {"tdp": "to dan pho", "d": "duong", "ng": "ngo", "nx": "nha xuong", "cc": "chung cu"} | {
    "kdt": "khu do thi",
    "ktt": "khu tap the",
    "ql": "quoc lo",
}
_NUMBER_WORDS: Final = frozenset({"so", "nha", "sn"})
_NUMBERED_PLACES: Final = frozenset(
    """
    thon xom to tdp khu doi cum ap ban ngo ngach hem kiet ql lo duong
    d pho km tl
    """.split()  # noqa: SIM905
)


def _meet(left: Segment, right: Segment, name: tuple[str, ...]) -> bool:
    """Whether the name begins at the end of the one segment and ends at the start of the other."""
    for count in range(1, len(name)):
        ends = tuple(word.folded for word in left[-count:])
        if ends == name[:count] and tuple(word.folded for word in right[: len(name) - count]) == name[count:]:
            return True
    return False


def _words(text: str, start: int, end: int) -> Segment:
    words = []
    for found in _WORD.finditer(text, start, end):
        folded = fold_word(found[0])
        glued = _GLUED.fullmatch(folded)
        parts = [glued[1], glued[2]] if glued else folded.split()
        words += [Word(part, found[0], found.start(), found.end()) for part in parts]
    return words
