"""Hours, pauses, agreements, hats, training and substitutes over HTTP: for whom they are, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.service import Service
from courier import clock
from courier.database import Connection, in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import Office, Person, Role, RoleGrant, UnitKey
from courier.network.offices.model import NewArea
from courier.network.offices.serve_commune import serve_commune
from tests.api.world import PROVINCE, SINCE, Phone, World, log_in, token_of

UNIT = {"code": "00565", "valid_from": "2025-07-01"}


async def give(service: Service, person: Person, role: Role, office: Office) -> None:
    grant = RoleGrant(person_id=person.person_id, role=role, office_id=office.office_id, valid_from=SINCE)
    await in_transaction(service.pool, lambda connection: grant_role(connection, grant))


async def serve_gia_lam(service: Service, world: World) -> None:
    async def serve(connection: Connection) -> None:
        await connection.execute(
            """INSERT INTO administrative_unit
                   (code, valid_from, level, unit_type, name, name_key, province_code, source)
               VALUES ('00565', '2025-07-01', 'commune', 'Xã', 'Gia Lâm', 'gia lam', '01', 'test')"""
        )
        unit = UnitKey("00565", clock.today().replace(2025, 7, 1))
        await serve_commune(
            connection, NewArea(office_id=world.office.office_id, unit=unit, valid_from=unit.valid_from)
        )

    await in_transaction(service.pool, serve)


def pause(world: World, **change: Any) -> dict[str, Any]:
    until = clock.now() + timedelta(hours=2)
    return {
        "pause_id": str(uuid4()),
        "office_id": str(world.desk.office_id),
        "ends_at": until.isoformat(),
        "reason": "MEETING",
    } | change


async def test_a_clerk_pauses_the_desk_and_takes_in_again(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "cua", "desk")
    asked = pause(world)
    answer = await client.post("/api/v1/desk/pause", json=asked)
    assert answer.status_code == 201, answer.text
    assert (await client.post("/api/v1/desk/pause", json=asked)).json() == answer.json()
    query = {"office_id": asked["office_id"]}
    hours = (await client.get("/api/v1/desk/hours", params=query)).json()
    assert [found["pause_id"] for found in hours["pauses"]] == [asked["pause_id"]]
    ended = await client.post(f"/api/v1/desk/pause/{asked['pause_id']}/end")
    assert (ended.status_code, ended.json()["was_ended"]) == (200, True)


async def test_a_stranger_pauses_nothing_but_may_read_hours(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "xa")
    assert (await client.post("/api/v1/office/pause", json=pause(world))).status_code == 404
    assert (await client.post(f"/api/v1/office/pause/{uuid4()}/end")).status_code == 404
    week = {"office_id": str(world.desk.office_id), "valid_from": "2026-01-01", "spells": []}
    assert (await client.post("/api/v1/office/hours/week", json=week)).status_code == 404
    query = {"office_id": str(world.desk.office_id)}
    assert (await client.get("/api/v1/office/hours", params=query)).status_code == 200
    await client.delete("/api/v1/office/session")
    assert (await client.get("/api/v1/office/hours", params=query)).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": "2020-01-01T08:00:00Z"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59-14:00"}, "ends_at"),
        ({"starts_at": "9999-12-31T22:59:59-14:00", "ends_at": "9999-12-31T23:59:59-14:00"}, "starts_at"),
        ({"reason": "OTHER"}, "note"),
    ],
)
async def test_a_wrong_pause_is_refused_by_its_field(
    client: httpx.AsyncClient, world: World, change: dict[str, Any], field: str
) -> None:
    await log_in(client, "cua", "desk")
    answer = await client.post("/api/v1/desk/pause", json=pause(world, **change))
    assert (answer.status_code, [wrong["field"] for wrong in answer.json()["errors"]]) == (400, [field])


async def test_the_office_sets_a_week_and_a_day(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    desk = str(world.desk.office_id)
    morning = {"earliest_s": 25_200, "last_acceptance_s": 40_500, "closes_s": 41_400}
    week = {"office_id": desk, "valid_from": "2026-11-23", "spells": [morning | {"weekday": 1}]}
    assert (await client.post("/api/v1/office/hours/week", json=week)).status_code == 201
    day = {"office_id": desk, "on_date": "2026-11-24", "spells": [morning], "note": "Đổi ngày"}
    assert (await client.post("/api/v1/office/hours/day", json=day)).status_code == 201

    async def spells(on_date: str) -> Any:
        query = {"office_id": desk, "on_date": on_date}
        return (await client.get("/api/v1/office/hours", params=query)).json()["spells"]

    assert await spells("2026-11-23") == await spells("2026-11-24") == [[25_200, 40_500, 41_400]]
    assert await spells("2026-11-25") == []
    twice = week | {"spells": [morning | {"weekday": 1}] * 2}
    refused = await client.post("/api/v1/office/hours/week", json=twice)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "spells[1]")


@pytest.mark.parametrize("on_date", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_end_of_time_are_answered(client: httpx.AsyncClient, world: World, on_date: str) -> None:
    await log_in(client, "dieu")
    query = {"office_id": str(world.desk.office_id), "on_date": on_date, "since": on_date}
    for view in ("hours", "agreements/alarms", "substitutes", "training"):
        answer = await client.get(f"/api/v1/office/{view}", params=query)
        assert answer.status_code == 200, answer.text


def agreements(world: World, *desks: str, **change: Any) -> dict[str, Any]:
    return {
        "desk_ids": list(desks) or [str(world.desk.office_id)],
        "post_office_id": str(world.office.office_id),
        "legs": ["SEND", "RETURN"],
        "handover_mode": "sealed",
        "legal_basis": "QĐ 45/2016/QĐ-TTg",
        "number": "12/TTHT-2026",
        "fields": ["civil_status", "certification"],
        "valid_from": "2026-01-01",
    } | change


async def test_an_administrator_signs_and_ends_agreements_within_their_reach(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await log_in(client, "dieu")
    assert (await client.post("/api/v1/admin/agreements", json=agreements(world))).status_code == 403
    await give(service, world.dispatcher, "administrator", world.office)
    signed = await client.post("/api/v1/admin/agreements", json=agreements(world))
    assert signed.status_code == 201, signed.text
    again = await client.post("/api/v1/admin/agreements", json=agreements(world))
    assert again.json() == signed.json()
    (agreement,) = signed.json()
    assert (agreement["number"], agreement["fields"]) == ("12/TTHT-2026", ["civil_status", "certification"])
    unknown = await client.post("/api/v1/admin/agreements", json=agreements(world, str(uuid4())))
    assert [wrong["field"] for wrong in unknown.json()["errors"]] == ["desk_ids[0]"]
    clash = await client.post("/api/v1/admin/agreements", json=agreements(world, number="13"))
    assert [wrong["value"] for wrong in clash.json()["errors"]] == ["Một cửa Gia Lâm"]
    alarms = (await client.get("/api/v1/office/agreements/alarms", params={"on_date": "2026-06-01"})).json()
    assert [(alarm["kind"], alarm["desk_name"]) for alarm in alarms] == [("idle", "Một cửa Gia Lâm")]
    end = {"valid_to": "2026-12-01"}
    url = f"/api/v1/admin/agreements/{agreement['agreement_id']}/end"
    assert (await client.post(url, json=end)).json()["valid_to"] == "2026-12-01"
    assert (await client.post("/api/v1/admin/agreements/inheritance")).json() == {"passed": 0}
    await log_in(client, "xa")
    await give(service, world.stranger, "administrator", world.elsewhere)
    assert (await client.post("/api/v1/admin/agreements", json=agreements(world))).status_code == 404
    assert (await client.post(url, json=end)).status_code == 404
    foreign = agreements(world, post_office_id=str(world.elsewhere.office_id))
    refused = await client.post("/api/v1/admin/agreements", json=foreign)
    assert [wrong["field"] for wrong in refused.json()["errors"]] == ["desk_ids[0]"]


async def test_an_administrator_acts_on_offices_within_their_reach_only(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await give(service, world.stranger, "administrator", world.elsewhere)
    await log_in(client, "xa")
    given = {
        "person_id": str(world.lan.person_id),
        "role": "desk_clerk",
        "office_id": str(world.desk.office_id),
        "valid_from": "2026-01-01",
        "scopes": [{"leg": "RETURN", "field": "land"}],
    }
    assert (await client.post("/api/v1/admin/grants", json=given)).status_code == 404
    ended = {"person_id": given["person_id"], "role": "carrier", "office_id": str(world.office.office_id)}
    assert (await client.post("/api/v1/admin/grants/end", json=ended | {"valid_to": "2026-01-01"})).status_code == 404
    area = {"office_id": str(world.office.office_id), "unit": UNIT, "valid_from": "2025-07-01"}
    assert (await client.post("/api/v1/admin/areas", json=area)).status_code == 404
    await give(service, world.stranger, "administrator", world.office)
    assert (await client.post("/api/v1/admin/grants", json=given)).status_code == 201
    end = await client.post("/api/v1/admin/grants/end", json=ended | {"valid_to": "2026-01-01"})
    assert end.json() == {"is_ended": True}
    unknown = await client.post("/api/v1/admin/areas", json=area)
    assert [wrong["field"] for wrong in unknown.json()["errors"]] == ["unit"]


async def test_once_there_is_a_provincial_post_office_its_administrators_open_what_stands_under_none(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await give(service, world.dispatcher, "administrator", world.office)
    await log_in(client, "dieu")
    office = {
        "kind": "point",
        "code": "BD-HN",
        "name": "Bưu điện thành phố Hà Nội",
        "address": "75 Đinh Tiên Hoàng",
        "lon": 105.85,
        "lat": 21.02,
        "province_code": PROVINCE,
        "form": "province_post",
    }
    province = await client.post("/api/v1/admin/offices", json=office)
    assert (province.status_code, province.json()["form"]) == (201, "province_post")
    alone = office | {"code": "BC-1", "form": "post_office"}
    assert (await client.post("/api/v1/admin/offices", json=alone)).status_code == 403
    below = alone | {"superior_office_id": str(world.office.office_id)}
    assert (await client.post("/api/v1/admin/offices", json=below)).status_code == 201
    foreign = alone | {"code": "BC-2", "superior_office_id": str(world.elsewhere.office_id)}
    assert (await client.post("/api/v1/admin/offices", json=foreign)).status_code == 404
    misnamed = below | {"code": "BC-3", "form": "branch"}
    refused = await client.post("/api/v1/admin/offices", json=misnamed)
    assert [wrong["field"] for wrong in refused.json()["errors"]] == ["form"]


async def test_no_administrator_climbs_to_the_province_through_an_office_of_their_own(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await give(service, world.dispatcher, "administrator", world.office)
    await log_in(client, "dieu")
    below = {
        "kind": "point",
        "code": "BD-HN",
        "name": "Bưu điện thành phố Hà Nội",
        "address": "75 Đinh Tiên Hoàng",
        "lon": 105.85,
        "lat": 21.02,
        "province_code": PROVINCE,
        "form": "province_post",
        "superior_office_id": str(world.office.office_id),
    }
    refused = await client.post("/api/v1/admin/offices", json=below)
    assert [wrong["field"] for wrong in refused.json()["errors"]] == ["superior_office_id"]
    # Both offices it would stand under are to be the asker's, not just the first.
    desk = below | {"kind": "desk", "code": "H01.1", "form": "branch", "name": "Một cửa"}
    served = {"served_by_office_id": str(world.office.office_id)}
    foreign = desk | served | {"superior_office_id": str(world.elsewhere.office_id)}
    assert (await client.post("/api/v1/admin/offices", json=foreign)).status_code == 404
    assert (await client.post("/api/v1/admin/offices", json=desk | served)).status_code == 201


async def test_a_substitute_is_appointed_let_in_and_gone_at_midnight(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await serve_gia_lam(service, world)
    await log_in(client, "dieu")
    new = {
        "substitution_id": str(uuid4()),
        "office_id": str(world.office.office_id),
        "reason": "Lan ốm",
        "units": [UNIT],
        "full_name": "Ngô Văn Thay",
        "stands_for": str(world.lan.person_id),
    }
    appointed = await client.post("/api/v1/office/substitutes", json=new)
    assert appointed.status_code == 201, appointed.text
    assert appointed.json()["unit_codes"] == ["00565"]
    assert (await client.post("/api/v1/office/substitutes", json=new)).json() == appointed.json()
    query = {"office_id": str(world.office.office_id)}
    listed = await client.get("/api/v1/office/substitutes", params=query)
    assert [row["full_name"] for row in listed.json()] == ["Ngô Văn Thay"]
    staff = (await client.get("/api/v1/office/staff", params=query)).json()
    (hat,) = [row for row in staff if row["full_name"] == "Ngô Văn Thay"]
    assert (hat["role"], hat["valid_to"]) == ("carrier", str(clock.today() + timedelta(days=1)))
    order = {"office_id": str(world.office.office_id), "person_id": appointed.json()["person_id"], "kind": "phone"}
    link = await client.post("/api/v1/office/enrolments", json=order)
    phone = Phone(client)
    assert (await phone.enrol(token_of(link.json()))).status_code == 201
    await log_in(client, "xa")
    assert (await client.post("/api/v1/office/substitutes", json=new)).status_code == 404
    assert (await client.get("/api/v1/office/substitutes", params=query)).json() == []
    assert (await client.get("/api/v1/office/staff", params=query)).json() == []


async def test_training_is_recorded_by_the_head_and_its_lack_listed(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    query = {"office_id": str(world.office.office_id)}
    before = (await client.get("/api/v1/office/training", params=query)).json()
    assert {gap["full_name"] for gap in before["gaps"]} == {"Bùi Thị Lan", "Lê Thị Cửa"}
    mark = {
        "person_id": str(world.lan.person_id),
        "skill": "intake",
        "trained_on": "2026-03-01",
        "trained_by": "Bưu điện thành phố Hà Nội",
    }
    recorded = await client.post("/api/v1/office/training", json=mark)
    assert recorded.status_code == 201, recorded.text
    after = (await client.get("/api/v1/office/training", params=query)).json()
    assert {gap["full_name"] for gap in after["gaps"]} == {"Lê Thị Cửa"}
    await log_in(client, "xa")
    assert (await client.post("/api/v1/office/training", json=mark)).status_code == 404
