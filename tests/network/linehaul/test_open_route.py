"""Routes as the database keeps them: every constraint a caller can break has its words, and stops follow each other."""

from datetime import date
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection, ConstraintViolation
from courier.network.linehaul.open_route import ROUTE_REFUSALS
from courier.network.linehaul.read_timetable import read_timetable
from tests.planning.legs.offices import build_two_offices

OURS = {
    # What the act checks itself before the database sees it.
    "linehaul_route_pkey",
    "linehaul_route_linehaul_kind_check",
    "linehaul_route_linehaul_id_linehaul_kind_fkey",
}


async def test_every_constraint_a_caller_can_break_has_its_words(owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'linehaul_route'::regclass AND contype <> 'n'"
    )
    assert {row["conname"] for row in names} - OURS == set(ROUTE_REFUSALS)


async def test_the_timetable_read_has_each_route_with_its_stops_in_order(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    timetable = await read_timetable(owner_connection, offices.day.on_date)
    calls = [(route[0].code, [stop.office_id for stop in route]) for route in timetable.routes]
    assert calls[:2] == [("DT1", [offices.first, offices.hub]), ("DT2", [offices.hub, offices.second])]
    path = timetable.find_path(offices.first, offices.second, offices.day.at(8))
    assert path is not None
    assert path.arrives_at == offices.day.at(13, 30)


async def test_how_long_a_hub_takes_is_for_the_operator_to_say(
    owner_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices = await build_two_offices(owner_connection)
    monkeypatch.setenv("COURIER_SORTING_S", "86400")
    timetable = await read_timetable(owner_connection, offices.day.on_date)
    path = timetable.find_path(offices.first, offices.second, offices.day.at(8))
    assert path is not None
    assert path.arrives_at > offices.day.at(13, 30)


@pytest.mark.parametrize(
    ("position", "arrives_s", "departs_s", "prev_departs_s"),
    [(2, 100, None, 50), (1, 10, None, 20), (1, None, 30, None), (1, 40, 30, 20), (0, None, None, None)],
)
async def test_the_database_refuses_stops_that_do_not_follow_each_other(
    owner_connection: Connection,
    position: int,
    arrives_s: int | None,
    departs_s: int | None,
    prev_departs_s: int | None,
) -> None:
    offices = await build_two_offices(owner_connection, with_routes=False)
    route_id: UUID = clock.new_id()
    await owner_connection.execute(
        "INSERT INTO linehaul_route (route_id, code, name, linehaul_id, weekdays, valid_from) "
        "VALUES ($1, 'DT9', 'thử', $2, '{1}', $3)",
        route_id,
        offices.linehaul,
        date(2026, 1, 1),
    )
    stop = "INSERT INTO linehaul_stop (route_id, position, office_id, arrives_s, departs_s, prev_departs_s) VALUES "
    if position:
        await owner_connection.execute(stop + "($1, 0, $2, NULL, 20, NULL)", route_id, offices.first)
    with pytest.raises(ConstraintViolation):
        await owner_connection.execute(
            stop + "($1, $2, $3, $4, $5, $6)", route_id, position, offices.hub, arrives_s, departs_s, prev_departs_s
        )
