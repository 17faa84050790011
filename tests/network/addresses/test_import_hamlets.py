"""Lists of thôn and tổ dân phố: good lines kept, bad ones named, the same file twice changes nothing."""

import pytest

from courier.database import Connection
from courier.network.addresses.import_hamlets import hamlet_key, import_hamlets, split_name
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.model import HamletsImported
from courier.network.addresses.read_address import read_address
from courier.spreadsheets import UnreadableFile
from tests.network.addresses.conftest import TODAY

LIST = """Danh sách thôn, tổ dân phố
Xã;Thôn, tổ dân phố;Loại;Kinh độ;Vĩ độ
00565;Thôn Vàng;;105,93;21,03
Xã Gia Lâm;Tổ dân phố số 03;;;
Trâu Quỳ (cũ);An Đào;TDP;105.91;21.01
00577;Giang Cao;Thôn;105,99;21,03
00577;Thôn Vàng;;21,03;105,85
00565;thon VANG;;105,93;21,03
Xã Không Có;Thôn Một;;;
Bát Tràng;;Thôn;;
Gia Lâm;Vàng Son;làng nghề;;
Gia Lâm;Thôn Biển;;2,3;48,8
Gia Lâm;Thôn Sai;;105,93;
"""


async def take(connection: Connection, content: str = LIST) -> HamletsImported:
    return await import_hamlets(connection, content.encode(), province_code="01", on=TODAY, source="QĐ thử")


@pytest.mark.usefixtures("units")
async def test_each_line_is_kept_or_named_with_its_remedy(service_connection: Connection) -> None:
    report = await take(service_connection)
    assert (report.created, report.changed, report.known) == (4, 0, 0)
    assert [(wrong.line, wrong.field, wrong.problem) for wrong in report.rejected] == [
        (7, "lon", "swapped-axes"),
        (8, "name", "doubled-line"),
        (9, "unit", "unknown"),
        (10, "name", "missing"),
        (11, "kind", "not-a-hamlet-kind"),
        (12, "lon", "outside-vietnam"),
        (13, "lon", "not-degrees"),
    ]
    assert all(wrong.remedy_vi and wrong.remedy_en for wrong in [*report.rejected, *report.notes])
    assert [(note.line, note.problem) for note in report.notes] == [(6, "outside-commune")]


@pytest.mark.usefixtures("units")
async def test_the_same_file_twice_changes_nothing_and_a_mended_line_is_changed(service_connection: Connection) -> None:
    await take(service_connection)
    again = await take(service_connection)
    assert (again.created, again.changed, again.known) == (0, 0, 4)
    mended = await take(service_connection, LIST.replace("105,99", "105,85"))
    assert (mended.created, mended.changed, mended.known, mended.notes) == (0, 1, 3, [])


@pytest.mark.usefixtures("units")
async def test_a_hamlet_is_found_in_an_address(service_connection: Connection) -> None:
    await take(service_connection)
    gazetteer = await load_gazetteer(service_connection, "01", TODAY)
    best = read_address(gazetteer, "TDP An Đào, Trâu Quỳ, Gia Lâm").best
    assert best is not None
    assert best.hamlet is not None
    assert (best.hamlet.full_name, best.hamlet.position) == ("tổ dân phố An Đào", (105.91, 21.01))
    numbered = read_address(gazetteer, "tổ 3, xã Gia Lâm").best
    assert numbered is not None
    assert numbered.hamlet is not None


async def test_what_is_no_table_is_refused_whole(service_connection: Connection) -> None:
    with pytest.raises(UnreadableFile):
        await take(service_connection, "không có gì\n")


def test_names_lose_their_kind_and_numbers_their_zeros() -> None:
    assert split_name("Thôn Vàng", "") == ("thôn", "Vàng")
    assert split_name("Tổ dân phố số 03", "") == ("tổ dân phố", "số 03")
    assert split_name("An Đào", "TDP") == ("tổ dân phố", "An Đào")
    assert (hamlet_key("số 03"), hamlet_key("Đào Xuyên"), hamlet_key("Số")) == ("3", "dao xuyen", "so")
