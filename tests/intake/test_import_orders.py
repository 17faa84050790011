"""A file of orders is placed line by line: good ones kept, bad ones back to mend, the same again changes nothing."""

from datetime import date, timedelta
from typing import Any, Literal

import msgspec
import pytest

from courier import clock
from courier.clock import today
from courier.database import Connection
from courier.errors import NotFound
from courier.intake.agreement import NoAgreement
from courier.intake.orders.import_orders import get_rejected_orders, import_orders
from courier.intake.orders.model import OrderRow, OrdersImported
from courier.intake.orders.order_files import write_orders
from courier.intake.orders.read_orders import read_orders
from courier.network.grant_role import grant_role
from courier.network.model import GrantScope, RoleGrant
from courier.spreadsheets import UnreadableFile
from tests.intake.conftest import Scene, someone
from tests.intake.test_orders import add_procedure

UNG = OrderRow(
    kind="SEND",
    full_name="Đỗ Văn Ứng",
    phone="+84987654321",
    address="Số 3, xã Bát Tràng",
    title="Đăng ký hộ kinh doanh",
    landmark="cạnh đình",
    weight_g=250,
    at_counter=True,
    lon=105.86,
    lat=21.01,
)


def like(**changes: Any) -> OrderRow:
    plain = msgspec.structs.replace(UNG, landmark=None, at_counter=False, lon=None, lat=None)
    return msgspec.structs.replace(plain, **changes)


FOUR = [
    UNG,
    like(kind="BOTH", title="Khai sinh", return_to="Số 1, xã Gia Lâm", due_on=date(2026, 12, 1), reference="A-2"),
    like(kind="RETURN", full_name="Bùi Thị Hoa", dossier_code="H26.34-261120-0001"),
    like(
        kind="SUPPLEMENT",
        title="Bổ sung",
        dossier_code="000.17.22.H56-210531-0001",
        missing="Bản sao; Ảnh 4x6",
        asked_on=date(2026, 11, 19),
        deadline_on=date(2026, 12, 19),
    ),
]


async def send(connection: Connection, scene: Scene, content: bytes, asker: Any = None) -> OrdersImported:
    return await import_orders(connection, asker or scene.clerk, scene.desk.office_id, "don.xlsx", content)


async def counts(connection: Connection) -> list[int]:
    tables = (
        "party",
        "dossier",
        "job",
        "registered_return",
        "supplement_request",
        "placed_order",
        "order_import",
        "change",
    )
    return [await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_written_is_read_back(form: Literal["xlsx", "csv"]) -> None:
    assert [line.row for line in read_orders(write_orders(FOUR, form)).lines] == FOUR
    assert read_orders(write_orders([], form)).lines == []


async def test_a_file_of_four_kinds_is_placed_and_again_changes_nothing(
    service_connection: Connection, scene: Scene
) -> None:
    file = write_orders(FOUR)
    first = await send(service_connection, scene, file)
    assert (first.rows_created, first.rows_known, first.rows_rejected) == (4, 0, 0)
    assert [(order.job_id is not None, order.registration_id is not None) for order in first.orders] == [
        (True, False),
        (True, True),
        (False, True),
        (True, False),
    ]
    jobs = await service_connection.fetch("SELECT leg, weight_g, at_counter, channel FROM job ORDER BY leg, at_counter")
    assert [tuple(job) for job in jobs] == [
        ("SEND", 250, False, "list"),
        ("SEND", 250, True, "list"),
        ("SUPPLEMENT", 250, False, "list"),
    ]
    assert await service_connection.fetchval("SELECT missing FROM supplement_request") == ["Bản sao", "Ảnh 4x6"]
    before = await counts(service_connection)
    second = await send(service_connection, scene, file)
    assert await counts(service_connection) == before
    assert (second.rows_known, second.is_repeat, second.import_id) == (4, True, first.import_id)
    third = await send(service_connection, scene, write_orders([*FOUR, like(title="Khác")], "csv"))
    assert (third.rows_created, third.rows_known, third.is_repeat) == (1, 4, False)


async def test_bad_lines_are_named_by_field_and_come_back_to_mend(service_connection: Connection, scene: Scene) -> None:
    presence = await add_procedure(
        service_connection, may_send=False, must_attend_send=True, presence_vi="Phải đến", presence_en="Come"
    )
    rows = [UNG, like(title="a"), like(title="b"), like(title="c"), like(title=""), UNG, like(procedure_code=presence)]
    text = write_orders(rows, "csv").decode("utf-8-sig").splitlines()
    text[2] = text[2].replace("0987 654 321", "0987")
    text[3] = text[3].replace("Gửi hồ sơ", "Bay")
    cells = text[4].split(";")
    cells[8], cells[15] = "30/02/2026", "21,01"
    text[4] = ";".join(cells).replace("Đỗ Văn Ứng", "")
    report = await send(service_connection, scene, "\r\n".join(text).encode())
    assert (report.rows_created, report.rows_rejected) == (1, 6)
    assert [(wrong.line, wrong.field, wrong.problem) for wrong in report.rejected] == [
        (3, "Điện thoại", "not-a-phone"),
        (4, "Loại đơn", "unknown-word"),
        (5, "Họ tên", "missing"),
        (5, "Ngày hẹn trả", "not-a-date"),
        (6, "Nội dung", "missing"),
        (7, "Số tham chiếu", "doubled-line"),
        (8, "Mã thủ tục", "presence-required"),
    ]
    assert report.rejected[-1].message_vi == "Phải đến"
    mend = read_orders(await get_rejected_orders(service_connection, scene.clerk, report.import_id))
    assert len(mend.lines) == 6
    mended = await send(service_connection, scene, write_orders([like(title="a")]))
    assert (mended.rows_created, mended.rows_rejected) == (1, 0)
    for asker, import_id in ((scene.clerk, mended.import_id), (scene.stranger, report.import_id)):
        with pytest.raises(NotFound):
            await get_rejected_orders(service_connection, asker, import_id)


async def test_a_reference_used_for_other_words_is_rejected(service_connection: Connection, scene: Scene) -> None:
    await send(service_connection, scene, write_orders([like(reference="A-1")]))
    report = await send(service_connection, scene, write_orders([like(reference="A-1", title="Khác")]))
    assert [(wrong.line, wrong.problem) for wrong in report.rejected] == [(4, "reused")]
    assert report.rejected[0].field == "Số tham chiếu"
    assert await service_connection.fetchval("SELECT count(*) FROM job") == 1


async def test_lines_of_one_dossier_find_each_other(service_connection: Connection, scene: Scene) -> None:
    code = "H26.34-261120-0005"
    rows = [like(dossier_code=code), like(kind="RETURN", dossier_code=code), like(kind="BOTH", dossier_code=code)]
    report = await send(service_connection, scene, write_orders(rows))
    assert (report.rows_created, len({order.dossier_id for order in report.orders})) == (2, 1)
    assert [wrong.problem for wrong in report.rejected] == ["conflict"]


async def test_a_file_that_is_no_such_table_keeps_nothing(service_connection: Connection, scene: Scene) -> None:
    for content in (b"", b"a;b\n1;2\n", b"\x00\x01"):
        with pytest.raises(UnreadableFile):
            await send(service_connection, scene, content)
    with pytest.raises(NotFound):
        await send(service_connection, scene, write_orders(FOUR), scene.stranger)
    await service_connection.execute("UPDATE agreement SET valid_to = '2026-01-02'")
    with pytest.raises(NoAgreement):
        await send(service_connection, scene, write_orders(FOUR))
    assert await service_connection.fetchval("SELECT count(*) FROM placed_order") == 0


async def test_the_same_supplements_tomorrow_change_nothing_though_no_day_of_asking_was_given(
    service_connection: Connection, scene: Scene
) -> None:
    over = today() - timedelta(days=3)
    rows = [
        like(kind="SUPPLEMENT", dossier_code="H26.34-261120-0001", missing="Ảnh 4x6"),
        like(kind="SUPPLEMENT", dossier_code="H26.34-261120-0002", missing="Bản sao", deadline_on=over),
    ]
    first = await send(service_connection, scene, write_orders(rows))
    assert (first.rows_created, first.rows_rejected) == (2, 0)
    days = await service_connection.fetch("SELECT asked_on, deadline_on FROM supplement_request ORDER BY asked_on DESC")
    assert [tuple(row) for row in days] == [(today(), None), (over, over)]
    clock.follow(timedelta(days=1))
    again = await send(service_connection, scene, write_orders(rows))
    assert (again.rows_created, again.rows_known, again.rows_rejected) == (0, 2, 0)


async def test_a_limited_hat_places_the_lines_it_covers_and_the_others_come_back(
    service_connection: Connection, scene: Scene
) -> None:
    land = await add_procedure(service_connection, "DEMO-DAT", field="land")
    await add_procedure(service_connection)
    limited = await someone(service_connection, "carrier", scene.point)
    scopes = [GrantScope(leg="SEND", field="civil_status")]
    since = date(2026, 1, 1)
    await grant_role(
        service_connection,
        RoleGrant(person_id=limited, role="teller", office_id=scene.point.office_id, valid_from=since, scopes=scopes),
    )
    rows = [
        like(title="Khai sinh", procedure_code="DEMO-KHAI-SINH"),
        like(title="Sổ đỏ", procedure_code=land),
        like(kind="RETURN", dossier_code="H26.34-261120-0001"),
        like(kind="SUPPLEMENT", dossier_code="H26.34-261120-0002", procedure_code="DEMO-KHAI-SINH"),
        like(title="Chưa rõ thủ tục"),
    ]
    report = await send(service_connection, scene, write_orders(rows), asker=limited)
    assert [(wrong.line, wrong.field, wrong.problem) for wrong in report.rejected] == [
        (5, "Loại đơn", "not-in-scope"),
        (6, "Loại đơn", "not-in-scope"),
    ]
    assert (await send(service_connection, scene, write_orders(rows))).rows_created == 2
