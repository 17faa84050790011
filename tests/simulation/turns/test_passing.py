"""Items passed from one carrier to another, and the list of one who falls ill given to the others."""

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_an_item_passed_on_by_a_code_on_the_screen_is_signed_by_both_carriers(day: Eventful) -> None:
    turn = day.turn("passed_on")
    handovers = await day.ask(
        """SELECT l.giver_evidence, l.receiver_evidence, l.given_kind, l.taken_kind FROM ledger AS l
           JOIN item_label USING (item_id) JOIN party AS f ON f.party_id = from_party JOIN party AS t
           ON t.party_id = to_party WHERE code = $1 AND f.kind = $2 AND t.kind = $2""",
        turn.code,
        "carrier",
    )
    assert handovers == [("own_device", "own_device", "release", "accept")]
    assert await day.value("SELECT kind FROM party WHERE party_id = $1", await day.holder_of(turn.code or "")) in (
        "point",
        "citizen",
    )


async def test_who_falls_ill_is_given_nothing_more_and_others_get_the_rest(day: Eventful) -> None:
    turn = day.turn("fell_ill")
    assert turn.ride is not None
    party_id = turn.ride.carrier.phone.me.party_id
    ended = await day.ask("SELECT shift_id, carrier_id FROM shift WHERE is_ended")
    assert [(str(shift_id), carrier_id) for shift_id, carrier_id in ended] == [(turn.facts["shift_id"], party_id)]
    ended_at = await day.value("SELECT min(made_at) FROM plan WHERE origin = $1", "reassigned")
    given_after = """SELECT count(*) FROM ledger JOIN party AS t ON t.party_id = to_party
                     WHERE from_party = $1 AND t.kind = $2 AND recorded_at > $3"""
    assert await day.value(given_after, party_id, "citizen", ended_at) == 0
    assert await day.value("SELECT count(*) FROM head WHERE holder_id = $1", party_id) == 0
    visited = await day.ask(
        """SELECT DISTINCT v.job_id FROM plan AS p JOIN plan_route AS r ON r.plan_id = p.plan_id
           JOIN planned_stop AS s ON s.route_id = r.route_id JOIN planned_visit AS v ON v.stop_id = s.stop_id
           WHERE p.status = $1 AND r.shift_id <> $2::uuid AND v.job_id = ANY ($3)""",
        "closed",
        ended[0][0],
        turn.facts["placed"],
    )
    assert {job_id for (job_id,) in visited} == set(turn.facts["placed"]) != set()
