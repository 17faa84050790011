"""What the seed decides."""

from random import Random

import pytest

from courier.simulation.faults.schedule import ALL, OF_MACHINE, RESTORED, draw_blows
from tests.simulation.faults.conftest import SmallRun


def test_the_seed_replays_the_schedule_of_faults() -> None:
    first, again, other = (draw_blows(Random(seed), frozenset(ALL), 20) for seed in ("1", "1", "2"))
    assert first == again
    assert first != other


@pytest.mark.parametrize("rounds", [1, 2, 6, 40])
def test_every_fault_of_the_machine_strikes_in_a_round_of_the_day(rounds: int) -> None:
    blows = draw_blows(Random(7), frozenset(ALL), rounds)
    assert {blow.kind for blow in blows} == {*OF_MACHINE, RESTORED}
    assert all(0 <= blow.round < rounds for blow in blows)
    assert blows[-1].kind == RESTORED
    assert blows[-1].round == max(blow.round for blow in blows)


@pytest.mark.anyio
async def test_the_seed_replays_what_people_do(small_run: SmallRun) -> None:
    first, again = [await small_run(seed=5, dossiers=12, rounds=2) for _ in range(2)]
    assert first.turns == again.turns
    assert (first.events_kept, first.disputed_planted) == (again.events_kept, again.disputed_planted)
