"""Calendars from files: good lines kept, the same file again changes nothing, what looks wrong is said."""

from datetime import date

import msgspec
import pytest

from courier.catalogue.calendars.import_calendars import import_calendar_days, import_calendars
from courier.catalogue.calendars.model import CalendarDay, CalendarsImported
from courier.catalogue.calendars.read_calendar import load_calendar
from courier.catalogue.calendars.read_files import read_days, read_weeks
from courier.catalogue.calendars.review_days import review_days
from courier.catalogue.calendars.shipped import DAYS_FILE, WEEKS_FILE, shipped_calendar, shipped_file
from courier.catalogue.calendars.working_days import is_working
from courier.database import Pool, in_transaction
from courier.errors import FieldError, NotFound

DAYS = "Ngày;Áp dụng cho;Mã tỉnh;Loại ngày;Làm như;Tên;Nguồn;Đã xác nhận (X)\n"
WEEKS = "Mã lịch;Loại;Mã tỉnh;Tên;Thứ 2;Thứ 3;Thứ 4;Thứ 5;Thứ 6;Thứ 7;Nhận trong ngày đến;Nguồn\n"
HOURS = "7:00-11:30, 13:30-17:00"
FIVE_DAYS = f"{HOURS};" * 5


async def import_days(database: Pool, text: str) -> CalendarsImported:
    return await in_transaction(database, lambda connection: import_calendar_days(connection, text.encode()))


async def import_weeks(database: Pool, content: bytes) -> CalendarsImported:
    return await in_transaction(database, lambda connection: import_calendars(connection, content))


@pytest.fixture
async def stocked(database: Pool) -> Pool:
    """With the shipped calendars."""
    await import_weeks(database, shipped_file(WEEKS_FILE))
    await in_transaction(database, lambda connection: import_calendar_days(connection, shipped_file(DAYS_FILE)))
    return database


async def test_what_is_stored_is_what_was_shipped(stocked: Pool) -> None:
    assert await load_calendar(stocked, "agency") == shipped_calendar("agency")
    assert await load_calendar(stocked, "post") == shipped_calendar("post")


async def test_the_same_files_again_change_nothing(stocked: Pool) -> None:
    weeks = await import_weeks(stocked, shipped_file(WEEKS_FILE))
    days = await in_transaction(stocked, lambda c: import_calendar_days(c, shipped_file(DAYS_FILE)))
    assert (weeks.created, weeks.changed, weeks.known, weeks.rejected) == (0, 0, 2, [])
    assert (days.created, days.changed, days.rejected) == (0, 0, [])
    assert days.known > 30


async def test_without_calendars_the_question_says_what_to_do(database: Pool) -> None:
    with pytest.raises(NotFound, match="nhập lịch"):
        await load_calendar(database, "agency")


async def test_a_province_may_have_its_own_hours_and_its_own_days(stocked: Pool) -> None:
    own = WEEKS + f"agency-46;Cơ quan;46;Huế;{FIVE_DAYS}7:00-11:30;15:00;QĐ của tỉnh\n"
    assert (await import_weeks(stocked, own.encode())).created == 1
    await import_days(stocked, DAYS + "26/03/2026;Tất cả;46;Nghỉ;;Ngày của tỉnh;QĐ của tỉnh;X\n")
    saturday, of_the_province = date(2026, 11, 28), date(2026, 3, 26)
    hue, elsewhere = await load_calendar(stocked, "agency", "46"), await load_calendar(stocked, "agency", "01")
    assert is_working(hue, saturday)
    assert not is_working(elsewhere, saturday)
    assert not is_working(hue, of_the_province)
    assert is_working(elsewhere, of_the_province)
    assert not is_working(await load_calendar(stocked, "post", "46"), of_the_province)


async def test_the_most_particular_day_counts(stocked: Pool) -> None:
    """Hải Phòng returned results through Tết (7.1): its post works as on a Monday."""
    await import_days(stocked, DAYS + "18/02/2026;Bưu điện;31;Làm bù;Thứ 2;Trực Tết;QĐ;X\n")
    day = date(2026, 2, 18)
    assert is_working(await load_calendar(stocked, "post", "31"), day)
    assert not is_working(await load_calendar(stocked, "post"), day)
    assert not is_working(await load_calendar(stocked, "agency", "31"), day)


async def test_a_changed_day_is_mended_and_a_changed_week_replaces_its_hours(stocked: Pool) -> None:
    mended = await import_days(stocked, DAYS + "24/11/2026;Tất cả;;Nghỉ;;Ngày Văn hóa Việt Nam;Luật mới;X\n")
    assert (mended.created, mended.changed) == (0, 1)
    assert all(note.value != "2026-11-24" for note in mended.notes)
    later = WEEKS + f"post;Bưu điện;;Bưu cục;{FIVE_DAYS}8:00-11:30;;Bưu điện\n"
    assert (await import_weeks(stocked, later.encode())).changed == 1
    post = await load_calendar(stocked, "post")
    assert post.week[5][0].starts_s == 8 * 3600
    assert post.same_day_cutoff_s is None


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("30/02/2026;Tất cả;;Nghỉ;;Sai;;", "Ngày", "not-a-date"),
        (";Tất cả;;Nghỉ;;Sai;;", "Ngày", "missing"),
        ("01/01/2028;Ai đó;;Nghỉ;;Sai;;", "Áp dụng cho", "unknown-word"),
        ("01/01/2028;Tất cả;1;Nghỉ;;Sai;;", "Mã tỉnh", "not-a-province-code"),
        ("01/01/2028;Tất cả;;Vui;;Sai;;", "Loại ngày", "unknown-word"),
        ("01/01/2028;Cơ quan;;Làm bù;;Sai;;", "Làm như", "works-as"),
        ("01/01/2028;Cơ quan;;Nghỉ;Thứ 2;Sai;;", "Làm như", "works-as"),
        ("01/01/2028;Tất cả;;Nghỉ;;Sai;;X", "Nguồn", "missing"),
        ("01/01/2028;Tất cả;;Nghỉ;;;;", "Tên", "missing"),
    ],
)
def test_a_wrong_day_is_named_by_line_and_field(line: str, field: str, problem: str) -> None:
    good, wrong = list(read_days((DAYS + "02/01/2028;Tất cả;;Nghỉ;;Đúng;;\n" + line + "\n").encode()))
    assert not isinstance(good, FieldError)
    assert isinstance(wrong, FieldError)
    assert (wrong.line, wrong.field, wrong.problem) == (3, field, problem)
    assert wrong.remedy_vi


@pytest.mark.parametrize(
    "hours", ["7-", "13:30-17:00, 7:00-11:30", "11:30-7:00", "7:00-25:00", "7:61-8:00", "sáng", "7:00-9:00, 8:00-10:00"]
)
def test_wrong_hours_are_refused(hours: str) -> None:
    [wrong] = list(read_weeks((WEEKS + f"x1;Cơ quan;;Tên;{hours};;;;;;;Nguồn\n").encode()))
    assert isinstance(wrong, FieldError)
    assert wrong.problem == "not-hours"


async def test_a_day_twice_in_a_file_and_a_second_calendar_for_a_place_are_refused(stocked: Pool) -> None:
    twice = await import_days(stocked, DAYS + "03/03/2028;Tất cả;;Nghỉ;;Một;;\n03/03/2028;Tất cả;;Nghỉ;;Hai;;\n")
    assert [(error.line, error.problem) for error in twice.rejected] == [(3, "doubled")]
    other = WEEKS + f"agency-2;Cơ quan;;Khác;{FIVE_DAYS};;Nguồn\n"
    taken = await import_weeks(stocked, other.encode())
    assert [error.problem for error in taken.rejected] == ["calendar-taken"]


def test_a_holiday_on_the_weekly_rest_wants_a_day_in_lieu() -> None:
    agency = shipped_calendar("agency")
    without = {day: special for day, special in agency.days.items() if day != date(2026, 4, 27)}
    notes = review_days(msgspec.structs.replace(agency, days=without))
    assert [note.value for note in notes if note.problem == "no-day-in-lieu"] == ["2026-04-26"]


def test_days_in_lieu_of_nothing_and_swaps_that_do_not_fit_are_said() -> None:
    agency = shipped_calendar("agency")
    odd = [
        CalendarDay(on_date=date(2026, 6, 3), kind="in_lieu", name="Bù"),
        CalendarDay(on_date=date(2026, 6, 4), kind="swap_work", works_as=1, name="Làm"),
        CalendarDay(on_date=date(2026, 6, 6), kind="swap_off", name="Nghỉ"),
        CalendarDay(on_date=date(2026, 6, 13), kind="swap_work", works_as=7, name="Làm"),
    ]
    days = {**agency.days, **{day.on_date: day for day in odd}}
    notes = {(note.value, note.problem) for note in review_days(msgspec.structs.replace(agency, days=days))}
    assert {
        ("2026-06-03", "in-lieu-of-nothing"),
        ("2026-06-04", "swap-on-working-day"),
        ("2026-06-06", "swap-off-rest"),
        ("2026-06-13", "swap-without-hours"),
    } <= notes


@pytest.mark.parametrize("kind", ["agency", "post"])
def test_nothing_looks_wrong_in_the_shipped_days_but_what_waits_for_the_government(kind: str) -> None:
    notes = review_days(shipped_calendar(kind))  # type: ignore[arg-type]
    assert {note.problem for note in notes} == {"not-confirmed"}
    assert "2026-11-24" in {note.value for note in notes}
