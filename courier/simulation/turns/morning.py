"""Turns that began before the carriers left: a substitute for the day, results registered beforehand."""

from courier.simulation.turns.story import Riding, Story, Turn


def ride_as_substitute(story: Story, riding: Riding) -> Turn | None:
    """*Bưu tá thay*: appointed this morning for today and some communes, let in by a short code, rides, expires."""
    carrier = riding.ride.carrier
    if carrier.substitution_id is None:
        return None
    turn = Turn("substitute", riding.ride, facts={"substitution_id": carrier.substitution_id})
    turn.facts["day"] = story.prepared.day
    turn.count = len(riding.route.stops)
    story.tell(
        f"{carrier.who.full_name} thay một ngày: {turn.count} điểm",
        f"{carrier.who.full_name} stands in for a day: {turn.count} stops",
    )
    return turn


def register_beforehand(story: Story, _riding: Riding) -> Turn | None:
    """Results asked for weeks before; the desk's list finds two of them, one was taken in person."""
    registered = story.prepared.registered
    if registered is None:
        return None
    turn = Turn("registered", count=len(registered.ids))
    turn.facts = {
        "ids": registered.ids,
        "orders": registered.order_ids,
        "job_id": registered.changed_job,
        "new_name": registered.new_name,
    }
    story.tell(
        f"{turn.count} kết quả đã đăng ký trước: 2 có trong danh sách hôm nay, 1 đã nhận trực tiếp, 1 còn chờ",
        f"{turn.count} results registered beforehand: 2 listed today, 1 taken in person, 1 waits",
    )
    return turn
