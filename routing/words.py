"""The planner's answers in plain words, Vietnamese first: why a request is left out."""

from collections.abc import Callable
from datetime import timedelta, tzinfo

import msgspec

from routing.instance import Instance
from routing.plan import Constraint, Reason


class Words(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    vi: str
    en: str


ALONE = Words("Không xe nào làm được dù chưa có việc khác", "No vehicle can, even with nothing else to do")
IN_PLAN = Words("Không còn chỗ trong các tuyến", "No room left in the routes")
AT_END = Words("Không xếp được vào cuối tuyến", "It does not fit at the end of the route")
BY_HAND = Words("Được để lại theo ý người xếp", "Left out by hand")
FIXED = Words("Không chuyển đi được", "It cannot be taken away")
NOT_SO = Words("Không đi được theo thứ tự này", "It cannot be ridden in this order")
TOO_DEAR = Words("Xếp được nhưng tốn hơn mức ưu tiên", "It fits, but costs more than its priority is worth")

SENTENCES = {
    Constraint.VEHICLE: Words(
        "không có xe của bưu cục này hoặc xe được chỉ định", "there is no vehicle of this depot, or not the one named"
    ),
    Constraint.SKILL: Words(
        "{vehicle} gần phù hợp nhất nhưng thiếu: {missing}", "{vehicle} comes closest but lacks: {missing}"
    ),
    Constraint.CAPACITY_ITEMS: Words(
        "túi của {vehicle} sẽ phải chứa {needed} bưu gửi, tối đa {available}",
        "{vehicle} would have to hold {needed} items, at most {available} fit",
    ),
    Constraint.CAPACITY_WEIGHT: Words(
        "túi của {vehicle} sẽ nặng {needed} g, tối đa {available} g",
        "{vehicle} would carry {needed} g, at most {available} g are allowed",
    ),
    Constraint.WINDOW: Words(
        "{vehicle} sớm nhất {needed} mới bắt đầu được, muộn nhất phải là {available}",
        "{vehicle} could start at {needed} at the earliest, the last start is {available}",
    ),
    Constraint.SHIFT: Words(
        "{vehicle} sẽ về lúc {needed}, ca kết thúc {available}",
        "{vehicle} would end at {needed}, the shift ends at {available}",
    ),
    Constraint.SHARE_OF_DAY: Words(
        "{vehicle} sẽ bận {needed}, phần ngày dành cho việc này là {available}",
        "{vehicle} would be busy for {needed}, its share of the day is {available}",
    ),
    Constraint.DISTANCE: Words(
        "{vehicle} sẽ phải đi {needed} m, tối đa {available} m",
        "{vehicle} would ride {needed} m, at most {available} m are allowed",
    ),
    Constraint.WAVE: Words(
        "chuyến của {vehicle} cần đi lúc {needed}, đợt gần nhất là {available}",
        "the trip of {vehicle} would have to leave at {needed}, the nearest wave is at {available}",
    ),
    Constraint.TRIPS: Words(
        "{vehicle} sẽ phải đi {needed} chuyến, tối đa {available}",
        "{vehicle} would need {needed} trips, at most {available} are allowed",
    ),
    Constraint.LEFT_OUT: Words("{vehicle} làm được, mất thêm {needed}", "{vehicle} could take it, for {needed} more"),
    Constraint.LOCKED: Words(
        "đã làm, đang trên xe hoặc đã khóa ở {vehicle}", "done, on board or locked with {vehicle}"
    ),
    Constraint.ORDER: Words(
        "thứ tự của {vehicle} bỏ qua điểm đã khóa hoặc phát trước khi lấy",
        "the order of {vehicle} passes over a locked visit, or delivers before it collects",
    ),
    Constraint.PRIORITY: Words(
        "{vehicle} sẽ mất thêm {needed}, mức ưu tiên chỉ đáng {available}",
        "{vehicle} would need {needed} more, its priority is worth {available}",
    ),
    Constraint.SEVERAL: Words("vướng nhiều giới hạn cùng lúc", "several limits at once stand in the way"),
}

INSTANTS = {Constraint.WINDOW, Constraint.SHIFT, Constraint.WAVE}
DURATIONS = {Constraint.SHARE_OF_DAY, Constraint.PRIORITY, Constraint.LEFT_OUT}
SCOPES = {
    Constraint.PRIORITY: TOO_DEAR,
    Constraint.LEFT_OUT: BY_HAND,
    Constraint.LOCKED: FIXED,
    Constraint.ORDER: NOT_SO,
}


def reason_in_words(instance: Instance, reason: Reason, zone: tzinfo) -> Words:
    """The reason as a sentence; instants on the clock of `zone`."""
    return _sentence(reason, lambda constraint, value: _figure(instance, constraint, value, zone))


def reason_in_units(reason: Reason, unit: int) -> Words:
    """The reason as a sentence for an instance whose times and distances are `unit` to one of its file's."""
    return _sentence(reason, lambda constraint, value: _in_units(constraint, value, unit))


def _in_units(constraint: Constraint, value: int | None, unit: int) -> str:
    if value is None:
        return ""
    return f"{value / unit:g}" if constraint in INSTANTS | DURATIONS | {Constraint.DISTANCE} else str(value)


def _sentence(reason: Reason, figure: Callable[[Constraint, int | None], str]) -> Words:
    scope = SCOPES.get(reason.constraint, ALONE if reason.alone else AT_END if reason.at_end else IN_PLAN)
    sentence = SENTENCES[reason.constraint]
    data = {
        "vehicle": reason.vehicle,
        "missing": ", ".join(reason.missing),
        "needed": figure(reason.constraint, reason.needed),
        "available": figure(reason.constraint, reason.available),
    }
    return Words(f"{scope.vi}: {sentence.vi.format(**data)}.", f"{scope.en}: {sentence.en.format(**data)}.")


def _figure(instance: Instance, constraint: Constraint, value: int | None, zone: tzinfo) -> str:
    if value is None:
        return ""
    if constraint in INSTANTS:
        return f"{(instance.origin_at + timedelta(seconds=value)).astimezone(zone):%H:%M}"
    if constraint in DURATIONS:
        return f"{value // 3600}:{value // 60 % 60:02}"
    return str(value)
