"""Turns of a visit that brings nothing: a result not ready at its desk, a dossier that lacks papers there."""

from functools import partial

from courier.simulation.ride import Ride
from courier.simulation.turns.desks import find_brought, take_one
from courier.simulation.turns.story import Riding, Story, Turn, let_happen
from mobile_contract.sync import ManifestItem, ManifestStop


def miss_a_result(story: Story, _riding: Riding) -> Turn | None:
    """The desk listed a result that is not signed yet: it stays there, and is fetched on another day."""
    turn = Turn("not_ready")
    before, after = partial(_hold_back, story, turn), partial(_tell_waiting, story, turn)
    let_happen(story, turn, lambda ride, stop: _find_listed(story, ride, stop) is not None, before=before, after=after)
    return turn


def _find_listed(story: Story, ride: Ride, stop: ManifestStop) -> ManifestItem | None:
    """A plain result among those to be taken at the desk, that neither was registered before nor is in a turn."""
    if stop.kind != "pickup" or stop.party.kind != "desk":
        return None
    held, registered = ride.phone.outbox.holding(), story.prepared.registered
    listed = registered.listed if registered else []
    awaited = [job_id for job_id, result in story.prepared.results.items() if result in listed]
    return next(
        (
            item
            for item in stop.items
            if item.code not in held
            and story.is_plain(item)
            and item.job_id not in story.jobs_spoken_for
            and item.job_id not in awaited
        ),
        None,
    )


async def _hold_back(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    item = _find_listed(story, ride, stop)
    assert item is not None
    turn.code = item.code
    turn.facts["job_id"] = item.job_id
    turn.standings[item.job_id] = "at_desk"
    story.jobs_spoken_for.add(item.job_id)
    ride.not_ready.add(item.code)


async def _tell_waiting(story: Story, turn: Turn, ride: Ride, _stop: ManifestStop) -> None:
    turn.count = int(turn.code not in ride.phone.outbox.holding())
    story.tell(
        f"Một kết quả trong danh sách chưa ký xong: {ride.name} ghi nhận, hôm khác đến nhận",
        f"A listed result is not signed yet: {ride.name} records it, it is fetched on another day",
    )


def lack_papers(story: Story, _riding: Riding) -> Turn | None:
    """The desk cannot take a dossier in as it is: it lies at the post office until the rest is brought."""
    turn = Turn("papers_missing")
    before, after = partial(_look_through, story, turn), partial(_tell_missing, story, turn)
    let_happen(story, turn, lambda ride, stop: find_brought(story, ride, stop) is not None, before=before, after=after)
    return turn


async def _look_through(story: Story, turn: Turn, ride: Ride, stop: ManifestStop) -> None:
    ride.lacking_papers.add(take_one(story, turn, ride, stop, "at_post_office"))


async def _tell_missing(story: Story, turn: Turn, ride: Ride, _stop: ManifestStop) -> None:
    turn.count = int(turn.code in ride.phone.outbox.holding())
    story.tell(
        f"Một cửa xem: 1 hồ sơ thiếu giấy tờ, {ride.name} mang về bưu cục, công dân được báo",
        f"A dossier lacks papers: {ride.name} brings it to the post office, its citizen is told",
    )
