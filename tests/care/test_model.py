"""How a leg stands, by its facts; and that every stage of every leg has its words."""

from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

import msgspec
import pytest

from courier.care.model import MilestoneName, Stage, TrackedJob, TrackedLeg, milestones_of, stage_of, track_leg
from courier.care.wording import say_leg, say_milestone, say_status, say_when
from courier.clock import VIETNAM
from courier.network.model import Leg

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=VIETNAM)
MORNING = NOON - timedelta(hours=4)
REGISTERED = TrackedJob(
    job_id=uuid4(),
    leg="RETURN",
    created_at=MORNING - timedelta(days=1),
    is_cancelled=False,
    at_counter=False,
    status=None,
    holder_kind=None,
    is_at_origin=False,
    is_at_destination=False,
    collected_at=None,
    out_at=None,
    done_at=None,
    failed_at=None,
    failed_reason=None,
    pickup_due_at=None,
    delivery_due_at=None,
)
AT_DESK = {"status": "held", "holder_kind": "desk", "is_at_origin": True}
CARRIED = {"status": "held", "holder_kind": "carrier", "collected_at": MORNING, "out_at": MORNING}
AT_POST = {"status": "held", "holder_kind": "point", "collected_at": MORNING}
FAILED = {"failed_at": MORNING + timedelta(hours=2), "failed_reason": "ABSENT"}
DONE = {"is_at_destination": True, "holder_kind": "citizen", "done_at": NOON}


def job(**facts: Any) -> TrackedJob:
    return msgspec.structs.replace(REGISTERED, **facts)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({}, "registered"),
        (AT_DESK, "waiting"),
        (AT_DESK | {"pickup_due_at": NOON}, "assigned"),
        (AT_POST, "at_post"),
        (AT_POST | {"at_counter": True}, "to_collect_at_counter"),
        (CARRIED, "with_carrier"),
        (CARRIED | {"delivery_due_at": NOON + timedelta(hours=2)}, "arriving"),
        (CARRIED | {"delivery_due_at": NOON - timedelta(hours=3)}, "with_carrier"),
        (CARRIED | FAILED, "tried"),
        (CARRIED | FAILED | {"failed_reason": "APPOINT"}, "appointed"),
        (CARRIED | FAILED | {"out_at": NOON}, "with_carrier"),
        (CARRIED | DONE, "done"),
        (CARRIED | FAILED | DONE, "done"),
        (CARRIED | {"status": "disputed"}, "verifying"),
        (CARRIED | DONE | {"status": "disputed"}, "verifying"),
        ({"is_cancelled": True}, "cancelled"),
        (CARRIED | DONE | {"is_cancelled": True}, "done"),
    ],
)
def test_a_leg_stands_where_its_facts_put_it(facts: dict[str, Any], stage: Stage) -> None:
    assert stage_of(job(**facts), NOON) == stage


def test_four_dated_facts_past_now_and_ahead() -> None:
    assert [m.state for m in milestones_of(job())] == ["now", "ahead", "ahead", "ahead"]
    assert [m.state for m in milestones_of(job(**CARRIED))] == ["past", "past", "now", "ahead"]
    done = milestones_of(job(**(CARRIED | DONE)))
    assert [m.state for m in done] == ["past"] * 4
    assert all(m.at for m in done)


def test_what_is_ahead_has_no_date() -> None:
    assert [m.at for m in milestones_of(job(**AT_POST))][2:] == [None, None]


@pytest.mark.parametrize("leg", get_args(Leg))
@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_of_every_leg_has_its_words(leg: Leg, stage: Stage) -> None:
    tracked = TrackedLeg(leg=leg, stage=stage, due_at=NOON, milestones=[])
    words = say_status(tracked, NOON.date())
    assert words.vi
    assert words.en
    assert words.vi != words.en
    assert "{" not in words.vi + words.en
    assert say_leg(leg).vi
    assert all(say_milestone(leg, name).vi for name in get_args(MilestoneName))


def test_the_expected_time_is_said_as_at_the_counter() -> None:
    due = CARRIED | {"delivery_due_at": NOON + timedelta(hours=2)}
    tracked = track_leg(job(**due), NOON)
    assert say_status(tracked, NOON.date()).vi == "Bưu tá đang giữ hồ sơ của ông/bà, dự kiến giao chiều nay"
    assert say_when(MORNING, NOON.date()).vi == "sáng nay"
    assert say_when(NOON + timedelta(days=1), NOON.date()).vi == "trưa ngày 24/11"
