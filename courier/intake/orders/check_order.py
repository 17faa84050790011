"""What is wrong with an order by itself: every field named, no database asked."""

from collections.abc import Iterator
from typing import Final
from unicodedata import category

from courier.errors import FieldError
from courier.intake.model import NewOrder, Sender
from courier.network.geojson import is_in_vietnam
from courier.network.phones import PhoneError, read_phone
from courier.network.refusals import bad_phone


def check_order(order: NewOrder) -> list[FieldError]:
    """Everything that is wrong with an order's own fields."""
    return [*_check_who(order), *_check_texts(order), *_check_numbers(order), *_check_times(order)]


def _check_who(order: NewOrder) -> Iterator[FieldError]:
    """Who sends and who takes, as far as the kind of order needs them."""
    needs_sender = order.kind in ("SEND", "BOTH") or (order.kind == "SUPPLEMENT" and not names_dossier(order))
    if needs_sender and order.sender is None:
        yield _missing("sender", "người gửi", "the sender")
    if order.kind == "RETURN" and order.recipient is None:
        yield _missing("recipient", "người nhận kết quả", "who takes the result")
    if order.kind == "SUPPLEMENT" and not names_dossier(order):
        yield _missing("dossier_code", "mã hồ sơ cần bổ sung", "the code of the dossier to supplement")
    if order.sender is not None:
        yield from _check_person("sender", order.sender)
    if order.recipient is not None:
        yield from _check_person("recipient", order.recipient)


def names_dossier(order: NewOrder) -> bool:
    """Whether the order says to which dossier it belongs."""
    return order.dossier_id is not None or order.dossier_code is not None


def says_something(text: str) -> bool:
    """Whether a person sees anything in it: blanks, controls and signs of no width are nothing."""
    return any(category(sign)[0] not in "ZC" for sign in text)


def _check_person(field: str, person: Sender) -> Iterator[FieldError]:
    yield from _check_length(f"{field}.full_name", person.full_name, 200)
    yield from _check_length(f"{field}.address", person.address, 300)
    if person.landmark is not None:
        yield from _check_length(f"{field}.landmark", person.landmark, 300)
    try:
        read_phone(person.phone)
    except PhoneError:
        yield bad_phone(f"{field}.phone", person.phone)
    if person.lon is None and person.lat is None:
        return
    if person.lon is None or person.lat is None or not is_in_vietnam(person.lon, person.lat):
        yield FieldError(
            field=f"{field}.lon",
            problem="outside-vietnam",
            message_vi="Vị trí thiếu một toạ độ hoặc nằm ngoài Việt Nam",
            message_en="The position lacks a coordinate or lies outside Vietnam",
            remedy_vi="Ghi kinh độ (102 đến 118) và vĩ độ (6 đến 24) theo độ, hoặc bỏ cả hai",
            remedy_en="Give longitude (102 to 118) and latitude (6 to 24) in degrees, or neither",
        )


def _check_texts(order: NewOrder) -> Iterator[FieldError]:
    if order.title or not names_dossier(order):
        yield from _check_length("title", order.title, 500)
    if order.dossier_code is not None:
        yield from _check_length("dossier_code", order.dossier_code, 64)
    if order.procedure_code is not None:
        yield from _check_length("procedure_code", order.procedure_code, 64)
    for number, document in enumerate(order.documents or []):
        yield from _check_length(f"documents[{number}].name", document.name, 500)
    if order.supplement is None:
        return
    if order.kind != "SUPPLEMENT":
        yield _not_here("supplement", "SUPPLEMENT")
    if not 1 <= len(order.supplement.missing) <= MOST_MISSING:
        yield _out_of_range("supplement.missing", 1, MOST_MISSING)
    for number, paper in enumerate(order.supplement.missing):
        yield from _check_length(f"supplement.missing[{number}]", paper, 500)
    if order.supplement.reason is not None:
        yield from _check_length("supplement.reason", order.supplement.reason, 1_000)


MOST_MISSING: Final = 50
MOST_DOCUMENTS: Final = 99
YEARS: Final = range(2000, 2101)
"""Of an appointment."""


def _check_numbers(order: NewOrder) -> Iterator[FieldError]:
    if not 1 <= order.weight_g <= 30_000:
        yield _out_of_range("weight_g", 1, 30_000)
    if not 0 <= order.papers_to_take_back <= 100:
        yield _out_of_range("papers_to_take_back", 0, 100)
    if len(order.documents or []) > MOST_DOCUMENTS:
        yield _out_of_range("documents", 0, MOST_DOCUMENTS)
    for number, document in enumerate(order.documents or []):
        if not all(0 <= n <= 100 for n in (document.originals, document.certified_copies, document.photocopies)):
            yield _out_of_range(f"documents[{number}]", 0, 100)
    if len({(amount.kind, amount.payer) for amount in order.amounts}) < len(order.amounts):
        yield _DOUBLED_AMOUNT
    for number, amount in enumerate(order.amounts):
        if not 1 <= amount.amount_vnd <= 1_000_000_000:
            yield _out_of_range(f"amounts[{number}].amount_vnd", 1, 1_000_000_000)
    if order.amounts and order.kind == "RETURN":
        yield _AMOUNT_OF_RESULT


def _check_times(order: NewOrder) -> Iterator[FieldError]:
    starts, ends = order.window_from, order.window_to
    is_zoned = all(instant is None or instant.tzinfo is not None for instant in (starts, ends))
    if not is_zoned or (starts is not None and ends is not None and starts >= ends):
        yield FieldError(
            field="window_to",
            problem="out-of-order" if is_zoned else "without-zone",
            message_vi="Giờ hẹn phải có múi giờ và giờ kết thúc sau giờ bắt đầu",
            message_en="The window needs a time zone and must end after it begins",
            remedy_vi="Ghi ví dụ 2026-11-23T14:00:00+07:00",
            remedy_en="Write for example 2026-11-23T14:00:00+07:00",
        )
    elif any(instant is not None and instant.year not in YEARS for instant in (starts, ends)):
        yield _out_of_range("window_from" if starts and starts.year not in YEARS else "window_to", YEARS[0], YEARS[-1])
    asked = order.supplement
    if asked and asked.asked_on and asked.deadline_on and asked.deadline_on < asked.asked_on:
        yield FieldError(
            field="supplement.deadline_on",
            problem="out-of-order",
            message_vi="Hạn bổ sung trước ngày yêu cầu",
            message_en="The deadline lies before the day of asking",
            remedy_vi="Ghi lại hai ngày theo phiếu yêu cầu bổ sung",
            remedy_en="Write both days as the form says",
        )


def _check_length(field: str, text: str, longest: int) -> Iterator[FieldError]:
    if not says_something(text):
        yield _missing(field, "gì ở mục này", "any words")
    elif len(text.strip()) > longest or "\x00" in text:
        yield FieldError(
            field=field,
            problem="wrong-length",
            message_vi=f"Phải có từ 1 đến {longest} ký tự",
            message_en=f"Must have 1 to {longest} characters",
            remedy_vi="Ghi đầy đủ, ngắn gọn",
            remedy_en="Write it in full, but briefly",
        )


def _missing(field: str, what_vi: str, what_en: str) -> FieldError:
    return FieldError(
        field=field,
        problem="missing",
        message_vi=f"Chưa ghi {what_vi}",
        message_en=f"Lacks {what_en}",
        remedy_vi="Điền đủ rồi gửi lại",
        remedy_en="Fill it in and send again",
    )


def _not_here(field: str, kind: str) -> FieldError:
    return FieldError(
        field=field,
        problem="not-of-this-kind",
        message_vi=f"Chỉ dùng với đơn loại {kind}",
        message_en=f"Only an order of kind {kind} has it",
        remedy_vi="Bỏ mục này hoặc sửa loại đơn",
        remedy_en="Leave it out, or mend the kind",
    )


def _out_of_range(field: str, least: int, most: int) -> FieldError:
    return FieldError(
        field=field,
        problem="out-of-range",
        message_vi=f"Phải từ {least} đến {most}",
        message_en=f"Must be {least} to {most}",
        remedy_vi="Ghi lại số",
        remedy_en="Write the number again",
    )


_DOUBLED_AMOUNT: Final = FieldError(
    field="amounts",
    problem="doubled",
    message_vi="Một khoản thu của cùng người trả ghi hai lần",
    message_en="An amount of one kind and payer stands twice",
    remedy_vi="Cộng lại thành một dòng",
    remedy_en="Add them up",
)
_AMOUNT_OF_RESULT: Final = FieldError(
    field="amounts",
    problem="not-of-this-kind",
    message_vi="Tiền thu khi trả kết quả ghi trên danh sách của một cửa, không ghi ở đơn đăng ký",
    message_en="What is collected with a result is stated by the desk's list, not when it is registered",
    remedy_vi="Bỏ mục tiền",
    remedy_en="Leave the amounts out",
)
