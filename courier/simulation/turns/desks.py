"""Turns at a desk: one dossier refused of a list, *tạm ngừng nhận đến …*, a door found closed."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias
from uuid import UUID

from courier import clock
from courier.clock import VIETNAM
from courier.simulation.cast import Counter
from courier.simulation.planning_room import short_name
from courier.simulation.ride import Ride
from courier.simulation.statements import FIND_SENDER
from courier.simulation.turns.story import Riding, Story, Turn, leaves, let_happen
from mobile_contract.sync import ManifestStop

PAUSE: Final = timedelta(minutes=15)
CITIZEN_COMES: Final = timedelta(minutes=40)
"""From the carrier's return to the citizen at the post office's counter."""


def refuse_an_item(story: Story, _riding: Riding) -> Turn | None:
    """The desk takes a list but for one dossier: it stays with the carrier, and goes back to who sent it."""
    turn = Turn("desk_refused")
    begin = partial(_make_up_mind, story, turn)
    let_happen(story, turn, partial(_brings_one, story), before=begin, after=partial(_instruct, story, turn))
    return turn


def find_brought(story: Story, ride: Ride, stop: ManifestStop) -> tuple[UUID, str] | None:
    """A dossier in the bag that comes to its desk as its citizen ordered, and that no other turn is about."""
    if stop.kind != "delivery" or stop.party.kind != "desk":
        return None
    codes, labels = ride.codes_for(stop), ride.phone.roll_labels
    named = {item.job_id: item.code for item in stop.items}
    for placed in story.prepared.placed:
        code = named.get(placed.job_id) or labels.get(str(placed.job_id))
        if code in codes and placed.job_id not in story.jobs_spoken_for and not placed.request.failure:
            assert code is not None
            return placed.job_id, code
    return None


def _brings_one(story: Story, ride: Ride, stop: ManifestStop) -> bool:
    return find_brought(story, ride, stop) is not None


def take_one(story: Story, turn: Turn, ride: Ride, stop: ManifestStop, standing: str) -> str:
    """The dossier that the turn is about from now on, and where it will stand; its code."""
    found = find_brought(story, ride, stop)
    assert found is not None
    job_id, turn.code = found
    story.jobs_spoken_for.add(job_id)
    turn.facts["job_id"] = job_id
    turn.standings[job_id] = standing
    return turn.code


async def _make_up_mind(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    ride.refused_by_desk.add(take_one(story, turn, ride, stop, "waiting"))


async def _instruct(story: Story, turn: Turn, ride: Ride, _stop: ManifestStop) -> None:
    """*Chỉ dẫn phát*: back to the sender; the carrier goes on with it in the bag."""
    turn.count = int(turn.code in ride.phone.outbox.holding())
    await ride.team.dispatcher.ask(
        "POST",
        f"/jobs/{turn.facts['job_id']}/instruction",
        {"instruction_id": clock.new_id(), "solution": "RETURN", "note": "Một cửa không nhận"},
    )
    story.tell(
        f"Một cửa không nhận 1 hồ sơ trong danh sách của {ride.name}: hoàn trả công dân",
        f"The desk refuses 1 dossier of {ride.name}'s list: it goes back to the citizen",
    )
    comes_at = (ride.returns_at or clock.now()) + CITIZEN_COMES
    story.timeline.at(comes_at, partial(_give_back, story, turn), ride.team.office.code)


async def _give_back(story: Story, turn: Turn) -> None:
    """The citizen fetches the dossier at the post office the same day; again later where its carrier is not home."""
    assert turn.ride is not None
    counter = turn.ride.team.counter
    if turn.code is None:
        return
    if turn.code not in counter.workstation.outbox.holding():
        if not turn.ride.is_home:
            story.timeline.at(clock.now() + CITIZEN_COMES, partial(_give_back, story, turn), turn.ride.team.office.code)
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


def pause(story: Story, _riding: Riding) -> Turn | None:
    """The desk's system is down: it says until when, the carrier comes in vain and again after."""
    return _shut(story, Turn("desk_paused"), _pause, ("delivery",))


def close_desk(story: Story, _riding: Riding) -> Turn | None:
    """The desk is closed and said so to nobody: the carrier finds it out, and comes again."""
    return _shut(story, Turn("desk_closed"), _lock_up, ("delivery", "pickup"))


def _shut(story: Story, turn: Turn, begin: "_Begin", kinds: Collection[str]) -> Turn:
    """For visits of those kinds."""
    let_happen(
        story,
        turn,
        partial(_may_be_shut, story, kinds),
        before=partial(begin, story, turn),
        after=partial(_wait, story, turn),
    )
    return turn


def _may_be_shut(story: Story, kinds: Collection[str], ride: Ride, stop: ManifestStop) -> bool:
    """Where something is brought that no other turn is about, and nobody else comes in vain in the meantime."""
    if stop.kind != "delivery" or stop.party.kind != "desk" or not ride.codes_for(stop):
        return False
    if _jobs_of(stop) & story.jobs_spoken_for:
        return False
    soon = clock.now() + PAUSE + timedelta(minutes=5)
    return not any(
        other.party.party_id == stop.party.party_id
        and other.kind in kinds
        and clock.now() - timedelta(minutes=5) < leaves(other) < soon
        and not (who is ride and other.kind == stop.kind and _jobs_of(other) & _jobs_of(stop))
        for who in story.rides
        for other in who.stops_left
    )


def _jobs_of(stop: ManifestStop) -> set[UUID]:
    return {*stop.job_ids, *(item.job_id for item in stop.items)}


def _find_counter(story: Story, turn: Turn, stop: ManifestStop) -> Counter:
    counter = story.cast.counter_of(stop.party.party_id)
    assert counter is not None
    turn.facts["desk_id"] = counter.office.office_id
    story.jobs_spoken_for.update(_jobs_of(stop))
    return counter


async def _pause(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    """As the carrier comes in."""
    counter = _find_counter(story, turn, stop)
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
    turn.facts["why"] = ride.shut_desks[counter.office.office_id] = "DESK_PAUSED"
    story.tell(
        f"{short_name(counter)}: tạm ngừng nhận đến {ends_at:%H:%M}", f"A desk takes nothing in until {ends_at:%H:%M}"
    )


async def _lock_up(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    counter = _find_counter(story, turn, stop)
    turn.facts["ends_at"] = (clock.now() + PAUSE).astimezone(VIETNAM)
    turn.facts["why"] = ride.shut_desks[counter.office.office_id] = "CLOSED"
    story.tell(f"{short_name(counter)} đóng cửa, không báo trước", "A desk is closed without notice")


async def _wait(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    """The way home waits for the desk."""
    counter = story.cast.counter_of(stop.party.party_id)
    assert counter is not None
    ends_at: datetime = turn.facts["ends_at"]
    again = partial(_come_again, story, turn, counter)
    story.timeline.at(ends_at + timedelta(minutes=1), again, ride.carrier.who.username)
    turn.count = len(ride.turned_away)
    _note_tried(turn, ride, counter)
    if ride.returns_at is not None:
        ride.returns_at = max(ride.returns_at, ends_at + timedelta(minutes=4))


def _note_tried(turn: Turn, ride: Ride, counter: Counter) -> None:
    turn.facts["tried"] = sorted(ride.brought_in_vain.get((counter.office.office_id, turn.facts["why"]), []))


async def _come_again(story: Story, turn: Turn, counter: Counter) -> None:
    assert turn.ride is not None
    _note_tried(turn, turn.ride, counter)  # a plan changed meanwhile may have brought him there once more
    turn.ride.shut_desks.pop(counter.office.office_id, None)
    await turn.ride.try_again()
    story.tell(f"{turn.ride.name} quay lại một cửa, nộp xong", f"{turn.ride.name} comes back to the desk")


_Begin: TypeAlias = Callable[[Story, Turn, Ride, ManifestStop], Awaitable[None]]
