"""How a leg stands, by its facts; and that every stage of every leg has its words."""

from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

import msgspec
import pytest

from courier.care.model import (
    DossierDates,
    MilestoneName,
    Registration,
    Stage,
    TrackedJob,
    TrackedLeg,
    Tracking,
    follow,
    four_facts,
    leg_now,
    milestones_of,
    stage_of,
    track_leg,
    track_registration,
)
from courier.care.wording import say_leg, say_milestone, say_now, say_status, say_when, tone_of
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
    has_moved=False,
    is_bagged=False,
    solution=None,
    collected_at=None,
    out_at=None,
    done_at=None,
    failed_at=None,
    failed_reason=None,
    pickup_due_at=None,
    delivery_due_at=None,
)
AT_DESK = {"status": "held", "holder_kind": "desk", "is_at_origin": True}
CARRIED = {"status": "held", "holder_kind": "carrier", "has_moved": True, "collected_at": MORNING, "out_at": MORNING}
AT_POST = {"status": "held", "holder_kind": "point", "has_moved": True, "collected_at": MORNING}
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
        (CARRIED | FAILED, "not_met"),
        (CARRIED | FAILED | {"failed_reason": "NO_ID"}, "tried"),
        (AT_POST | FAILED | {"out_at": MORNING}, "not_met"),
        (AT_POST | FAILED | {"solution": "HOLD_AT_POINT"}, "to_collect_at_counter"),
        (AT_POST | {"leg": "SEND", "at_counter": True}, "at_post"),
        (CARRIED | FAILED | {"solution": "RETURN"}, "going_back"),
        (AT_DESK | {"has_moved": True, "solution": "RETURN"}, "came_back"),
        (AT_POST | {"is_bagged": True}, "between_offices"),
        (AT_POST | {"holder_kind": "hub"}, "between_offices"),
        (AT_POST | {"holder_kind": "linehaul"}, "between_offices"),
        (CARRIED | FAILED | {"failed_reason": "APPOINT"}, "appointed"),
        (CARRIED | FAILED | {"failed_reason": "SUPPLEMENT"}, "papers_missing"),
        (AT_POST | FAILED | {"out_at": NOON}, "not_met"),
        (AT_POST | FAILED | {"collected_at": NOON, "out_at": NOON}, "at_post"),
        (AT_DESK | FAILED, "not_collected"),
        (FAILED, "not_collected"),
        (FAILED | {"leg": "SEND", "solution": "RETURN"}, "cancelled"),
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


def tracked(**facts: Any) -> TrackedLeg:
    return track_leg(job(**facts), NOON)


DATES = DossierDates(3, NOON.date() + timedelta(days=5), False, None, None, None)
SENT = {"leg": "SEND"} | CARRIED | DONE
WAITS = Registration(MORNING, None, None)


def test_both_legs_follow_each_other_whatever_order_they_came_in() -> None:
    legs = follow([track_registration(WAITS), tracked(leg="SUPPLEMENT"), tracked(leg="SEND")])
    assert [leg.leg for leg in legs] == ["SEND", "SUPPLEMENT", "RETURN"]
    assert leg_now(legs).leg == "SEND"


def test_a_dossier_handed_in_waits_for_its_registered_result() -> None:
    legs = follow([track_registration(WAITS), tracked(**SENT)])
    assert leg_now(legs).stage == "awaiting_result"
    assert [milestone.state for milestone in leg_now(legs).milestones] == ["now", "ahead", "ahead", "ahead"]
    facts = four_facts(DATES, legs)
    assert (facts.sent_at, facts.filed_at, facts.documents, facts.result_at) == (MORNING, NOON, 3, None)


def test_a_result_taken_in_person_closes_the_timeline() -> None:
    legs = [track_registration(Registration(MORNING, NOON, "taken_in_person"))]
    assert leg_now(legs).stage == "taken_in_person"
    facts = four_facts(DATES, legs)
    assert (facts.result_at, facts.is_taken_in_person, facts.is_sent_by_post) == (NOON, True, False)


def test_a_supplement_sent_before_papers_were_asked_for_again_does_not_answer() -> None:
    asked = msgspec.structs.replace(DATES, asked_on=NOON.date(), deadline_on=None, recorded_at=NOON)
    earlier = tracked(leg="SUPPLEMENT", **CARRIED)
    assert four_facts(asked, [earlier]).is_supplement_open
    later = tracked(leg="SUPPLEMENT", created_at=NOON, **CARRIED)
    assert not four_facts(asked, [earlier, later]).is_supplement_open
    assert four_facts(asked, [later]).supplement_sent_at == MORNING


def test_what_is_asked_for_goes_before_where_the_dossier_lies() -> None:
    asked = msgspec.structs.replace(DATES, asked_on=NOON.date(), deadline_on=NOON.date(), recorded_at=NOON)
    legs = [tracked(**SENT), track_registration(WAITS)]
    tracking = Tracking(code="", now=leg_now(legs), facts=four_facts(asked, legs), legs=legs, details=None)
    assert say_now(tracking, NOON.date()).vi == "Một cửa đề nghị bổ sung giấy tờ, hạn 23/11/2026"
    assert tone_of(tracking) == "attention"


def test_a_cancelled_leg_is_no_fact_of_the_dossier() -> None:
    legs = [tracked(leg="SEND", is_cancelled=True), track_registration(WAITS)]
    assert not four_facts(DATES, legs).is_sent_by_post
    assert leg_now(legs).stage == "awaiting_result"


def test_after_a_failed_visit_the_next_one_is_named() -> None:
    again = job(**(CARRIED | FAILED | {"delivery_due_at": NOON + timedelta(days=1)}))
    assert say_status(track_leg(again, NOON), NOON.date()).vi == "Chưa gặp được ông/bà, hẹn lại trưa ngày 24/11"
    alone = job(**(CARRIED | FAILED | {"delivery_due_at": MORNING + timedelta(hours=2, minutes=5)}))
    assert say_status(track_leg(alone, NOON), NOON.date()).vi == "Chưa gặp được ông/bà, hẹn lại vào chuyến tới"


def test_what_is_ahead_has_no_date() -> None:
    assert [m.at for m in milestones_of(job(**AT_POST))][2:] == [None, None]


@pytest.mark.parametrize("leg", get_args(Leg))
@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_of_every_leg_has_its_words(leg: Leg, stage: Stage) -> None:
    words = say_status(TrackedLeg(leg=leg, stage=stage, since=None, due_at=NOON, milestones=[]), NOON.date())
    assert words.vi
    assert words.en
    assert words.vi != words.en
    assert "{" not in words.vi + words.en
    assert say_leg(leg).vi
    assert all(say_milestone(leg, name).vi for name in get_args(MilestoneName))


def test_the_expected_time_is_said_as_at_the_counter() -> None:
    due = CARRIED | {"delivery_due_at": NOON + timedelta(hours=2)}
    assert say_status(tracked(**due), NOON.date()).vi == "Bưu tá đang giữ hồ sơ của ông/bà, dự kiến giao chiều nay"
    assert say_when(MORNING, NOON.date()).vi == "sáng nay"
    assert say_when(NOON + timedelta(days=1), NOON.date()).vi == "trưa ngày 24/11"
