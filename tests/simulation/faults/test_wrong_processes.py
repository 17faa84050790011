"""Servers that are wrong only between processes: killed, or brought back. The run catches them by real ones."""

from pathlib import Path

import pytest

from courier.simulation.faults.check import Findings
from courier.simulation.faults.simulate import Wishes, simulate

pytestmark = pytest.mark.anyio

KILLS = frozenset({"api_worker_killed", "server_killed", "postgres_killed"})


@pytest.mark.parametrize(
    ("commands", "kinds"),
    [("answered_early", KILLS), ("same_life", frozenset({"server_restored"}))],
)
async def test_a_wrong_process_loses_what_phones_were_told_is_saved(commands: str, kinds: frozenset[str]) -> None:
    findings = await run(kinds, f"tests.simulation.faults.wrong.{commands}")
    assert not findings.holds
    assert findings.lost > 0, findings


async def run(kinds: frozenset[str], commands: str) -> Findings:
    wishes = Wishes(dossiers=40, phones=10, seed=4, kinds=kinds, rounds=3)
    return await simulate(wishes, lambda _vi, _en: None, Path("/var/tmp"), commands=commands)
