"""The planner beside others: any folder of instances is measured, and what is none is said to be none."""

from pathlib import Path

import msgspec
import pytest

from bench.routing_peers import SAMPLE, main
from tests.routing.test_benchmarks import LI_LIM, SOLOMON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sets" / "mine"
    folder.mkdir(parents=True)
    (folder / "first.txt").write_text(LI_LIM)
    (folder / "second.txt").write_text(SOLOMON)
    (folder / "README.txt").write_text("instances of mine")
    (folder.parent / "best_known.csv").write_text("instance,vehicles,distance\nfirst,1,16.0\n")
    return folder


def test_a_folder_of_other_instances_is_measured_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = folder.parent / "results.jsonl"
    asked = [str(folder), "--seconds", "0.2", "--seeds", "1", "--against", "", "--results", str(results)]
    assert main(asked) == 0
    told = capsys.readouterr()
    assert "README.txt: không phải tệp Li & Lim" in told.err
    rows = [msgspec.json.decode(row) for row in results.read_bytes().splitlines()]
    assert [(row["question"], row["solver"], row["vehicles"], row["told"]) for row in rows] == [
        ("first", "ours", 1, ""),
        ("second", "ours", 2, ""),
    ]
    assert "+25.00 %" in told.out  # 20 beside the 16 of the table
    assert not {"first", "second"} & set(SAMPLE)


@pytest.mark.parametrize("wrong", [["--seconds", "nan"], ["--seconds", "0"], ["--seconds", "soon"]])
def test_seconds_that_are_none_are_refused(wrong: list[str], folder: Path) -> None:
    with pytest.raises(SystemExit) as refusal:
        main([str(folder), *wrong])
    assert refusal.value.code == 2


def test_a_folder_that_is_not_there_and_a_peer_that_nobody_knows_are_refused(folder: Path) -> None:
    assert main([str(folder / "none")]) == 2
    assert main([str(folder), "--against", "nobody"]) == 2
