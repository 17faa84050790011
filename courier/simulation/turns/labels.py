"""The turn of a label: printed again, then replaced while the envelope is on its way under the old one."""

from functools import partial

from courier import clock
from courier.simulation.turns.story import Riding, Story, Turn, arrives, plain_doors


def replace_label(story: Story, riding: Riding) -> Turn | None:
    """*In lại*, then *Thay mã*; at the door the old label is scanned, and counts."""
    doors = plain_doors(story, riding.ride, riding.ride.on_paper)
    if len(doors) < 2:
        return None
    turn = Turn("label_replaced", riding.ride)
    for door in doors:  # the first moment at which such an envelope is in the bag
        story.timeline.at(arrives(door), partial(_replace, story, turn), riding.username)
    return turn


async def _replace(story: Story, turn: Turn) -> None:
    ride = turn.ride
    assert ride is not None
    held = ride.phone.outbox.holding()
    doors = [
        stop
        for stop in ride.stops_left
        if stop.party.kind == "citizen" and stop.kind == "delivery" and stop.stop_id not in ride.on_paper
        and arrives(stop) >= clock.now() and all(story.is_plain(item) and item.code in held for item in stop.items)
    ]  # fmt: skip
    if turn.count or not doors or not doors[0].items:
        return
    door, ask = doors[0], ride.team.dispatcher.ask
    turn.code = door.items[0].code
    await ask("POST", f"/labels/{turn.code}/print", {"copies": 1})
    replaced = await ask("POST", f"/labels/{turn.code}/replacement", {"reason": "damaged"})
    turn.count = 1
    turn.facts = {"printed_again": turn.code, "new_code": replaced["code"], "citizen": door.party.party_id}
    story.tell(
        "In lại một nhãn, rồi thay mã vì nhãn rách; phong bì còn mang mã cũ",
        "A label is printed again, then gets a new code; the envelope still bears the old one",
    )
