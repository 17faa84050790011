"""What is wrong with a field, in words: as the database's constraints see it, and for the kinds of field we share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeAlias

from courier.database import violated_constraint
from courier.errors import Conflict, FieldError, InvalidInput
from courier.network.phones import PhoneError, read_phone

Explanation: TypeAlias = FieldError | tuple[str, str]
"""A field that is wrong, or, in Vietnamese and English, what stands against it."""


@contextmanager
def explained(explanations: Mapping[str, Explanation]) -> Iterator[None]:
    """Raise `InvalidInput` or `Conflict` in place of a violation of a constraint that `explanations` names.

    The transaction is lost either way: the caller rolls it back.
    """
    try:
        yield
    except Exception as error:
        explanation = explanations.get(violated_constraint(error) or "")
        if explanation is None:
            raise
        if isinstance(explanation, tuple):
            raise Conflict(*explanation) from error
        raise InvalidInput([explanation]) from error


def unknown(field: str, what_vi: str, what_en: str) -> FieldError:
    """That `field` names something that is not there."""
    return FieldError(
        field=field,
        problem="unknown",
        message_vi=f"Không có {what_vi} này",
        message_en=f"There is no such {what_en}",
        remedy_vi="Chọn trong danh sách đã có, hoặc tạo trước",
        remedy_en="Choose an existing one, or create it first",
    )


def read_phone_field(field: str, text: str | None) -> str | None:
    """The number as E.164, None staying None. Raises `InvalidInput` naming `field`."""
    try:
        return None if text is None else read_phone(text)
    except PhoneError:
        raise InvalidInput([bad_phone(field, text or "")]) from None


def bad_phone(field: str, text: str, line: int | None = None) -> FieldError:
    """That what stands in `field` cannot be rung."""
    return FieldError(
        field=field,
        problem="not-a-phone",
        message_vi="Không phải số điện thoại Việt Nam hợp lệ",
        message_en="Not a valid Vietnamese telephone number",
        remedy_vi="Ghi đủ số, ví dụ 0912 345 678",
        remedy_en="Write the whole number, for example 0912 345 678",
        value=text[:40],
        line=line,
    )


NOT_A_PROVINCE: Final = FieldError(
    field="province_code",
    problem="not-a-province-code",
    message_vi="Mã tỉnh phải gồm 2 chữ số",
    message_en="A province code has 2 digits",
    remedy_vi="Ghi mã tỉnh theo QĐ 19/2025/QĐ-TTg, ví dụ 01",
    remedy_en="Write the code of decision 19/2025/QĐ-TTg, for example 01",
)
