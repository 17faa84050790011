"""Vietnamese text made comparable: folded for search, keyed for order. The server's collation knows neither."""

import unicodedata
from functools import lru_cache
from typing import Final


def fold(text: str) -> str:
    """Lower case, no accents, đ as d; whatever is neither letter nor digit becomes one space.

    `Thị trấn Trâu Quỳ` → `thi tran trau quy`. Folding twice changes nothing.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDED).split())


@lru_cache(maxsize=16_384)
def fold_word(word: str) -> str:
    """The same, remembered: for single words, of which the same come again and again."""
    return fold(word)


def sort_key(text: str) -> str:
    """A text whose order by code point is that of a Vietnamese dictionary, for places and titles.

    Syllable by syllable: first the letters (a ă â b c d đ e ê …), then the tone (ngang huyền hỏi ngã sắc nặng).
    """
    words = "".join(_kept(character) for character in unicodedata.normalize("NFC", text).casefold()).split()
    return " ".join(_syllable_key(word) for word in words)


def person_sort_key(full_name: str) -> str:
    """The order of a list of people: by given name, the last syllable, then by the rest from the left."""
    words = full_name.split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


class _Folding(dict[int, str]):
    """Code point → its folded text, worked out once for each character met."""

    def __missing__(self, code_point: int) -> str:
        self[code_point] = folded = _fold_character(chr(code_point))
        return folded


def _fold_character(character: str) -> str:
    folded = _LETTERS_OF_THEIR_OWN.get(character) or "".join(
        part if part.isalnum() else "" if unicodedata.combining(part) else " "
        for part in unicodedata.normalize("NFKD", character.casefold())
    )
    return folded if folded == character else "".join(map(_fold_character, folded))


_LETTERS_OF_THEIR_OWN: Final = {"đ": "d", "Đ": "d"}
"""Unicode does not take these apart."""
_FOLDED: Final = _Folding()

_TONES: Final = {"\N{COMBINING GRAVE ACCENT}": "1", "\N{COMBINING HOOK ABOVE}": "2", "\N{COMBINING TILDE}": "3"} | {
    "\N{COMBINING ACUTE ACCENT}": "4",
    "\N{COMBINING DOT BELOW}": "5",
}
_SHAPES: Final = {"\N{COMBINING BREVE}": "1", "\N{COMBINING CIRCUMFLEX ACCENT}": "2", "\N{COMBINING HORN}": "3"}


def _kept(character: str) -> str:
    return character if character.isalnum() or unicodedata.combining(character) else " "


@lru_cache(maxsize=16_384)  # more than the syllables there are
def _syllable_key(word: str) -> str:
    """Each letter as two characters, base and shape (a0 ă1 â2), then the tone after `!`, which precedes letters."""
    key: list[str] = []
    tone = "0"
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark in _SHAPES and key:
            key[-1] = key[-1][0] + _SHAPES[mark]
        elif not unicodedata.combining(mark):
            key.append("d1" if mark == "đ" else f"{mark}0")
    return "".join(key) + "!" + tone
