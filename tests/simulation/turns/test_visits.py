"""Visits that bring nothing: the item stays where it is, and its citizen reads why."""

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_a_result_not_ready_never_left_its_desk(day: Eventful) -> None:
    turn = day.turn("not_ready")
    visits = await day.ask("SELECT code, solution, is_trusted FROM failed_visit WHERE reason = $1", "NOT_READY")
    assert visits == [(turn.code, "RETRY", True)]
    [(origin_id, is_cancelled)] = await day.ask(
        "SELECT origin_id, cancelled_at IS NOT NULL FROM job WHERE job_id = $1", turn.facts["job_id"]
    )
    assert not is_cancelled
    rows = await day.ask("SELECT to_party FROM ledger JOIN item_label USING (item_id) WHERE code = $1", turn.code)
    assert rows == [(origin_id,)]
    assert "Một cửa chưa giao kết quả cho bưu điện" in await day.citizen_reads(turn.code or "")


async def test_a_dossier_that_lacks_papers_waits_at_the_post_office(day: Eventful) -> None:
    turn = day.turn("papers_missing")
    visits = await day.ask("SELECT code, solution, is_trusted FROM failed_visit WHERE reason = $1", "SUPPLEMENT")
    assert visits == [(turn.code, "RETRY", True)]
    held_by = "SELECT kind FROM party WHERE party_id = $1"
    assert await day.value(held_by, await day.holder_of(turn.code or "")) == "point"
    carried = """SELECT count(*) FROM ledger AS l JOIN item_label USING (item_id)
                 JOIN party AS f ON f.party_id = l.from_party JOIN party AS t ON t.party_id = l.to_party
                 WHERE code = $1 AND f.kind = $2 AND t.kind = $3"""
    assert await day.value(carried, turn.code, "carrier", "point") == 1
    assert await day.value(carried, turn.code, "carrier", "desk") == 0
    assert "Một cửa chưa nhận vì hồ sơ thiếu giấy tờ" in await day.citizen_reads(turn.code or "")
