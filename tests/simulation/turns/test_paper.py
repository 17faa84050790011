"""Deliveries signed on the printed list, the phone being dead, and entered at the office."""

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_what_was_signed_on_paper_is_entered_with_its_photo_and_confirmed_by_the_carrier(day: Eventful) -> None:
    turn = day.turn("on_paper")
    assert turn.ride is not None
    carrier_id = turn.ride.carrier.phone.me.party_id
    entered = await day.ask(
        """SELECT taken_event, taken_code, given_event, giver_evidence, receiver_evidence, from_party FROM ledger
           WHERE taken_kind = $1 ORDER BY taken_event""",
        "transcribe",
    )
    witnessed = (None, "witnessed", "witnessed", carrier_id)
    assert [row[2:] for row in entered] == [witnessed] * len(entered)
    assert {code for _, code, *_ in entered} == set(turn.facts["codes"]) != set()
    for event_id, code, *_ in entered:
        assert await day.ask("SELECT kind FROM event_proof WHERE event_id = $1", event_id) == [("photo_paper",)]
        said = await day.ask("SELECT party_id, verdict FROM side_statement WHERE event_id = $1", event_id)
        assert said == [(carrier_id, "confirmed")]
        [(destination_id,)] = await day.ask(
            "SELECT destination_id FROM job JOIN item USING (job_id) JOIN item_label USING (item_id) WHERE code = $1",
            code,
        )
        assert await day.holder_of(code) == destination_id
        assert "Đã giao kết quả" in await day.citizen_reads(code)
