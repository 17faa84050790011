"""Telephone numbers as people and spreadsheets write them."""

from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.network.phones import PhoneError, read_phone, show_phone


@pytest.mark.parametrize("text", ["0912 345 678", "0912.345.678", "912345678", "+84 912 345 678", "84912345678"])
def test_a_mobile_number_is_read_however_it_is_written(text: str) -> None:
    assert read_phone(text) == "+84912345678"
    assert show_phone("+84912345678") == "0912 345 678"


@pytest.mark.parametrize(
    "text", ["", "12", "0912 345 67", "không có", "0912345678 x12", "0912345678/0987654321", "0000000000", "+000"]
)
def test_what_cannot_be_rung_is_refused(text: str) -> None:
    with pytest.raises(PhoneError):
        read_phone(text)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(PhoneError):
        assert read_phone(show_phone(read_phone(text))) == read_phone(text)


# A second 0 dials abroad; what the parser makes of that is no matter of the short way.
@given(st.from_regex(r"(0|\+84)[1-9][0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{3}", fullmatch=True))
def test_the_short_way_for_mobile_numbers_says_what_the_parser_says(text: str) -> None:
    number = phonenumbers.parse(text, "VN")
    if phonenumbers.is_valid_number(number):
        assert read_phone(text) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert show_phone(read_phone(text)) == phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.NATIONAL
        )
    else:
        with pytest.raises(PhoneError):
            read_phone(text)
