"""The planner beside others: any folder of instances is measured, and what is none is said to be none."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bench.peers.report import Best, Result
from bench.peers.table import page
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
    table = folder.parent / "table.md"
    asked = [str(folder), "--seconds", "0.2", "--seeds", "1", "--against", ""]
    asked += ["--results", str(results), "--table", str(table)]
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
    assert "| first (1, 16.0) | +25.00 % |" in table.read_text()
    assert main(asked) == 0
    assert "2 kết quả đã có được dùng lại" in capsys.readouterr().out
    assert len(results.read_bytes().splitlines()) == 2


def test_a_page_tells_means_by_set_and_each_run() -> None:
    ours = Result(question="lrc1_4_2", solver="ours", seconds=10, seed=0, tasks=400, at="2026-11-23T10:00:00Z")
    runs = [
        replace(ours, vehicles=32, distance=100.0),
        replace(ours, seed=1, vehicles=33, distance=90.0),
        replace(ours, solver="vroom", vehicles=34, distance=101.0, cpu_s=7.25),
        replace(ours, solver="pyvrp", told="broken: late | full"),
        replace(ours, question="R112", vehicles=10, distance=953.6),
        replace(ours, question="district 100 101", vehicles=2, cost=29_595, unserved=3),
    ]
    lines = page(runs, {"lrc1_4_2": Best(32, 99.0)}).splitlines()
    assert "| Li & Lim 400 | Courier | 1/2 | +0.50 | +1.01 % | +1.01 % | 0 |" in lines
    assert "| Li & Lim 400 | PyVRP | 0/1 | – | – | – | 1 |" in lines
    assert "| lrc1_4_2 (32, 99.0) | +1.01 % | +1, -9.09 % | +2, +2.02 %, 7.2 s | broken: late / full |" in lines
    assert "| R112 | 10, 953.6 | – | – | – |" in lines
    assert "| district 100 101 | 29,595, 3 left out | – | – | – |" in lines


@pytest.mark.parametrize("wrong", [["--seconds", "nan"], ["--seconds", "0"], ["--seconds", "soon"]])
def test_seconds_that_are_none_are_refused(wrong: list[str], folder: Path) -> None:
    with pytest.raises(SystemExit) as refusal:
        main([str(folder), *wrong])
    assert refusal.value.code == 2


def test_of_a_folder_without_instances_no_page_is_written(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("instances of mine")
    table = tmp_path / "table.md"
    assert main([str(tmp_path), "--results", str(tmp_path / "results.jsonl"), "--table", str(table)]) == 0
    assert not table.exists()


def test_a_folder_that_is_not_there_and_a_peer_that_nobody_knows_are_refused(folder: Path) -> None:
    assert main([str(folder / "none")]) == 2
    assert main([str(folder), "--against", "nobody"]) == 2
