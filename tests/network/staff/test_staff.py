"""Hats with a scope, training marks and what is done without them, carriers who stand in for a day."""

import asyncio
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
import pytest

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, IdInUse, InvalidInput, NotFound
from courier.network.grant_role import grant_role
from courier.network.identity.issue_enrolment import issue_enrolment
from courier.network.model import GrantScope, Office, RoleGrant, UnitKey
from courier.network.offices.model import NewArea
from courier.network.offices.serve_commune import serve_commune
from courier.network.open_office import open_office
from courier.network.staff.appoint_substitute import (
    SUBSTITUTION_REFUSALS,
    appoint_substitute,
    list_substitutes,
)
from courier.network.staff.end_grant import end_grant
from courier.network.staff.model import NewSubstitute, NewTrainingMark
from courier.network.staff.statements import MAY_HANDLE, STAFF_OF
from courier.network.staff.train import (
    MARK_REFUSALS,
    is_trained,
    train,
    training_gaps,
    training_warnings,
    warn_untrained,
)
from tests.network.gia_lam import PRESENT, former_gia_lam, office, open_present_desks, someone

GIA_LAM, BAT_TRANG, PHU_DONG = (UnitKey(code, PRESENT) for code in ("00565", "00577", "00541"))
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=clock.VIETNAM)
TODAY = date(2026, 11, 23)
SINCE = date(2020, 1, 1)


class Scene(NamedTuple):
    """A post office that serves two communes, its head, a carrier, a desk."""

    point: Office
    desk: Office
    head: UUID
    lan: UUID


@pytest.fixture
async def scene(service_connection: Connection) -> Scene:
    connection = service_connection
    await clock.set_simulated_now(connection, MORNING)
    place = await former_gia_lam(connection)
    desks = await open_present_desks(connection, place.post_office)
    for unit in (GIA_LAM, BAT_TRANG):
        area = NewArea(office_id=place.post_office.office_id, unit=unit, valid_from=PRESENT)
        await serve_commune(connection, area)
    lan = await someone(connection, "carrier", place.post_office, "Bùi Thị Lan")
    return Scene(place.post_office, desks["Xã Gia Lâm"], place.head, lan)


async def open_agencies(connection: Connection, count: int) -> list[UUID]:
    return [
        (await open_office(connection, office("agency", f"H01.{number:02}", f"Sở {number}"))).office_id
        for number in range(count)
    ]


async def may(connection: Connection, person: UUID, at: Office, *scope: object) -> bool:
    return bool(await MAY_HANDLE.value(connection, person, at.office_id, *scope))


async def test_two_people_receive_for_4_departments_and_return_for_17(
    service_connection: Connection, scene: Scene
) -> None:
    departments = await open_agencies(service_connection, 17)
    hoa = await someone(service_connection, "carrier", scene.point, "Lê Thị Hoa")
    scopes = [GrantScope(agency_id=agency, leg="SEND") for agency in departments[:4]]
    scopes += [GrantScope(agency_id=agency, leg="RETURN") for agency in departments]
    await grant_role(
        service_connection,
        RoleGrant(person_id=hoa, role="desk_clerk", office_id=scene.desk.office_id, valid_from=SINCE, scopes=scopes),
    )
    received = [await may(service_connection, hoa, scene.desk, agency, "SEND", None) for agency in departments]
    returned = [await may(service_connection, hoa, scene.desk, agency, "RETURN", "land") for agency in departments]
    assert (sum(received), sum(returned)) == (4, 17)
    assert not await may(service_connection, hoa, scene.desk, uuid4(), "RETURN", None)
    assert not await may(service_connection, hoa, scene.point, departments[0], "SEND", None)
    staff = await STAFF_OF.all(service_connection, scene.head, scene.point.office_id, TODAY)
    assert [(row.role, row.is_limited) for row in staff if row.person_id == hoa] == [
        ("carrier", False),
        ("desk_clerk", True),
    ]


async def test_a_hat_without_a_scope_is_for_everything_and_a_field_alone_limits_too(
    service_connection: Connection, scene: Scene
) -> None:
    at_point = await someone(service_connection, "teller", scene.point)
    assert await may(service_connection, at_point, scene.desk, uuid4(), "SUPPLEMENT", "land")
    assert not await may(service_connection, scene.lan, scene.desk, None, None, None)
    mai = await someone(service_connection, "carrier", scene.point, "Trần Mai")
    fields = [GrantScope(field="civil_status"), GrantScope(field="certification")]
    grant = RoleGrant(person_id=mai, role="teller", office_id=scene.point.office_id, valid_from=SINCE, scopes=fields)
    await grant_role(service_connection, grant)
    assert await may(service_connection, mai, scene.point, None, "SEND", "certification")
    assert not await may(service_connection, mai, scene.point, None, "SEND", "land")
    assert await end_grant(service_connection, mai, "teller", scene.point.office_id, TODAY)
    assert not await may(service_connection, mai, scene.point, None, "SEND", "certification")
    assert not await end_grant(service_connection, mai, "teller", scene.point.office_id, TODAY)


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("carrier", [GrantScope(leg="SEND")]),
        ("teller", [GrantScope(leg="SEND"), GrantScope(leg="SEND")]),
        ("teller", [GrantScope(field="Đất")]),
        ("teller", [GrantScope(agency_id=uuid4())]),
    ],
)
async def test_a_wrong_scope_is_named(
    service_connection: Connection, scene: Scene, role: str, scopes: list[GrantScope]
) -> None:
    grant = RoleGrant(
        person_id=scene.head,
        role=role,  # type: ignore[arg-type]
        office_id=scene.point.office_id,
        valid_from=SINCE,
        scopes=scopes,
    )
    with pytest.raises(InvalidInput) as refusal:
        await grant_role(service_connection, grant)
    assert [wrong.field for wrong in refusal.value.fields] == ["scopes"]


async def test_a_post_office_is_no_agency_to_be_limited_to(service_connection: Connection, scene: Scene) -> None:
    limited = [GrantScope(agency_id=scene.point.office_id)]
    grant = RoleGrant(
        person_id=scene.head, role="teller", office_id=scene.point.office_id, valid_from=SINCE, scopes=limited
    )
    with pytest.raises(InvalidInput, match="cơ quan"):
        await grant_role(service_connection, grant)


def mark(person: UUID, trained_on: date = date(2026, 3, 1), valid_to: date | None = None) -> NewTrainingMark:
    return NewTrainingMark(
        person_id=person,
        skill="intake",
        trained_on=trained_on,
        trained_by="Bưu điện thành phố Hà Nội",
        valid_to=valid_to,
    )


async def test_intake_without_training_warns_and_is_listed_once_a_job(
    service_connection: Connection, scene: Scene
) -> None:
    job = uuid4()
    point = scene.point.office_id
    assert await warn_untrained(service_connection, scene.lan, "intake", point, job)
    assert await warn_untrained(service_connection, scene.lan, "intake", point, job)
    (warning,) = await training_warnings(service_connection, scene.head, point, TODAY)
    assert (warning.full_name, warning.skill, warning.subject_id) == ("Bùi Thị Lan", "intake", job)
    await train(service_connection, scene.head, mark(scene.lan))
    assert not await warn_untrained(service_connection, scene.lan, "intake", point, uuid4())
    assert len(await training_warnings(service_connection, scene.head, point, TODAY)) == 1
    assert await training_warnings(service_connection, scene.lan, point, TODAY) == []
    assert await training_warnings(service_connection, scene.head, point, TODAY + timedelta(days=1)) == []


async def test_who_was_never_trained_or_not_lately_or_soon_not_any_more_is_listed(
    service_connection: Connection, scene: Scene
) -> None:
    point = scene.point.office_id
    trained = {
        "never": None,
        "lapsed": date(2026, 6, 1),
        "lapsing": date(2026, 12, 1),
        "well": date(2027, 6, 1),
    }
    for name, valid_to in trained.items():
        person = await someone(service_connection, "teller", scene.point, name)
        if valid_to:
            await train(service_connection, scene.head, mark(person, valid_to=valid_to))
    gaps = await training_gaps(service_connection, scene.head, point, TODAY)
    assert {gap.full_name: gap.kind for gap in gaps} == {
        "never": "never",
        "lapsed": "lapsed",
        "lapsing": "lapsing",
        "Bùi Thị Lan": "never",
    }


async def test_a_mark_is_recorded_once_by_a_head_of_the_person(service_connection: Connection, scene: Scene) -> None:
    known = await train(service_connection, scene.head, mark(scene.lan))
    assert await train(service_connection, scene.head, mark(scene.lan)) == known
    assert not await is_trained(service_connection, scene.lan, "intake", date(2026, 2, 28))
    with pytest.raises(Conflict):
        await train(service_connection, scene.head, mark(scene.lan, valid_to=TODAY))
    with pytest.raises(NotFound):
        await train(service_connection, scene.lan, mark(scene.head))


async def test_one_id_is_one_substitute_asked_twice_at_once_or_otherwise(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    new = substitute(scene)
    sent = [in_transaction(database, lambda c: appoint_substitute(c, scene.head, new)) for _ in range(3)]
    first, *others = await asyncio.gather(*sent)
    assert others == [first, first]
    assert await service_connection.fetchval("SELECT count(*) FROM person WHERE full_name = $1", first.full_name) == 1
    for other in ({"units": [BAT_TRANG]}, {"stands_for": None}, {"reason": "Nghỉ phép"}):
        with pytest.raises(IdInUse):
            await appoint_substitute(service_connection, scene.head, msgspec.structs.replace(new, **other))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"skill": "Nhận"}, "skill"), ({"trained_by": ""}, "trained_by"), ({"valid_to": "2026-03-01"}, "valid_to")],
)
async def test_a_wrong_mark_is_named(
    service_connection: Connection, scene: Scene, change: dict[str, object], field: str
) -> None:
    bad = msgspec.convert(msgspec.to_builtins(mark(scene.lan)) | change, NewTrainingMark)
    with pytest.raises(InvalidInput) as refusal:
        await train(service_connection, scene.head, bad)
    assert [wrong.field for wrong in refusal.value.fields] == [field]


def substitute(scene: Scene, **change: object) -> NewSubstitute:
    new = NewSubstitute(
        substitution_id=uuid4(),
        office_id=scene.point.office_id,
        reason="Lan ốm",
        units=[GIA_LAM],
        full_name="Ngô Văn Thay",
        phone="0912 345 678",
        stands_for=scene.lan,
    )
    return msgspec.structs.replace(new, **change)


async def has_role(connection: Connection, person: UUID, at: Office) -> bool:
    query = "SELECT has_role($1, $2, 'carrier')"
    return bool(await connection.fetchval(query, person, at.office_id))


async def test_a_substitute_carries_today_only_there_only_and_may_be_let_in_at_once(
    service_connection: Connection, scene: Scene
) -> None:
    new = substitute(scene)
    appointed = await appoint_substitute(service_connection, scene.head, new)
    assert (appointed.on_date, appointed.unit_codes, appointed.phone) == (TODAY, ["00565"], "+84912345678")
    assert (appointed.reason, appointed.appointed_by) == ("Lan ốm", scene.head)
    assert await appoint_substitute(service_connection, scene.head, new) == appointed
    assert await list_substitutes(service_connection, scene.head, scene.point.office_id, TODAY) == [appointed]
    assert await list_substitutes(service_connection, scene.lan, scene.point.office_id, TODAY) == []
    area = await service_connection.fetchval(
        "SELECT substitute_area($1, $2, $3)", appointed.carrier_party_id, scene.point.office_id, TODAY
    )
    assert area == ["00565"]
    link = await issue_enrolment(
        service_connection,
        b"secret",
        issued_by=scene.head,
        office_id=scene.point.office_id,
        person_id=appointed.person_id,
        kind="phone",
    )
    assert link.short_code
    assert await has_role(service_connection, appointed.person_id, scene.point)
    await clock.set_simulated_now(service_connection, MORNING + timedelta(days=1))
    assert not await has_role(service_connection, appointed.person_id, scene.point)
    again = await appoint_substitute(
        service_connection,
        scene.head,
        substitute(scene, full_name=None, phone=None, person_id=appointed.person_id, units=[]),
    )
    assert (again.person_id, again.unit_codes) == (appointed.person_id, ["00565", "00577"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"units": [PHU_DONG]}, "units[0]"),
        ({"full_name": None}, "person_id"),
        ({"person_id": uuid4()}, "person_id"),
        ({"full_name": None, "person_id": uuid4()}, "person_id"),
        ({"reason": ""}, "reason"),
        ({"phone": "12"}, "phone"),
        ({"full_name": " "}, "full_name"),
        ({"stands_for": uuid4()}, "stands_for"),
    ],
)
async def test_a_wrong_substitute_is_named(
    service_connection: Connection, scene: Scene, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await appoint_substitute(service_connection, scene.head, substitute(scene, **change))
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_only_a_head_appoints_and_nobody_who_carries_there_already(
    service_connection: Connection, scene: Scene
) -> None:
    with pytest.raises(NotFound):
        await appoint_substitute(service_connection, scene.lan, substitute(scene))
    with pytest.raises(NotFound):
        await appoint_substitute(service_connection, scene.head, substitute(scene, office_id=scene.desk.office_id))
    carries = substitute(scene, full_name=None, phone=None, person_id=scene.lan, stands_for=None)
    with pytest.raises(Conflict, match="bưu tá"):
        await appoint_substitute(service_connection, scene.head, carries)
    used = await appoint_substitute(service_connection, scene.head, substitute(scene))
    other = substitute(scene, substitution_id=used.substitution_id, reason="khác")
    with pytest.raises(IdInUse):
        await appoint_substitute(service_connection, scene.head, other)


@pytest.mark.parametrize(
    "attack",
    [
        # A substitute who is no carrier that day.
        """INSERT INTO substitution (substitution_id, office_id, person_id, on_date, reason, appointed_by)
           SELECT gen_random_uuid(), $1, $2, '2026-11-24', 'x', $2""",
        # Nobody stands in for themselves.
        """INSERT INTO substitution (substitution_id, office_id, person_id, on_date, stands_for, reason, appointed_by)
           SELECT gen_random_uuid(), $1, $2, '2020-01-01', $2, 'x', $2""",
        # A scope without its hat.
        """INSERT INTO grant_scope (scope_id, person_id, role, office_id, valid_from, leg)
           SELECT gen_random_uuid(), $2, 'teller', $1, '2021-01-01', 'SEND'""",
        # A mark that ends before it begins.
        """INSERT INTO training_mark (mark_id, person_id, skill, trained_on, trained_by, valid_to, recorded_by)
           SELECT gen_random_uuid(), $2, 'intake', '2026-01-01', coalesce('x', $1::uuid::text), '2025-01-01', $2""",
    ],
)
async def test_the_database_refuses_what_no_act_would_write(
    service_connection: Connection, scene: Scene, attack: str
) -> None:
    with pytest.raises(Exception, match="violates"):
        await service_connection.execute(attack, scene.point.office_id, scene.lan)


@pytest.mark.parametrize("table", ["substitution", "substitution_area", "training_mark", "training_warning"])
async def test_what_was_decided_about_people_is_never_rewritten(owner_connection: Connection, table: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        await owner_connection.execute(f"TRUNCATE {table} CASCADE")


OURS = {
    "substitution_office_id_fkey",
    "substitution_person_id_fkey",
    "substitution_stands_for_fkey",
    "substitution_appointed_by_fkey",
    "substitution_person_id_role_office_id_on_date_fkey",
    "training_mark_pkey",
    "training_mark_person_id_fkey",
    "training_mark_recorded_by_fkey",
}


@pytest.mark.parametrize(
    ("table", "words"), [("substitution", SUBSTITUTION_REFUSALS), ("training_mark", MARK_REFUSALS)]
)
async def test_every_constraint_a_caller_can_break_has_its_words(
    owner_connection: Connection, table: str, words: dict[str, object]
) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype <> 'n'", table
    )
    assert {row["conname"] for row in names} - OURS == set(words)
