"""People's files as people save them; what is no question is said in both languages, and where."""

from pathlib import Path

import msgspec
import pytest

from routing.errors import InvalidInstance, UnreadableFile
from routing.files import instance_to_json, plan_from_json
from routing.questions import Format, read_question
from routing.reading import read_text, telling
from tests.routing.test_benchmarks import LI_LIM, SOLOMON
from tests.routing.vroom.worlds import question
from tests.routing.worlds import commune

TEXTS = {
    "li-lim": LI_LIM,
    "solomon": SOLOMON,
    "vroom": msgspec.json.encode(question(1)).decode(),
    "courier": instance_to_json(commune()).decode(),
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_file_saved_by_windows_is_read_as_any_other(kind: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "question"
    file.write_bytes(TEXTS[kind].replace("\n", "\r\n").encode(encoding))
    asked = read_question(file)
    file.write_text(TEXTS[kind])
    assert asked == read_question(file)
    assert asked.format is Format(kind)


def test_half_a_sign_of_utf_16_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "question"
    file.write_bytes("{}".encode("utf-16")[:-1])
    with pytest.raises(UnreadableFile, match="bảng mã UTF-16 bị hỏng"):
        read_text(file)


DEEP = b'{"jobs":' + b"[" * 100_000
SAID: list[tuple[bytes, str]] = [
    (b"{}", "thiếu trường `instance`"),
    (b'{"instance"', "tệp bị cắt ngang"),
    (b'{"instance": nan}', "JSON hỏng"),
    (b"[]", "cần `object`, thấy `array`"),
    (DEEP, "lồng quá sâu"),
]


@pytest.mark.parametrize(("text", "said"), SAID, ids=[said for _, said in SAID])
def test_json_that_is_no_plan_says_so_in_vietnamese_first(text: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as refusal, telling("kế hoạch", "plan"):
        plan_from_json(text)
    vi, en = str(refusal.value).split(" / ")
    assert vi.startswith("không phải kế hoạch: ")
    assert said in vi
    assert en.startswith("is no plan: ")


@pytest.mark.parametrize("kind", ["vroom", "courier"])
def test_a_question_nested_without_end_is_refused_not_a_crash(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "question"
    file.write_bytes(DEEP)
    for told in (None, Format(kind)):
        with pytest.raises(UnreadableFile, match="lồng quá sâu"):
            read_question(file, told)


@pytest.mark.parametrize(
    ("field", "spelt"),
    [
        ("costs.moved", '"moved":1,"moved_s"'),
        ("vehicles[0].max_distance", '"max_distance":1,"max_distance_m"'),
        ("travel[0].durations", '"durations":[],"travel_s"'),
        ("requests[0].prise_s", '"prise_s":1,"prize_s"'),
    ],
)
def test_a_field_that_no_instance_has_is_named_not_ignored(field: str, spelt: str, tmp_path: Path) -> None:
    file = tmp_path / "question"
    true_name = spelt[spelt.rindex(",") + 1 :]
    file.write_text(TEXTS["courier"].replace(true_name, spelt, 1))
    with pytest.raises(InvalidInstance) as refusal:
        read_question(file)
    assert [problem.field for problem in refusal.value.problems] == [field]
