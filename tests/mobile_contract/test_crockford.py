"""The check symbol: every single error, every exchange and every twin error is caught. Proved over all error patterns.

The weighted sum is linear over GF(2) (first test), so a changed code has sum 0 exactly when the change alone has.
"""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_contract.crockford import (
    CodeError,
    check_symbol,
    is_checked,
    number_of,
    random_symbols,
    read_symbols,
    symbols_of,
)
from mobile_contract.fields import CROCKFORD

LENGTHS = [8, 12]
TEXT = st.text(alphabet=CROCKFORD, min_size=1, max_size=31)


def _sum_is_zero(errors: dict[int, int], length: int) -> bool:
    """Whether adding these errors (place to value) to a checked text leaves it checked."""
    return is_checked("".join(CROCKFORD[errors.get(place, 0)] for place in range(length)))


@given(st.integers(1, 31).flatmap(lambda n: st.tuples(*[st.text(CROCKFORD, min_size=n, max_size=n)] * 2)))
def test_the_sum_is_linear_so_that_errors_can_be_judged_alone(pair: tuple[str, str]) -> None:
    one, other = ([CROCKFORD.index(symbol) for symbol in text] for text in pair)
    both = "".join(CROCKFORD[a ^ b] for a, b in zip(one, other, strict=True))
    if is_checked(pair[0]):
        assert is_checked(both) == is_checked(pair[1])
    body = [text[:-1] for text in (*pair, both)]
    checks = [CROCKFORD.index(check_symbol(text)) for text in body]
    assert checks[0] ^ checks[1] == checks[2]


@pytest.mark.parametrize("length", LENGTHS)
def test_every_single_wrong_symbol_is_caught(length: int) -> None:
    assert not any(_sum_is_zero({place: error}, length) for place in range(length) for error in range(1, 32))


@pytest.mark.parametrize("length", LENGTHS)
def test_every_exchange_of_any_two_symbols_is_caught(length: int) -> None:
    """Exchanging a and b adds a ⊕ b at both places; so does the twin error aa for bb."""
    for (one, other), difference in product(combinations(range(length), 2), range(1, 32)):
        assert not _sum_is_zero({one: difference, other: difference}, length)


@given(st.text(alphabet=CROCKFORD, min_size=11, max_size=11))
def test_on_real_codes_too(body: str) -> None:
    code = body + check_symbol(body)
    assert is_checked(code)
    for place, symbol in product(range(12), CROCKFORD):
        assert is_checked(code[:place] + symbol + code[place + 1 :]) == (symbol == code[place])
    for one, other in combinations(range(12), 2):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert is_checked("".join(swapped)) == (code[one] == code[other])


def test_two_wrong_symbols_pass_once_in_31_at_most() -> None:
    passed = sum(_sum_is_zero({0: one, 5: other}, 12) for one, other in product(range(1, 32), repeat=2))
    assert passed == 31


@given(TEXT)
def test_a_number_is_written_and_read(symbols: str) -> None:
    assert symbols_of(number_of(symbols), len(symbols)) == symbols


def test_random_symbols_use_every_bit_asked_for_and_no_other() -> None:
    assert random_symbols(11, lambda count: b"\xff" * count) == "Z" * 11
    assert random_symbols(11, lambda count: b"\x00" * (count - 1) + b"\x01") == "0" * 11  # 56 bits drawn, 1 dropped
    assert random_symbols(26, lambda count: b"\xff" * count) == "Z" * 26
    assert len({random_symbols(11) for _ in range(100)}) == 100


def test_reading_forgives_what_people_do_to_symbols() -> None:
    assert read_symbols(" oO iI lL – 2-a_".replace("_", "\u00a0"), "tracking") == "0011112A"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("u", "wrong_symbol"),
        ("!", "wrong_symbol"),
        ("١", "wrong_symbol"),
        ("Â", "accented_symbol"),
        ("đ", "accented_symbol"),
    ],
)
def test_reading_names_what_it_cannot_forgive(text: str, kind: str) -> None:
    with pytest.raises(CodeError) as error:
        read_symbols("0" + text, "tracking")
    assert (error.value.kind, error.value.name) == (kind, "tracking")
