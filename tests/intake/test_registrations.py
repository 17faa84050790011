"""A result registered weeks before: it waits, the desk's list finds it, it may change or be closed."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, InvalidInput, NotFound
from courier.intake.import_list import import_list
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, Sender
from courier.intake.orders.place_order import place_order
from courier.intake.registrations.change_recipient import change_recipient
from courier.intake.registrations.close_registration import close_registration
from courier.intake.registrations.list_registrations import list_registrations
from courier.intake.registrations.model import Check, RecipientChange
from courier.intake.registrations.record_dossier_code import record_dossier_code
from tests.intake.conftest import PRESENT, Scene
from tests.intake.rows import HOA, row
from tests.intake.test_place_order import order

MAI = Sender(full_name="Đỗ Thị Mai", phone="0912 000 111", address="Số 9, xã Bát Tràng")
AT_HOME = Check(asked_by="recipient", how_checked="call_back")


async def register(connection: Connection, scene: Scene, **changes: Any) -> UUID:
    """A result of Hoa's dossier that Mai is to take."""
    fields = {"kind": "RETURN", "sender": None, "recipient": MAI, "dossier_code": HOA.dossier_code}
    placed = await place_order(connection, scene.teller, order(scene, **(fields | changes)))
    assert placed.registration_id is not None
    return placed.registration_id


async def send(connection: Connection, scene: Scene, *rows: Any) -> ListImported:
    return await import_list(connection, scene.clerk, scene.desk.office_id, "ds.csv", write_list(rows, "csv"))


async def states(connection: Connection, scene: Scene) -> list[tuple[str, str | None]]:
    found = await list_registrations(connection, scene.teller, scene.point.office_id, with_done=True)
    return [(each.state, each.closed_because) for each in found]


async def test_the_desks_list_makes_the_job_as_it_was_registered(service_connection: Connection, scene: Scene) -> None:
    registration_id = await register(service_connection, scene, channel="phone", at_counter=True, personal_only=True)
    assert await states(service_connection, scene) == [("waiting", None)]
    of_mai = msgspec.structs.replace(HOA, full_name=MAI.full_name)
    report = await send(service_connection, scene, of_mai, row(2))
    assert (report.rows_created, [note.problem for note in report.notes]) == (2, ["registered-otherwise"])
    job = await service_connection.fetchrow("SELECT * FROM job WHERE job_id = $1", report.jobs[0].job_id)
    assert (job["channel"], job["at_counter"], job["personal_only"]) == ("phone", True, True)
    contact = await service_connection.fetchrow("SELECT * FROM contact WHERE party_id = $1", job["destination_id"])
    assert (contact["full_name"], contact["address"]) == (MAI.full_name, MAI.address)
    [found] = await list_registrations(service_connection, scene.clerk, scene.desk.office_id, with_done=True)
    assert (found.registration_id, found.state, found.job_ids) == (registration_id, "matched", [job["job_id"]])
    assert await list_registrations(service_connection, scene.stranger, scene.point.office_id, with_done=True) == []
    again = await send(service_connection, scene, of_mai, row(2))
    assert (again.rows_created, again.rows_known) == (0, 2)


async def test_a_code_learnt_later_finds_its_registration(service_connection: Connection, scene: Scene) -> None:
    placed = await place_order(service_connection, scene.teller, order(scene, kind="BOTH"))
    spoken = " h26.34–261120-0001"
    assert (
        await record_dossier_code(service_connection, scene.clerk, placed.dossier_id, spoken, date(2026, 12, 1)) == []
    )
    [odd] = await record_dossier_code(
        service_connection, scene.clerk, (await another(service_connection, scene)), "12/A"
    )
    assert odd.problem == "unusual-dossier-code"
    report = await send(service_connection, scene, msgspec.structs.replace(HOA, full_name="Đỗ Văn Ứng"))
    assert report.rows_created == 1
    legs = await service_connection.fetch("SELECT leg, dossier_id FROM job ORDER BY leg")
    assert [tuple(job) for job in legs][:1] == [("RETURN", placed.dossier_id)]
    with pytest.raises(Conflict):
        await record_dossier_code(service_connection, scene.clerk, placed.dossier_id, "H26.34-261120-0002")
    with pytest.raises(Conflict):
        await record_dossier_code(service_connection, scene.clerk, await another(service_connection, scene), spoken)
    with pytest.raises(NotFound):
        await record_dossier_code(service_connection, scene.stranger, placed.dossier_id, spoken)
    for nothing in ("\u200b", " ", ""):
        with pytest.raises(InvalidInput):
            await record_dossier_code(service_connection, scene.clerk, placed.dossier_id, nothing)


async def another(connection: Connection, scene: Scene) -> UUID:
    return (await place_order(connection, scene.teller, order(scene))).dossier_id


async def test_what_was_taken_in_person_becomes_no_job_until_registered_again(
    service_connection: Connection, scene: Scene
) -> None:
    registration_id = await register(service_connection, scene)
    for _ in range(2):
        await close_registration(service_connection, scene.clerk, registration_id, "taken_in_person", AT_HOME)
    assert await states(service_connection, scene) == [("closed", "taken_in_person")]
    with pytest.raises(Conflict):
        await close_registration(service_connection, scene.clerk, registration_id, "withdrawn", AT_HOME)
    of_mai = msgspec.structs.replace(HOA, full_name=MAI.full_name)
    report = await send(service_connection, scene, of_mai)
    assert (report.rows_created, report.rows_not_by_post) == (0, 1)
    assert [note.problem for note in report.notes] == ["taken-in-person"]
    await register(service_connection, scene)
    assert (await send(service_connection, scene, of_mai)).rows_created == 1


async def test_a_withdrawn_registration_leaves_the_lists_own_words(
    service_connection: Connection, scene: Scene
) -> None:
    registration_id = await register(
        service_connection, scene, recipient=msgspec.structs.replace(MAI, full_name=HOA.full_name)
    )
    await close_registration(service_connection, scene.teller, registration_id, "withdrawn", AT_HOME)
    report = await send(service_connection, scene, HOA)
    assert (report.rows_created, [note.problem for note in report.notes]) == (1, ["registration-withdrawn"])
    phone = await service_connection.fetchval(
        "SELECT c.phone FROM job AS j JOIN contact AS c ON c.party_id = j.destination_id"
    )
    assert phone == HOA.phone


async def test_what_became_a_job_is_not_closed_and_strangers_see_nothing(
    service_connection: Connection, scene: Scene
) -> None:
    registration_id = await register(service_connection, scene)
    with pytest.raises(NotFound):
        await close_registration(service_connection, scene.stranger, registration_id, "withdrawn", AT_HOME)
    await send(service_connection, scene, msgspec.structs.replace(HOA, full_name=MAI.full_name))
    with pytest.raises(Conflict, match="đơn phát"):
        await close_registration(service_connection, scene.teller, registration_id, "taken_in_person", AT_HOME)


async def test_a_change_is_recorded_and_moves_the_job_to_who_serves_there(
    service_connection: Connection, scene: Scene
) -> None:
    other = await service_connection.fetchval("SELECT office_id FROM office WHERE code = '131100'")
    await service_connection.execute(
        "INSERT INTO office_area (office_id, unit_code, unit_valid_from, valid_from) VALUES ($1, '00577', $2, $2)",
        other,
        PRESENT,
    )
    report = await send(service_connection, scene, HOA)
    job_id = report.jobs[0].job_id
    asked = RecipientChange(
        check=AT_HOME, full_name="Bùi Văn Nam", phone="0987 111 222", address="Số 2, xã Bát Tràng", at_counter=True
    )
    changed = await change_recipient(service_connection, scene.teller, job_id, asked)
    assert (set(changed.fields), changed.delivering_office_id) == (
        {"full_name", "phone", "address", "at_counter"},
        other,
    )
    job = await service_connection.fetchrow("SELECT * FROM job")
    assert (job["at_counter"], job["delivering_office_id"], job["destination_id"]) == (
        True,
        other,
        changed.recipient_id,
    )
    contact = await service_connection.fetchrow("SELECT * FROM contact WHERE party_id = $1", changed.recipient_id)
    assert (contact["full_name"], contact["phone"], contact["unit_code"]) == ("Bùi Văn Nam", "+84987111222", "00577")
    owner = await service_connection.fetchval(
        "SELECT c.full_name FROM dossier AS d JOIN contact AS c ON c.party_id = d.owner_id"
    )
    assert owner == HOA.full_name
    kept = await service_connection.fetchrow("SELECT * FROM recipient_change")
    assert (kept["asked_by"], kept["how_checked"], kept["before"]["phone"]) == ("recipient", "call_back", HOA.phone)
    same = await change_recipient(service_connection, scene.teller, job_id, asked)
    assert (same.change_id, same.fields) == (None, [])
    told = await service_connection.fetch("SELECT office_id FROM change WHERE facts ? 'recipient_changed'")
    assert {change["office_id"] for change in told} == {scene.point.office_id, other}


async def test_a_registration_changes_before_its_list_comes(service_connection: Connection, scene: Scene) -> None:
    registration_id = await register(service_connection, scene)
    change = RecipientChange(check=AT_HOME, address="Số 1, xã Gia Lâm", lon=105.93, lat=21.01, at_counter=True)
    changed = await change_recipient(service_connection, scene.clerk, registration_id, change)
    assert set(changed.fields) == {"address", "position", "at_counter"}
    await send(service_connection, scene, msgspec.structs.replace(HOA, full_name=MAI.full_name))
    job = await service_connection.fetchrow(
        "SELECT j.at_counter, c.lon, c.position_quality FROM job AS j"
        " JOIN contact AS c ON c.party_id = j.destination_id"
    )
    assert tuple(job) == (True, 105.93, "office")
    await close_registration(
        service_connection,
        scene.clerk,
        await register(service_connection, scene, dossier_code=None),
        "withdrawn",
        AT_HOME,
    )


async def test_wrong_fields_of_a_change_are_named_and_strangers_change_nothing(
    service_connection: Connection, scene: Scene
) -> None:
    registration_id = await register(service_connection, scene)
    wrong = RecipientChange(check=AT_HOME, full_name=" ", phone="1", address="x" * 301, lon=21.0, lat=105.9)
    with pytest.raises(InvalidInput) as refusal:
        await change_recipient(service_connection, scene.clerk, registration_id, wrong)
    assert [error.field for error in refusal.value.fields] == ["full_name", "address", "phone", "lon"]
    fine = RecipientChange(check=AT_HOME, at_counter=True)
    for asker, target in ((scene.stranger, registration_id), (scene.clerk, uuid4())):
        with pytest.raises(NotFound):
            await change_recipient(service_connection, asker, target, fine)
    await close_registration(service_connection, scene.clerk, registration_id, "withdrawn", AT_HOME)
    with pytest.raises(Conflict):
        await change_recipient(service_connection, scene.clerk, registration_id, fine)
    assert await service_connection.fetchval("SELECT count(*) FROM recipient_change") == 0


async def test_a_registration_without_a_code_is_suggested_to_a_person_and_never_matched_by_itself(
    service_connection: Connection, scene: Scene
) -> None:
    of_hoa = Sender(full_name="BÙI  THỊ HOÀ", phone="0912 345 678", address="Số 9, xã Bát Tràng")
    waiting = await register(service_connection, scene, recipient=of_hoa, dossier_code=None)
    spoken = msgspec.structs.replace(HOA, full_name="Bùi Thị Hòa")
    report = await send(service_connection, scene, spoken, row(2, full_name="Ngô An", phone=HOA.phone))
    notes = [note for note in report.notes if note.problem == "may-be-registered"]
    assert [(note.line, note.value) for note in notes] == [(2, str(waiting))]
    assert await states(service_connection, scene) == [("waiting", None)]
    await close_registration(service_connection, scene.clerk, waiting, "withdrawn", AT_HOME)
    later = await send(service_connection, scene, msgspec.structs.replace(spoken, dossier_code="H26.34-261120-0099"))
    assert [note.problem for note in later.notes] == []


async def test_a_list_and_a_change_of_recipient_at_once_bring_the_result_where_it_now_goes(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    other = await service_connection.fetchval("SELECT office_id FROM office WHERE code = '131100'")
    await service_connection.execute(
        "INSERT INTO office_area (office_id, unit_code, unit_valid_from, valid_from) VALUES ($1, '00577', $2, $2)",
        other,
        PRESENT,
    )
    at_gia_lam = msgspec.structs.replace(MAI, address="Số 9, xã Gia Lâm")
    of_mai = write_list([msgspec.structs.replace(HOA, full_name=MAI.full_name)], "csv")
    registration_id = await register(service_connection, scene, recipient=at_gia_lam)
    moved = RecipientChange(check=AT_HOME, address=MAI.address)
    await asyncio.gather(
        in_transaction(database, lambda c: change_recipient(c, scene.teller, registration_id, moved)),
        in_transaction(database, lambda c: import_list(c, scene.clerk, scene.desk.office_id, "ds.csv", of_mai)),
    )
    assert await service_connection.fetchval("SELECT delivering_office_id FROM job") == other


async def test_closing_and_matching_at_once_leave_either_a_job_or_a_closed_registration(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    registration_id = await register(service_connection, scene)
    of_mai = write_list([msgspec.structs.replace(HOA, full_name=MAI.full_name)], "csv")
    await asyncio.gather(
        in_transaction(
            database, lambda c: close_registration(c, scene.teller, registration_id, "taken_in_person", AT_HOME)
        ),
        in_transaction(database, lambda c: import_list(c, scene.clerk, scene.desk.office_id, "ds.csv", of_mai)),
        return_exceptions=True,
    )
    jobs = await service_connection.fetchval("SELECT count(*) FROM job")
    closed = await service_connection.fetchval("SELECT count(*) FROM registration_closing")
    assert jobs + closed == 1
