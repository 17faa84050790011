"""Gia Lâm: 4 had signed with no dossier, 18 sign in one action, 22 pass to the four present communes."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.errors import InvalidInput
from courier.network.agreements.end_agreement import end_agreement
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.agreements.list_alarms import list_alarms
from courier.network.agreements.sign_agreements import sign_agreements
from courier.network.import_successions import import_successions
from courier.network.import_units import import_units
from courier.network.model import Agreement, NewAgreement, UnitKey
from courier.network.open_office import open_office
from courier.network.sign_agreement import find_agreement, sign_agreement
from tests.network.gia_lam import (
    ALL_SIGNED,
    COMMUNES,
    FIRST_SIGNED,
    PRESENT,
    SIGNED_BEFORE,
    UNITS,
    Province,
    desk,
    former_gia_lam,
    open_present_desks,
    someone,
    terms,
)

TODAY = date(2026, 11, 23)


@pytest.fixture
async def province(service_connection: Connection) -> Province:
    """Four have signed, one by one."""
    place = await former_gia_lam(service_connection)
    for name in SIGNED_BEFORE:
        one = msgspec.structs.replace(terms(place.post_office, FIRST_SIGNED), desk_id=place.desks[name].office_id)
        await sign_agreement(service_connection, one)
    return place


def the_18(place: Province) -> list[UUID]:
    return [place.desks[name].office_id for name in UNITS if name not in SIGNED_BEFORE]


async def sign_all(connection: Connection, place: Province, valid_to: date | None = None) -> list[Agreement]:
    return await sign_agreements(connection, terms(place.post_office, ALL_SIGNED, valid_to), the_18(place))


async def ask_a_courier(connection: Connection, desk_id: UUID, on: date) -> None:
    """A job of the desk made that day, in the plainest form."""
    dossier, job, citizen = uuid4(), uuid4(), uuid4()
    await connection.execute("INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'citizen', '01')", citizen)
    await connection.execute(
        """INSERT INTO dossier (dossier_id, province_code, desk_id, title, owner_id, official_state, view_code)
           VALUES ($1, '01', $2, 'Khai sinh', $3, 4, '1234')""",
        *(dossier, desk_id, citizen),
    )
    await connection.execute(
        """INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id,
                            requested_by, channel, weight_g, ready_at, created_at)
           SELECT $1, $2, '01', 'RETURN', $3, $4, served_by_office_id, 'DESK', 'list', 100, $5::date, $5::date
           FROM office WHERE office_id = $3""",
        *(job, dossier, desk_id, citizen, on),
    )


async def test_18_desks_sign_in_one_action_and_with_the_4_all_22_are_agreed(
    service_connection: Connection, province: Province
) -> None:
    signed = await sign_all(service_connection, province)
    assert len(signed) == 18
    in_force = [await find_agreement(service_connection, d.office_id, ALL_SIGNED) for d in province.desks.values()]
    assert len(in_force) == 22
    assert None not in in_force
    assert await sign_all(service_connection, province) == signed


async def test_the_4_that_had_signed_without_a_dossier_are_listed_until_one_arises(
    service_connection: Connection, province: Province
) -> None:
    await sign_all(service_connection, province)
    idle = await list_alarms(service_connection, province.head, ALL_SIGNED)
    assert {(alarm.kind, alarm.desk_name) for alarm in idle} == {("idle", f"Một cửa {name}") for name in SIGNED_BEFORE}
    await ask_a_courier(service_connection, province.desks["Xã Bát Tràng"].office_id, ALL_SIGNED - timedelta(days=3))
    still = await list_alarms(service_connection, province.head, ALL_SIGNED)
    assert "Một cửa Xã Bát Tràng" not in {alarm.desk_name for alarm in still}
    assert len(still) == 3
    after = await list_alarms(service_connection, province.head, ALL_SIGNED + timedelta(days=30))
    assert Counter(alarm.kind for alarm in after) == {"idle": 22}


async def test_one_desk_that_cannot_sign_leaves_all_18_unsigned_and_is_named(
    service_connection: Connection, province: Province
) -> None:
    desks = the_18(province)
    bad = [*desks, province.desks["Thị trấn Trâu Quỳ"].office_id, desks[0], uuid4()]
    with pytest.raises(InvalidInput) as refusal:
        await sign_agreements(service_connection, terms(province.post_office, ALL_SIGNED), bad)
    assert [(wrong.field, wrong.problem, wrong.value) for wrong in refusal.value.fields] == [
        ("desk_ids[20]", "unknown", None),
        ("desk_ids[18]", "overlaps", "Một cửa Thị trấn Trâu Quỳ"),
        ("desk_ids[19]", "twice", "Một cửa Thị trấn Yên Viên"),
    ]
    assert "Một cửa Thị trấn Trâu Quỳ" in refusal.value.fields[1].message_vi
    assert await service_connection.fetchval("SELECT count(*) FROM agreement") == 4


async def test_a_wrong_post_office_is_named_once(service_connection: Connection, province: Province) -> None:
    wrong = msgspec.structs.replace(terms(province.post_office, ALL_SIGNED), post_office_id=uuid4())
    with pytest.raises(InvalidInput) as refusal:
        await sign_agreements(service_connection, wrong, the_18(province))
    assert [error.field for error in refusal.value.fields] == ["post_office_id"]
    backwards = terms(province.post_office, ALL_SIGNED, ALL_SIGNED)
    with pytest.raises(InvalidInput, match="hiệu lực"):
        await sign_agreements(service_connection, backwards, the_18(province))


async def test_the_22_pass_to_the_four_communes_with_an_alarm_until_renewed(
    service_connection: Connection, province: Province
) -> None:
    await sign_all(service_connection, province)
    present = await open_present_desks(service_connection, province.post_office)
    for opened in present.values():
        passed = await find_agreement(service_connection, opened.office_id, PRESENT)
        assert passed is not None
        assert passed.inherited_from is not None
        assert passed.valid_from == PRESENT
    assert await inherit_agreements(service_connection) == []
    alarms = await list_alarms(service_connection, province.head, PRESENT)
    assert [alarm.kind for alarm in alarms] == ["inherited"] * 4
    sources = {alarm.desk_name: len(alarm.inherited_from) for alarm in alarms}
    assert sources == {
        f"Một cửa {name}": sum(to == code for _, to in UNITS.values()) for code, name in COMMUNES.items()
    }
    assert sum(sources.values()) == 22
    await renew(service_connection, province, present["Xã Gia Lâm"].office_id, TODAY)
    later = await list_alarms(service_connection, province.head, TODAY)
    assert "Một cửa Xã Gia Lâm" not in {alarm.desk_name for alarm in later if alarm.kind == "inherited"}
    own = await find_agreement(service_connection, present["Xã Gia Lâm"].office_id, TODAY)
    assert own is not None
    assert own.inherited_from is None
    before = await find_agreement(service_connection, present["Xã Gia Lâm"].office_id, TODAY - timedelta(days=1))
    assert before is not None
    assert before.inherited_from is not None


async def renew(connection: Connection, place: Province, desk_id: UUID, day: date) -> Agreement:
    new = msgspec.structs.replace(terms(place.post_office, day), desk_id=desk_id)
    return await sign_agreement(connection, new)


async def test_one_agreement_signed_alone_and_a_succession_learnt_later_pass_on_too(
    service_connection: Connection, province: Province
) -> None:
    present = await open_present_desks(service_connection, province.post_office)
    desk_id = present["Xã Thuận An"].office_id
    assert await find_agreement(service_connection, desk_id, TODAY) is None
    await renew(service_connection, province, province.desks["Xã Lệ Chi"].office_id, ALL_SIGNED)
    inherited = await find_agreement(service_connection, desk_id, TODAY)
    assert inherited is not None
    assert inherited.inherited_from is not None

    later = PRESENT.replace(year=2027)
    units = "Mã;Tên;Loại;Mã tỉnh\n00999;Thuận An Mới;Xã;01\n"
    await import_units(service_connection, units.encode(), source="test", valid_from=later)
    heir = desk("H26.99", "Thuận An Mới", UnitKey("00999", later), province.post_office)
    heir_id = (await open_office(service_connection, heir)).office_id
    assert await find_agreement(service_connection, heir_id, later) is None
    table = "Mã cũ;Mã mới\n00562;00999\n"
    await import_successions(
        service_connection, table.encode(), former_valid_from=PRESENT, present_valid_from=later, source="test"
    )
    assert await find_agreement(service_connection, heir_id, later) is not None


async def test_signings_at_once_take_turns_and_legs_in_another_order_are_the_same(
    service_connection: Connection, database: Pool, province: Province
) -> None:
    await open_present_desks(service_connection, province.post_office)
    asked = terms(province.post_office, ALL_SIGNED)
    backwards = msgspec.structs.replace(asked, legs=asked.legs[::-1])
    desks = the_18(province)
    signings = [
        in_transaction(database, lambda c, new=new: sign_agreements(c, new, desks))  # type: ignore[misc]
        for new in (asked, backwards, asked)
    ]
    one, other, third = await asyncio.gather(*signings)
    assert one == other == third
    inherited = "SELECT count(*) FROM agreement WHERE inherited_from IS NOT NULL"
    assert await service_connection.fetchval(inherited) == len(COMMUNES)


async def test_renewed_from_its_first_day_an_inherited_agreement_was_never_in_force(
    service_connection: Connection, province: Province
) -> None:
    await sign_all(service_connection, province)
    present = await open_present_desks(service_connection, province.post_office)
    desk_id = present["Xã Phù Đổng"].office_id
    own = await renew(service_connection, province, desk_id, PRESENT)
    assert await find_agreement(service_connection, desk_id, PRESENT) == own
    assert await inherit_agreements(service_connection) == []


async def test_a_desk_with_its_own_agreement_inherits_only_the_days_before_it(
    service_connection: Connection, province: Province
) -> None:
    desk_id = (await open_present_desks(service_connection, province.post_office))["Xã Thuận An"].office_id
    await renew(service_connection, province, desk_id, date(2026, 1, 1))
    await sign_all(service_connection, province)
    inherited = await find_agreement(service_connection, desk_id, date(2025, 12, 31))
    assert inherited is not None
    assert (inherited.valid_from, inherited.valid_to) == (PRESENT, date(2026, 1, 1))
    alarms = await list_alarms(service_connection, province.head, date(2025, 12, 31))
    assert "Một cửa Xã Thuận An" not in {a.desk_name for a in alarms if a.kind in ("inherited", "ending")}


async def test_what_ended_before_the_succession_does_not_pass(
    service_connection: Connection, province: Province
) -> None:
    for name in SIGNED_BEFORE:
        agreement = await find_agreement(service_connection, province.desks[name].office_id, FIRST_SIGNED)
        assert agreement is not None
        administrator = await someone(service_connection, "administrator", province.post_office)
        await end_agreement(service_connection, administrator, agreement.agreement_id, PRESENT)
    await open_present_desks(service_connection, province.post_office)
    assert await inherit_agreements(service_connection) == []


async def test_through_a_generation_without_desks_an_agreement_passes_on(
    service_connection: Connection, province: Province
) -> None:
    await sign_all(service_connection, province)
    await service_connection.execute(
        """INSERT INTO administrative_unit (code, valid_from, level, unit_type, name, name_key, province_code, source)
           VALUES ('00566', '2026-07-01', 'commune', 'Phường', 'Gia Lâm', 'gia lam', '01', 'test')"""
    )
    await service_connection.execute(
        """INSERT INTO unit_succession (from_code, from_valid_from, to_code, to_valid_from, kind, share, is_derived,
                                        source)
           VALUES ('00565', '2025-07-01', '00566', '2026-07-01', 'whole', 1, false, 'test')"""
    )
    await service_connection.execute(
        """WITH p AS (INSERT INTO party (party_id, kind, province_code) VALUES (gen_random_uuid(), 'desk', '01')
                      RETURNING party_id)
           INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, unit_code, unit_valid_from,
                               province_code, served_by_office_id)
           SELECT party_id, 'desk', 'MAI.SAU', 'Một cửa mai sau', '', '', 105, 21, '00566', '2026-07-01', '01', $1
           FROM p""",
        province.post_office.office_id,
    )
    (only,) = await inherit_agreements(service_connection)
    assert only.valid_from == date(2026, 7, 1)


async def test_what_ends_soon_is_an_alarm_and_what_has_lapsed_too(
    service_connection: Connection, province: Province
) -> None:
    end = date(2023, 1, 1)
    await sign_all(service_connection, province, end)
    days = {
        end - timedelta(days=31): 0,
        end - timedelta(days=30): 18,
        end - timedelta(days=1): 18,
    }
    for day, count in days.items():
        alarms = await list_alarms(service_connection, province.head, day)
        assert Counter(alarm.kind for alarm in alarms)["ending"] == count
    lapsed = await list_alarms(service_connection, province.head, end)
    assert Counter(alarm.kind for alarm in lapsed)["lapsed"] == 18
    await sign_agreements(service_connection, terms(province.post_office, end), the_18(province))
    renewed = await list_alarms(service_connection, province.head, end)
    assert not {"lapsed", "ending"} & {alarm.kind for alarm in renewed}


async def test_another_offices_head_sees_no_alarm(service_connection: Connection, province: Province) -> None:
    stranger = await someone(service_connection, "desk_clerk", province.desks["Xã Cổ Bi"])
    assert await list_alarms(service_connection, stranger, TODAY) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fields": []}, "fields"),
        ({"fields": ["Đất đai"]}, "fields"),
        ({"number": ""}, "number"),
        ({"legs": []}, "legs"),
        ({"idle_alarm_days": 0}, "idle_alarm_days"),
        ({"ending_alarm_days": 400}, "ending_alarm_days"),
        ({"valid_to": FIRST_SIGNED}, "valid_to"),
    ],
)
async def test_a_wrong_term_is_named(
    service_connection: Connection, province: Province, change: dict[str, object], field: str
) -> None:
    desk_id = province.desks["Xã Cổ Bi"].office_id
    new = msgspec.structs.replace(terms(province.post_office, FIRST_SIGNED), desk_id=desk_id)
    bad = msgspec.convert(msgspec.to_builtins(new) | change, NewAgreement)
    with pytest.raises(InvalidInput) as refusal:
        await sign_agreement(service_connection, bad)
    assert [wrong.field for wrong in refusal.value.fields] == [field]
