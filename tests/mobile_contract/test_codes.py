"""Codes: made ones are read back, slips are named, nothing typed makes anything but a CodeError."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_contract import codes
from mobile_contract.crockford import CodeError, is_checked
from mobile_contract.fields import CROCKFORD

ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*")
"""What a QR code's alphanumeric mode can hold (ISO/IEC 18004)."""

PARSERS = [
    codes.parse_code,
    codes.parse_label,
    codes.parse_s10,
    codes.parse_sscc,
    codes.parse_secret,
    codes.parse_view_code,
]
CODE = codes.code_of_number(0o123456701234567012)


def kind_of(parse: Callable[[str], object], text: str) -> str:
    with pytest.raises(CodeError) as error:
        parse(text)
    return error.value.kind


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text() | st.text(alphabet=CROCKFORD + "-/:HTPS ") | st.from_regex(r"https?://\w+/[te]/\w*"))
def test_any_text_is_read_or_named_as_wrong(parse: Callable[[str], object], text: str) -> None:
    with suppress(CodeError):
        parse(text)


# Tracking code


@given(st.integers(0, 2**55 - 1))
def test_a_tracking_code_is_its_55_bits_and_a_check_symbol(number: int) -> None:
    code = codes.code_of_number(number)
    assert len(code) == 12
    assert codes.code_number(code) == number
    for text in (code, code.lower(), codes.show_code(code), f" {codes.show_code(code).replace('-', ' ')}\n"):
        assert codes.parse_code(text) == code


def test_new_codes_differ_and_are_shown_in_fours() -> None:
    assert len({codes.new_code() for _ in range(1_000)}) == 1_000
    assert codes.show_code("0123456789AB") == "0123-4567-89AB"


def test_a_wrong_tracking_code_is_named() -> None:
    assert kind_of(codes.parse_code, CODE[:-1]) == "wrong_length"
    assert kind_of(codes.parse_code, CODE + "0") == "wrong_length"
    assert kind_of(codes.parse_code, "U" + CODE[1:]) == "wrong_symbol"
    assert kind_of(codes.parse_code, "Ấ" + CODE[1:]) == "accented_symbol"
    assert kind_of(codes.parse_code, CODE[:-1] + ("1" if CODE[-1] == "0" else "0")) == "wrong_check"
    assert kind_of(codes.parse_code, "https://h/x/" + CODE) == "wrong_form"


# Label


@pytest.mark.parametrize("host", ["buucuc.vn", "BUUCUC.VN:8443", "127.0.0.1:8000", "A"])
@pytest.mark.parametrize("tag", [None, "0123ABCD"])
def test_a_label_is_read_back_and_fits_alphanumeric_mode(host: str, tag: str | None) -> None:
    url = codes.label_url(host, CODE, tag)
    assert ALPHANUMERIC.fullmatch(url)
    assert codes.parse_label(url) == (host.upper(), CODE, tag)
    assert codes.parse_label(f" {url.lower()}?lang=en#x ") == (host.upper(), CODE, tag)
    assert codes.parse_code(url) == CODE


@pytest.mark.parametrize("host", ["", "-a", "a-", "[::1]", "a_b", "bưuđiện.vn", "a/b", "a:", "a:123456", "a b", "a\n"])
def test_a_host_that_a_label_cannot_carry_is_named(host: str) -> None:
    with pytest.raises(CodeError) as error:
        codes.label_url(host, CODE)
    assert error.value.kind == "wrong_form"


def test_a_label_stays_within_a_version_3_qr_code() -> None:
    assert len(codes.label_url("a" * 38, CODE)) == codes.LABEL_CHARACTERS
    assert len(codes.label_url("a" * 29, CODE, "0" * 8)) == codes.LABEL_CHARACTERS
    with pytest.raises(CodeError, match="too_long"):
        codes.label_url("a" * 39, CODE)


def test_a_label_of_wrong_length_or_check_is_named() -> None:
    for symbols in ("", CODE[:-1], CODE + "0", CODE + "0" * 7, CODE + "0" * 9):
        assert kind_of(codes.parse_label, f"HTTPS://H/T/{symbols}") == "wrong_length"
    assert kind_of(codes.parse_label, f"HTTPS://H/T/{CODE[1]}{CODE[0]}{CODE[2:]}") == "wrong_check"


def test_a_tag_belongs_to_one_code_and_one_secret() -> None:
    tag = codes.label_tag(b"secret", CODE)
    assert re.fullmatch(f"[{CROCKFORD}]{{8}}", tag)
    assert codes.is_label_tag(b"secret", CODE, tag)
    assert not codes.is_label_tag(b"other", CODE, tag)
    assert not codes.is_label_tag(b"secret", codes.new_code(), tag)
    assert not codes.is_label_tag(b"secret", CODE, "ÂÂÂÂÂÂÂÂ")


# S10


def test_s10_keeps_the_published_example() -> None:
    assert codes.s10_check_digit("47312482") == "9"  # UPU S10, annex: RX473124829GB
    assert codes.parse_s10("RX473124829GB") == "RX473124829GB"


def test_s10_writes_remainders_10_and_11_as_0_and_5() -> None:
    digits = Counter(codes.s10_check_digit(f"{serial:08d}") for serial in range(1_000))
    assert set(digits) == set("0123456789")
    assert codes.s10_check_digit("00000000") == "5"  # sum 0: 11
    assert codes.s10_check_digit("00000008") == "0"  # sum 56, remainder 1: 10


@given(st.from_regex("[A-Z]{2}", fullmatch=True), st.integers(0, 10**8 - 1))
def test_an_s10_code_is_read_back(prefix: str, serial: int) -> None:
    code = codes.make_s10(prefix, serial)
    assert codes.parse_s10(f" {code[:2].lower()} {code[2:6]}-{code[6:]} ") == code


def test_a_wrong_s10_code_is_named() -> None:
    assert kind_of(codes.parse_s10, "RG47312482VN") == "wrong_length"
    assert kind_of(codes.parse_s10, "R1473124829VN") == "wrong_form"
    assert kind_of(codes.parse_s10, "RG47312482٩VN") == "wrong_form"
    assert kind_of(codes.parse_s10, "RG473124828VN") == "wrong_check"
    for prefix, serial in (("R", 1), ("rg", 1), ("R1", 1), ("RG", -1), ("RG", 10**8)):
        with pytest.raises(CodeError):
            codes.make_s10(prefix, serial)


# Bag


def test_sscc_keeps_the_published_example() -> None:
    assert codes.make_sscc("0614141", 123456789, extension=1) == "106141411234567897"  # GS1, SSCC guide


@given(st.from_regex("[0-9]{4,12}", fullmatch=True), st.integers(0, 9_999), st.integers(0, 9))
def test_an_sscc_is_read_back(prefix: str, serial: int, extension: int) -> None:
    code = codes.make_sscc(prefix, serial, extension)
    assert len(code) == 18
    for text in (code, f"(00){code}", f"(00) {code[:9]} {code[9:]}", f"00{code}"):
        assert codes.parse_sscc(text) == code


@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.integers(1, 9))
def test_every_wrong_digit_of_an_sscc_is_caught(serial: int, place: int, error: int) -> None:
    code = codes.make_sscc("8938505", serial)
    wrong = code[:place] + str((int(code[place]) + error) % 10) + code[place + 1 :]
    assert kind_of(codes.parse_sscc, wrong) == "wrong_check"


def test_a_wrong_sscc_is_named() -> None:
    assert kind_of(codes.parse_sscc, "1") == "wrong_length"
    assert kind_of(codes.parse_sscc, "10614141123456789X") == "wrong_symbol"
    for prefix, serial, extension in (
        ("123", 1, 0),
        ("1" * 13, 1, 0),
        ("12a4", 1, 0),
        ("1" * 12, 10**4, 0),
        ("1234", 1, 10),
    ):
        with pytest.raises(CodeError):
            codes.make_sscc(prefix, serial, extension)


# Enrolment


def test_an_enrolment_token_is_130_bits_and_read_from_its_address() -> None:
    token = codes.new_enrolment_token()
    assert len(token) * 5 == 130
    url = codes.enrolment_url("buucuc.vn", token)
    assert ALPHANUMERIC.fullmatch(url)
    for text in (token, token.lower(), url, url.lower() + "?x=1"):
        assert codes.parse_secret(text) == token


def test_a_short_code_sounds_clear_and_is_checked() -> None:
    drawn = [codes.new_short_code() for _ in range(200)]
    assert len(set(drawn)) == 200
    for code in drawn:
        assert codes.SPOKEN_SYMBOLS.issuperset(code)
        assert is_checked(code)
        assert codes.parse_secret(f"{code[:4]} {code[4:].lower()}") == code


def test_a_wrong_secret_is_named() -> None:
    code = codes.new_short_code()
    other = "1" if code[0] != "1" else "2"
    assert kind_of(codes.parse_secret, other + code[1:]) == "wrong_check"
    assert kind_of(codes.parse_secret, code + "0") == "wrong_length"
    assert kind_of(codes.parse_secret, "ư" + code) == "accented_symbol"


# Mã xem


def test_a_view_code_is_four_digits() -> None:
    assert all(codes.parse_view_code(codes.new_view_code()) for _ in range(20))
    assert codes.parse_view_code(" 00 42 ") == "0042"
    assert kind_of(codes.parse_view_code, "042") == "wrong_length"
    assert kind_of(codes.parse_view_code, "٠٤٢١") == "wrong_symbol"


# Dossier code


@pytest.mark.parametrize(
    "code",
    ["000.17.22.H56-210531-0001", "H56.14-240823-0001", "H26-261122-000123", " h26.14.5 – 261122 – 0001 "],
)
def test_both_official_forms_of_a_dossier_code_raise_no_doubt(code: str) -> None:
    assert codes.find_dossier_code_doubt(code) is None


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("", "unknown_form"),
        ("G22.99.261122.0001", "unknown_form"),
        ("H56.14-240823-1", "unknown_form"),
        ("H56.14-241323-0001", "impossible_date"),
        ("H56.14-250229-0001", "impossible_date"),
    ],
)
def test_another_dossier_code_is_doubted(code: str, doubt: str) -> None:
    assert codes.find_dossier_code_doubt(code) == doubt


def test_a_ministry_may_have_its_own_pattern() -> None:
    assert codes.find_dossier_code_doubt("BTP-1", pattern=r"BTP-[0-9]+") is None


def test_dossier_codes_are_compared_in_one_spelling() -> None:
    assert codes.tidy_dossier_code(" h26.14\u2013261122 -0001") == "H26.14-261122-0001"
