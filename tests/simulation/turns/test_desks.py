"""Desks that take nothing for a while, and one that refuses a dossier, as the database has it afterwards."""

from datetime import datetime, timedelta

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")

CLOCKS = timedelta(minutes=1)
"""A phone's may be off by a little."""
VISITS = "SELECT code, happened_at, is_trusted FROM failed_visit WHERE reason = $1 ORDER BY code, happened_at"


async def test_a_desk_that_pauses_says_until_when_and_takes_everything_after(day: Eventful) -> None:
    turn = day.turn("desk_paused")
    [(desk_id, reason, starts_at, ends_at)] = await day.ask(
        "SELECT office_id, reason, starts_at, ends_at FROM office_pause"
    )
    assert (desk_id, reason, ends_at) == (turn.facts["desk_id"], "SOFTWARE", turn.facts["ends_at"])
    visits = await day.ask(VISITS, "DESK_PAUSED")
    assert {code for code, _, _ in visits} == set(turn.facts["tried"]) != set()
    assert all(is_trusted and starts_at - CLOCKS <= happened_at <= ends_at for _, happened_at, is_trusted in visits)
    assert await _taken_since(day, turn.facts["tried"], desk_id) >= ends_at


async def test_a_desk_found_closed_is_come_back_to_the_same_day(day: Eventful) -> None:
    turn = day.turn("desk_closed")
    visits = await day.ask(VISITS, "CLOSED")
    assert {code for code, _, _ in visits} == set(turn.facts["tried"]) != set()
    assert await day.value("SELECT count(*) FROM office_pause WHERE office_id = $1", turn.facts["desk_id"]) in (0, 1)
    since = await _taken_since(day, turn.facts["tried"], turn.facts["desk_id"])
    assert since > max(happened_at for _, happened_at, _ in visits)


async def test_what_a_desk_refuses_goes_back_to_its_citizen_by_word_of_the_office(day: Eventful) -> None:
    turn = day.turn("desk_refused")
    assert await day.ask("SELECT code, reason FROM event_refusal") == [(turn.code, "DESK_REFUSED")]
    job_id = turn.facts["job_id"]
    assert await day.ask("SELECT DISTINCT solution FROM delivery_instruction WHERE job_id = $1", job_id) == [
        ("RETURN",)
    ]
    assert await day.ask("SELECT job_id, decision FROM refusal_decision") == [(job_id, "RETURN")]
    [(origin_id, destination_id)] = await day.ask("SELECT origin_id, destination_id FROM job WHERE job_id = $1", job_id)
    assert await day.holder_of(turn.code or "") == origin_id
    held_by = "SELECT to_party FROM ledger JOIN item_label USING (item_id) WHERE code = $1 AND to_party = $2"
    assert await day.ask(held_by, turn.code, destination_id) == []
    open_cases = """SELECT count(*) FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c
                    USING (exception_id) WHERE e.kind = $1 AND c.exception_id IS NULL"""
    assert await day.value(open_cases, "refused_item") == 0
    assert (
        await day.value(
            "SELECT count(*) FROM custody_exception WHERE kind = $1 AND code = $2", "refused_item", turn.code
        )
        == 1
    )
    assert "Hồ sơ đã trả lại ông/bà" in await day.citizen_reads(turn.code or "")


async def _taken_since(day: Eventful, codes: list[str], desk_id: object) -> datetime:
    """Since when the desk has all of them, the first of them."""
    held = await day.ask(
        "SELECT holder_id, held_since FROM head JOIN item_label USING (item_id) WHERE code = ANY ($1)", codes
    )
    assert {holder_id for holder_id, _ in held} == {desk_id}
    assert len(held) == len(codes)
    first: datetime = min(held_since for _, held_since in held)
    return first
