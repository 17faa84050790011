"""The device's memory: on disk when it says so, gapless, and forgetful only of what is acknowledged and old."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from courier.simulation.outbox import KEPT_AFTER_ACK_MS, UNCHANGED, Holding, KeptAct, Link, Outbox, ProofFile
from mobile_contract.sync import Entry, SignedBody

FIRST = "0" * 64
RECEIPT = SignedBody(body="{}", signature="A" * 86 + "==")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "máy của Lan" / "outbox.sqlite"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    outbox = Outbox(path)
    yield outbox
    outbox.close()


def act(link: Link, happened_at_ms: int = 0) -> KeptAct:
    body = f'{{"seq":{link.seq},"previous":"{link.previous}"}}'
    entry = Entry(act=SignedBody(body=body, signature=RECEIPT.signature))
    return KeptAct(link.seq, f"{link.seq:064d}", happened_at_ms, entry)


def append(outbox: Outbox, count: int = 1, happened_at_ms: int = 0) -> None:
    for _ in range(count):
        outbox.append(FIRST, lambda link: act(link, happened_at_ms), [], UNCHANGED)


def link_of_next(outbox: Outbox) -> Link:
    """Append an act; the place it was given."""
    given: list[Link] = []

    def make(link: Link) -> KeptAct:
        given.append(link)
        return act(link)

    outbox.append(FIRST, make, [], UNCHANGED)
    return given[0]


def test_an_act_is_there_after_a_restart(outbox: Outbox, path: Path) -> None:
    append(outbox, 3)
    again = Outbox(path)
    assert [kept.seq for kept in again.acts()] == [1, 2, 3]
    assert again.acts() == outbox.acts()
    again.close()


def test_each_act_names_the_one_before(outbox: Outbox) -> None:
    links = [link_of_next(outbox) for _ in range(3)]
    assert links == [Link(1, FIRST), Link(2, f"{1:064d}"), Link(3, f"{2:064d}")]


def test_an_act_that_could_not_be_signed_leaves_no_gap(outbox: Outbox) -> None:
    append(outbox)

    def fail(_: Link) -> KeptAct:
        raise RuntimeError("the key is away")

    with pytest.raises(RuntimeError):
        outbox.append(FIRST, fail, [ProofFile("a", "image/png", b"x")], Holding({"CODE": None}, ()))
    append(outbox)
    assert [kept.seq for kept in outbox.acts()] == [1, 2]
    assert outbox.holding() == {}
    assert outbox.files_to_send() == []


def test_what_is_held_changes_with_the_act(outbox: Outbox) -> None:
    outbox.append(FIRST, act, [], Holding({"A": "by", "B": None}, ()))
    outbox.append(FIRST, act, [], Holding({}, ["A"]))
    assert outbox.holding() == {"B": None}


def test_nothing_unacknowledged_is_ever_forgotten(outbox: Outbox) -> None:
    append(outbox, 5)
    outbox.acknowledge(3, RECEIPT)
    outbox.acknowledged_at(0)
    assert outbox.forget(KEPT_AFTER_ACK_MS + 1) == 3
    assert [kept.seq for kept in outbox.acts()] == [4, 5]


def test_what_is_acknowledged_stays_seven_days(outbox: Outbox) -> None:
    append(outbox, 2)
    outbox.acknowledge(2, RECEIPT)
    assert outbox.forget(KEPT_AFTER_ACK_MS * 9) == 0, "the act is old, its acknowledgement has no time yet"
    outbox.acknowledged_at(KEPT_AFTER_ACK_MS)
    outbox.acknowledged_at(KEPT_AFTER_ACK_MS * 3)
    assert outbox.forget(KEPT_AFTER_ACK_MS * 2) == 0
    assert outbox.forget(KEPT_AFTER_ACK_MS * 2 + 1) == 2


def test_a_restored_server_is_offered_again_what_it_no_longer_acknowledges(outbox: Outbox) -> None:
    file = ProofFile("ab", "image/png", b"picture")
    append(outbox, 2)
    outbox.append(FIRST, act, [file], UNCHANGED)
    outbox.acknowledge(3, RECEIPT)
    outbox.acknowledged_at(0)
    outbox.file_was_sent("ab")
    outbox.offer_again("another life", 1)
    assert [kept.seq for kept in outbox.acts(outbox.acked_through)] == [2, 3]
    assert outbox.files_to_send() == [file]
    assert outbox.forget(KEPT_AFTER_ACK_MS + 1) == 1, "only what it still acknowledges"


def test_numbers_go_on_after_all_is_forgotten(outbox: Outbox, path: Path) -> None:
    append(outbox, 2)
    outbox.acknowledge(2, RECEIPT)
    outbox.acknowledged_at(0)
    outbox.forget(KEPT_AFTER_ACK_MS + 1)
    again = Outbox(path)
    assert link_of_next(again) == Link(3, f"{2:064d}")
    again.close()


def test_a_file_is_sent_once_unless_the_server_lacks_it(outbox: Outbox) -> None:
    file = ProofFile("ab", "image/png", b"picture")
    outbox.append(FIRST, act, [file], UNCHANGED)
    outbox.append(FIRST, act, [file], UNCHANGED)
    assert outbox.files_to_send() == [file]
    outbox.file_was_sent("ab")
    assert outbox.files_to_send() == []
    outbox.send_again(["ab"])
    assert outbox.files_to_send() == [file]


def test_receipts_are_kept(outbox: Outbox, path: Path) -> None:
    append(outbox)
    outbox.acknowledge(1, RECEIPT)
    again = Outbox(path)
    assert (again.acked_through, again.receipts()) == (1, [RECEIPT])
    again.close()


def test_what_the_receiver_refused_is_held_by_the_act_by_which_it_was(outbox: Outbox) -> None:
    outbox.append(FIRST, act, [], Holding({"A": "taken", "B": "taken"}, ()))
    outbox.append(FIRST, act, [], Holding({}, ["A", "B"]))
    outbox.keep(["B"])
    assert outbox.holding() == {"B": "taken"}


def test_another_devices_bag_is_taken_over_and_given_up_without_an_act(outbox: Outbox) -> None:
    outbox.take_over({"A": "an act of the old phone", "B": None})
    assert outbox.holding() == {"A": "an act of the old phone", "B": None}
    outbox.give_up(["A"])
    assert outbox.holding() == {"B": None}
    assert outbox.ever_held() == {"B"}
    assert outbox.acts() == []


def test_an_act_signed_anew_keeps_its_number_and_what_is_held_by_it(outbox: Outbox) -> None:
    outbox.append(FIRST, act, [], Holding({"A": "old"}, ()))
    outbox.replace(act(Link(1, FIRST), happened_at_ms=7), "old", "new")
    assert [kept.seq for kept in outbox.acts()] == [1]
    assert outbox.holding() == {"A": "new"}
