"""The planner's answers in plain words, Vietnamese first: why a request is left out."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo
from types import MappingProxyType

import msgspec

from routing.instance import Instance
from routing.plan import Constraint, Reason, Shortfall


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

WITH_OVERTIME = Words(
    "{vehicle} sẽ về lúc {needed}, kể cả làm thêm giờ ca chỉ đến {available}",
    "{vehicle} would end at {needed}, the shift with all its overtime ends at {available}",
)

REMEDIES = {
    Constraint.CAPACITY_ITEMS: Words(" (cần thêm chỗ cho {short})", " (needs room for {short} more)"),
    Constraint.CAPACITY_WEIGHT: Words(" (cần chở thêm {short} g)", " (needs {short} g more)"),
    Constraint.WINDOW: Words(" (cần mở thêm {short})", " (needs it open for {short} more)"),
    Constraint.SHIFT: Words(" (cần thêm {short} ca)", " (needs {short} more of shift)"),
    Constraint.SHARE_OF_DAY: Words(" (cần thêm {short})", " (needs {short} more)"),
    Constraint.DISTANCE: Words(" (cần thêm {short} m)", " (needs {short} m more)"),
    Constraint.TRIPS: Words(" (cần thêm {short})", " (needs {short} more)"),
}
"""The least change that would serve, said after what stands in the way."""

CUT_OFF = Words("không có đường đi tới hoặc về từ điểm này", "there is no way to the place, or none back from it")
CUT_OFF_FROM = 500_000_000
"""Figures from here on hold a leg that stands for no way at all: no day is that long."""

INSTANTS = {Constraint.WINDOW, Constraint.SHIFT, Constraint.WAVE}
DURATIONS = {Constraint.SHARE_OF_DAY, Constraint.PRIORITY, Constraint.LEFT_OUT}
WAYS = INSTANTS | DURATIONS | {Constraint.DISTANCE}
SCOPES = {
    Constraint.PRIORITY: TOO_DEAR,
    Constraint.LEFT_OUT: BY_HAND,
    Constraint.LOCKED: FIXED,
    Constraint.ORDER: NOT_SO,
}


class Limit(msgspec.Struct, frozen=True):
    """How a limit is called that stands for another than its own: the sentence, and the remedy after it."""

    sentence: Words
    remedy: Words


def reason_in_words(
    instance: Instance, reason: Reason, zone: tzinfo, limits: Mapping[Constraint, Limit] = MappingProxyType({})
) -> Words:
    """The reason as a sentence, with the least change that would serve; instants on the clock of `zone`."""
    told: tuple[Reason | Shortfall, ...] = (reason, *reason.together)
    if any(each.constraint in WAYS and (each.needed or 0) >= CUT_OFF_FROM for each in told):
        return _scoped(reason, CUT_OFF)
    return _told(reason, _Clock(instance, zone, limits))


def reason_in_units(reason: Reason, unit: int) -> Words:
    """The reason as a sentence for an instance whose times and distances are `unit` to one of its file's."""
    return _told(reason, _Units(unit))


class _Clock:
    """Figures of a day: instants by the clock, durations in hours and minutes."""

    def __init__(self, instance: Instance, zone: tzinfo, limits: Mapping[Constraint, Limit]) -> None:
        self.origin_at, self.zone, self.limits = instance.origin_at, zone, limits
        self.ends_with_overtime = {
            vehicle.shift_end_s + vehicle.max_overtime_s for vehicle in instance.vehicles if vehicle.max_overtime_s
        }

    def sentence(self, constraint: Constraint, available: int | None) -> Words:
        """Names go by what the caller calls vehicles: whether overtime is in it shows in the figure."""
        if constraint in self.limits:
            return self.limits[constraint].sentence
        is_overtime = constraint is Constraint.SHIFT and available in self.ends_with_overtime
        return WITH_OVERTIME if is_overtime else SENTENCES[constraint]

    def remedy(self, constraint: Constraint) -> Words | None:
        return self.limits[constraint].remedy if constraint in self.limits else REMEDIES.get(constraint)

    def figure(self, constraint: Constraint, value: int) -> str:
        if constraint in INSTANTS:
            at = (self.origin_at + timedelta(seconds=value)).astimezone(self.zone)
            days = (at.date() - self.origin_at.astimezone(self.zone).date()).days
            return f"{at:%H:%M}" + (f" (+{days})" if days else "")
        return f"{value // 3600}:{value // 60 % 60:02}" if constraint in DURATIONS else str(value)

    def shortfall(self, constraint: Constraint, value: int) -> Words:
        if constraint not in INSTANTS | DURATIONS:
            return Words(str(value), str(value))
        hours, minutes = divmod(-(-value // 60), 60)
        if not hours:
            return Words(f"{minutes} phút", f"{minutes} minutes" if minutes != 1 else "1 minute")
        return Words(f"{hours} giờ {minutes} phút", f"{hours} h {minutes} min")


class _Units:
    """Figures of a benchmark file, in its own unit."""

    def __init__(self, unit: int) -> None:
        self.unit = unit

    def sentence(self, constraint: Constraint, _: int | None) -> Words:
        return SENTENCES[constraint]

    def remedy(self, constraint: Constraint) -> Words | None:
        return REMEDIES.get(constraint)

    def figure(self, constraint: Constraint, value: int) -> str:
        return f"{value / self.unit:g}" if constraint in WAYS else str(value)

    def shortfall(self, constraint: Constraint, value: int) -> Words:
        told = self.figure(constraint, value)
        return Words(told, told)


def _told(reason: Reason, figures: _Clock | _Units) -> Words:
    parts = [_sentence(reason, figures, reason)]
    parts += [_sentence(reason, figures, shortfall) for shortfall in reason.together]
    first = parts[0] if len(parts) == 1 else Words(parts[0].vi + ": ", parts[0].en + ": ")
    others = Words("; ".join(part.vi for part in parts[1:]), "; ".join(part.en for part in parts[1:]))
    return _scoped(reason, Words(first.vi + others.vi, first.en + others.en))


def _scoped(reason: Reason, sentence: Words) -> Words:
    scope = SCOPES.get(reason.constraint, ALONE if reason.alone else AT_END if reason.at_end else IN_PLAN)
    return Words(f"{scope.vi}: {sentence.vi}.", f"{scope.en}: {sentence.en}.")


def _sentence(reason: Reason, figures: _Clock | _Units, numbers: Reason | Shortfall) -> Words:
    """One constraint with its figures, and by how much it would have to give way."""
    constraint, needed, available = numbers.constraint, numbers.needed, numbers.available
    sentence = figures.sentence(constraint, available)
    data = {
        "vehicle": reason.vehicle,
        "missing": ", ".join(reason.missing),
        "needed": "" if needed is None else figures.figure(constraint, needed),
        "available": "" if available is None else figures.figure(constraint, available),
    }
    told = Words(sentence.vi.format(**data), sentence.en.format(**data))
    remedy = figures.remedy(constraint)
    if remedy is None or needed is None or available is None or needed <= available:
        return told
    short = figures.shortfall(constraint, needed - available)
    return Words(told.vi + remedy.vi.format(short=short.vi), told.en + remedy.en.format(short=short.en))
