"""Whole days under what may befall them: the server killed, the day interrupted; and checks that can fail."""

import asyncio
from datetime import date, datetime, time, timedelta

import httpx
import pytest
from msgspec.structs import replace

from courier.clock import VIETNAM
from courier.simulation.cast import open_cast
from courier.simulation.checks import Findings, judge
from courier.simulation.day import Ridden, ride_day
from courier.simulation.morning import Prepared, prepare
from courier.simulation.sight import Sight, look
from courier.simulation.timeline import Timeline
from tests.simulation.conftest import DAYS, PASSWORD, Stage


async def test_a_server_killed_during_the_ride_loses_nothing(stage: Stage, day: date) -> None:
    async with open_cast(stage.world, stage.server.local_url, PASSWORD, stage.home / "demo") as cast:
        prepared = await prepare(cast, stage.pool, day)
        for hour in (time(7, 56), time(8, 35)):
            killed_at = datetime.combine(day, hour, VIETNAM)
            stage.timeline.at(killed_at, lambda: kill_soon(stage))
            stage.timeline.at(killed_at + timedelta(minutes=10), stage.server.start)
        ridden = await ride_day(cast, prepared, stage.timeline, lambda _vi, _en: None)
        async with httpx.AsyncClient(base_url=stage.server.local_url) as client:
            sight = await look(stage.pool, stage.home, client, cast, prepared, ridden)
            findings = judge(sight, prepared, ridden, {})
            assert findings.failed == []
            assert (findings.lost, findings.disputes_open, findings.cash_difference) == (0, 0, 0)
            assert_each_wrong_is_named(sight, prepared, ridden)

            a_proof = next((stage.home / "files").glob("*/*"))
            whole = a_proof.read_bytes()
            a_proof.write_bytes(whole + b"!")
            sight = await look(stage.pool, stage.home, client, cast, prepared, ridden)
            a_proof.write_bytes(whole)
            assert failed(judge(sight, prepared, ridden, {})) == ["every_proof_is_here"]


async def test_what_an_interrupted_day_left_is_done_on_the_next(stage: Stage, day: date) -> None:
    """At five past eight there are items in the bags, cash in the purses, acts unsent on a phone without signal."""
    async with open_cast(stage.world, stage.server.local_url, PASSWORD, stage.home / "demo") as cast:
        prepared = await prepare(cast, stage.pool, day)
        stage.timeline.at(datetime.combine(day, time(8, 5), VIETNAM), interrupt)
        with pytest.raises(Interrupted):
            await ride_day(cast, prepared, stage.timeline, lambda _vi, _en: None)
    timeline, following = Timeline(stage.pool), next(DAYS)
    await timeline.set_clock(datetime.combine(following, time(7, 5), VIETNAM))
    async with open_cast(stage.world, stage.server.local_url, PASSWORD, stage.home / "demo") as cast:
        prepared = await prepare(cast, stage.pool, following)
        ridden = await ride_day(cast, prepared, timeline, lambda _vi, _en: None)
        async with httpx.AsyncClient(base_url=stage.server.local_url) as client:
            sight = await look(stage.pool, stage.home, client, cast, prepared, ridden)
    assert failed(judge(sight, prepared, ridden, {})) == []
    assert sight.holders.get("carrier", 0) == 0


class Interrupted(Exception):
    """Ctrl-C."""


async def interrupt() -> None:
    raise Interrupted


def assert_each_wrong_is_named(sight: Sight, prepared: Prepared, ridden: Ridden) -> None:
    """A check that cannot fail checks nothing: each is shown something wrong once."""
    some_job, some_standing = next((j, s) for j, s in sight.jobs.items() if s.is_done)
    lost = sight.jobs | {some_job: replace(some_standing, is_done=False, holder_kind="carrier")}
    for seen, wrong in (
        ({"missing": 1}, ["nothing_acknowledged_is_missing"]),
        ({"unheld": 1}, ["every_item_has_one_holder"]),
        ({"unsent": 2}, ["nothing_unsent"]),
        ({"false_receipts": 1}, ["receipts_are_true"]),
        ({"disputed": 1}, ["no_dispute"]),
        ({"jobs": lost}, ["every_job_stands_where_the_day_left_it"]),
        ({"holders": sight.holders | {"carrier": 1}}, ["no_item_left_with_a_carrier"]),
        ({"open_cases": {"unknown_item": 1}}, ["no_case_open"]),
        ({"failed_visits": {}}, ["failed_visits_are_recorded_with_their_reason"]),
        ({"arrived": sight.arrived + 1}, ["board_agrees_with_the_ledger"]),
        ({"collected": sight.collected[1:]}, ["every_fee_was_taken_once_as_stated"]),
        ({"collected": [*sight.collected, sight.collected[0]]}, ["every_fee_was_taken_once_as_stated"]),
        ({"purses_wrong": 1}, ["every_carriers_purse_was_counted_in_exactly"]),
        ({"late_acts": dict.fromkeys(sight.late_acts, 0)}, ["acts_waited_on_the_phone"]),
        ({"passed_on": dict.fromkeys(sight.passed_on, 0)}, ["item_went_from_carrier_to_carrier"]),
        ({"books": replace(sight.books, difference_vnd=1)}, ["cash_difference_is_zero"]),
        ({"books": replace(sight.books, outstanding_vnd=1)}, ["all_cash_taken_was_counted_in"]),
        ({"books": replace(sight.books, in_hand_vnd=1)}, ["no_cash_left_with_carriers"]),
        ({"files": replace(sight.files, wrong=1)}, ["every_proof_is_here"]),
        ({"pages": replace(sight.pages, otherwise=["a code (vi)"])}, ["tracking_pages_say_it_in_both_languages"]),
        ({"pages": replace(sight.pages, naming=["a code"])}, ["tracking_pages_name_nobody"]),
        ({"pages": replace(sight.pages, opens_by_factor=False)}, ["second_factor_opens_particulars"]),
        ({"pages": replace(sight.pages, knows_no_stranger=False)}, ["unknown_code_is_not_found"]),
    ):
        assert failed(judge(replace(sight, **seen), prepared, ridden, {})) == wrong
    for told, check in (
        ({"resent": 0}, "a_batch_was_sent_twice"),
        ({"turns": ridden.turns[1:]}, "turns"),
        ({"labelled": {}}, "orders_got_their_labels"),
        ({"stops_served": 0}, "every_stop_was_ridden"),
    ):
        assert failed(judge(sight, prepared, replace(ridden, **told), {})) == [check]


def failed(findings: Findings) -> list[str]:
    return [check.name for check in findings.failed]


async def kill_soon(stage: Stage) -> None:
    """SIGKILL to the server and its workers some 20 ms from now, while the story goes on sending."""
    asyncio.get_running_loop().call_later(0.02, stage.server.kill)
