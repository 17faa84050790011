"""What a stranger reads of a check: rows by their names, each once, and what the check could not say."""

from pathlib import Path

import pytest

from courier.database import Connection, Pool
from courier.evidence.export.model import Scope
from courier.evidence.sources import SOURCES
from courier.evidence.verify.model import Fault
from courier.evidence.verify.verify_export import verify_export
from courier.evidence.verify.words import NAMES, group_faults, name_row, say_scope, unasked
from tests.custody.world import World
from tests.evidence.days import check, export, ride
from tests.evidence.test_sources import superuser
from tests.evidence.test_verify import disarm, drop_an_act

__all__ = ["superuser"]


def test_every_source_has_a_name_in_both_languages() -> None:
    assert SOURCES.keys() <= NAMES.keys()
    assert len({vi for vi, _ in NAMES.values()}) == len(NAMES)


@pytest.mark.parametrize(
    ("row", "vi"),
    [
        ("ledger 01a2/1 (leaf 132)", "chỗ 132: dòng sổ giữ 01a2/1"),
        ("device 01a2 #7 (event 99)", "máy 01a2 #7 (event 99)"),
        ("checkpoint 4 (cu.jsonl:2)", "điểm chốt 4 (cu.jsonl:2)"),
        ("end", "cuối tệp"),
        ("khác 1", "khác 1"),
    ],
)
def test_a_row_is_called_what_it_is(row: str, vi: str) -> None:
    assert name_row(row)[0] == vi


def test_what_is_wrong_with_one_row_stands_together_and_once() -> None:
    faults = [
        Fault(check="places", row="ledger 1/1 (leaf 9)", vi="a", en="a"),
        Fault(check="places", row="ledger 1/2 (leaf 8)", vi="a", en="a"),
        Fault(check="ledger", row="ledger 1/1", vi="b", en="b"),
        Fault(check="ledger", row="ledger 1/1", vi="b", en="b"),
    ]
    assert [[fault.vi for fault in found] for found in group_faults(faults).values()] == [["a", "b"], ["a"]]


def test_what_was_not_compared_is_said() -> None:
    assert [vi.split(" (")[0] for vi, _ in unasked(has_seen=False, has_key=False)] == [
        "chưa so khoá máy chủ với khoá đã biết",
        "chưa so với điều giữ từ trước",
    ]
    assert list(unasked(has_seen=True, has_key=True)) == []


async def test_a_file_says_what_it_is_of(database: Pool, tmp_path: Path) -> None:
    world: World = await ride(database)
    code = next(iter(world.items))
    for scope, said in ((None, "toàn bộ sổ; 5 bưu gửi"), (Scope(code=code), f"bưu gửi {code}; 1 bưu gửi")):
        file = verify_export(await export(database, tmp_path / "x.jsonl", scope))[0]
        assert say_scope(file)[0].startswith(said)


async def test_an_act_that_is_gone_blames_no_row_that_is_right(
    database: Pool, superuser: Connection, tmp_path: Path
) -> None:
    world = await ride(database)
    await export(database, tmp_path / "before.jsonl")
    await disarm(superuser)
    await drop_an_act(superuser, world)
    report = check(await export(database, tmp_path / "after.jsonl"))
    assert not report.holds
    assert not [fault for fault in report.faults if fault.check == "items"]
