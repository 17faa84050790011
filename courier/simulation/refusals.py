"""The evening's cases: what desks did not take is decided by each post office's supervisor, and so closed."""

from typing import Any

from courier.simulation.cast import Cast
from courier.simulation.planning_room import short_name
from courier.simulation.ride import Tell
from courier.simulation.roster import SUPERVISORS


async def close_refusals(cast: Cast, tell: Tell) -> int:
    """Everything refused goes back to who sent it: they were told at the desk what stands against it."""
    closed = 0
    for team in cast.teams:
        supervisor = await cast.log_in(SUPERVISORS[team.office.code])
        open_now: list[dict[str, Any]] = await supervisor.ask("GET", f"/exceptions?office_id={team.office.office_id}")
        refused = [case for case in open_now if case["kind"] == "refused_item" and case["code"]]
        for case in refused:
            decided = {"decision": "RETURN", "note": "Một cửa không nhận, đã trả lại người gửi"}
            await supervisor.ask("POST", f"/cases/{case['exception_id']}/refusal", decided)
        if refused:
            tell(
                f"{short_name(team.counter)}: {len(refused)} hồ sơ một cửa không nhận, đã quyết định trả người gửi",
                f"{len(refused)} refused at a desk: decided, back to the sender",
            )
        closed += len(refused)
    return closed
