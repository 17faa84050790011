"""The end of the day: each counter counts its drawer and what lies there, plans are closed, each office sums up."""

from typing import Any
from uuid import UUID

import msgspec

from courier.simulation.cast import Cast, Counter, Team
from courier.simulation.morning import Prepared
from courier.simulation.planning_room import plan_in_force, short_name
from courier.simulation.ride import Tell, show_vnd


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """How a post office's day ended."""

    office_id: UUID
    plan_id: UUID
    plan_status: str
    held: int
    """Items in the hands of the office and its carriers."""
    held_longer: int
    """Of them, for more than a day."""
    in_hand_vnd: int
    difference_vnd: int


async def close_day(cast: Cast, prepared: Prepared, tell: Tell) -> list[Closed]:
    """*Kết thúc ngày*, office by office; what is not done stays with who holds it."""
    return [await _close(team, prepared, tell) for team in cast.teams]


async def _close(team: Team, prepared: Prepared, tell: Tell) -> Closed:
    await count_drawer(team.counter)
    plan = await plan_in_force(team, prepared.day)
    closed = await team.dispatcher.ask("POST", f"/plans/{plan.summary.plan_id}/close")
    asked = f"office_id={team.office.office_id}&on_date={prepared.day}"
    board: dict[str, Any] = await team.dispatcher.ask("GET", f"/board?{asked}")
    cash: dict[str, Any] = await team.dispatcher.ask("GET", f"/cash?{asked}")
    summary = Closed(
        office_id=team.office.office_id,
        plan_id=plan.summary.plan_id,
        plan_status=closed["status"],
        held=sum(holding["items"] for holding in board["holdings"]),
        held_longer=sum(holding["over_a_day"] for holding in board["holdings"]),
        in_hand_vnd=sum(balance["in_hand_vnd"] for balance in cash["balances"]),
        difference_vnd=cash["difference"]["difference_vnd"],
    )
    tell(
        f"{short_name(team.counter)} kết thúc ngày: còn giữ {summary.held} bưu gửi, {summary.held_longer} quá 1 ngày; "
        f"tiền còn ngoài két {show_vnd(summary.in_hand_vnd)}, chênh lệch {show_vnd(summary.difference_vnd)}",
        f"day closed: {summary.held} items held, {summary.held_longer} for more than a day; cash still out "
        f"{show_vnd(summary.in_hand_vnd)}, difference {show_vnd(summary.difference_vnd)}",
    )
    return summary


async def count_drawer(counter: Counter) -> None:
    """The teller counts what lies there and what is in the drawer, and closes the till: float out with the takings."""
    counter.workstation.count(counter.clerk.person_id)
    counter.workstation.close_till(counter.clerk.person_id)
    await counter.workstation.send_all()
