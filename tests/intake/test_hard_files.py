"""Files of 10,000 rows as offices send them: 300 wrong ones named, the rest kept, the wrong ones back to mend."""

import io
import unicodedata
from collections import Counter
from datetime import date
from typing import Any, Final

import msgspec
import pytest
import xlsxwriter

from courier.database import Connection
from courier.intake.import_list import get_rejected_file, import_list
from courier.intake.list_files import write_list
from courier.intake.model import ListRow
from courier.intake.orders.import_orders import get_rejected_orders, import_orders
from courier.intake.orders.model import OrderRow
from courier.intake.orders.order_files import write_orders
from courier.intake.read_list import HEADINGS, read_list
from courier.spreadsheets import UnreadableFile, read_sheets
from tests.intake.conftest import Scene
from tests.intake.rows import HOA, row
from tests.test_legacy_text import to_tcvn3, to_vni

ROWS: Final = 10_000
EACH: Final = 15
SPACING: Final = 33
"""Every so many rows one is wrong."""
ADDRESS: Final = "Số 5, đường Nguyễn Đức Thuận, xã Gia Lâm"
FORMULA, MERGED = object(), object()

WAYS: Final[list[tuple[str, Any, str]]] = [
    ("full_name", to_tcvn3("Nguyễn Thị Phương"), "old-font"),
    ("full_name", to_vni("Nguyễn Thị Phương"), "old-font"),
    ("address", to_tcvn3(ADDRESS), "old-font"),
    ("address", "Số 5\x01, xã Gia Lâm", "old-font"),
    ("title", FORMULA, "broken-formula"),
    ("result", MERGED, "merged-cell"),
    ("full_name", "", "missing"),
    ("full_name", "–", "not-a-name"),
    ("title", "x" * 501, "too-long"),
    ("by_post", "chắc có", "not-a-mark"),
    ("phone", "912 345 67", "not-a-phone"),
    ("phone", "0912345678 hoặc 0987654321", "not-a-phone"),
    ("amount_vnd", "-26000", "not-an-amount"),
    ("amount_vnd", 26.0, "amount-too-small"),
    ("amount_vnd", date(2026, 11, 23), "not-an-amount"),
    ("amount_kind", "Hoa hồng", "not-an-amount-kind"),
    ("weight_g", "120", "not-a-weight-step"),
    ("papers_to_take_back", "hai", "not-a-count"),
    ("lon", (21.0102, 105.9301), "swapped-axes"),
    ("lon", (101.0, 3.0), "outside-vietnam"),
]
"""What is wrong in which column, and the problem that is named; of a position both axes."""


def good_rows() -> list[ListRow]:
    return [row(at, dossier_code=f"H26.34-261120-{at:05d}", address=f"Số {at}, xã Gia Lâm") for at in range(ROWS)]


def cells_of(rows: list[ListRow]) -> list[list[Any]]:
    """As a desk would write them."""
    [sheet] = read_sheets(write_list(rows, "csv"))
    return [list(line.cells) for line in sheet.rows]


def spoil(lines: list[list[Any]]) -> dict[int, tuple[str, str]]:
    """Make 300 lines wrong in place; line of the file → the column and problem to be named."""
    places = {name: at for at, name in enumerate(name for name in HEADINGS if name != "to_mend")}
    expected = {}
    for number in range(len(WAYS) * EACH):
        at = 1 + number * SPACING
        column, wrong, problem = WAYS[number % len(WAYS)]
        if column == "lon":
            lines[at][places["lon"]], lines[at][places["lat"]] = wrong
        else:
            lines[at][places[column]] = wrong
        expected[at + 1] = (HEADINGS[column][0], problem)
    return expected


def workbook(lines: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if cell is FORMULA:
                    sheet.write_formula(at, column, "=1/0", None, "#DIV/0!")
                elif cell is MERGED:
                    sheet.merge_range(at - 1, column, at, column, lines[at - 1][column])
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                elif cell != "":
                    sheet.write(at, column, cell)
    return file.getvalue()


async def counts(connection: Connection) -> list[int]:
    tables = ("party", "contact", "dossier", "job", "stated_amount", "list_import", "imported_job", "change")
    return [await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables]


async def test_of_10_000_rows_300_wrong_ones_are_named_and_the_others_kept(
    service_connection: Connection, scene: Scene
) -> None:
    rows = good_rows()
    lines = cells_of(rows)
    expected = spoil(lines)
    content = workbook(lines)

    async def send(content: bytes) -> Any:
        return await import_list(service_connection, scene.clerk, scene.desk.office_id, "ds.xlsx", content)

    report = await send(content)
    named = {error.line: (error.field, error.problem) for error in report.rejected}
    assert named == expected
    assert (report.rows_created, report.rows_rejected) == (ROWS - len(expected), len(expected))
    assert all(error.remedy_vi and error.remedy_en and error.message_vi for error in report.rejected)
    guessed = [error.message_vi for error in report.rejected if error.problem == "old-font"]
    told = Counter(name for name in ("TCVN3", "VNI", "«Nguyễn Thị Phương»") for said in guessed if name in said)
    assert told == {"TCVN3": 2 * EACH, "VNI": EACH, "«Nguyễn Thị Phương»": 2 * EACH}

    before = await counts(service_connection)
    again = await send(content)
    assert (again.is_repeat, again.rows_created, again.import_id) == (True, 0, report.import_id)
    assert await counts(service_connection) == before

    # The clerk mends the file that came back: each line still has its number in the first column.
    to_mend = await get_rejected_file(service_connection, scene.clerk, report.import_id)
    numbers = [int(line.cells[0]) for line in read_list(to_mend).lines]
    assert len(numbers) == len(expected)
    mended = await send(write_list([rows[number - 1] for number in numbers]))
    assert (mended.rows_created, mended.rows_rejected) == (len(expected), 0)
    assert await service_connection.fetchval("SELECT count(DISTINCT dossier_id) FROM job") == ROWS


ORDER: Final = OrderRow(kind="BOTH", full_name="Đỗ Văn Ứng", phone="+84987654321", address=ADDRESS, title="Khai sinh")
ORDER_WAYS: Final[list[tuple[str, str, str]]] = [
    ("Loại đơn", "Bay", "unknown-word"),
    ("Ngày hẹn trả", "30/02/2026", "not-a-date"),
    ("Ngày hẹn trả", "ngày mai", "not-a-date"),
    ("Ngày hẹn trả", "2026-13-01", "not-a-date"),
    ("Điện thoại", "0912 345 67", "not-a-phone"),
    ("Nội dung", to_tcvn3("Đăng ký hộ kinh doanh"), "old-font"),
    ("Chỉ dẫn", to_vni("Cạnh đình làng, cổng xanh"), "old-font"),
    ("Nấc khối lượng", "-100", "not-a-weight-step"),
    ("Kinh độ", "105,9", "outside-vietnam"),
    ("Tại quầy (X)", "tuỳ", "not-a-mark"),
]


async def test_wrong_orders_are_named_and_come_back_to_mend(service_connection: Connection, scene: Scene) -> None:
    rows = [msgspec.structs.replace(ORDER, reference=f"A-{at}") for at in range(300)]
    [sheet] = read_sheets(write_orders(rows, "csv"))
    lines = [list(line.cells) for line in sheet.rows]
    expected = {}
    for at, (heading, wrong, problem) in enumerate([*ORDER_WAYS, *ORDER_WAYS], start=3):
        lines[at][lines[0].index(heading)] = wrong
        expected[at + 1] = (heading, problem)
        if heading == "Kinh độ":
            lines[at][lines[0].index("Vĩ độ")] = "3,1"
    lines.append(lines[1])
    expected[len(lines)] = ("Số tham chiếu", "doubled-line")

    async def send(content: bytes) -> Any:
        return await import_orders(service_connection, scene.clerk, scene.desk.office_id, "don.xlsx", content)

    content = workbook(lines)
    report = await send(content)
    assert {error.line: (error.field, error.problem) for error in report.rejected} == expected
    assert report.rows_created == 300 - 2 * len(ORDER_WAYS)
    again = await send(content)
    assert (again.rows_created, again.is_repeat) == (0, True)
    [back] = read_sheets(await get_rejected_orders(service_connection, scene.clerk, report.import_id))
    references = [reference for line in back.rows for reference in line.cells if str(reference).startswith("A-")]
    mended = await send(write_orders([rows[int(str(reference)[2:])] for reference in references]))
    assert (mended.rows_created, mended.rows_known, mended.rows_rejected) == (2 * len(ORDER_WAYS), 1, 0)


def to_cp1258(text: str) -> bytes:
    """Letters with their hats, then each tone as a sign of its own, as Windows wrote it."""
    written = bytearray()
    for letter in text:
        plain = "".join(part for part in unicodedata.normalize("NFD", letter) if part not in TONES)
        tones = "".join(part for part in unicodedata.normalize("NFD", letter) if part in TONES)
        written += (unicodedata.normalize("NFC", plain) + tones).encode("cp1258")
    return bytes(written)


TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
LIST: Final = write_list([HOA], "csv").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "problem", "said"),
    [
        (LIST.encode("utf-16"), "wrong-encoding", "UTF-16"),
        (LIST.encode("utf-16-le"), "wrong-encoding", "UTF-16"),
        (to_cp1258(LIST), "wrong-encoding", "CP1258"),
        (to_tcvn3(LIST).encode("latin-1", "replace"), "wrong-encoding", "TCVN3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old-or-locked-excel", "mật khẩu"),
        ((";" * 16_383 + "\n").encode() + LIST.encode(), "too-large", "cột"),
        (("Mã hồ sơ;" * 16_384 + "\n").encode(), "too-large", "cột"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, problem: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as refusal:
        read_list(content)
    assert refusal.value.problem == problem


def test_headings_with_commas_of_their_own_do_not_change_the_separator() -> None:
    written = LIST.replace("Phí/lệ phí (X)", "Phí, lệ phí (X là có)")
    assert [line.row for line in read_list(written.encode()).lines] == [HOA]
