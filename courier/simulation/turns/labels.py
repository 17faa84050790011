"""The turn of a label: printed again, then replaced while the envelope is on its way under the old one."""

from datetime import timedelta
from functools import partial

from courier.simulation.turns.story import Riding, Story, Turn, arrives, plain_doors
from mobile_contract.sync import ManifestStop


def replace_label(story: Story, riding: Riding) -> Turn | None:
    """*In lại*, then *Thay mã*; at the door the old label is scanned, and counts."""
    doors = plain_doors(story, riding.ride, riding.ride.on_paper)
    if len(doors) < 2:
        return None
    again, replaced = doors[0].items[0].code, doors[-1].items[0].code
    turn = Turn("label_replaced", riding.ride, replaced, facts={"printed_again": again})
    at = arrives(doors[-1]) - timedelta(minutes=4)
    story.timeline.at(at, partial(_print, story, turn, doors[-1]), riding.ride.team.office.code)
    return turn


async def _print(story: Story, turn: Turn, door: ManifestStop) -> None:
    assert turn.ride is not None
    ask = turn.ride.team.dispatcher.ask
    await ask("POST", f"/labels/{turn.facts['printed_again']}/print", {"copies": 1})
    face = await ask("POST", f"/labels/{turn.code}/replacement", {"reason": "damaged"})
    turn.count = 1
    turn.facts |= {"new_code": face["code"], "citizen": door.party.party_id}
    story.tell("In lại một nhãn; thay mã một nhãn bị rách", "One label is printed again, a torn one gets a new code")
