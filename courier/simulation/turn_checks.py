"""That the turns of the day did happen, by the traces they left."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final
from uuid import UUID

from courier.simulation.check import Check, at_least, equal
from courier.simulation.day import Ridden
from courier.simulation.sight import Sight
from courier.simulation.turns.story import Turn


def judge_turns(sight: Sight, ridden: Ridden) -> list[Check]:
    """Two or three checks a turn: that it happened, and its trace."""
    checks: list[Check] = []
    for turn in ridden.turns:
        checks.append(at_least(f"turn_{turn.name}", turn.count, 1))
        if turn.name in WANTED:
            checks.append(equal(f"trace_{turn.name}", sight.traces[turn.name], WANTED[turn.name](turn)))
        if turn.name == "offline" and turn.ride:
            checks.append(at_least("acts_waited_on_the_phone", sight.late_acts[turn.ride.carrier.who.username], 1))
        if turn.name == "passed_on" and turn.code:
            checks.append(at_least("item_went_from_carrier_to_carrier", sight.passed_on[turn.code], 1))
    return checks


def judge_evening(sight: Sight, ridden: Ridden) -> list[Check]:
    """That the day was closed: everybody counted, plans closed, nothing but what lies at offices left over."""
    return [
        equal("everybody_counted_bag_and_purse", sight.not_counted, 0),
        equal("no_plan_of_the_day_is_open", sight.open_plans, 0),
        equal("every_post_office_closed_its_day", {one.plan_status for one in ridden.closed}, {"closed"}),
        equal("no_cash_out_of_the_safe_when_the_day_closed", sum(one.in_hand_vnd for one in ridden.closed), 0),
    ]


WANTED: Final[dict[str, Callable[[Turn], Any]]] = {
    "desk_refused": lambda _: 1,
    "desk_paused": lambda turn: len(set(turn.facts.get("tried", []))),
    "desk_closed": lambda turn: len(set(turn.facts.get("tried", []))),
    "not_ready": lambda _: 1,
    "papers_missing": lambda _: 1,
    "on_paper": lambda turn: turn.count,
    "phone_replaced": lambda turn: (len(turn.facts["not_at_server"]), 0, True),
    "fell_ill": lambda turn: turn.count,
    "label_replaced": lambda _: 1,
    "registered": lambda _: (2, 1, 1, 1, 1, 1),
    "substitute": lambda _: 1,
}
"""What each turn's trace must be."""


def standings_of(turns: Iterable[Turn], unserved: Collection[UUID]) -> dict[UUID, str]:
    """Jobs that the turns brought somewhere else than script and plans say, and where."""
    elsewhere: dict[UUID, str] = {}
    for turn in turns:
        elsewhere |= turn.standings
        brought_back = turn.facts.get("held", []) if turn.name == "fell_ill" else []
        elsewhere |= {job_id: "at_post_office" for job_id in brought_back if job_id in unserved}
    return elsewhere
