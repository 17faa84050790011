"""Turns of the air: whatever happened to a phone, the server has each of its acts once, in one unbroken chain."""

from datetime import timedelta

import pytest

from courier.simulation.phone import Phone
from courier.simulation.turns.story import Turn
from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")

SIGNAL = timedelta(minutes=30)


async def test_acts_whose_answer_was_lost_are_there_once(day: Eventful) -> None:
    assert await _has_all_of(day, day.turn("lost_answer"))
    assert day.ridden.resent > 0


async def test_a_phone_that_crashed_while_sending_lost_nothing(day: Eventful) -> None:
    assert await _has_all_of(day, day.turn("crash"))


async def test_a_batch_of_which_half_arrived_is_kept_whole_when_it_comes_again(day: Eventful) -> None:
    turn = day.turn("half_sent")
    assert turn.ride is not None
    assert turn.ride.carrier.airwaves.broken == 1
    assert await _has_all_of(day, turn)


async def test_what_a_phone_did_without_signal_came_later_and_counts_as_of_then(day: Eventful) -> None:
    turn = day.turn("offline")
    assert turn.ride is not None
    late = await day.ask(
        """SELECT count(*)::int, count(DISTINCT e.recorded_at)::int, bool_and(trusted.event_id IS NOT NULL)
           FROM signed_event AS e LEFT JOIN trusted_event AS trusted USING (event_id)
           WHERE e.device_id = $1 AND e.recorded_at - e.happened_at > $2""",
        turn.ride.phone.me.device_id,
        SIGNAL,
    )
    [(acts, batches, all_count)] = late
    assert acts > 0
    assert batches < acts or acts == 1
    assert all_count
    assert await _has_all_of(day, turn)


async def test_what_a_replaced_phone_still_had_counts_though_it_came_after(day: Eventful) -> None:
    turn = day.turn("phone_replaced")
    old, new = turn.facts["old_device"], turn.facts["new_device"]
    [(mode, replaced_at)] = await day.ask("SELECT mode, recorded_at FROM device_revocation WHERE device_id = $1", old)
    assert mode == "replaced"
    after = "SELECT event_id, kind, device_seq FROM signed_event WHERE device_id = $1 AND recorded_at > $2"
    acts = await day.ask(after, old, replaced_at)
    assert {seq for _, _, seq in acts} == turn.facts["not_at_server"] != set()
    ids = [event_id for event_id, _, _ in acts]
    assert await day.value("SELECT count(*) FROM trusted_event WHERE event_id = ANY ($1)", ids) == len(acts)
    handed = [event_id for event_id, kind, _ in acts if kind in ("deliver", "release")]
    booked = await day.value("SELECT count(DISTINCT given_event) FROM ledger WHERE given_event = ANY ($1)", handed)
    assert booked == len(handed)
    assert await day.value("SELECT count(*) FROM signed_event WHERE device_id = $1", new) > 0
    assert await _has_all_of(day, turn)


async def _has_all_of(day: Eventful, turn: Turn) -> bool:
    """Every act of the carrier's phones, as the phone has it on disk, once and in the device's log."""
    assert turn.ride is not None
    phones: list[Phone] = [*turn.ride.carrier.old_phones, turn.ride.phone]
    for phone in phones:
        signed = [(act.seq, act.body_sha256) for act in phone.outbox.acts()]
        stored = await day.ask(
            """SELECT e.device_seq, encode(e.body_hash, $2) FROM signed_event AS e JOIN device_log AS l USING (event_id)
               WHERE e.device_id = $1 AND l.chain_ok ORDER BY e.device_seq""",
            phone.me.device_id,
            "hex",
        )
        assert stored == signed
    return bool(phones)
