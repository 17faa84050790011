"""`courier simulate` as an operator runs it: real processes, a real PostgreSQL, every fault of the list."""

import subprocess
import sys

import msgspec
import pytest

from courier.settings import CHECKOUT
from courier.simulation.faults.check import Findings
from courier.simulation.faults.schedule import ALL

SHORT = ("--dossiers", "60", "--phones", "10", "--rounds", "6", "--seed", "3", "--json")


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "courier.command_line", "simulate", *options]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_under_every_fault_nothing_is_lost_and_everybody_agrees_who_holds_what() -> None:
    done = run(*SHORT)
    assert done.stdout, done.stderr[-3000:]
    found = msgspec.json.decode(done.stdout, type=Findings)
    assert (found.lost, found.ambiguous, found.differing, found.cash_difference) == (0, 0, 0, 0), found.examples
    assert found.disputed_found == found.disputed_planted >= 2
    assert found.faults_never_fired == []
    assert {*found.faults, *found.faults_impossible} == {*ALL}
    assert (done.returncode, found.server_errors, found.unacknowledged) == (0, {}, 0)


def test_a_fault_that_is_not_in_the_list_is_refused_with_the_list() -> None:
    done = run("--faults", "meteor")
    assert done.returncode == 2
    assert "meteor" in done.stderr
    assert "postgres_killed" in done.stderr


@pytest.mark.parametrize("wrong", ["lost", "ambiguous", "differing", "cash_difference", "disputes_missed"])
def test_one_wrong_thing_fails_the_run(wrong: str) -> None:
    assert Findings().holds
    assert not msgspec.structs.replace(Findings(), **{wrong: 1}).holds


def test_a_fault_that_never_fired_fails_the_run_and_one_that_cannot_be_made_does_not() -> None:
    assert not Findings(faults_never_fired=["postgres_killed"]).holds
    assert Findings(faults_impossible={"disk_full": "mount tmpfs: Operation not permitted"}).holds


def test_a_dispute_that_nobody_planted_fails_the_run() -> None:
    assert not Findings(disputed_planted=1, disputed_found=2).holds
