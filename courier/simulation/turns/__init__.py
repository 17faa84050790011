"""The turns of the day: what befalls whom beyond the plan. Each leaves a trace in the database for the checks."""

from typing import Final

from courier.simulation.turns import desks, labels, morning, paper, passing, signal, visits
from courier.simulation.turns.story import Plot, Story, Turn

_FEW: Final[tuple[tuple[str, Plot], ...]] = (
    ("lan", signal.lose_an_answer),
    ("minh", signal.go_offline),
    ("dung", signal.crash),
    ("", passing.pass_on),
)
_MANY: Final[tuple[tuple[str, Plot], ...]] = (
    ("", morning.ride_as_substitute),  # first: it can befall nobody else
    ("", passing.pass_on),
    ("hien", passing.fall_ill),
    ("lan", signal.lose_an_answer),
    ("minh", signal.go_offline),
    ("dung", signal.crash),
    ("", paper.deliver_on_paper),
    ("", signal.replace_phone),
    ("", morning.register_beforehand),
)
_ANYONE: Final[tuple[Plot, ...]] = (
    desks.close_desk,  # before the pause, which more visits serve
    desks.pause,
    desks.refuse_an_item,
    visits.lack_papers,
    visits.miss_a_result,
    labels.replace_label,
    signal.break_a_body,
)
"""At desks and doors, to whoever comes there first."""
PLOTS: Final = {"small": _FEW}
"""By the name of a size, with the carrier each befalls by preference; all of them on larger days."""
NAMES: Final = {
    "small": ("crash", "lost_answer", "offline", "passed_on"),
    "": (
        "crash", "desk_closed", "desk_paused", "desk_refused", "fell_ill", "half_sent", "label_replaced",
        "lost_answer", "not_ready", "offline", "on_paper", "papers_missing", "passed_on", "phone_replaced",
        "registered",
    ),
}  # fmt: skip


def plan_turns(story: Story) -> list[Turn]:
    """Put every turn of the day on the timeline, each on another carrier as far as there are enough."""
    turns: list[Turn] = []
    befallen: dict[str, int] = {}
    ridings = list(story.ridings)
    for hero, plot in PLOTS.get(story.prepared.size.name, _MANY):
        for riding in sorted(ridings, key=lambda r: (befallen.get(r.username, 0), r.username != hero)):
            turn = plot(story, riding)
            if turn is not None:
                turns.append(turn)
                if turn.name in ("fell_ill", "offline"):
                    ridings.remove(riding)  # nothing else can befall who is ill, or who is out of reach
                if turn.ride is riding.ride:
                    befallen[riding.username] = befallen.get(riding.username, 0) + 1
                break
    if story.prepared.size.has_turns and story.ridings:
        turns += [turn for plot in _ANYONE if (turn := plot(story, story.ridings[0])) is not None]
    return turns


def names_of(size_name: str) -> tuple[str, ...]:
    """The turns a day of that size must have. A substitute rides only where the planner has work for one."""
    return NAMES.get(size_name, NAMES[""])
