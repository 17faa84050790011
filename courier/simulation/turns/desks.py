"""Turns at a desk: one dossier refused of a list, and *tạm ngừng nhận đến …*."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.simulation.cast import Counter
from courier.simulation.statements import FIND_SENDER
from courier.simulation.turns.story import Riding, Story, Turn, arrives, leaves
from mobile_contract.sync import ManifestStop

PAUSE: Final = timedelta(minutes=15)
CITIZEN_COMES: Final = timedelta(minutes=40)
"""From the carrier's return to the citizen at the post office's counter."""


def refuse_an_item(story: Story, riding: Riding) -> Turn | None:
    """The desk takes a list but for one dossier: it stays with the carrier, and goes back to who sent it."""
    for stop in _desk_deliveries(riding):
        for placed in story.prepared.placed:
            jobs = {*stop.job_ids, *(item.job_id for item in stop.items)}
            if placed.job_id in jobs and not placed.request.failure:
                ride = riding.ride
                turn = Turn("desk_refused", ride, facts={"job_id": placed.job_id})
                turn.standings[placed.job_id] = "waiting"
                only = msgspec.structs.replace(
                    stop,
                    items=[i for i in stop.items if i.job_id == placed.job_id],
                    job_ids=[one for one in stop.job_ids if one == placed.job_id],
                )
                ride.when_at(only, before=partial(_make_up_mind, turn, stop), after=partial(_instruct, story, turn))
                give_back = partial(_give_back, story, turn)
                story.timeline.at(riding.route.returns_at + CITIZEN_COMES, give_back, ride.team.office.code)
                return turn
    return None


async def _make_up_mind(turn: Turn, stop: ManifestStop) -> None:
    assert turn.ride is not None
    named = {item.job_id: item.code for item in stop.items}
    job_id = turn.facts["job_id"]
    turn.code = named.get(job_id) or turn.ride.phone.roll_labels.get(str(job_id))
    if turn.code:
        turn.ride.refused_by_desk.add(turn.code)


async def _instruct(story: Story, turn: Turn) -> None:
    """*Chỉ dẫn phát*: back to the sender; the carrier goes on with it in the bag."""
    assert turn.ride is not None
    turn.count = int(turn.code in turn.ride.phone.outbox.holding())
    await turn.ride.team.dispatcher.ask(
        "POST",
        f"/jobs/{turn.facts['job_id']}/instruction",
        {"instruction_id": clock.new_id(), "solution": "RETURN", "note": "Một cửa không nhận"},
    )
    story.tell(
        f"Một cửa không nhận 1 hồ sơ trong danh sách của {turn.ride.name}: hoàn trả công dân",
        f"The desk refuses 1 dossier of {turn.ride.name}'s list: it goes back to the citizen",
    )


async def _give_back(story: Story, turn: Turn) -> None:
    """The citizen fetches the dossier at the post office the same day."""
    assert turn.ride is not None
    counter = turn.ride.team.counter
    if turn.code is None or turn.code not in counter.workstation.outbox.holding():
        return
    async with story.timeline.pool.acquire() as connection:
        sender = await FIND_SENDER.one(connection, turn.facts["job_id"])
    assert sender is not None
    counter.workstation.deliver_at_counter(turn.code, sender.party_id, sender.full_name, counter.clerk.person_id)
    await counter.workstation.send_what_can_be()
    story.tell(
        "Công dân đến bưu cục nhận lại hồ sơ một cửa không nhận",
        "The citizen fetches the refused dossier at the post office",
    )


def pause(story: Story, riding: Riding) -> Turn | None:
    """The desk's system is down: it says until when, the carrier comes in vain and again after."""
    for stop in _desk_deliveries(riding):
        counter = story.cast.counter_of(stop.party.party_id)
        comes_earlier = [
            s for r in story.ridings for s in r.ride.phone.stops
            if counter and s.party.party_id == stop.party.party_id and (r is not riding or s.kind == "pickup")
            and arrives(stop) - timedelta(minutes=3) < leaves(s) < leaves(stop) + PAUSE
        ]  # fmt: skip
        if counter is None or comes_earlier:
            continue
        turn = Turn("desk_paused", riding.ride, facts={"desk_id": counter.office.office_id})
        begin, wait = partial(_pause, story, turn, counter), partial(_wait, story, turn, counter)
        riding.ride.when_at(stop, before=begin, after=wait)
        return turn
    return None


async def _pause(story: Story, turn: Turn, counter: Counter) -> None:
    """As the carrier comes in."""
    assert turn.ride is not None
    ends_at = (clock.now() + PAUSE).astimezone(VIETNAM)
    turn.facts["ends_at"] = ends_at
    paused = {
        "pause_id": clock.new_id(),
        "office_id": counter.office.office_id,
        "ends_at": ends_at,
        "reason": "SOFTWARE",
    }
    await counter.staff.ask("POST", "/pause", paused)
    turn.facts["pause_id"] = paused["pause_id"]
    turn.ride.shut_desks[counter.office.office_id] = "DESK_PAUSED"
    story.tell(
        f"{counter.office.name.removesuffix(' (chạy thử)')}: tạm ngừng nhận đến {ends_at:%H:%M}",
        f"A desk takes nothing in until {ends_at:%H:%M}",
    )


async def _wait(story: Story, turn: Turn, counter: Counter) -> None:
    """The way home waits for the desk."""
    assert turn.ride is not None
    ends_at: datetime = turn.facts["ends_at"]
    again = partial(_come_again, story, turn, counter)
    story.timeline.at(ends_at + timedelta(minutes=1), again, turn.ride.carrier.who.username)
    turn.count = len(turn.ride.turned_away)
    turn.facts["tried"] = sorted(turn.ride.turned_away_codes)
    if turn.ride.returns_at is not None:
        turn.ride.returns_at = max(turn.ride.returns_at, ends_at + timedelta(minutes=4))


async def _come_again(story: Story, turn: Turn, counter: Counter) -> None:
    assert turn.ride is not None
    turn.ride.shut_desks.pop(counter.office.office_id, None)
    await turn.ride.try_again()
    story.tell(f"{turn.ride.name} quay lại một cửa, nộp xong", f"{turn.ride.name} comes back to the desk")


def _desk_deliveries(riding: Riding) -> list[ManifestStop]:
    """Stops at which dossiers go to a desk, the last first."""
    team = riding.ride.team
    return [
        stop
        for stop in reversed(riding.ride.phone.stops)
        if stop.kind == "delivery" and stop.party.kind == "desk"
        and any(desk.office.office_id == stop.party.party_id for desk in team.desks)
    ]  # fmt: skip
