"""What a citizen hears of papers on a way of their own: originals, old papers, a dossier refused by form 03."""

from typing import get_args

import pytest

from courier import clock
from courier.care.model import Purpose, Stage, Tracking
from courier.care.timeline import track
from courier.care.wording import _PAPERS, say_leg, say_now, say_status
from courier.custody.handovers.papers.label_papers import label_papers, list_papers_home
from courier.database import Connection, Pool, in_transaction
from mobile_contract import events
from tests.custody import world as w
from tests.custody.handovers import stage

LINES = [events.CountedLine(1, 1, 0, 0)]


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def at_desk(database: Pool, world: w.World, connection: Connection) -> str:
    code = await stage.picked_up(database, world, connection, LINES)
    await stage.hand_to_desk(database, world, code)
    return code


def said(tracking: Tracking) -> str:
    return say_now(tracking, clock.today()).vi


def of_papers(tracking: Tracking, purpose: Purpose) -> list[tuple[Stage, str]]:
    return [(leg.stage, say_status(leg, clock.today()).vi) for leg in tracking.legs if leg.purpose == purpose]


async def test_a_refused_dossier_says_so_until_it_is_home(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await at_desk(database, world, owner_connection)
    assert said(await track(database, code)) == "Đã nộp tại một cửa"
    act = world.desk_device.act(events.AnswerFiling, code=code, refused="INCOMPLETE")
    await stage.send(database, world.desk_device, act)
    assert said(await track(database, code)).startswith("Một cửa không tiếp nhận hồ sơ")
    (home,) = await list_papers_home(database, world.desk, world.clerk)
    label = await w.add_label(owner_connection, world)
    await in_transaction(database, lambda c: label_papers(c, home.job_id, label, world.clerk))
    held = await stage.with_carrier(database, world, label)
    assert said(await track(database, label)).endswith("Bưu điện đang gửi trả ông/bà")
    await stage.send(database, world.lan, stage.deliver(world, [events.ItemRef(label, held)]))
    assert said(await track(database, code)).endswith("Hồ sơ đã trả ông/bà")


async def test_originals_have_a_line_of_their_own_and_leave_the_dossiers_news_alone(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = await at_desk(database, world, owner_connection), await w.add_label(owner_connection, world)
    fate = [events.OriginalFate(1, "returned_later", 1)]
    opened = world.desk_device.act(events.Examine, code=code, papers=LINES, originals=fate, originals_label=label)
    await stage.send(database, world.desk_device, opened)
    tracking = await track(database, code)
    assert (said(tracking), of_papers(tracking, "originals")[0][0]) == ("Đã nộp tại một cửa", "waiting")
    await stage.with_carrier(database, world, label)
    assert of_papers(await track(database, code), "originals") == [
        ("with_carrier", "Bưu điện đang mang bản chính về cho ông/bà")
    ]


async def test_old_papers_are_followed_to_the_agency(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    held = await stage.with_carrier(database, world, code)
    gone = stage.deliver(world, [events.ItemRef(code, held)], papers_taken_back=1, papers_label=label)
    await stage.send(database, world.lan, gone)
    tracking = await track(database, code)
    assert said(tracking) == "Đã giao kết quả"
    assert of_papers(tracking, "old_papers") == [("waiting", "Bưu tá đã thu lại giấy tờ cũ, đang mang về cơ quan")]
    await stage.hand_to_desk(database, world, label)
    assert of_papers(await track(database, code), "old_papers") == [("done", "Giấy tờ cũ đã về cơ quan")]


def test_every_stage_of_papers_has_its_words() -> None:
    for purpose in get_args(Purpose):
        assert say_leg("RETURN", purpose).vi
        if purpose != "dossier":
            assert all(_PAPERS[purpose].say(each).en for each in get_args(Stage))
