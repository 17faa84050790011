"""People's files on their way in: their encoding, and what is wrong with their JSON, in both languages."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from routing.errors import Problem, UnreadableFile
from routing.instance import Instance, TravelMatrix


def read_text(path: Path) -> bytes:
    """The file in UTF-8 without a mark; what was saved as UTF-16 is turned into it. Raises OSError, UnreadableFile."""
    text = path.read_bytes()
    if not text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.removeprefix(codecs.BOM_UTF8)
    try:
        return text.decode("utf-16").encode()
    except UnicodeError as error:
        raise UnreadableFile(
            "bảng mã UTF-16 bị hỏng: lưu lại bằng UTF-8", "is broken UTF-16: save it as UTF-8"
        ) from error


@contextmanager
def telling(vi: str, en: str) -> Iterator[None]:
    """Whatever JSON is not as it should be is told of as a file that is none of these. Raises UnreadableFile."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise UnreadableFile(f"không phải {vi}: {_in_vietnamese(str(error))}", f"is no {en}: {error}") from error
    except RecursionError as error:
        raise UnreadableFile(f"không phải {vi}: lồng quá sâu", f"is no {en}: it is nested too deep") from error


def strange_fields(instance: Instance, text: bytes) -> list[Problem]:
    """The fields of an instance's JSON that no instance has: a misspelt one would be ignored in silence."""
    document: dict[str, Any] = msgspec.json.decode(text)
    known = msgspec.to_builtins(msgspec.structs.replace(instance, travel=()))
    matrices = document.pop("travel", None) or []
    found = list(_strange("", document, known))
    for index, matrix in enumerate(matrices):
        found += _strange(f"travel[{index}]", matrix, dict.fromkeys(TravelMatrix.__struct_fields__))
    return found


def _strange(path: str, told: Any, known: Any) -> Iterator[Problem]:
    if isinstance(told, dict) and isinstance(known, dict):
        for name, inner in told.items():
            field = f"{path}.{name}" if path else name
            if name in known:
                yield from _strange(field, inner, known[name])
            else:
                yield Problem(field, "không có trường này: bỏ đi hoặc sửa tên", "is no field: drop it or mend its name")
    elif isinstance(told, list) and isinstance(known, list | tuple):
        for index, (inner, other) in enumerate(zip(told, known, strict=True)):
            yield from _strange(f"{path}[{index}]", inner, other)


_SAID = (
    (r"Object missing required field `(.*?)`", r"thiếu trường `\1`"),
    (r"Expected `array` of length (\d+), got (\d+)", r"cần dãy \1 phần tử, thấy \2"),
    (r"Expected `(.*?)`, got `(.*?)`", r"cần `\1`, thấy `\2`"),
    (r"Expected `(.*?)`", r"cần `\1`"),
    (r"Invalid value (.*?)(?= - at|$)", r"giá trị sai: \1"),
    (r"Invalid RFC3339 encoded datetime", "không phải thời điểm RFC 3339"),
    (r"Expected equally long rows of 32-bit integers", "cần các hàng số nguyên 32 bit dài bằng nhau"),
    (r"JSON is malformed: .*?(?=\(byte|$)", "JSON hỏng "),
    (r"Input data was truncated", "tệp bị cắt ngang"),
    (r" - at `", " – tại `"),
)
"""What the decoder says and how it is said in Vietnamese; what else it may say is left as it is."""


def _in_vietnamese(said: str) -> str:
    for pattern, words in _SAID:
        said = re.sub(pattern, words, said)
    return said
