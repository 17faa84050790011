"""The command line: solves, verifies, says what is wrong; its exit code tells which."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from routing.__main__ import main
from routing.files import instance_to_json, plan_from_json, plan_to_json
from tests.routing.worlds import commune


@pytest.fixture
def instance_file(tmp_path: Path) -> Path:
    path = tmp_path / "commune.json"
    path.write_bytes(instance_to_json(commune()))
    return path


def test_a_solved_plan_is_written_and_verified(instance_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_file = instance_file.with_name("plan.json")
    assert main(["solve", str(instance_file), "--iterations", "20", "--out", str(plan_file)]) == 0
    assert "unserved 0" in capsys.readouterr().out
    assert main(["verify", str(instance_file), str(plan_file)]) == 0
    assert capsys.readouterr().out == "verified\n"
    warm = ["solve", str(instance_file), "--iterations", "0", "--warm-start", str(plan_file)]
    assert main(warm) == 0


def test_a_broken_plan_is_told_rule_by_rule(instance_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_file = instance_file.with_name("plan.json")
    main(["solve", str(instance_file), "--iterations", "20", "--out", str(plan_file)])
    plan = plan_from_json(plan_file.read_bytes())
    plan_file.write_bytes(plan_to_json(replace(plan, routes=plan.routes[1:])))
    capsys.readouterr()
    assert main(["verify", str(instance_file), str(plan_file)]) == 1
    assert "ONCE" in capsys.readouterr().out


def test_what_is_left_out_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = commune()
    heavy = replace(instance.requests[0], weight_g=20_000)
    path = tmp_path / "heavy.json"
    path.write_bytes(instance_to_json(replace(instance, requests=(heavy, *instance.requests[1:]))))
    assert main(["solve", str(path), "--iterations", "5"]) == 0
    assert "nặng 20000 g, tối đa 15000 g" in capsys.readouterr().out


def test_an_instance_that_cannot_be_planned_is_told_field_by_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = commune()
    path = tmp_path / "broken.json"
    path.write_bytes(instance_to_json(replace(instance, depots=())))
    assert main(["solve", str(path)]) == 2
    assert "vehicles[0].depot" in capsys.readouterr().err
    overtime = tuple(replace(vehicle, max_overtime_s=60) for vehicle in instance.vehicles)
    path.write_bytes(instance_to_json(replace(instance, vehicles=overtime)))
    assert main(["solve", str(path)]) == 2
    assert "vehicles[1].max_overtime_s" in capsys.readouterr().err


@pytest.mark.parametrize("text", [b"", b"{}", b"{", b"hello", b"\xff\xfe"])
def test_a_file_that_is_no_instance_is_refused(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(text)
    assert main(["solve", str(path)]) == 2
    assert main(["solve", str(tmp_path / "absent")]) == 2
