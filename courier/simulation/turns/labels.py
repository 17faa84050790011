"""The turn of a label: printed again, then replaced while the envelope is on its way under the old one."""

from functools import partial

from courier.simulation.turns.story import Riding, Story, Turn, plain_doors


def replace_label(story: Story, riding: Riding) -> Turn | None:
    """*In lại*, then *Thay mã*; at the door the old label is scanned, and counts."""
    doors = plain_doors(story, riding.ride)
    if len(doors) < 2:
        return None
    turn = Turn("label_replaced", riding.ride)
    for door in doors[:-1]:  # the first at which another such envelope is in the bag
        riding.ride.when_at(door, before=partial(_replace, story, turn))
    return turn


async def _replace(story: Story, turn: Turn) -> None:
    ride = turn.ride
    assert ride is not None
    held = ride.phone.outbox.holding()
    doors = [
        stop
        for stop in ride.stops_left[1:]
        if stop.party.kind == "citizen" and stop.kind == "delivery" and stop.party.party_id not in ride.on_paper
        and stop.items and all(story.is_plain(item) and item.code in held for item in stop.items)
    ]  # fmt: skip
    if turn.count or not doors:
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
