"""Files made to hurt: bombs, vast sheets, documents that are something else."""

import io
import zipfile

import pytest
import xlsxwriter

from courier.spreadsheets import MAX_UNPACKED_BYTES, UnreadableFile, read_sheets


def workbook_with(sheet_xml: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A sound workbook with one part replaced."""
    sound = io.BytesIO()
    with xlsxwriter.Workbook(sound) as book:
        book.add_worksheet().write(0, 0, "x")
    changed = io.BytesIO()
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet_xml if name == part else old.read(name))
    return changed.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
FAR_CELL = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a0 "haha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (workbook_with(SHEET % FAR_CELL), "too-large"),
        (workbook_with(SHEET % (b'<row r="1"><c r="ZZ1"><v>1</v></c></row>')), "too-large"),
        (workbook_with(b" " * (MAX_UNPACKED_BYTES + 1)), "too-large"),
        (workbook_with(LAUGHS + b"]><worksheet>&a11;</worksheet>"), "broken-workbook"),
        (workbook_with(b"<worksheet>"), "broken-workbook"),
        (b"x" * 20_000_001, "too-large"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "wrong-encoding"),
    ],
)
def test_a_file_made_to_hurt_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_sheets(content)
    assert refusal.value.problem == problem


def test_a_document_of_another_program_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableFile, match="Excel"):
        read_sheets(file.getvalue())


def test_hidden_sheets_are_not_read() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Thấy").write(2, 1, "x")
        book.add_worksheet("Ẩn").hide()
    [sheet] = read_sheets(file.getvalue())
    assert (sheet.name, [(row.line, row.cells) for row in sheet.rows]) == ("Thấy", [(3, ["", "x"])])


def test_a_csv_row_is_named_by_the_line_it_begins_on() -> None:
    [sheet] = read_sheets('a;b\n\n"một\nhai";2\nc;d\n'.encode())
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(1, "a"), (3, "một\nhai"), (5, "c")]


@pytest.mark.parametrize(
    "text",
    [
        "Mã;Phí, lệ phí, cước (X là có);Địa chỉ\n1;X;Số 3, xã A, Hà Nội\n2;;Số 4, xã A, Hà Nội\n",
        "Mã,Giấy tờ,Địa chỉ\n1,Đơn; Ảnh; Bản sao,x\n2,Đơn; Ảnh; Bản sao,y\n",
        "Phiếu, ngày 1, tháng 2, năm 2026\nMã;Phí, lệ phí, cước, khác (X);Địa chỉ\n1;X;a\n",
        "Mã\tPhí, lệ phí, cước\tĐịa chỉ; chỉ dẫn; ghi chú\n1\tX\ta\n",
        'Mã,"Phí; lệ phí; cước; khác",Địa chỉ\n1,X,"Số 3\n, xã A; B; C; D"\n',
    ],
)
def test_the_separator_is_the_one_that_parts_the_rows_evenly(text: str) -> None:
    [sheet] = read_sheets(text.encode())
    table = [row.cells for row in sheet.rows if "Phiếu" not in str(row.cells[0])]
    assert ({len(cells) for cells in table}, table[0][0], table[1][0]) == ({3}, "Mã", "1")


def test_a_file_without_any_separator_is_one_column() -> None:
    assert [row.cells for row in read_sheets(b"a\nb\n")[0].rows] == [["a"], ["b"]]


def test_a_formula_without_its_value_and_an_error_are_told_however_the_sheet_is_written() -> None:
    cells = b'<row r="3"><c r="A3"><v>1</v></c><c r="B3"><f>A3</f></c><c r="C3" t="e"><v>#N/A</v></c></row>'
    prefixed = (SHEET % cells).replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    for xml in (SHEET % cells, prefixed, b"\xef\xbb\xbf" + SHEET % cells):
        assert read_sheets(workbook_with(xml))[0].broken_cells == {(3, 1), (3, 2)}
    for far in (b'<row r="1"><c r="&#90;Z1"/></row>', b"<row r='20000'><c/></row>", b'<row><c r="A99999"/></row>'):
        with pytest.raises(UnreadableFile):
            read_sheets(workbook_with(SHEET % far))
