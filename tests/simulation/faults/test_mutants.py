"""The checker catches every server that is wrong in one rule, and finds nothing wrong with the right one."""

from typing import get_args

import msgspec
import pytest

from mobile_contract.events import SignedAct
from tests.simulation.faults.conftest import SLIPPERY, SmallRun
from tests.simulation.faults.mutants import MUTANTS
from tests.simulation.faults.mutants_indoors import INDOORS

pytestmark = pytest.mark.anyio

EVERYTHING = {
    *("misread", "refused", "withdrawn", "failed_scan", "taken_back", "wrong_label", "bag", "mistyped", "double_scan"),
    *("at_counter", "on_paper", "old_papers", "original_home", "damage", "code_told", "wrong_code", "spoiled_slip"),
    *("voided", "counted", "miscount", "attempt", "examined", "late"),
}
"""What happens on the small day: each slip, each kind of act."""

EVERY_KIND = {kind.__struct_config__.tag for kind in get_args(SignedAct)}
"""All kinds of acts of the contract."""


async def test_nothing_is_wrong_with_the_right_server(small_run: SmallRun) -> None:
    findings = await small_run()
    assert findings.holds, (findings.examples, findings.server_errors, findings.faults_never_fired)
    assert findings.turns.keys() >= EVERYTHING, EVERYTHING - findings.turns.keys()
    assert findings.signed.keys() == EVERY_KIND
    assert findings.counts_reopened > 0
    assert findings.events["evidence_only"] > 0
    assert findings.disputed_found == findings.disputed_planted >= 2


@pytest.mark.parametrize("name", [name for name, mutant in MUTANTS.items() if mutant.more])
async def test_nothing_is_wrong_with_the_right_server_on_a_wrong_ones_own_day(small_run: SmallRun, name: str) -> None:
    findings = await small_run(shares=msgspec.structs.replace(SLIPPERY, **MUTANTS[name].more))
    assert not findings.examples
    assert not findings.server_errors
    assert findings.turns.keys() >= MUTANTS[name].more.keys()


@pytest.mark.parametrize("name", [*MUTANTS, *INDOORS])
async def test_a_wrong_rule_is_caught(small_run: SmallRun, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    mutant = (MUTANTS | INDOORS)[name]
    mutant.apply(monkeypatch)
    findings = await small_run(*mutant.loosened, shares=msgspec.structs.replace(SLIPPERY, **mutant.more))
    assert not findings.holds
    assert any(getattr(findings, finding) for finding in mutant.shows_as), findings
