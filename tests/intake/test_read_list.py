"""Lists as files: both forms say the same, headings are found among titles, what is wrong is named by line."""

import io
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courier.intake.list_files import write_list, write_rejected
from courier.intake.model import ListRow
from courier.intake.read_list import ListLine, read_list
from courier.spreadsheets import UnreadableFile
from tests.intake.rows import HOA, TEN_ROWS, row

OFFICIAL = ["STT", "Mã hồ sơ", "Nội dung", "Kết quả", "Họ tên", "Địa chỉ", "Phí/lệ phí (X)", "Trả qua bưu điện (X)"]
LINE = [1, "H26.34-261120-0001", "Khai sinh", "Trích lục", "Bùi Thị Hoa", "Xã Gia Lâm", "", "X"]


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(at, column, cell)
    return file.getvalue()


def table(lines: Sequence[Sequence[Any]], delimiter: str = ";") -> bytes:
    return "\n".join(delimiter.join(map(str, cells)) for cells in lines).encode()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_written_list_is_read_back(form: Any) -> None:
    assert [line.row for line in read_list(write_list(TEN_ROWS, form)).lines] == TEN_ROWS
    assert read_list(write_list([], form)).lines == []


def problems(line: ListLine) -> list[tuple[str, str]]:
    return [(error.field, error.problem) for error in line.errors]


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=3, max_size=12)
ROWS = st.builds(
    ListRow,
    dossier_code=st.from_regex(r"H26\.34-2611[0-9]{2}-[0-9]{4}", fullmatch=True),
    title=TEXTS,
    result=TEXTS,
    full_name=st.sampled_from(["Bùi Thị Hoa", "Đỗ Văn Ứng", "Công ty TNHH 3A"]),
    address=st.sampled_from(["Xã Gia Lâm", 'Ngõ "12"; TT Trâu Quỳ', "Thôn 1, xã\nBát Tràng".replace("\n", " ")]),
    has_fee=st.just(True),
    phone=st.sampled_from([None, "+84912345678", "+842438276543"]),
    amount_vnd=st.integers(1000, 10**9),
    amount_kind=st.sampled_from(["fee", "charge", "fare", "handling"]),
    payer=st.sampled_from(["citizen", "agency", "post"]),
    papers_to_take_back=st.integers(0, 100),
    weight_g=st.sampled_from([100, 250, 500, 1000, 30000]),
    personal_only=st.booleans(),
    at_counter=st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, max_size=4))
def test_both_forms_of_a_list_say_the_same(rows: list[ListRow]) -> None:
    in_excel, in_csv = (read_list(write_list(rows, form)) for form in ("xlsx", "csv"))
    assert [line.row for line in in_excel.lines] == [line.row for line in in_csv.lines]
    assert [problems(line) for line in in_excel.lines] == [problems(line) for line in in_csv.lines]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_with_any_usual_separator(delimiter: str) -> None:
    assert len(read_list(table([OFFICIAL, LINE], delimiter)).lines) == 1
    assert len(read_list(b"\xef\xbb\xbf" + table([OFFICIAL, LINE], delimiter)).lines) == 1


def test_the_official_form_is_read_below_its_titles_and_above_its_signatures() -> None:
    lines: list[list[Any]] = [
        ["UBND XÃ GIA LÂM"],
        ["PHIẾU BÀN GIAO KẾT QUẢ"],
        [],
        OFFICIAL,
        LINE,
        [2, "H26.34-261120-0002", "Chứng thực", "Bản sao", "Trần Văn An", "Xã Gia Lâm", "", ""],
        ["", "Tổng số: 2 hồ sơ"],
        ["", "Người giao", "", "", "", "", "", "Người nhận"],
    ]
    read = read_list(workbook(lines))
    assert [line.line for line in read.lines] == [5]
    assert read.not_by_post == 1


def test_headings_are_known_by_other_names_and_without_accents() -> None:
    headings = [
        "TT",
        "MA HO SO",
        "Trích yếu",
        "Kết quả giải quyết",
        "Họ và tên",
        "ĐỊA CHỈ",
        "Lệ phí (X)",
        "Qua bưu điện",
    ]
    assert len(read_list(workbook([headings, LINE])).lines) == 1


@pytest.mark.parametrize(
    ("place", "value", "field", "problem"),
    [
        (1, "", "Mã hồ sơ", "missing"),
        (4, "", "Họ tên", "missing"),
        (4, "12345", "Họ tên", "not-a-name"),
        (5, "", "Địa chỉ", "missing"),
        (5, "x" * 400, "Địa chỉ", "too-long"),
        (7, "?", "Trả qua bưu điện (X)", "not-a-mark"),
        (8, "0912", "Điện thoại", "not-a-phone"),
        (9, "26k", "Số tiền phải thu", "not-an-amount"),
        (10, "hàng xóm", "Bên trả", "not-a-payer"),
        (11, "x", "Giấy tờ cũ thu lại", "not-a-count"),
        (12, "120", "Nấc khối lượng", "not-a-weight-step"),
        (13, "105.9", "Vĩ độ", "missing"),
        (14, "đông", "Vĩ độ", "not-a-coordinate"),
    ],
)
def test_what_is_wrong_is_named_by_line_column_and_remedy(place: int, value: str, field: str, problem: str) -> None:
    headings = [
        *OFFICIAL,
        "Điện thoại",
        "Số tiền phải thu",
        "Bên trả",
        "Giấy tờ cũ thu lại",
        "Nấc khối lượng",
        "Kinh độ",
        "Vĩ độ",
    ]
    cells = [*LINE, *[""] * 7]
    cells[place] = value
    [line] = read_list(workbook([["Phiếu"], headings, cells])).lines
    assert line.row is None
    assert [(error.line, error.field, error.problem) for error in line.errors] == [(3, field, problem)]
    assert all(error.remedy_vi and error.remedy_en for error in line.errors)


def test_a_fee_without_an_amount_is_wrong_only_where_the_list_has_amounts() -> None:
    cells = [*LINE[:6], "X", "X"]
    [without_column] = read_list(workbook([OFFICIAL, cells])).lines
    assert [note.problem for note in without_column.notes] == ["amount-unknown"]
    [with_column] = read_list(workbook([[*OFFICIAL, "Số tiền phải thu"], [*cells, ""]])).lines
    assert [error.problem for error in with_column.errors] == ["missing"]


def test_swapped_coordinates_are_told_apart_from_foreign_ones() -> None:
    headings = [*OFFICIAL, "Kinh độ", "Vĩ độ"]
    lines = [[*LINE, 21.02, 105.93], [*LINE, 2.35, 48.85], [*LINE, 105.93, 21.02]]
    problems = [[error.problem for error in line.errors] for line in read_list(workbook([headings, *lines])).lines]
    assert problems == [["swapped-axes"], ["outside-vietnam"], []]


def test_cells_merged_downwards_and_broken_formulas_are_named() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*OFFICIAL, "Số tiền phải thu"])
        sheet.write_row(1, 0, LINE)
        sheet.write_row(2, 0, LINE)
        sheet.merge_range(1, 5, 2, 5, "Xã Gia Lâm")
        sheet.merge_range(1, 0, 2, 0, 1)
        sheet.write_row(3, 0, LINE)
        sheet.write_formula(3, 8, "=1/0", None, "#DIV/0!")
    lines = read_list(file.getvalue()).lines
    assert [[error.problem for error in line.errors] for line in lines] == [
        [],
        ["merged-cell"],
        ["broken-formula"],
    ]


def test_an_unusual_dossier_code_is_noted_never_refused() -> None:
    [line] = read_list(write_list([row(1, dossier_code="BTP-2026/15")])).lines
    assert [note.problem for note in line.notes] == ["unusual-dossier-code"]


def test_the_lines_to_mend_come_back_as_they_were_and_are_read_again() -> None:
    headings = [*OFFICIAL, "Ghi chú", "Số tiền phải thu"]
    cells = ["8a", "H26.34-261120-0003", "Khai sinh", "Trích lục", "Bùi Thị Hoa", "Xã Gia Lâm", "X", "X", 0.5, "26k"]
    read = read_list(workbook([headings, cells]))
    again = read_list(write_rejected(read.header, read.lines))
    [line] = again.lines
    assert again.header.titles == [*headings, "Lỗi cần sửa"]
    assert line.cells[:-1] == cells
    assert "Số tiền phải thu: Không phải số tiền" in str(line.cells[-1])
    assert [error.problem for error in line.errors] == ["not-an-amount"]
    third = read_list(write_rejected(again.header, again.lines))
    assert third.header.titles == again.header.titles
    assert third.lines[0].cells == line.cells


@pytest.mark.parametrize(
    ("content", "problem", "said"),
    [
        (b"", "empty", "trống"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old-or-locked-excel", "xls"),
        (b"PK\x03\x04" + bytes(100), "broken-workbook", "hỏng"),
        ("Mã hồ sơ;Họ tên\n".encode("utf-16"), "wrong-encoding", "UTF-16"),
        (b"Ma\xde h\xf4\xcc s\xf5;Ho\xf2 t\xean;\xd0i\xf2a chi\xd2\n", "wrong-encoding", "CP1258"),
        (b"M\xb7 h\xe5 s\xac;H\xe4 t\xaan\n", "wrong-encoding", "TCVN3"),
        (b"Ma\xf5 ho\xe0 s\xf4;Ho\xef te\xe2n\n", "wrong-encoding", "VNI"),
        (b"\xff\xfa\xfb", "wrong-encoding", "Không rõ"),
        (b"a;b;c\n1;2;3\n", "no-header", "tiêu đề"),
        (";".join(OFFICIAL[:-1]).encode(), "missing-column", "Trả qua bưu điện (X)"),
        (";".join([*OFFICIAL, "Họ và tên"]).encode(), "doubled-column", "Họ và tên"),
        (";".join(OFFICIAL).encode() + b'\n1;"H26', "broken-csv", "Dòng 2"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_with_its_remedy(content: bytes, problem: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_list(content)
    assert refusal.value.problem == problem
    assert said in refusal.value.detail_vi
    assert all(error.remedy_vi and error.remedy_en for error in refusal.value.fields)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", ";".join(OFFICIAL).encode() + b"\n"):
        with suppress(UnreadableFile):
            read_list(start + content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnreadableFile):
        read_list(bytes(content))


WHOLE = write_list([HOA])
