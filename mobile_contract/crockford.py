"""Symbols of Crockford's base 32: reading what a person typed, drawing random ones, the check symbol over GF(32).

A checked text of up to 31 symbols s₀ … sₙ satisfies Σ αⁱ·sᵢ = 0 in GF(32) = GF(2)[x]/(x⁵ + x² + 1), α = x. The weights
are non-zero and distinct, so every wrong symbol, every exchange of two symbols (neighbours or not) and every twin
error (33 for 11) leaves a sum other than 0.
"""

import secrets
import unicodedata
from collections.abc import Callable
from typing import Literal

from mobile_contract.fields import CROCKFORD

RandomBytes = Callable[[int], bytes]

CodeErrorKind = Literal[
    "wrong_length",
    "wrong_symbol",
    "accented_symbol",
    "wrong_check",
    "wrong_form",
    "too_long",
    "out_of_range",
]
"""accented_symbol: a letter made by a Vietnamese keyboard left on, so that the remedy can be named."""

CodeName = Literal["tracking", "s10", "label", "label_tag", "sscc", "enrolment", "view_code"]


class CodeError(ValueError):
    """A code that cannot be: `kind` is stable and has its words in the catalogues, `name` says which sort of code.

    `text` is what was given, cut to 64 characters.
    """

    def __init__(self, kind: CodeErrorKind, text: str, name: CodeName) -> None:
        self.kind: CodeErrorKind = kind
        self.text = text[:64]
        self.name: CodeName = name
        super().__init__(f"{name}: {kind}: {self.text!r}")


def read_symbols(text: str, name: CodeName) -> str:
    """The symbols of what a person typed or a scanner read: capitals, without spaces and hyphens, O as 0, I and L as 1.

    Raises CodeError wrong_symbol or accented_symbol.
    """
    symbols = "".join(character for character in text if not _is_separator(character)).upper().translate(_MISREAD)
    for symbol in symbols:
        if symbol not in CROCKFORD:
            raise CodeError("accented_symbol" if _is_accented(symbol) else "wrong_symbol", text, name)
    return symbols


def random_symbols(count: int, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """`count` symbols of 5 random bits each."""
    spare_bits = -5 * count % 8
    number = int.from_bytes(random_bytes((5 * count + 7) // 8)) >> spare_bits
    return symbols_of(number, count)


def symbols_of(number: int, count: int) -> str:
    """A number below 32^count written with exactly `count` symbols, most significant first."""
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(count)))


def number_of(symbols: str) -> int:
    """The number that `symbols_of` writes so."""
    number = 0
    for symbol in symbols:
        number = number << 5 | _VALUE[symbol]
    return number


def check_symbol(symbols: str) -> str:
    """The symbol that, put after these (at most 30), makes their weighted sum 0."""
    return CROCKFORD[_times(_weighted_sum(symbols), _WEIGHTS[-len(symbols) % 31])]


def is_checked(symbols: str) -> bool:
    """Whether a text of symbols ends with its check symbol."""
    return _weighted_sum(symbols) == 0


_VALUE = {symbol: value for value, symbol in enumerate(CROCKFORD)}
_MISREAD = str.maketrans("OIL", "011")


def _is_separator(character: str) -> bool:
    return character.isspace() or character in "-\u2010\u2011\u2012\u2013\u2014"


def _is_accented(symbol: str) -> bool:
    return symbol == "Đ" or unicodedata.normalize("NFD", symbol) != symbol


def _powers_of_alpha() -> list[int]:
    """α⁰ … α³⁰, as polynomials in 5 bits: each the previous times x, reduced by x⁵ + x² + 1."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 0b100000 else doubled)
    return powers


_WEIGHTS = _powers_of_alpha()
_LOGARITHM = {power: exponent for exponent, power in enumerate(_WEIGHTS)}


def _times(a: int, b: int) -> int:
    return _WEIGHTS[(_LOGARITHM[a] + _LOGARITHM[b]) % 31] if a and b else 0


def _weighted_sum(symbols: str) -> int:
    total = 0
    for weight, symbol in zip(_WEIGHTS, symbols, strict=False):
        total ^= _times(weight, _VALUE[symbol])
    return total
