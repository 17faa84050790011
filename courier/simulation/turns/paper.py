"""The turn on paper: a dead phone, the printed list signed at the doors, entered at the office in the evening."""

from datetime import timedelta
from functools import partial

from courier import clock
from courier.simulation.device import event_id_of
from courier.simulation.papers import photograph_envelope
from courier.simulation.turns.story import Riding, Story, Turn, plain_doors


def deliver_on_paper(story: Story, riding: Riding) -> Turn | None:
    """Two doors without money; *nhập lại từ giấy* with the sheet's photo, then the carrier's own word for it."""
    chosen = plain_doors(story, riding.ride)[:2]
    if not chosen or riding.ride.carrier.substitution_id:  # a substitute has no log-in to confirm with
        return None
    turn = Turn("on_paper", riding.ride)
    riding.ride.on_paper |= {stop.party.party_id for stop in chosen}
    enter = partial(_enter, story, turn)
    story.timeline.at(riding.route.returns_at + timedelta(minutes=45), enter, riding.username)
    return turn


async def _enter(story: Story, turn: Turn) -> None:
    ride = turn.ride
    assert ride is not None
    if not ride.is_home:
        story.timeline.at(clock.now() + timedelta(minutes=10), partial(_enter, story, turn), ride.carrier.who.username)
        return
    counter, phone = ride.team.counter, ride.phone
    sheet = photograph_envelope(f"danh sách phát {ride.name} {story.prepared.day}")
    lines = {line.code: line for line in ride.sheet}
    entered = [
        counter.workstation.transcribe(
            phone.refs([code])[0],
            phone.me.party_id,
            line.party_id,
            line.name,
            line.at_ms,
            sheet,
            counter.clerk.person_id,
        )
        for code, line in lines.items()
    ]
    await counter.workstation.send_what_can_be()
    phone.forget_handed_over(list(lines))
    turn.count = len(lines)
    turn.facts = {"events": [event_id_of(act) for act in entered], "codes": list(lines)}
    # handed over, whatever a plan of the afternoon made of a door that no phone had spoken of
    turn.standings = {job_id: "delivered" for job_id, code in story.prepared.codes.items() if code in lines}
    staff = await story.cast.log_in(ride.carrier.who.username)
    for event_id in turn.facts["events"]:
        said = {"event_id": event_id, "party_id": phone.me.party_id, "verdict": "confirmed"}
        await staff.ask("POST", "/statements", said)
    story.tell(
        f"Bưu cục nhập lại từ giấy {len(lines)} lượt phát của {ride.name}, kèm ảnh danh sách; {ride.name} xác nhận",
        f"{len(lines)} deliveries of {ride.name}'s are entered from paper with the sheet's photo; confirmed",
    )
