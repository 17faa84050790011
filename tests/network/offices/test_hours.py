"""When an office takes dossiers in: weeks, single days, days off, pauses; and who may say so."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import IdInUse, InvalidInput, NotFound
from courier.network.model import Office
from courier.network.offices.model import Interruption, NewDay, NewPause, NewWeek, Spell, WeekSpell, without_pauses
from courier.network.offices.open_spells import office_day, open_spells
from courier.network.offices.pause import PAUSE_REFUSALS, end_pause, pause_office
from courier.network.offices.set_hours import set_day, set_week
from courier.network.open_office import open_office
from tests.network.gia_lam import office, someone

MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)
MORNING = Spell(25_200, 40_500, 41_400)
AFTERNOON = Spell(48_600, 60_300, 61_200)
"""7:00–11:30 and 13:30–17:00, last acceptance a quarter of an hour earlier."""
WEEK = [WeekSpell(day, *spell) for day in range(1, 6) for spell in (MORNING, AFTERNOON)]  # type: ignore[arg-type]
WEEK += [WeekSpell(6, *MORNING)]


class Scene(NamedTuple):
    """A desk and its post office, who works at the one and heads the other, and a stranger."""

    desk: Office
    point: Office
    clerk: UUID
    head: UUID
    stranger: UUID


@pytest.fixture
async def scene(service_connection: Connection) -> Scene:
    connection = service_connection
    await clock.set_simulated_now(connection, at(8))
    point = await open_office(connection, office("point", "131000", "Bưu điện Gia Lâm"))
    other = await open_office(connection, office("point", "131900", "Bưu điện Đông Anh"))
    desk = await open_office(connection, office("desk", "H26.34", "Chi nhánh Gia Lâm", point.office_id))
    return Scene(
        desk,
        point,
        await someone(connection, "desk_clerk", desk),
        await someone(connection, "supervisor", point),
        await someone(connection, "supervisor", other),
    )


def at(hour: int, minute: int = 0, second: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=clock.VIETNAM)


async def hours(connection: Connection, scene: Scene, on: date, **more: Any) -> list[Spell]:
    return (await open_spells(connection, [scene.desk.office_id], on, **more))[scene.desk.office_id]


def week(scene: Scene, valid_from: date = MONDAY, spells: list[WeekSpell] = WEEK) -> NewWeek:
    return NewWeek(office_id=scene.desk.office_id, valid_from=valid_from, spells=spells)


def pause(scene: Scene, until: datetime, **more: Any) -> NewPause:
    fields = {"pause_id": uuid4(), "office_id": scene.desk.office_id, "ends_at": until, "reason": "MEETING"} | more
    return NewPause(**fields)


async def test_without_a_timetable_the_offices_own_columns_count(service_connection: Connection, scene: Scene) -> None:
    assert await hours(service_connection, scene, SUNDAY) == [Spell(27_000, 59_400, 61_200)]


async def test_a_week_has_spells_by_weekday_from_its_day_on(service_connection: Connection, scene: Scene) -> None:
    await set_week(service_connection, scene.head, week(scene))
    assert await hours(service_connection, scene, MONDAY) == [MORNING, AFTERNOON]
    assert await hours(service_connection, scene, SATURDAY) == [MORNING]
    assert await hours(service_connection, scene, SUNDAY) == []
    assert await hours(service_connection, scene, MONDAY - timedelta(days=1)) == [Spell(27_000, 59_400, 61_200)]


async def test_the_week_said_last_for_a_day_counts(service_connection: Connection, scene: Scene) -> None:
    later = MONDAY + timedelta(days=7)
    await set_week(service_connection, scene.head, week(scene, later, [WeekSpell(1, *AFTERNOON)]))
    await set_week(service_connection, scene.head, week(scene))
    assert await hours(service_connection, scene, MONDAY) == [MORNING, AFTERNOON]
    assert await hours(service_connection, scene, later) == [AFTERNOON]
    await clock.set_simulated_now(service_connection, at(9))
    await set_week(service_connection, scene.head, week(scene, later, [WeekSpell(1, *MORNING)]))
    assert await hours(service_connection, scene, later) == [MORNING]


async def test_one_day_differs_and_may_be_taken_back(service_connection: Connection, scene: Scene) -> None:
    await set_week(service_connection, scene.head, week(scene))
    desk = scene.desk.office_id
    await set_day(service_connection, scene.head, NewDay(office_id=desk, on_date=SUNDAY, spells=[MORNING], note="Tết"))
    await set_day(service_connection, scene.head, NewDay(office_id=desk, on_date=MONDAY, spells=[]))
    assert await hours(service_connection, scene, SUNDAY) == [MORNING]
    assert await hours(service_connection, scene, MONDAY) == []
    await clock.set_simulated_now(service_connection, at(9))
    await set_day(service_connection, scene.head, NewDay(office_id=desk, on_date=MONDAY, spells=None))
    assert await hours(service_connection, scene, MONDAY) == [MORNING, AFTERNOON]


async def test_a_day_off_closes_unless_that_very_day_has_hours(service_connection: Connection, scene: Scene) -> None:
    await set_week(service_connection, scene.head, week(scene))
    assert await hours(service_connection, scene, MONDAY, is_working=lambda _, __: False) == []
    own = NewDay(office_id=scene.desk.office_id, on_date=MONDAY, spells=[MORNING])
    await set_day(service_connection, scene.head, own)
    assert await hours(service_connection, scene, MONDAY, is_working=lambda _, __: False) == [MORNING]


async def test_many_offices_are_asked_at_once_and_an_unknown_one_is_left_out(
    service_connection: Connection, scene: Scene
) -> None:
    await set_week(service_connection, scene.head, week(scene))
    asked = [scene.desk.office_id, scene.point.office_id, uuid4()]
    found = await open_spells(service_connection, asked, MONDAY)
    assert found == {asked[0]: [MORNING, AFTERNOON], asked[1]: [Spell(27_000, 59_400, 61_200)]}
    with pytest.raises(NotFound):
        await office_day(service_connection, asked[2], MONDAY)


@pytest.mark.parametrize(
    ("spells", "field"),
    [
        ([WeekSpell(1, *MORNING), WeekSpell(1, 41_000, 42_000, 43_000)], "spells[1]"),
        ([WeekSpell(1, 41_000, 40_000, 43_000)], "spells[0]"),
        ([WeekSpell(1, 41_000, 44_000, 43_000)], "spells[0]"),
        ([WeekSpell(1, 41_000, 44_000, 90_000)], "spells[0]"),
        ([WeekSpell(1, s * 10, s * 10 + 5, s * 10 + 5) for s in range(43)], "spells"),
    ],
)
async def test_wrong_hours_are_named_by_their_place(
    service_connection: Connection, scene: Scene, spells: list[WeekSpell], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await set_week(service_connection, scene.head, week(scene, spells=spells))
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_only_who_runs_the_office_sets_its_hours(service_connection: Connection, scene: Scene) -> None:
    for asker in (scene.clerk, scene.stranger):
        with pytest.raises(NotFound):
            await set_week(service_connection, asker, week(scene))


async def test_a_pause_takes_its_time_out_of_the_day_and_the_board_hears_it(
    service_connection: Connection, scene: Scene
) -> None:
    await set_week(service_connection, scene.head, week(scene))
    asked = pause(scene, at(10, 30))
    recorded = await pause_office(service_connection, scene.clerk, asked)
    assert abs(recorded.starts_at - at(8)) < timedelta(minutes=1)
    assert await pause_office(service_connection, scene.clerk, asked) == recorded
    begins = int((recorded.starts_at - at(0)).total_seconds())
    assert await hours(service_connection, scene, MONDAY) == [
        Spell(MORNING.earliest_s, begins, begins),
        Spell(37_800, MORNING.last_acceptance_s, MORNING.closes_s),
        AFTERNOON,
    ]
    (change,) = await service_connection.fetch(
        "SELECT office_id, facts FROM change WHERE topic = 'office' AND facts->>'kind' = 'pause'"
    )
    assert change["office_id"] == scene.point.office_id
    assert change["facts"]["office_id"] == str(scene.desk.office_id)
    day = await office_day(service_connection, scene.desk.office_id, MONDAY)
    assert day.pauses == [recorded]


async def test_a_pause_may_end_early_and_one_not_begun_is_taken_back(
    service_connection: Connection, scene: Scene
) -> None:
    await set_week(service_connection, scene.head, week(scene))
    now = await pause_office(service_connection, scene.clerk, pause(scene, at(10, 30)))
    later = await pause_office(service_connection, scene.head, pause(scene, at(16), starts_at=at(14)))
    await clock.set_simulated_now(service_connection, at(9))
    ended = await end_pause(service_connection, scene.clerk, now.pause_id)
    assert abs(ended.ends_at - at(9)) < timedelta(minutes=1)
    assert await end_pause(service_connection, scene.clerk, now.pause_id) == ended
    await end_pause(service_connection, scene.clerk, later.pause_id)
    spells = await hours(service_connection, scene, MONDAY)
    assert spells[-1] == AFTERNOON
    assert spells[1].earliest_s == pytest.approx(32_400, abs=60)


async def test_a_pause_over_midnight_closes_the_end_and_the_beginning(
    service_connection: Connection, scene: Scene
) -> None:
    await set_week(service_connection, scene.head, week(scene))
    next_day = MONDAY + timedelta(days=1)
    over = pause(scene, at(9, day=next_day), starts_at=at(15), reason="POWER")
    await pause_office(service_connection, scene.head, over)
    assert await hours(service_connection, scene, MONDAY) == [MORNING, Spell(48_600, 54_000, 54_000)]
    assert (await hours(service_connection, scene, next_day))[0].earliest_s == 32_400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": at(7)}, "ends_at"),
        ({"starts_at": at(12)}, "ends_at"),
        ({"ends_at": at(12) + timedelta(days=40)}, "ends_at"),
        ({"starts_at": at(8) - timedelta(days=2)}, "starts_at"),
        ({"reason": "OTHER"}, "note"),
        ({"note": ""}, "note"),
    ],
)
async def test_a_wrong_pause_is_named(
    service_connection: Connection, scene: Scene, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await pause_office(service_connection, scene.clerk, pause(scene, at(12), **change))
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_one_id_is_one_pause_whatever_else_is_said_under_it(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    asked = pause(scene, at(15), starts_at=at(14))
    sent = [in_transaction(database, lambda c: pause_office(c, scene.clerk, asked)) for _ in range(4)]
    assert len(set(await asyncio.gather(*sent))) == 1
    assert await service_connection.fetchval("SELECT count(*) FROM change WHERE topic = 'office'") == 1
    with pytest.raises(IdInUse):
        await pause_office(service_connection, scene.clerk, msgspec.structs.replace(asked, starts_at=at(13)))


async def test_a_stranger_neither_pauses_nor_ends_a_pause(service_connection: Connection, scene: Scene) -> None:
    with pytest.raises(NotFound):
        await pause_office(service_connection, scene.stranger, pause(scene, at(12)))
    known = await pause_office(service_connection, scene.clerk, pause(scene, at(12)))
    with pytest.raises(NotFound):
        await end_pause(service_connection, scene.stranger, known.pause_id)
    other = msgspec.structs.replace(pause(scene, at(15)), pause_id=known.pause_id)
    with pytest.raises(IdInUse):
        await pause_office(service_connection, scene.clerk, other)


ATTACKS = {
    "a spell that closes before it opens": "(1, 5000, 4000, 6000)",
    "a last acceptance after closing": "(1, 5000, 7000, 6000)",
    "an eighth weekday": "(8, 5000, 6000, 6000)",
    "a spell past midnight": "(1, 5000, 86401, 86401)",
    "two spells at once": "(1, 26000, 30000, 30000)",
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_the_database_refuses_impossible_hours(service_connection: Connection, scene: Scene, attack: str) -> None:
    timetable = await set_week(service_connection, scene.head, week(scene))
    with pytest.raises(Exception, match="violates"):
        await service_connection.execute(
            f"""INSERT INTO timetable_spell (timetable_id, scope, weekday, earliest_s, last_acceptance_s, closes_s)
                SELECT $1, 'week', * FROM (VALUES {ATTACKS[attack]}) AS spell""",
            timetable,
        )


async def test_a_days_own_spell_is_of_that_day(service_connection: Connection, scene: Scene) -> None:
    own = NewDay(office_id=scene.desk.office_id, on_date=SUNDAY, spells=[])
    timetable = await set_day(service_connection, scene.head, own)
    with pytest.raises(Exception, match="own spell"):
        await service_connection.execute("INSERT INTO timetable_spell VALUES ($1, 'day', 1, 1, 2, 2)", timetable)


@pytest.mark.parametrize("table", ["timetable", "timetable_spell", "office_pause", "office_pause_end"])
async def test_hours_and_pauses_are_never_rewritten(owner_connection: Connection, table: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        await owner_connection.execute(f"TRUNCATE {table} CASCADE")


async def test_every_constraint_of_a_pause_a_caller_can_break_has_its_words(owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'office_pause'::regclass AND contype <> 'n'"
    )
    ours = {"office_pause_reason_check", "office_pause_office_id_fkey", "office_pause_recorded_by_fkey"}
    assert {row["conname"] for row in names} - ours == set(PAUSE_REFUSALS)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6),
    st.integers(0, 300),
)
def test_a_second_is_open_where_it_was_and_no_pause_covers_it(cuts: list[tuple[int, int]], second: int) -> None:
    spells = [Spell(20, 90, 100), Spell(150, 240, 250)]
    pauses = [Interruption(min(cut), max(cut)) for cut in cuts]
    left = without_pauses(spells, pauses)
    was_accepting = any(spell.earliest_s <= second < spell.last_acceptance_s for spell in spells)
    is_paused = any(pause.from_s <= second < pause.until_s for pause in pauses)
    is_accepting = any(spell.earliest_s <= second < spell.last_acceptance_s for spell in left)
    assert is_accepting == (was_accepting and not is_paused)
    assert left == sorted(left)
    assert all(spell.earliest_s < spell.last_acceptance_s <= spell.closes_s for spell in left)


def test_nothing_is_left_of_a_spell_whose_last_acceptance_a_pause_reaches() -> None:
    assert without_pauses([Spell(20, 90, 100)], [Interruption(50, 90)]) == [Spell(20, 50, 50)]
    assert without_pauses([Spell(20, 90, 100)], [Interruption(50, 89)]) == [Spell(20, 50, 50), Spell(89, 90, 100)]
    assert without_pauses([Spell(20, 90, 100)], [Interruption(0, 20), Interruption(100, 200)]) == [Spell(20, 90, 100)]
    assert without_pauses([Spell(20, 90, 100)], [Interruption(95, 200)]) == [Spell(20, 90, 95)]
