"""A desk's list becomes jobs, its bad lines a file to mend, and the same again changes nothing."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.intake.agreement import NoAgreement
from courier.intake.import_list import get_rejected_file, import_list, list_jobs_of_import
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, StatedAmount
from courier.intake.read_list import read_list
from courier.spreadsheets import UnreadableFile
from tests.intake.conftest import Scene
from tests.intake.rows import BAD_ROW, HOA, TEN_ROWS, row

TEN_AND_ONE = write_list([*TEN_ROWS, BAD_ROW], "csv").replace(
    f"{BAD_ROW.full_name};{BAD_ROW.address};X;X;0912 345 678".encode(),
    f"{BAD_ROW.full_name};{BAD_ROW.address};X;X;0912".encode(),
)


async def send(connection: Connection, scene: Scene, content: bytes, asker: Any = None) -> ListImported:
    return await import_list(connection, asker or scene.clerk, scene.desk.office_id, "ds.csv", content)


async def counts(connection: Connection) -> tuple[int, ...]:
    tables = ("party", "contact", "dossier", "job", "stated_amount", "list_import", "imported_job", "change")
    return tuple([await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables])


async def test_ten_good_lines_become_jobs_and_the_bad_one_comes_back(
    service_connection: Connection, scene: Scene
) -> None:
    report = await send(service_connection, scene, TEN_AND_ONE)
    assert (report.rows_created, report.rows_known, report.rows_rejected) == (10, 0, 1)
    assert [(wrong.line, wrong.field, wrong.problem, wrong.value) for wrong in report.rejected] == [
        (12, "Điện thoại", "not-a-phone", "0912")
    ]
    assert [job.line for job in report.jobs] == list(range(2, 12))
    assert report.jobs[4].amounts == [StatedAmount("fee", 26_000, "agency")]
    jobs = await service_connection.fetch(
        "SELECT leg, origin_id, serving_office_id, papers_to_take_back, weight_g, at_counter, personal_only FROM job"
        " ORDER BY job_id"
    )
    assert {(job["leg"], job["origin_id"], job["serving_office_id"]) for job in jobs} == {
        ("RETURN", scene.desk.office_id, scene.point.office_id)
    }
    assert (jobs[3]["papers_to_take_back"], jobs[3]["weight_g"]) == (1, 250)
    assert (jobs[2]["personal_only"], jobs[6]["at_counter"]) == (True, True)


async def test_a_mended_file_brings_only_what_was_missing(service_connection: Connection, scene: Scene) -> None:
    report = await send(service_connection, scene, TEN_AND_ONE)
    [line] = read_list(await get_rejected_file(service_connection, scene.clerk, report.import_id)).lines
    assert "Điện thoại" in str(line.cells[-1])
    mended = await send(service_connection, scene, write_list([BAD_ROW]))
    assert (mended.rows_created, mended.rows_rejected) == (1, 0)
    with pytest.raises(NotFound):
        await get_rejected_file(service_connection, scene.clerk, mended.import_id)
    with pytest.raises(NotFound):
        await get_rejected_file(service_connection, scene.stranger, report.import_id)


async def test_the_same_file_twice_changes_nothing(service_connection: Connection, scene: Scene) -> None:
    first = await send(service_connection, scene, TEN_AND_ONE)
    before = await counts(service_connection)
    second = await send(service_connection, scene, TEN_AND_ONE)
    assert await counts(service_connection) == before
    assert (second.rows_created, second.rows_known, second.rows_rejected, second.is_repeat) == (0, 10, 1, True)
    assert second.import_id == first.import_id
    assert [(job.job_id, job.amounts) for job in second.jobs] == [(job.job_id, job.amounts) for job in first.jobs]


async def test_the_same_lines_in_another_form_make_no_new_jobs(service_connection: Connection, scene: Scene) -> None:
    first = await send(service_connection, scene, write_list(TEN_ROWS, "csv"))
    second = await send(service_connection, scene, write_list([*TEN_ROWS, BAD_ROW], "xlsx"))
    assert (second.rows_created, second.rows_known) == (1, 10)
    assert {job.job_id for job in first.jobs} < {job.job_id for job in second.jobs}
    assert await list_jobs_of_import(service_connection, scene.teller, second.import_id) == [
        job.job_id for job in second.jobs
    ]


async def test_two_who_send_one_list_at_once_make_its_jobs_once(
    database: Pool, service_connection: Connection, scene: Scene
) -> None:
    reports = await asyncio.gather(*(in_transaction(database, lambda c: send(c, scene, TEN_AND_ONE)) for _ in range(4)))
    assert sorted(report.rows_created for report in reports) == [0, 0, 0, 10]
    assert await service_connection.fetchval("SELECT count(*) FROM job") == 10


async def test_lines_not_for_the_post_are_counted_and_forgotten(service_connection: Connection, scene: Scene) -> None:
    report = await send(service_connection, scene, write_list([HOA, row(2, by_post=False, full_name="Ẩn Danh")]))
    assert (report.rows_created, report.rows_not_by_post) == (1, 1)
    names = await service_connection.fetch("SELECT full_name FROM contact")
    assert [name["full_name"] for name in names] == ["Bùi Thị Hoa"]


async def test_places_are_the_centres_of_the_communes_named(service_connection: Connection, scene: Scene) -> None:
    report = await send(service_connection, scene, write_list(TEN_ROWS))
    rows = await service_connection.fetch(
        "SELECT unit_code, unit_valid_from < '2025-07-01' AS is_former, lon, lat, position_quality FROM contact"
        " ORDER BY party_id"
    )
    places = [
        (r["unit_code"], r["is_former"], round(r["lon"], 3), round(r["lat"], 3), r["position_quality"]) for r in rows
    ]
    assert places[0] == ("00565", True, 105.91, 21.01, "commune")
    assert places[1] == ("00583", True, 105.93, 21.01, "commune")
    assert places[2] == ("00577", False, 105.865, 21.015, "commune")
    assert places[7] == ("00565", True, 105.93, 21.01, "office")
    assert places[8] == ("00565", False, 105.92, 21.03, "commune")
    assert [(note.line, note.problem) for note in report.notes] == [(12, "commune-unknown")]


async def test_two_results_of_one_dossier_are_two_jobs_of_one_owner(
    service_connection: Connection, scene: Scene
) -> None:
    other = msgspec.structs.replace(HOA, result="Giấy xác nhận")
    elsewhere = msgspec.structs.replace(HOA, result="Bản chính", address="Số 9, xã Bát Tràng")
    await send(service_connection, scene, write_list([HOA, other, elsewhere]))
    await send(service_connection, scene, write_list([msgspec.structs.replace(HOA, result="Bản sao số 2")]))
    row = await service_connection.fetchrow(
        "SELECT count(*), count(DISTINCT dossier_id) AS dossiers, count(DISTINCT destination_id) AS people FROM job"
    )
    assert tuple(row) == (4, 1, 2)


@pytest.mark.parametrize(
    ("change", "problem"), [({}, "doubled-line"), ({"full_name": "Trần Văn Khác", "result": "Khác"}, "other-owner")]
)
async def test_a_line_against_another_is_sent_back(
    service_connection: Connection, scene: Scene, change: dict[str, Any], problem: str
) -> None:
    report = await send(service_connection, scene, write_list([HOA, msgspec.structs.replace(HOA, **change)]))
    assert [wrong.problem for wrong in report.rejected] == [problem]


async def test_a_changed_address_is_noted_and_changes_nothing(service_connection: Connection, scene: Scene) -> None:
    await send(service_connection, scene, write_list([HOA]))
    report = await send(
        service_connection, scene, write_list([msgspec.structs.replace(HOA, address="Số 9, xã Bát Tràng")])
    )
    assert (report.rows_known, [note.problem for note in report.notes]) == (1, ["changed-contact"])
    assert await service_connection.fetchval("SELECT address FROM contact") == HOA.address


async def test_who_works_elsewhere_finds_no_desk(service_connection: Connection, scene: Scene) -> None:
    for asker in (scene.stranger, uuid4()):
        with pytest.raises(NotFound):
            await send(service_connection, scene, write_list([HOA]), asker)
    assert (await send(service_connection, scene, write_list([HOA]), scene.teller)).rows_created == 1


async def test_without_an_agreement_the_refusal_names_who_can_help(
    service_connection: Connection, scene: Scene
) -> None:
    await service_connection.execute("UPDATE agreement SET valid_to = '2026-01-02'")
    with pytest.raises(NoAgreement, match=r"Bưu cục Gia Lâm \(\+842438276543\)"):
        await send(service_connection, scene, write_list([HOA]))


async def test_a_file_that_is_no_list_leaves_nothing(service_connection: Connection, scene: Scene) -> None:
    before = await counts(service_connection)
    with pytest.raises(UnreadableFile):
        await send(service_connection, scene, b"not;a;list\n1;2;3\n")
    assert await counts(service_connection) == before


async def test_a_long_list_takes_a_handful_of_statements(service_connection: Connection, scene: Scene) -> None:
    rows = [row(number, dossier_code=f"H26.34-261120-{number:05d}") for number in range(1500)]
    report = await send(service_connection, scene, write_list(rows, "csv"))
    assert report.rows_created == 1500


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_the_sample_files_bring_ten_jobs_and_one_line_to_mend(
    service_connection: Connection, scene: Scene, form: str
) -> None:
    report = await send(service_connection, scene, (FILES / f"phieu_ban_giao.{form}").read_bytes())
    assert (report.rows_created, report.rows_rejected, report.rows_not_by_post) == (10, 1, 1)
    assert [wrong.field for wrong in report.rejected] == ["Điện thoại", "Số tiền phải thu"]


FILES = Path(__file__).parent / "files"
