"""The command line: solves, verifies, says what is wrong; its exit code tells which."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from routing.__main__ import main
from routing.errors import UnreadableFile
from routing.files import instance_to_json, plan_from_json, plan_to_json
from routing.questions import read_question, verify_answer
from tests.routing.test_benchmarks import LI_LIM, SOLOMON
from tests.routing.vroom.worlds import question
from tests.routing.worlds import commune


@pytest.fixture
def instance_file(tmp_path: Path) -> Path:
    path = tmp_path / "commune.json"
    path.write_bytes(instance_to_json(commune()))
    return path


def test_a_solved_plan_is_written_and_verified(instance_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_file = instance_file.with_name("plan.json")
    assert main(["solve", str(instance_file), "--iterations", "20", "--out", str(plan_file)]) == 0
    assert ", 0 chưa xếp / unserved, " in capsys.readouterr().out
    assert main(["verify", str(instance_file), str(plan_file)]) == 0
    assert capsys.readouterr().out == "đã soát, đúng / verified\n"
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


@pytest.mark.parametrize("text", [b"", b"{}", b"{", b"hello", b"\xff\xfe"])
def test_a_file_that_is_no_instance_is_refused(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(text)
    assert main(["solve", str(path)]) == 2
    assert main(["solve", str(tmp_path / "absent")]) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ("--seconds", "-1"),
        ("--seconds", "nan"),
        ("--seconds", "inf"),
        ("--seconds", "soon"),
        ("--iterations", "-1"),
        ("--iterations", "1.5"),
        ("--cores", "0"),
        ("--cores", "1000000"),
        ("--objective", "beauty"),
        ("--format", "xml"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_before_anything(
    wrong: tuple[str, str], instance_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["solve", str(instance_file), *wrong])
    assert refusal.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_seconds_of_zero_make_the_first_plan_and_more_cores_than_there_are_are_told(
    instance_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(instance_file), "--seconds", "0", "--cores", "128"]) == 0
    assert "máy chỉ có" in capsys.readouterr().err


def test_where_the_answer_cannot_be_written_is_said_before_the_work(
    instance_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = instance_file.parent
    for out in (folder, folder / "no" / "plan.json", instance_file / "plan.json"):
        assert main(["solve", str(instance_file), "--iterations", "1", "--out", str(out)]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)
        assert "không có tệp hoặc thư mục này" in told.err or "là thư mục" in told.err


def test_a_warm_start_that_is_no_plan_is_refused(instance_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(instance_file), "--warm-start", str(instance_file)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{instance_file}: không phải kế hoạch courier")


def test_a_search_broken_off_by_hand_writes_the_best_plan_so_far(instance_file: Path) -> None:
    out = instance_file.with_name("plan.json")
    command = [sys.executable, "-m", "routing", "solve", str(instance_file), "--seconds", "3000", "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any(b"8/8" in line for line in process.stderr)  # the first plan, told by a search that goes on
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert told.decode().endswith("verified\n")
    assert main(["verify", str(instance_file), str(out)]) == 0


def solved(tmp_path: Path, text: str | bytes, *options: str) -> tuple[Path, Path, Any]:
    """The question's file, its answer's and what that says, solved and verified in its own format."""
    file, out = tmp_path / "question", tmp_path / "plan.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    assert main(["solve", str(file), "--iterations", "20", "--out", str(out), *options]) == 0
    assert main(["verify", str(file), str(out)]) == 0
    return file, out, msgspec.json.decode(out.read_bytes())


def test_a_li_lim_file_is_answered_in_its_own_nodes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, told = solved(tmp_path, LI_LIM, "--format", "li-lim")
    assert capsys.readouterr().out.splitlines()[0] == (
        "1 tuyến / routes, 0 chưa xếp / unserved, quãng đường / distance 20.0000"
    )
    assert (told["routes"], told["unassigned"], told["vehicles"], told["distance"]) == ([[1, 2]], [], 1, 20.0)
    assert told["seconds"] >= 0


def test_a_solomon_file_is_answered_in_its_own_nodes(tmp_path: Path) -> None:
    _, _, told = solved(tmp_path, SOLOMON, "--format", "solomon")
    assert (sorted(told["routes"]), told["vehicles"], told["distance"]) == ([[1], [2]], 2, 20.0)


def test_what_a_benchmark_leaves_out_is_told_in_its_own_units(tmp_path: Path) -> None:
    _, _, told = solved(tmp_path, LI_LIM.replace("1 3 4 5 0 50", "1 3 4 5 0 4.5"))
    assert [each["id"] for each in told["unassigned"]] == [1, 2]
    assert "at 5 at the earliest, the last start is 4.5" in told["unassigned"][0]["reason"]


TWO_SIDES = """\
2 10 1
0 0 0 0 0 1000 0 0 0
1 10 1 5 0 900 2 0 2
2 20 0 -5 0 900 2 1 0
3 -10 1 5 100 110 2 0 4
4 -20 0 -5 100 900 2 3 0
5 10 0 5 0 20 2 0 6
6 20 2 -5 0 40 2 5 0
"""


def test_vehicles_count_first_unless_told_otherwise(tmp_path: Path) -> None:
    _, _, few = solved(tmp_path, TWO_SIDES)
    _, _, short = solved(tmp_path, TWO_SIDES, "--objective", "distance")
    assert few["vehicles"] <= short["vehicles"]
    assert short["distance"] <= few["distance"]


def test_a_courier_file_is_answered_with_trips_nodes_and_arrivals(tmp_path: Path) -> None:
    _, out, told = solved(tmp_path, instance_to_json(commune()), "--format", "courier")
    (trip,) = told["routes"][0]["trips"]
    assert told["routes"][0]["vehicle"] == "lan"
    assert len(trip["nodes"]) == len(trip["arrivals_s"]) > 0
    assert (told["vehicles"], told["unassigned"]) == (2, [])
    assert plan_from_json(out.read_bytes()).routes[0].stops[0].place == trip["nodes"][0]


def test_a_courier_answer_whose_summary_says_otherwise_is_broken(tmp_path: Path) -> None:
    file, out, told = solved(tmp_path, instance_to_json(commune()))
    told["routes"][0]["trips"][0]["arrivals_s"][0] += 1
    out.write_bytes(msgspec.json.encode(told))
    assert main(["verify", str(file), str(out)]) == 1


@pytest.mark.parametrize("kind", ["li-lim", "solomon", "courier"])
def test_no_figure_of_an_answer_can_be_changed_unnoticed(kind: str, tmp_path: Path) -> None:
    """Each number that stands in an answer, but how long it took, made one more."""
    text = {"li-lim": TWO_SIDES, "solomon": SOLOMON}.get(kind) or instance_to_json(commune())
    file, _, told = solved(tmp_path, text)
    asked = read_question(file)
    del told["seconds"]
    changed = 0
    for holder, name in list(figures_in(told)):
        holder[name] += 1
        with suppress(UnreadableFile):  # no answer at all any more
            assert verify_answer(asked, msgspec.json.encode(told)), (name, holder)
        holder[name] -= 1
        changed += 1
    assert changed >= 4
    assert verify_answer(asked, msgspec.json.encode(told)) == []


def figures_in(told: Any) -> Iterator[tuple[Any, Any]]:
    """Where a number stands: the object or list, and its name or index there."""
    for name, value in told.items() if isinstance(told, dict) else enumerate(told):
        if isinstance(value, dict | list):
            yield from figures_in(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield told, name


def test_a_vroom_file_is_answered_with_vrooms_solution(tmp_path: Path) -> None:
    file, out, told = solved(tmp_path, msgspec.json.encode(question(1)), "--format", "vroom")
    assert told["code"] == 0
    assert {step["type"] for route in told["routes"] for step in route["steps"]} >= {"start", "job", "end"}
    picture = tmp_path / "out.svg"
    assert main(["plot", str(file), str(out), str(picture)]) == 0
    assert picture.read_text().count("<polyline") == len(told["routes"])


@pytest.mark.parametrize("kind", ["li-lim", "solomon", "vroom", "courier"])
def test_a_file_of_another_kind_is_refused_not_misread(kind: str, tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        "li-lim": SOLOMON,
        "solomon": LI_LIM,
        "vroom": instance_to_json(commune()),
        "courier": msgspec.json.encode(question(1)),
    }
    file = tmp_path / "question"
    text = texts[kind]
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    assert main(["solve", str(file), "--format", kind, "--iterations", "1"]) == 2


def test_an_answer_of_another_format_is_refused(tmp_path: Path) -> None:
    file, out, _ = solved(tmp_path, LI_LIM)
    out.write_text('{"routes": 3}')
    assert main(["verify", str(file), str(out)]) == 2


def test_a_plan_is_drawn_with_every_route_and_what_is_left_out(tmp_path: Path) -> None:
    file, out, told = solved(tmp_path, TWO_SIDES.replace("3 -10 1 5 100 110", "3 -10 1 5 0 5"))
    picture = tmp_path / "out.svg"
    assert main(["plot", str(file), str(out), str(picture)]) == 0
    text = picture.read_text()
    assert text.count("<polyline") == told["vehicles"]
    assert text.count("unserved") == len(told["unassigned"]) == 2


def test_a_plan_without_routes_is_drawn_too(tmp_path: Path) -> None:
    for text in ("2 10 1\n0 0 0 0 0 100 0 0 0\n", TWO_SIDES.replace("2 10 1", "2 1 1", 1)):
        file, out, told = solved(tmp_path, text)
        picture = tmp_path / "out.svg"
        assert told["routes"] == []
        assert main(["plot", str(file), str(out), str(picture)]) == 0
        assert picture.read_text().startswith("<svg")


def test_places_without_positions_cannot_be_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = question(1)
    steps = [
        *document["jobs"],
        *(shipment[end] for shipment in document["shipments"] for end in ("pickup", "delivery")),
    ]
    for each in [*steps, *document["vehicles"]]:
        for name in ("location", "start", "end"):
            each.pop(name, None)
    file, out, _ = solved(tmp_path, msgspec.json.encode(document))
    assert main(["plot", str(file), str(out), str(tmp_path / "out.svg")]) == 2
    assert "no positions" in capsys.readouterr().err
