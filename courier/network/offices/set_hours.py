"""Set an office's hours: of its week from a day on, or of one day that differs."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.offices.model import NewDay, NewWeek, WeekSpell
from courier.network.offices.statements import ADD_SPELLS, ADD_TIMETABLE, LIVE_OFFICE, RUNS
from courier.network.refusals import Explanation, explained

MOST_SPELLS: Final = 42
"""Six a day, seven days."""


async def set_week(connection: Connection, asker: UUID, week: NewWeek) -> UUID:
    """The timetable in force from its day on; one recorded later for the same day takes its place.

    Raises `InvalidInput`, or `NotFound` where the office is not the asker's to run.
    """
    return await _record(connection, asker, week.office_id, "week", week.valid_from, week.note, week.spells)


async def set_day(connection: Connection, asker: UUID, day: NewDay) -> UUID:
    """The hours of one day: none is closed, `spells` None is as its week again. Raises as `set_week`."""
    weekday = day.on_date.isoweekday()
    spells = [WeekSpell(weekday, *spell) for spell in day.spells or []]  # type: ignore[arg-type]
    scope: Literal["day", "as_usual"] = "as_usual" if day.spells is None else "day"
    return await _record(connection, asker, day.office_id, scope, day.on_date, day.note, spells)


async def _record(
    connection: Connection,
    asker: UUID,
    office_id: UUID,
    scope: Literal["week", "day", "as_usual"],
    valid_from: date,
    note: str | None,
    spells: list[WeekSpell],
) -> UUID:
    if not await RUNS.value(connection, asker, office_id):
        raise NotFound("Không tìm thấy đơn vị này", "No such office")
    _check(spells)
    timetable_id = new_id()
    with explained(HOURS_REFUSALS):
        await ADD_TIMETABLE.run(connection, timetable_id, office_id, scope, valid_from, note, asker)
        await ADD_SPELLS.run(
            connection,
            timetable_id,
            scope,
            [spell.weekday for spell in spells],
            [spell.earliest_s for spell in spells],
            [spell.last_acceptance_s for spell in spells],
            [spell.closes_s for spell in spells],
        )
    facts = {"kind": "hours", "office_id": str(office_id), "from": valid_from.isoformat()}
    await RECORD_CHANGE.run(connection, "office", await LIVE_OFFICE.value(connection, office_id), None, facts)
    return timetable_id


def _check(spells: list[WeekSpell]) -> None:
    """Name every spell that is wrong by its place in the list."""
    wrong = [_order(number) for number, spell in enumerate(spells) if not _is_in_order(spell)]
    for number, spell in enumerate(spells):
        if any(_overlap(spell, earlier) for earlier in spells[:number]):
            wrong.append(_twice(number))
    if len(spells) > MOST_SPELLS:
        wrong = [_too_many(len(spells))]
    if wrong:
        raise InvalidInput(wrong)


def _is_in_order(spell: WeekSpell) -> bool:
    return 0 <= spell.earliest_s < spell.last_acceptance_s <= spell.closes_s <= 86_400


def _overlap(one: WeekSpell, other: WeekSpell) -> bool:
    return one.weekday == other.weekday and one.earliest_s < other.closes_s and other.earliest_s < one.closes_s


def _order(number: int) -> FieldError:
    return FieldError(
        field=f"spells[{number}]",
        problem="out-of-order",
        message_vi="Giờ mở cửa, giờ nhận cuối và giờ đóng cửa không theo thứ tự trong ngày",
        message_en="Opening, last acceptance and closing are not in order within the day",
        remedy_vi="Ghi số giây sau 0 giờ: mở cửa < nhận cuối ≤ đóng cửa ≤ 86400",
        remedy_en="Seconds after midnight: opens < last acceptance ≤ closes ≤ 86400",
    )


def _twice(number: int) -> FieldError:
    return FieldError(
        field=f"spells[{number}]",
        problem="overlaps",
        message_vi="Trùng giờ với một buổi khác cùng ngày",
        message_en="Overlaps another spell of the same day",
        remedy_vi="Tách hai buổi, ví dụ 7:00–11:30 và 13:30–17:00",
        remedy_en="Set them apart, for example 7:00–11:30 and 13:30–17:00",
    )


def _too_many(count: int) -> FieldError:
    return FieldError(
        field="spells",
        problem="too-many",
        message_vi=f"{count} buổi một tuần là quá nhiều",
        message_en=f"{count} spells a week are too many",
        remedy_vi=f"Gộp các buổi liền nhau, nhiều nhất {MOST_SPELLS}",
        remedy_en=f"Join spells that touch; at most {MOST_SPELLS}",
    )


HOURS_REFUSALS: Final[dict[str, Explanation]] = {
    "timetable_note_check": FieldError(
        field="note",
        problem="wrong-length",
        message_vi="Ghi chú phải có từ 1 đến 200 ký tự",
        message_en="A note has 1 to 200 characters",
        remedy_vi="Viết ngắn lại, hoặc bỏ trống",
        remedy_en="Shorten it, or leave it out",
    ),
}
"""Every constraint of a timetable that a caller can break and `set_week` does not judge itself."""
