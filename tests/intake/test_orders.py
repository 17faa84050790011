"""Orders of every kind: sent, registered, both, supplemented; warned of, hardly ever refused."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from courier.clock import today
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, InvalidInput
from courier.intake.agreement import NoAgreement
from courier.intake.import_list import import_list
from courier.intake.list_files import write_list
from courier.intake.model import DocumentLine, Sender, StatedAmount, SupplementAsked
from courier.intake.orders.place_order import place_order
from courier.intake.orders.presence import PresenceRequired
from courier.intake.scope import NotInScope
from courier.network.grant_role import grant_role
from courier.network.model import GrantScope, NewAgreement, RoleGrant
from courier.network.open_office import open_office
from courier.network.sign_agreement import sign_agreement
from tests.intake.conftest import PRESENT, Scene, office, someone
from tests.intake.rows import HOA
from tests.intake.test_place_order import SENDER, order

RECIPIENT = Sender(full_name="Đỗ Thị Mai", phone="0912 000 111", address="Số 9, xã Gia Lâm")


async def add_procedure(connection: Connection, code: str = "DEMO-KHAI-SINH", **changes: Any) -> str:
    """A procedure of the catalogue, in force, that may go by post both ways."""
    fields: dict[str, Any] = {
        "procedure_code": code,
        "valid_from": date(2026, 1, 1),
        "name": "Đăng ký khai sinh",
        "name_key": "dang ky khai sinh",
        "field": "civil_status",
        "level": "commune",
        "agency": "UBND cấp xã",
        "last_reviewed_on": date(2026, 10, 1),
        "may_send": True,
        "may_return": True,
        "must_attend_send": False,
        "must_attend_return": False,
        "presence_vi": None,
        "presence_en": None,
        "personal_only": False,
        "receivers": ["owner"],
        "post_may_collect": True,
        "may_pay_later": True,
    } | changes
    columns, places = ", ".join(fields), ", ".join(f"${n}" for n in range(1, len(fields) + 1))
    await connection.execute(f"INSERT INTO procedure ({columns}) VALUES ({places})", *fields.values())
    return code


def problems(placed: Any) -> set[str]:
    return {warning.problem for warning in placed.warnings} - {"not-trained"}


async def test_a_return_is_registered_without_job_or_item(service_connection: Connection, scene: Scene) -> None:
    new = order(
        scene, kind="RETURN", sender=None, recipient=RECIPIENT, dossier_code="H26.34-261120-0007", channel="web"
    )
    placed = await place_order(service_connection, scene.teller, new)
    assert (placed.job_id, placed.registration_id, placed.is_new) == (None, new.order_id, True)
    assert await service_connection.fetchval("SELECT count(*) FROM job") == 0
    row = await service_connection.fetchrow(
        "SELECT r.channel, c.full_name, c.phone, d.code FROM registered_return AS r"
        " JOIN dossier AS d USING (dossier_id) JOIN contact AS c ON c.party_id = r.recipient_id"
    )
    assert tuple(row) == ("web", "Đỗ Thị Mai", "+84912000111", "H26.34-261120-0007")
    again = await place_order(service_connection, scene.teller, new)
    assert again == msgspec.structs.replace(placed, is_new=False)


async def test_both_ways_are_one_dossier(service_connection: Connection, scene: Scene) -> None:
    new = order(
        scene, kind="BOTH", recipient=RECIPIENT, at_counter=True, return_at_counter=False, due_on=date(2026, 12, 9)
    )
    placed = await place_order(service_connection, scene.teller, new)
    assert (placed.job_id, placed.registration_id) == (new.order_id, new.order_id)
    job = await service_connection.fetchrow("SELECT leg, at_counter, dossier_id FROM job")
    assert tuple(job) == ("SEND", True, placed.dossier_id)
    registered = await service_connection.fetchrow("SELECT dossier_id, at_counter FROM registered_return")
    assert tuple(registered) == (placed.dossier_id, False)
    dossier = await service_connection.fetchrow("SELECT due_on, owner_id FROM dossier")
    owner = await service_connection.fetchval("SELECT full_name FROM contact WHERE party_id = $1", dossier["owner_id"])
    assert (dossier["due_on"], owner) == (date(2026, 12, 9), SENDER.full_name)


async def test_a_supplement_goes_under_its_dossier(service_connection: Connection, scene: Scene) -> None:
    sent = await place_order(service_connection, scene.teller, order(scene, dossier_code="H26.34-261120-0008"))
    asked = SupplementAsked(
        asked_on=date(2026, 11, 20), missing=["Bản sao giấy khai sinh"], deadline_on=date(2026, 12, 20), reason="Thiếu"
    )
    more = order(scene, kind="SUPPLEMENT", title="", sender=None, dossier_code=" h26.34–261120-0008", supplement=asked)
    placed = await place_order(service_connection, scene.teller, more)
    assert (placed.dossier_id, problems(placed)) == (sent.dossier_id, set())
    origins = await service_connection.fetch("SELECT leg, origin_id FROM job ORDER BY leg")
    assert ([row["leg"] for row in origins], len({row["origin_id"] for row in origins})) == (["SEND", "SUPPLEMENT"], 1)
    request = await service_connection.fetchrow("SELECT asked_on, deadline_on, missing FROM supplement_request")
    assert tuple(request) == (asked.asked_on, asked.deadline_on, asked.missing)
    unseen = order(scene, kind="SUPPLEMENT", dossier_code="H26.34-260101-0001")
    assert problems(await place_order(service_connection, scene.teller, unseen)) == {"dossier-new-here"}
    homeless = order(scene, kind="SUPPLEMENT", sender=None, dossier_code="H26.34-260101-0002")
    with pytest.raises(InvalidInput) as refusal:
        await place_order(service_connection, scene.teller, homeless)
    assert [wrong.field for wrong in refusal.value.fields] == ["sender"]


@pytest.mark.parametrize(
    ("code", "warned"),
    [("000.17.22.H56-210531-0001", set()), ("H56.14-240823-0001", set()), ("số 12/HS", {"unusual-dossier-code"})],
)
async def test_both_official_forms_of_a_code_are_taken_and_odd_ones_warned_of(
    service_connection: Connection, scene: Scene, code: str, warned: set[str]
) -> None:
    placed = await place_order(service_connection, scene.teller, order(scene, dossier_code=code))
    assert problems(placed) == warned


async def test_a_leg_that_wants_the_citizen_is_refused_with_the_sentence(
    service_connection: Connection, scene: Scene
) -> None:
    code = await add_procedure(
        service_connection,
        may_send=False,
        must_attend_send=True,
        presence_vi="Hai bên nam nữ phải cùng có mặt",
        presence_en="Both must be there",
    )
    with pytest.raises(PresenceRequired, match="Hai bên nam nữ phải cùng có mặt") as refusal:
        await place_order(service_connection, scene.teller, order(scene, procedure_code=code))
    assert refusal.value.leg == "SEND"
    result = order(scene, kind="RETURN", recipient=RECIPIENT, procedure_code=code)
    assert (await place_order(service_connection, scene.teller, result)).registration_id == result.order_id
    with pytest.raises(PresenceRequired):
        await place_order(service_connection, scene.teller, order(scene, kind="BOTH", procedure_code=code))
    assert await service_connection.fetchval("SELECT count(*) FROM job") == 0


async def test_nothing_else_refuses(service_connection: Connection, scene: Scene) -> None:
    code = await add_procedure(service_connection, may_send=False, post_may_collect=False)
    odd = order(
        scene,
        procedure_code=code,
        dossier_code="?",
        amounts=[StatedAmount("fee", 5_000_000, "citizen")],
        sender=msgspec.structs.replace(SENDER, address="Thôn 3"),
    )
    placed = await place_order(service_connection, scene.teller, odd)
    assert problems(placed) == {"unusual-dossier-code", "not-by-post", "not-collectable", "commune-unknown"}
    assert {w.problem for w in placed.warnings} >= {"not-trained"}
    assert await service_connection.fetchval("SELECT subject_id FROM training_warning") == odd.order_id
    strange = await place_order(service_connection, scene.teller, order(scene, procedure_code="9.999999"))
    assert problems(strange) == {"unknown-procedure"}
    again = await place_order(service_connection, scene.teller, odd)
    assert again == msgspec.structs.replace(placed, is_new=False)


async def test_who_has_the_training_mark_is_not_warned_of(service_connection: Connection, scene: Scene) -> None:
    await service_connection.execute(
        "INSERT INTO training_mark (mark_id, person_id, skill, trained_on, trained_by, recorded_by)"
        " VALUES ($1, $2, 'intake', $3, 'Bưu điện thành phố', $2)",
        uuid4(),
        scene.teller,
        today(),
    )
    assert (await place_order(service_connection, scene.teller, order(scene))).warnings == []


async def test_the_checklist_is_copied_from_the_catalogue(service_connection: Connection, scene: Scene) -> None:
    code = await add_procedure(service_connection)
    await service_connection.execute(
        "INSERT INTO procedure_document (procedure_code, valid_from, ordinal, name, name_key, originals,"
        " certified_copies, photocopies, for_comparison, is_required)"
        " VALUES ($1, '2026-01-01', 1, 'Giấy chứng sinh', 'giay chung sinh', 1, 0, 0, true, true)",
        code,
    )
    await place_order(service_connection, scene.teller, order(scene, procedure_code=code))
    own = [DocumentLine(name="Tờ khai", originals=1), DocumentLine(name="Ảnh", photocopies=2)]
    await place_order(service_connection, scene.teller, order(scene, procedure_code=code, documents=own))
    lines = await service_connection.fetch(
        "SELECT name, originals, photocopies, is_shown_and_returned FROM dossier_document ORDER BY dossier_id, line"
    )
    assert [tuple(line) for line in lines] == [
        ("Giấy chứng sinh", 1, 0, True),
        ("Tờ khai", 1, 0, False),
        ("Ảnh", 0, 2, False),
    ]
    version = await service_connection.fetchval("SELECT DISTINCT procedure_valid_from FROM dossier")
    assert version == date(2026, 1, 1)


async def test_the_office_of_the_commune_fetches(service_connection: Connection, scene: Scene) -> None:
    other = await service_connection.fetchval("SELECT office_id FROM office WHERE code = '131100'")
    await service_connection.execute(
        "INSERT INTO office_area (office_id, unit_code, unit_valid_from, valid_from) VALUES ($1, '00577', $2, $2)",
        other,
        PRESENT,
    )
    await place_order(service_connection, scene.teller, order(scene))
    job = await service_connection.fetchrow("SELECT serving_office_id, delivering_office_id FROM job")
    assert tuple(job) == (other, scene.point.office_id)
    told = await service_connection.fetch("SELECT office_id FROM change WHERE topic = 'job'")
    assert {row["office_id"] for row in told} == {other, scene.point.office_id}


async def test_a_result_is_registered_once(service_connection: Connection, scene: Scene) -> None:
    sent = await place_order(service_connection, scene.teller, order(scene, kind="BOTH"))
    more = order(scene, kind="RETURN", recipient=RECIPIENT, dossier_id=sent.dossier_id, title="")
    with pytest.raises(Conflict, match="đã đăng ký"):
        await place_order(service_connection, scene.teller, more)


async def test_a_later_order_brings_the_code_and_the_day(service_connection: Connection, scene: Scene) -> None:
    sent = await place_order(service_connection, scene.teller, order(scene))
    later = order(
        scene,
        kind="RETURN",
        title="",
        recipient=RECIPIENT,
        dossier_id=sent.dossier_id,
        dossier_code="H26.34-261121-0003",
        due_on=date(2026, 12, 1),
    )
    assert problems(await place_order(service_connection, scene.teller, later)) == {"other-owner"}
    row = await service_connection.fetchrow("SELECT code, due_on FROM dossier")
    assert tuple(row) == ("H26.34-261121-0003", date(2026, 12, 1))
    other = order(scene, dossier_id=sent.dossier_id, dossier_code="H26.34-261121-0004")
    with pytest.raises(Conflict):
        await place_order(service_connection, scene.teller, other)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"sender": None}, ["sender"]),
        ({"kind": "RETURN", "recipient": None}, ["recipient"]),
        ({"kind": "SUPPLEMENT", "sender": None}, ["sender", "dossier_code"]),
        ({"title": "", "weight_g": 40_000}, ["title", "weight_g"]),
        ({"dossier_id": uuid4()}, ["dossier_id"]),
        ({"competent_agency_id": uuid4()}, ["competent_agency_id"]),
        ({"kind": "BOTH", "recipient": msgspec.structs.replace(RECIPIENT, phone="1")}, ["recipient.phone"]),
        ({"documents": [DocumentLine(name="", originals=-1)]}, ["documents[0].name", "documents[0]"]),
        ({"supplement": SupplementAsked(asked_on=date(2026, 11, 1), missing=[])}, ["supplement", "supplement.missing"]),
        (
            {
                "kind": "SUPPLEMENT",
                "dossier_code": "H26.34-261121-0004",
                "supplement": SupplementAsked(asked_on=date(2026, 11, 2), missing=["x"], deadline_on=date(2026, 11, 1)),
            },
            ["supplement.deadline_on"],
        ),
        ({"kind": "RETURN", "recipient": RECIPIENT, "amounts": [StatedAmount("fee", 9_000, "citizen")]}, ["amounts"]),
        ({"papers_to_take_back": 101}, ["papers_to_take_back"]),
        ({"window_from": datetime(2026, 11, 23, tzinfo=UTC), "window_to": datetime(2026, 11, 23)}, ["window_to"]),
        (
            {"window_from": datetime(1, 1, 1, tzinfo=UTC), "window_to": datetime(2026, 11, 23, tzinfo=UTC)},
            ["window_from"],
        ),
        ({"window_to": datetime(9999, 12, 31, 23, tzinfo=UTC)}, ["window_to"]),
        ({"dossier_code": "\u200b", "title": " \u00a0"}, ["title", "dossier_code"]),
        ({"sender": msgspec.structs.replace(SENDER, full_name="\u202e")}, ["sender.full_name"]),
    ],
)
async def test_every_wrong_field_is_named_and_nothing_kept(
    service_connection: Connection, scene: Scene, change: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await place_order(service_connection, scene.teller, order(scene, **change))
    assert [wrong.field for wrong in refusal.value.fields] == fields
    assert await service_connection.fetchval("SELECT count(*) FROM dossier") == 0


async def test_each_leg_needs_its_agreement(service_connection: Connection, scene: Scene) -> None:
    await service_connection.execute("UPDATE agreement SET valid_to = '2026-01-02'")
    only_send = NewAgreement(
        desk_id=scene.desk.office_id,
        post_office_id=scene.point.office_id,
        legs=["SEND"],
        handover_mode="sealed",
        legal_basis="QĐ 45/2016/QĐ-TTg",
        valid_from=date(2026, 1, 2),
    )
    await sign_agreement(service_connection, only_send)
    await place_order(service_connection, scene.teller, order(scene))
    with pytest.raises(NoAgreement, match="trả kết quả"):
        await place_order(service_connection, scene.teller, order(scene, kind="BOTH"))


async def test_a_field_that_the_agreement_does_not_name_is_warned_of(
    service_connection: Connection, scene: Scene
) -> None:
    await service_connection.execute("UPDATE agreement SET valid_to = '2026-01-02'")
    only_land = NewAgreement(
        desk_id=scene.desk.office_id,
        post_office_id=scene.point.office_id,
        legs=["SEND"],
        handover_mode="sealed",
        legal_basis="QĐ 45/2016/QĐ-TTg",
        valid_from=date(2026, 1, 2),
        fields=["land"],
    )
    await sign_agreement(service_connection, only_land)
    code = await add_procedure(service_connection)
    placed = await place_order(service_connection, scene.teller, order(scene, procedure_code=code))
    assert problems(placed) == {"field-not-agreed"}


async def test_a_limited_teller_is_told_so_and_the_head_takes_the_same_order(
    service_connection: Connection, scene: Scene
) -> None:
    agency = (await open_office(service_connection, office("agency", "H26.99", "Sở Tư pháp"))).office_id
    limited, head = [await someone(service_connection, "carrier", scene.point) for _ in range(2)]
    for person, role, scopes in (
        (limited, "teller", [GrantScope(agency_id=agency, leg="SEND")]),
        (head, "teller", [GrantScope(field="land")]),
        (head, "supervisor", []),
    ):
        grant = RoleGrant(
            person_id=person,
            role=role,  # type: ignore[arg-type]
            office_id=scene.point.office_id,
            valid_from=date(2026, 1, 1),
            scopes=scopes,
        )
        await grant_role(service_connection, grant)
    taken = await place_order(service_connection, limited, order(scene, competent_agency_id=agency))
    assert taken.is_new
    both = order(scene, kind="BOTH", competent_agency_id=agency)
    with pytest.raises(NotInScope, match="trả kết quả") as refusal:
        await place_order(service_connection, limited, both)
    assert refusal.value.leg == "RETURN"
    with pytest.raises(NotInScope):
        await place_order(service_connection, limited, order(scene, competent_agency_id=scene.desk.office_id))
    assert (await place_order(service_connection, head, both)).is_new
    with pytest.raises(NotInScope):
        await import_list(service_connection, limited, scene.desk.office_id, "ds.csv", write_list([HOA], "csv"))
    assert await service_connection.fetchval("SELECT count(*) FROM list_import") == 0


async def test_a_result_asked_for_in_an_order_that_only_sends_and_a_time_gone_by_are_warned_of(
    service_connection: Connection, scene: Scene
) -> None:
    gone = {"window_from": datetime(2020, 1, 1, 7, tzinfo=UTC), "window_to": datetime(2020, 1, 1, 9, tzinfo=UTC)}
    placed = await place_order(service_connection, scene.teller, order(scene, recipient=RECIPIENT, **gone))
    assert problems(placed) == {"not-returned", "over"}


async def test_one_order_sent_by_many_at_once_is_placed_once(database: Pool, scene: Scene) -> None:
    new = order(scene, kind="BOTH")
    sent = [in_transaction(database, lambda c: place_order(c, scene.teller, new)) for _ in range(4)]
    placed = await asyncio.gather(*sent)
    assert sorted(each.is_new for each in placed) == [False, False, False, True]
    assert {each.dossier_id for each in placed} == {placed[0].dossier_id}
