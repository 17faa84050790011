"""The codes printed, scanned, typed and read aloud: item, tracking code and its label, bag, enrolment, dossier.

`make_…` and `new_…` return the one stored form; `parse_…` forgive what people and keyboards do to it and raise
CodeError for what cannot be meant. Symbols and their check are in `crockford`.
"""

import hashlib
import hmac
import re
import secrets
from datetime import date
from typing import Literal, NamedTuple

from mobile_contract.crockford import (
    CodeError,
    CodeName,
    RandomBytes,
    check_symbol,
    is_checked,
    number_of,
    random_symbols,
    read_symbols,
    symbols_of,
)

# Tracking code: a name without meaning, 55 random bits, one an item.

CODE_SYMBOLS = 12


def new_code(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """11 random symbols and their check symbol."""
    return _checked(random_symbols(CODE_SYMBOLS - 1, random_bytes))


def parse_code(text: str) -> str:
    """The tracking code in what was typed, or in the whole address on a label.

    Raises CodeError wrong_symbol, accented_symbol, wrong_length, wrong_check, or for an address wrong_form.
    """
    if "/" in text:
        return parse_label(text).code
    return _read_checked(text, CODE_SYMBOLS, "tracking")


def show_code(code: str) -> str:
    """As people see it: 4-4-4."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_number(code: str) -> int:
    """The 55 bits of a tracking code, from which `code_of_number` makes it again."""
    return number_of(code[:-1])


def code_of_number(number: int) -> str:
    return _checked(symbols_of(number, CODE_SYMBOLS - 1))


# Label: the QR of an item. Only characters of a QR code's alphanumeric mode.

LABEL_CHARACTERS = 61
"""Capacity of a version 3 QR code, error correction M, alphanumeric mode (ISO/IEC 18004, table 7)."""

TAG_SYMBOLS = 8


class Label(NamedTuple):
    """What a label says: which server, which item, and the server's own mark where it prints one."""

    host: str
    code: str
    tag: str | None


def label_url(host: str, code: str, tag: str | None = None) -> str:
    """`HTTPS://HOST/T/CODE`, or `…/CODE-TAG`. `host` may carry a port.

    Raises CodeError wrong_form for a host that a label cannot carry (IPv6, underscore), too_long past 61 characters.
    """
    url = f"HTTPS://{_read_host(host)}/T/{code}" + (f"-{tag}" if tag else "")
    if len(url) > LABEL_CHARACTERS:
        raise CodeError("too_long", url, "label")
    return url


def parse_label(text: str) -> Label:
    """Reads a label's address in capitals or not, its code grouped or not. Raises CodeError."""
    match = _LABEL.fullmatch(text.strip().upper())
    if match is None:
        raise CodeError("wrong_form", text, "label")
    symbols = read_symbols(match["symbols"], "label")
    code, tag = symbols[:CODE_SYMBOLS], symbols[CODE_SYMBOLS:]
    if len(code) != CODE_SYMBOLS or len(tag) not in (0, TAG_SYMBOLS):
        raise CodeError("wrong_length", text, "label")
    if not is_checked(code):
        raise CodeError("wrong_check", text, "label")
    return Label(match["host"], code, tag or None)


def label_tag(secret: bytes, code: str) -> str:
    """40 bits of HMAC-SHA256, 8 symbols: a label without it was not printed here."""
    mark = hmac.digest(secret, b"label:" + code.encode(), hashlib.sha256)
    return symbols_of(int.from_bytes(mark[:5]), TAG_SYMBOLS)


def is_label_tag(secret: bytes, code: str, tag: str) -> bool:
    return hmac.compare_digest(label_tag(secret, code).encode(), tag.encode())


# Item code: UPU S10, two letters, eight digits, check digit, country.


def make_s10(prefix: str, serial: int, country: str = "VN") -> str:
    """`prefix` is the service indicator, two letters; `serial` below 10⁸. Raises CodeError wrong_form, out_of_range."""
    if not _LETTERS.fullmatch(prefix) or not _LETTERS.fullmatch(country):
        raise CodeError("wrong_form", f"{prefix}…{country}", "s10")
    if not 0 <= serial < 10**8:
        raise CodeError("out_of_range", str(serial), "s10")
    digits = f"{serial:08d}"
    return f"{prefix}{digits}{s10_check_digit(digits)}{country}"


def parse_s10(text: str) -> str:
    """The 13 characters in capitals. Raises CodeError wrong_length, wrong_form, wrong_check."""
    code = _without_separators(text).upper()
    if len(code) != 13:
        raise CodeError("wrong_length", text, "s10")
    if not _S10.fullmatch(code):
        raise CodeError("wrong_form", text, "s10")
    if s10_check_digit(code[2:10]) != code[10]:
        raise CodeError("wrong_check", text, "s10")
    return code


def s10_check_digit(digits: str) -> str:
    """UPU S10: 11 − (Σ weight · digit mod 11), 10 written 0 and 11 written 5."""
    total = sum(weight * int(digit) for weight, digit in zip((8, 6, 4, 2, 3, 5, 9, 7), digits, strict=True))
    return {10: "0", 11: "5"}.get(11 - total % 11, str(11 - total % 11))


# Bag: GS1 serial shipping container code.


def make_sscc(company_prefix: str, serial: int, extension: int = 0) -> str:
    """`company_prefix` is 4 to 12 digits as GS1 gave it; the serial fills up to 17. Raises CodeError."""
    places = 16 - len(company_prefix)
    if not re.fullmatch("[0-9]{4,12}", company_prefix):
        raise CodeError("wrong_form", company_prefix, "sscc")
    if not 0 <= serial < 10**places or not 0 <= extension <= 9:
        raise CodeError("out_of_range", f"{extension} {serial}", "sscc")
    digits = f"{extension}{company_prefix}{serial:0{places}d}"
    return digits + gs1_check_digit(digits)


def parse_sscc(text: str) -> str:
    """The 18 digits, also from a scan or print with the application identifier `(00)`. Raises CodeError."""
    digits = _without_separators(text).removeprefix("(00)")
    if len(digits) == 20:
        digits = digits.removeprefix("00")
    if len(digits) != 18:
        raise CodeError("wrong_length", text, "sscc")
    if not re.fullmatch("[0-9]{18}", digits):
        raise CodeError("wrong_symbol", text, "sscc")
    if gs1_check_digit(digits[:-1]) != digits[-1]:
        raise CodeError("wrong_check", text, "sscc")
    return digits


def gs1_check_digit(digits: str) -> str:
    """GS1 General Specifications, 7.9: weights 3 and 1 from the right, complement to ten."""
    total = sum((3 if place % 2 == 0 else 1) * int(digit) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


# Enrolment: a secret that lives 15 minutes and works once.

TOKEN_SYMBOLS = 26
SHORT_CODE_SYMBOLS = 8
SPOKEN_SYMBOLS = frozenset("0123456789FHKMQRVXY")
"""What is left of the alphabet when letters that sound alike in Vietnamese keep one of each group."""


def new_enrolment_token(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """130 random bits, for the QR."""
    return random_symbols(TOKEN_SYMBOLS, random_bytes)


def enrolment_url(host: str, token: str) -> str:
    """`HTTPS://HOST/E/TOKEN`. Raises CodeError wrong_form as for a label."""
    return f"HTTPS://{_read_host(host)}/E/{token}"


def new_short_code(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """7 random symbols and their check symbol, to be read over a phone: some 29 bits, so attempts must be counted."""
    while True:
        code = _checked(random_symbols(SHORT_CODE_SYMBOLS - 1, random_bytes))
        if SPOKEN_SYMBOLS.issuperset(code):
            return code


def parse_secret(text: str) -> str:
    """A token, the enrolment address around it, or a short code, as typed or scanned. Raises CodeError."""
    match = _ENROLMENT.fullmatch(text.strip().upper())
    symbols = read_symbols(match["symbols"] if match else text, "enrolment")
    if len(symbols) not in (SHORT_CODE_SYMBOLS, TOKEN_SYMBOLS):
        raise CodeError("wrong_length", text, "enrolment")
    if len(symbols) == SHORT_CODE_SYMBOLS and not is_checked(symbols):
        raise CodeError("wrong_check", text, "enrolment")
    return symbols


# Mã xem: the four digits printed on the citizen's slip, tracking's second factor.


def new_view_code() -> str:
    return f"{secrets.randbelow(10_000):04d}"


def parse_view_code(text: str) -> str:
    """Raises CodeError wrong_length, wrong_symbol."""
    digits = _without_separators(text)
    if len(digits) != 4:
        raise CodeError("wrong_length", text, "view_code")
    if not re.fullmatch("[0-9]{4}", digits):
        raise CodeError("wrong_symbol", text, "view_code")
    return digits


# Dossier code: the one-stop's, not ours. Doubts are shown, never an obstacle: ministries write it in other ways.

DOSSIER_CODE = (
    r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3})*)"
    r"-(?P<day>[0-9]{6})-[0-9]{4,6}"
)
"""`000.17.22.H56-210531-0001` and `H56.14-240823-0001`; `day` is yymmdd."""

DossierCodeDoubt = Literal["unknown_form", "impossible_date"]


def tidy_dossier_code(text: str) -> str:
    """The spelling to compare by: capitals, plain hyphens, no spaces."""
    return "".join(text.split()).upper().translate(_HYPHENS)


def find_dossier_code_doubt(text: str, pattern: str = DOSSIER_CODE) -> DossierCodeDoubt | None:
    """What looks wrong with a dossier code. `pattern` is for the whole; a group `day`, if it has one, is checked."""
    match = re.fullmatch(pattern, tidy_dossier_code(text))
    if match is None:
        return "unknown_form"
    day = match.groupdict().get("day")
    return None if day is None or _is_day(day) else "impossible_date"


_LETTERS = re.compile("[A-Z]{2}")
_S10 = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")
_HOST = re.compile("[A-Z0-9](?:[A-Z0-9.-]*[A-Z0-9])?(?::[0-9]{1,5})?")
_LABEL = re.compile(rf"HTTPS?://(?P<host>{_HOST.pattern})/T/(?P<symbols>[^/?#]*)(?:[?#].*)?", re.DOTALL)
_ENROLMENT = re.compile(rf"HTTPS?://{_HOST.pattern}/E/(?P<symbols>[^/?#]*)(?:[?#].*)?", re.DOTALL)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def _checked(symbols: str) -> str:
    return symbols + check_symbol(symbols)


def _read_checked(text: str, length: int, name: CodeName) -> str:
    symbols = read_symbols(text, name)
    if len(symbols) != length:
        raise CodeError("wrong_length", text, name)
    if not is_checked(symbols):
        raise CodeError("wrong_check", text, name)
    return symbols


def _read_host(host: str) -> str:
    if not _HOST.fullmatch(host.upper()):
        raise CodeError("wrong_form", host, "label")
    return host.upper()


def _without_separators(text: str) -> str:
    return "".join(text.translate(_HYPHENS).replace("-", "").split())


def _is_day(yymmdd: str) -> bool:
    try:
        date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True
