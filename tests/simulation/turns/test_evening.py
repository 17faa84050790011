"""The end of the day, as the database has it."""

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_every_turn_befell_somebody(day: Eventful) -> None:
    assert {turn.name: turn.count > 0 for turn in day.ridden.turns} == dict.fromkeys(
        (
            "crash", "desk_closed", "desk_paused", "desk_refused", "fell_ill", "half_sent", "label_replaced",
            "lost_answer", "not_ready", "offline", "on_paper", "papers_missing", "passed_on", "phone_replaced",
            "registered", "substitute",
        ), True,
    )  # fmt: skip


async def test_every_plan_of_the_day_is_closed_or_was_replaced(day: Eventful) -> None:
    plans = await day.ask("SELECT office_id, status, closed_at, version FROM plan ORDER BY office_id, version")
    for office_id in {row[0] for row in plans}:
        *earlier, last = [row[1:] for row in plans if row[0] == office_id]
        assert {status for status, _, _ in earlier} <= {"replaced"}
        assert last[0] == "closed"
        assert last[1] is not None


async def test_everybody_with_a_route_counted_bag_and_purse_and_holds_nothing(day: Eventful) -> None:
    rode = {route.carrier_id for plan in day.prepared.plans.values() for route in plan.routes if route.stops}
    counted = {holder_id for (holder_id,) in await day.ask("SELECT DISTINCT holder_id FROM cash_declaration")}
    assert rode | {team.office.office_id for team in day.cast.teams} <= counted
    holds = "SELECT count(*) FROM head JOIN party ON party_id = holder_id WHERE kind = $1"
    assert await day.value(holds, "carrier") == 0


async def test_nothing_waits_for_a_person_in_the_evening(day: Eventful) -> None:
    closed = "SELECT exception_id FROM custody_exception_closing"
    assert await day.ask(f"SELECT kind FROM custody_exception WHERE exception_id NOT IN ({closed})") == []
    assert await day.ask("SELECT kind FROM money_case") == []
    assert [one.difference_vnd for one in day.ridden.closed] == [0] * len(day.cast.teams)


async def test_each_counters_till_was_opened_with_change_and_counted_out_whole(day: Eventful) -> None:
    tills = await day.ask("SELECT office_id, float_vnd, closed_vnd, counted_vnd, taken_vnd FROM till")
    assert {office_id for office_id, *_ in tills} == {team.office.office_id for team in day.cast.teams}
    for _, float_vnd, closed_vnd, counted_vnd, taken_vnd in tills:
        assert float_vnd > 0
        assert closed_vnd == counted_vnd == float_vnd + taken_vnd
