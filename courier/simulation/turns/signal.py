"""Turns of the air and of phones: answers lost, bodies broken off, hours without signal, a crash, *thay máy*."""

from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from courier import clock
from courier.simulation.phone import Phone
from courier.simulation.ride import Ride
from courier.simulation.turns.statements import KEPT_OF_DEVICE
from courier.simulation.turns.story import Riding, Story, Turn, at_a_door, doors, let_happen
from mobile_contract.sync import ManifestStop

OFFLINE: Final = timedelta(hours=4)
"""Without signal, or as long as four fifths of the route take."""
OFFLINE_SHARE: Final = 0.8
FEWEST_STOPS: Final = 6
"""Of a route on which being out of reach shows."""
QUIET_STOPS: Final = 4
"""Before a connection breaks."""
TRIES: Final = 6
TRY_AGAIN: Final = timedelta(minutes=5)
OLD_PHONE_WAITS: Final = timedelta(minutes=45)
"""Until somebody at the office puts it on the network."""


def lose_an_answer(story: Story, riding: Riding) -> Turn | None:
    """The server keeps a batch, the phone never hears of it, and sends it again; likewise a piece of a photo."""
    ride = riding.ride
    turn = Turn("lost_answer", ride)

    async def lose() -> None:
        ride.carrier.airwaves.lose_next_answer("POST", "/events")
        ride.carrier.airwaves.lose_next_answer("PATCH", "/files/")
        turn.count += 1
        story.tell(
            f"Mạng chập chờn: {ride.name} không nhận được trả lời của máy chủ, điện thoại sẽ gửi lại",
            f"Bad signal: the server's answer to {ride.name} gets lost, the phone will send again",
        )

    async def try_again() -> None:
        await ride.phone.send_what_can_be()

    return turn if at_a_door(ride, 0.0, before=lose, after=try_again) else None


def go_offline(story: Story, riding: Riding) -> Turn | None:
    """For hours from leaving the office there is no signal."""
    ride, route = riding.ride, riding.route
    if len(route.stops) < FEWEST_STOPS:
        return None
    turn = Turn("offline", ride)

    async def lose_signal() -> None:
        ride.carrier.airwaves.is_offline = True
        story.tell(f"{ride.name} đi vào vùng mất sóng", f"{ride.name} rides without signal")

    async def find_signal() -> None:
        ride.carrier.airwaves.is_offline = False
        turn.count = len(ride.phone.outbox.acts(ride.phone.outbox.acked_through))
        await ride.phone.send_what_can_be()
        story.tell(
            f"{ride.name} có sóng lại: {turn.count} việc đã lưu trong máy gửi đủ",
            f"{ride.name} has signal again: {turn.count} acts stored on the phone are sent",
        )

    lasts = min(OFFLINE, (route.returns_at - route.leaves_at) * OFFLINE_SHARE)
    story.timeline.at(route.leaves_at - timedelta(seconds=1), lose_signal, ride.carrier.who.username)
    story.timeline.at(route.leaves_at + lasts, find_signal, ride.carrier.who.username)
    return turn


def crash(story: Story, riding: Riding) -> Turn | None:
    """The phone goes off while it sends: the server has the batch, the phone does not know it, and starts again."""
    ride = riding.ride
    turn = Turn("crash", ride)

    async def lose() -> None:
        ride.carrier.airwaves.lose_next_answer("POST", "/events")

    async def restart() -> None:
        unsent = len(ride.phone.outbox.acts(ride.phone.outbox.acked_through))
        ride.carrier.restart_phone()
        await send(TRIES)
        story.tell(
            f"Điện thoại của {ride.name} tắt giữa lúc gửi, bật lại: {unsent} việc trong máy còn nguyên, gửi lại đủ",
            f"{ride.name}'s phone dies while sending and starts again: its {unsent} acts are all there, sent again",
        )

    async def send(tries: int) -> None:
        """The server may be away just then: the phone tries again by itself."""
        await ride.phone.send_what_can_be()
        turn.count = ride.phone.outcomes["exists"]
        if not turn.count and tries > 1:
            story.timeline.at(clock.now() + TRY_AGAIN, partial(send, tries - 1), riding.username)

    return turn if at_a_door(ride, 0.4, before=lose, after=restart) else None


def break_a_body(story: Story, _riding: Riding) -> Turn | None:
    """The connection breaks while a batch goes up: half of it arrives, the server keeps none, the phone sends all."""
    turn = Turn("half_sent")

    async def break_off(ride: Ride, stop: ManifestStop) -> None:
        ride.eventful_doors.add(stop.party.party_id)
        ride.carrier.airwaves.break_next_body("POST", "/events")
        story.tell(
            f"{ride.name}: đứt mạng giữa lúc gửi, máy chủ mới nhận một nửa; điện thoại sẽ gửi lại cả",
            f"{ride.name}: the connection breaks in mid-batch, half of it arrives; the phone will send all again",
        )

    async def look(ride: Ride, _stop: ManifestStop) -> None:
        turn.count = ride.carrier.airwaves.broken
        await ride.phone.send_what_can_be()  # the phone tries again by itself, not at the next door

    let_happen(story, turn, _is_free_door, before=break_off, after=look)
    return turn


def _is_free_door(ride: Ride, stop: ManifestStop) -> bool:
    """A citizen's, with signal, where no other turn happens, after some others."""
    if stop.kind != "delivery" or stop.party.kind != "citizen" or ride.stops_served < QUIET_STOPS:
        return False
    return not ride.carrier.airwaves.is_offline and stop.party.party_id not in ride.spoken_for | ride.eventful_doors


def _two_doors(ride: Ride) -> tuple[ManifestStop, ManifestStop] | None:
    """Two doors one after the other, past a third of the route: all that happens without signal is handing over."""
    usable = {stop.stop_id for stop in doors(ride, 1 / 3)}
    return next((pair for pair in pairwise(ride.phone.stops) if {stop.stop_id for stop in pair} <= usable), None)


async def _only_on(phone: Phone, story: Story) -> set[int]:
    """Numbers of the acts that the server does not have now.

    It may have some that the phone knows nothing of: of a batch whose answer was lost, releases that another device
    carried along.
    """
    async with story.timeline.pool.acquire() as connection:
        there = {row.device_seq for row in await KEPT_OF_DEVICE.all(connection, phone.me.device_id)}
    return {act.seq for act in phone.outbox.acts()} - there


def replace_phone(story: Story, riding: Riding) -> Turn | None:
    """*Thay máy*: handed in with acts that never got through; the next phone works on, the old one is emptied later."""
    late = _two_doors(riding.ride)
    if late is None:
        return None
    ride, door = riding.ride, late[1]
    turn = Turn("phone_replaced", ride)
    ride.changes_phone = True

    async def lose_signal() -> None:
        ride.carrier.airwaves.is_offline = True

    async def hand_in() -> None:
        old = ride.phone
        turn.count = len(old.outbox.acts(old.outbox.acked_through))
        turn.facts = {"old_device": old.me.device_id, "not_at_server": await _only_on(old, story)}
        await ride.carrier.change_phone(ride.team.dispatcher, ride.team.office)
        turn.facts["new_device"] = ride.phone.me.device_id
        story.timeline.at(clock.now() + OLD_PHONE_WAITS, empty, riding.username)
        story.tell(
            f"{ride.name} thay máy: máy cũ còn {turn.count} việc chưa gửi để lại bưu cục, máy mới nhận bàn giao",
            f"{ride.name} gets another phone: the old one, with {turn.count} acts unsent, stays at the office",
        )

    async def empty() -> None:
        old = ride.carrier.old_phones[-1]
        await old.send_what_can_be()  # where an answer still gets lost
        await old.send_all()
        await ride.phone.take_up_the_rest(old)
        turn.facts["outcomes"] = dict(old.outcomes)
        story.tell(
            f"Bưu cục cho máy cũ của {ride.name} lên mạng: {turn.count} việc gửi đủ, tính cả",
            f"The office puts {ride.name}'s old phone on the network: its {turn.count} acts are sent and count",
        )

    ride.when_at(late[0], before=lose_signal)
    ride.when_at(door, after=hand_in)
    return turn
