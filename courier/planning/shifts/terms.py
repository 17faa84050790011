"""What a shift's terms must keep, and what is said where they do not."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from courier.clock import VIETNAM
from courier.errors import FieldError, InvalidInput
from courier.network.refusals import Explanation
from courier.planning.model import ShiftTerms


def refuse_wrong_terms(terms: ShiftTerms, on_date: date) -> None:
    """Raises `InvalidInput` for what the table itself cannot see: the day, and spells that run into each other."""
    if wrong := list(_wrong(terms, on_date)):
        raise InvalidInput(wrong)


def _wrong(terms: ShiftTerms, on_date: date) -> Iterator[FieldError]:
    if any(at.astimezone(VIETNAM).date() != on_date for at in (terms.starts_at, terms.ends_at)):
        yield _OTHER_DAY
    for number, spell in enumerate(terms.spells):
        if not terms.starts_at <= spell.starts_at < spell.ends_at <= terms.ends_at:
            yield _out_of_bounds(
                f"spells[{number}]",
                "giờ bắt đầu trước giờ kết thúc, trong ca",
                "a start before its end, within the shift",
            )
    busy = sorted(_busy(terms))
    if any(before[1] > after[0] for before, after in pairwise(busy)):
        yield _OVERLAP


def _busy(terms: ShiftTerms) -> Iterator[tuple[datetime, datetime]]:
    """Spells and the whole time in which lunch may fall."""
    yield from ((spell.starts_at, spell.ends_at) for spell in terms.spells)
    if terms.lunch_from is not None and terms.lunch_to is not None:
        yield terms.lunch_from, terms.lunch_to


_OTHER_DAY: Final = FieldError(
    field="starts_at",
    problem="other-day",
    message_vi="Ca không nằm trong ngày đã ghi",
    message_en="The shift does not lie within the day given",
    remedy_vi="Ghi giờ bắt đầu và kết thúc trong cùng ngày on_date, giờ Việt Nam",
    remedy_en="Give a start and an end on on_date, Vietnam time",
)
_OVERLAP: Final = FieldError(
    field="spells",
    problem="overlap",
    message_vi="Hai khoảng bận chồng lên nhau, hoặc chồng lên khung nghỉ trưa",
    message_en="Two spells overlap, or one overlaps the time for lunch",
    remedy_vi="Thu hẹp khung nghỉ trưa hoặc tách các khoảng bận",
    remedy_en="Narrow the time for lunch, or part the spells",
)


def _out_of_bounds(field: str, range_vi: str, range_en: str) -> FieldError:
    return FieldError(
        field=field,
        problem="out-of-range",
        message_vi="Giá trị ngoài giới hạn",
        message_en="Out of range",
        remedy_vi=f"Ghi {range_vi}",
        remedy_en=f"Give {range_en}",
    )


SHIFT_REFUSALS: Final[dict[str, Explanation]] = {
    "shift_carrier_id_tstzrange_excl": (
        "Bưu tá này đã có ca trong thời gian đó",
        "This carrier has a shift in that time already",
    ),
    "shift_check": _out_of_bounds("ends_at", "giờ kết thúc sau giờ bắt đầu", "an end after the start"),
    "shift_check1": _out_of_bounds(
        "lunch_to", "đủ giờ bắt đầu và kết thúc nghỉ trưa, hoặc bỏ cả hai", "both ends of lunch in order, or neither"
    ),
    "shift_lunch_lasts": _out_of_bounds(
        "lunch_duration_s", "thời gian nghỉ vừa trong khung nghỉ trưa", "a lunch that fits between its ends"
    ),
    "shift_lunch_duration_s_check": _out_of_bounds("lunch_duration_s", "từ 1 phút đến 4 giờ", "1 minute to 4 hours"),
    "shift_share_of_day_percent_check": _out_of_bounds("share_of_day_percent", "từ 1 đến 100", "1 to 100"),
    "shift_max_overtime_s_check": _out_of_bounds("max_overtime_s", "từ 0 đến 4 giờ", "0 to 4 hours"),
    "shift_max_trips_check": _out_of_bounds("max_trips", "từ 1 đến 12 chuyến", "1 to 12 trips"),
    "shift_habitual_order_check": _out_of_bounds("habitual_order", "không quá 200 mã", "at most 200 codes"),
    "shift_capacity_items_check": _out_of_bounds("capacity_items", "từ 1 đến 1000 bưu gửi", "1 to 1000 items"),
    "shift_capacity_g_check": _out_of_bounds("capacity_g", "từ 1 đến 1.000.000 g", "1 to 1,000,000 g"),
    "shift_speed_kmh_check": _out_of_bounds("speed_kmh", "từ 1 đến 80 km/h", "1 to 80 km/h"),
    "shift_spell_reason_check": _out_of_bounds("spells", "lý do, không quá 200 ký tự", "a reason of at most 200 signs"),
}
"""Every constraint of a shift that a caller can break."""
