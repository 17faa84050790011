"""Give out labels: a random tracking code and the next item number of the office's range for each."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.errors import Conflict, FieldError, InvalidInput, NotFound
from courier.intake.labels.statements import (
    ADD_LABELS,
    GIVE_RANGE,
    ISSUING_OFFICE,
    LOCK_RANGES,
    OFFICE_OF_LABELS,
    TAKE_NUMBERS,
    IssuingOffice,
    NumberRange,
)
from courier.intake.model import LOW_S10_STOCK, Label, LabelsIssued
from courier.network.refusals import Explanation, explained, unknown
from mobile_contract.codes import make_s10, new_code

MAX_LABELS_AT_ONCE: Final = 10_000


class NumbersUsedUp(Conflict):
    """The office's ranges hold fewer numbers than are asked for; none was taken."""

    type = "numbers-used-up"
    title_vi = "Hết dải số hiệu bưu gửi"
    title_en = "Item numbers are used up"


async def issue_labels(connection: Connection, asker: UUID, office_id: UUID, count: int) -> LabelsIssued:
    """`count` (1 to 10,000) labels for an office the asker works at, for a roll or to be bound at once.

    Locks the office's ranges until the transaction ends. Raises `InvalidInput`, `NotFound`, `NumbersUsedUp`.
    """
    if not 1 <= count <= MAX_LABELS_AT_ONCE:
        raise InvalidInput([_WRONG_COUNT])
    office = await ISSUING_OFFICE.one(connection, asker, office_id)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục", "There is no such post office")
    return await _issue(connection, office, count)


async def take_label(connection: Connection, office_id: UUID) -> Label:
    """One fresh label of a post office, for an act that has let its asker in. Raises `NumbersUsedUp`."""
    office = await OFFICE_OF_LABELS.one(connection, office_id)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục", "There is no such post office")
    return (await _issue(connection, office, 1)).labels[0]


async def give_range(
    connection: Connection, office_id: UUID, prefix: str, first_number: int, last_number: int, country: str = "VN"
) -> None:
    """Give an office a range of item numbers (8 digits each, without their check digit) as the postal firm allots it.

    Raises `InvalidInput`, or `Conflict` where a number of it was given out before.
    """
    with explained(RANGE_REFUSALS):
        await GIVE_RANGE.run(connection, prefix, country, first_number, last_number, office_id)


async def _issue(connection: Connection, office: IssuingOffice, count: int) -> LabelsIssued:
    """Labels, and word to the office at the moment its stock becomes low."""
    ranges = await LOCK_RANGES.all(connection, office.office_id)
    numbers, left = await _take_numbers(connection, office, ranges, count)
    issued = LabelsIssued(labels=await _add(connection, office, numbers), s10_left=left)
    if issued.is_low and left + count >= LOW_S10_STOCK:
        facts = {"kind": "numbers_low", "s10_left": left}
        await RECORD_CHANGE.run(connection, "exception", office.office_id, None, facts)
    return issued


async def _take_numbers(
    connection: Connection, office: IssuingOffice, ranges: Sequence[NumberRange], count: int
) -> tuple[list[str], int]:
    """Item codes from the ranges in turn, and how many numbers are left."""
    available = sum(r.last_number - r.next_number + 1 for r in ranges)
    if available < count:
        raise NumbersUsedUp(
            f"{office.name} chỉ còn {available} số hiệu, cần {count}. Hãy xin bưu điện tỉnh cấp dải số mới và nhập vào",
            f"{office.name} has {available} item numbers left and needs {count}. Ask the post for a new range",
        )
    codes: list[str] = []
    for r in ranges:
        end = min(r.next_number + count - len(codes), r.last_number + 1)
        if end > r.next_number:
            codes += [make_s10(r.prefix, number, r.country) for number in range(r.next_number, end)]
            await TAKE_NUMBERS.run(connection, r.prefix, r.country, r.first_number, end)
    return codes, available - count


async def _add(connection: Connection, office: IssuingOffice, s10_codes: list[str]) -> list[Label]:
    """A tracking code for each; one that was drawn before, by a chance of 1 in 10⁹ at 10⁷ labels, is drawn again."""
    labels: list[Label] = []
    waiting = s10_codes
    while waiting:
        codes = [new_code() for _ in waiting]
        added = await ADD_LABELS.all(connection, codes, waiting, office.province_code, office.office_id)
        labels += [Label(code=row.code, s10=row.s10) for row in added]
        numbered = {label.s10 for label in labels}
        waiting = [s10 for s10 in waiting if s10 not in numbered]
    return labels


_WRONG_COUNT: Final = FieldError(
    field="count",
    problem="out-of-range",
    message_vi=f"Số nhãn phải từ 1 đến {MAX_LABELS_AT_ONCE}",
    message_en=f"Between 1 and {MAX_LABELS_AT_ONCE} labels",
    remedy_vi="Ghi số nhãn cần in, hoặc chia làm nhiều lần",
    remedy_en="Give the number of labels needed, or take them in several turns",
)
_WRONG_PREFIX: Final = FieldError(
    field="prefix",
    problem="not-a-prefix",
    message_vi="Tiền tố và mã nước là 2 chữ in hoa",
    message_en="Prefix and country are 2 capitals each",
    remedy_vi="Ghi theo văn bản cấp dải, ví dụ RR và VN",
    remedy_en="Write them as allotted, for example RR and VN",
)
_WRONG_NUMBERS: Final = FieldError(
    field="last_number",
    problem="out-of-order",
    message_vi="Dải số phải từ 0 đến 99999999, số đầu không lớn hơn số cuối",
    message_en="A range lies between 0 and 99999999, the first not above the last",
    remedy_vi="Ghi 8 chữ số, không kèm số kiểm tra",
    remedy_en="Write 8 digits, without the check digit",
)
RANGE_REFUSALS: Final[dict[str, Explanation]] = {
    "s10_range_pkey": ("Dải số này đã được cấp", "This range was given out already"),
    "s10_range_prefix_country_int4range_excl": (
        "Một phần dải số này đã được cấp. Hãy kiểm tra lại văn bản cấp dải",
        "Part of this range was given out already. Check the allotment",
    ),
    "s10_range_prefix_check": _WRONG_PREFIX,
    "s10_range_country_check": _WRONG_PREFIX,
    "s10_range_first_number_check": _WRONG_NUMBERS,
    "s10_range_check": _WRONG_NUMBERS,
    "s10_range_check1": _WRONG_NUMBERS,
    "s10_range_office_id_fkey": unknown("office_id", "bưu cục", "post office"),
}
"""Every constraint of a range that a caller can break; a test compares them with the schema's."""
