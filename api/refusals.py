"""What a reader of JSON or of parameters refused, said as fields with remedies in both languages.

msgspec and Litestar say it as one English sentence each; the sentences they have are known and few.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec
from litestar.exceptions import ValidationException

from courier.errors import FieldError, InvalidInput


def from_msgspec(refusal: msgspec.ValidationError) -> InvalidInput:
    """The field a JSON body went wrong at; msgspec stops at the first."""
    sentence, _, path = str(refusal).partition(" - at `")
    return InvalidInput([field_error(path.rstrip("`").removeprefix("$").removeprefix("."), sentence)])


def from_parameters(refusal: ValidationException) -> InvalidInput:
    """The query, path and header parameters and form fields that were wrong."""
    said = refusal.extra if isinstance(refusal.extra, list) else []
    fields = [_parameter_error(str(one.get("key", "")), str(one.get("message", ""))) for one in said]
    return InvalidInput(fields or [field_error("", refusal.detail)])


def _parameter_error(key: str, sentence: str) -> FieldError:
    """Litestar calls the body `data`, and only misses it where there is none."""
    if key == "data":
        return _error("", "missing", ("chưa có nội dung", "there is no body"), _AS_DESCRIBED)
    return field_error(key, sentence)


def field_error(path: str, sentence: str) -> FieldError:
    """`sentence` of msgspec about the field at `path` ("" is the body itself)."""
    for pattern, say in _SENTENCES:
        if match := pattern.match(sentence):
            return say(path, match)
    return _error(path, "wrong-form", ("sai dạng", "has the wrong form"), _AS_DESCRIBED)


_Pair = tuple[str, str]
_AS_DESCRIBED: Final = ("gửi đúng mẫu nêu ở /api/openapi.json", "send it as /api/openapi.json describes it")
_TYPES: Final = {
    "int": ("số nguyên", "a whole number"),
    "float": ("số", "a number"),
    "str": ("chuỗi chữ", "a string"),
    "bool": ("true hoặc false", "true or false"),
    "array": ("danh sách", "a list"),
    "object": ("đối tượng JSON", "a JSON object"),
    "uuid": ("mã UUID", "a UUID"),
    "datetime": ("thời điểm ISO 8601 có múi giờ", "an ISO 8601 instant with its zone"),
    "date": ("ngày dạng 2026-11-22", "a date like 2026-11-22"),
    "null": ("null", "null"),
}


def _error(path: str, problem: str, message: _Pair, remedy: _Pair) -> FieldError:
    return FieldError(
        field=path or "(body)",
        problem=problem,
        message_vi=message[0],
        message_en=message[1],
        remedy_vi=remedy[0],
        remedy_en=remedy[1],
    )


def _missing(path: str, match: re.Match[str]) -> FieldError:
    field = f"{path}.{match[1]}" if path else match[1]
    return _error(field, "missing", ("còn thiếu", "is missing"), ("điền trường này", "give this field"))


def _wrong_type(path: str, match: re.Match[str]) -> FieldError:
    wanted = [_TYPES.get(name.strip(), (name.strip(), name.strip())) for name in match[1].split("|")]
    vi, en = " hoặc ".join(vi for vi, _ in wanted), " or ".join(en for _, en in wanted)
    return _error(path, "wrong-type", (f"phải là {vi}", f"must be {en}"), (f"gửi {vi}", f"send {en}"))


def _length(path: str, match: re.Match[str]) -> FieldError:
    least, number = match[1] == ">=", match[2]
    vi = f"cần từ {number} trở lên" if least else f"chỉ được đến {number}"
    en = f"needs {number} or more" if least else f"takes {number} at most"
    problem = "too-short" if least else "too-long"
    return _error(path, problem, (f"sai độ dài: {vi}", f"has the wrong length: {en}"), (vi, en))


def _range(path: str, match: re.Match[str]) -> FieldError:
    bound, number = match[1], match[2]
    vi, en = f"giá trị phải {bound} {number}", f"the value must be {bound} {number}"
    return _error(path, "out-of-range", ("ngoài khoảng cho phép", "is out of range"), (vi, en))


def _invalid(path: str, match: re.Match[str]) -> FieldError:
    kind = match[1].lower()
    if kind in _TYPES:
        return _wrong_type(path, re.match(r"(.*)", kind) or match)
    return _error(
        path, "not-allowed", ("giá trị không có trong danh mục", "is not one of the values allowed"), _AS_DESCRIBED
    )


def _pattern(path: str, _match: re.Match[str]) -> FieldError:
    return _error(
        path,
        "wrong-form",
        ("sai dạng hoặc có ký tự không nhận", "has the wrong form or a character not taken"),
        _AS_DESCRIBED,
    )


_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], FieldError]], ...]] = (
    (re.compile(r"Object missing required field `(.+?)`"), _missing),
    (re.compile(r"Missing required (?:query|header|cookie|path) parameter '?(.+?)'? for"), _missing),
    (re.compile(r"Expected `(?:str|array|object)` of length (>=|<=) (\d+)"), _length),
    (re.compile(r"Expected `(?:int|float)` (>=|<=|>|<) (\S+)"), _range),
    (re.compile(r"Expected `str` matching regex"), _pattern),
    (re.compile(r"Expected `([^`]+)`(?:, got|$)"), _wrong_type),
    (re.compile(r"Invalid (enum|UUID|Enum|datetime|date|number|RFC3339|value)", re.IGNORECASE), _invalid),
)
