"""A device that dies around a write has, switched on again, what was on its disk; no number twice, none left out."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from courier.clock import new_id
from courier.simulation.faults.dying import BATCH_BYTES, SwitchedOff
from courier.simulation.faults.phones import Hands
from mobile_contract import sync
from mobile_contract.codes import new_code


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    hands = Hands(tmp_path / "phone", httpx.AsyncClient(), "carrier", timedelta(0))
    hands.outbox.write_note("identity", enrolled())
    return hands.reopened()


def enrolled() -> sync.EnrolmentAnswer:
    return sync.EnrolmentAnswer(
        device_id=new_id(),
        party_id=new_id(),
        person_id=new_id(),
        person_name="Lan",
        office_name="Gia Lâm",
        incarnation=new_id(),
        server_key="",
        server_time_ms=0,
    )


def test_what_was_not_written_never_was(hands: Hands) -> None:
    hands.armed.add("crash_before_write")
    with pytest.raises(SwitchedOff):
        hands.count([], 0)
    hands = hands.reopened()
    assert hands.outbox.last_seq == 0
    hands.count([], 0)
    assert [act.seq for act in hands.outbox.acts()] == [1]


def test_what_was_written_is_there_though_the_screen_never_said_so(hands: Hands) -> None:
    hands.armed.add("crash_after_write")
    with pytest.raises(SwitchedOff):
        hands.count([], 0)
    hands = hands.reopened()
    assert hands.outbox.last_seq == 1
    assert hands.armed.played["crash_after_write"] == 1


@pytest.mark.parametrize(("point", "remembered"), [("crash_after_send", 0), ("crash_after_mark", 1)])
def test_an_acknowledgement_is_remembered_once_it_is_marked(hands: Hands, point: str, remembered: int) -> None:
    hands.count([], 0)
    hands.armed.add(point)
    with pytest.raises(SwitchedOff):
        hands.outbox.acknowledge(1, sync.SignedBody(body="{}", signature="A" * 86 + "=="))
    assert hands.reopened().outbox.acked_through == remembered


def test_a_batch_stays_below_what_a_batch_may_be(hands: Hands) -> None:
    codes = [new_code() for _ in range(100)]
    for _ in range(70):
        hands.release(codes, new_id())
    batch = hands.outbox.acts(0, 200)
    assert 1 < len(batch) < 70
    assert sum(len(act.entry.act.body) for act in batch) <= BATCH_BYTES


def test_an_accept_of_other_bytes_leaves_nothing_in_hand(hands: Hands) -> None:
    code = new_code()
    shown = hands.release([code], new_id())
    hands.accept(shown, misread=True)
    assert hands.outbox.holding() == {}
    accepted = hands.outbox.acts()[-1].entry.act.body
    assert '"kind":"accept"' in accepted
