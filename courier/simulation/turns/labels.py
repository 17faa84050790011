"""The turn of a label: printed again, then replaced while the envelope is on its way under the old one."""

from courier.simulation.ride import Ride
from courier.simulation.turns.story import Riding, Story, Turn, let_happen
from mobile_contract.sync import ManifestStop


def replace_label(story: Story, _riding: Riding) -> Turn | None:
    """*In lại*, then *Thay mã*; at the door the old label is scanned, and counts. Whoever first stands at a door with
    another such envelope in the bag."""
    turn = Turn("label_replaced")

    def fits(ride: Ride, stop: ManifestStop) -> bool:
        is_door = stop.kind == "delivery" and stop.party.kind == "citizen"
        return is_door and not ride.falls_ill and _next_door(story, ride) is not None

    async def replace(ride: Ride, _stop: ManifestStop) -> None:
        door = _next_door(story, ride)
        assert door is not None
        await _replace(story, turn, ride, door)

    let_happen(story, turn, fits, before=replace, after=_nothing)
    return turn


def _next_door(story: Story, ride: Ride) -> ManifestStop | None:
    """The next of those to come where nothing else happens and all is in the bag."""
    held = ride.phone.outbox.holding()
    for stop in ride.stops_left[1:]:
        is_door = stop.kind == "delivery" and stop.party.kind == "citizen" and stop.party.party_id not in ride.on_paper
        if is_door and stop.items and all(story.is_plain(item) and item.code in held for item in stop.items):
            return stop
    return None


async def _replace(story: Story, turn: Turn, ride: Ride, door: ManifestStop) -> None:
    ask = ride.team.dispatcher.ask
    turn.code = door.items[0].code
    await ask("POST", f"/labels/{turn.code}/print", {"copies": 1})
    replaced = await ask("POST", f"/labels/{turn.code}/replacement", {"reason": "damaged"})
    turn.count = 1
    turn.facts |= {"printed_again": turn.code, "new_code": replaced["code"], "citizen": door.party.party_id}
    story.tell(
        "In lại một nhãn, rồi thay mã vì nhãn rách; phong bì còn mang mã cũ",
        "A label is printed again, then gets a new code; the envelope still bears the old one",
    )


async def _nothing(_ride: Ride, _stop: ManifestStop) -> None:
    pass
