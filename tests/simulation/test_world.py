"""The world as the demo's importers and acts have built it: three divisions, hamlets, hours, agreements."""

from datetime import date

from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.read_address import read_address
from courier.network.model import UnitKey
from courier.simulation import setting
from courier.simulation.setting import BETWEEN_FROM, PRESENT_FROM
from tests.simulation.conftest import Stage

TODAY = date(2026, 11, 23)


async def test_there_were_22_units_then_17_and_now_four(stage: Stage) -> None:
    asked = (
        "SELECT count(*) FROM administrative_unit WHERE level = 'commune' AND valid_from <= $1 "
        "AND (valid_to IS NULL OR valid_to > $1)"
    )
    days = (date(2022, 11, 7), date(2024, 12, 31), BETWEEN_FROM, date(2025, 6, 30), PRESENT_FROM)
    counts = [await stage.pool.fetchval(asked, day) for day in days]
    assert counts == [22, 22, 17, 17, 4]


async def test_mergers_are_sourced_and_shares_of_the_last_division_are_marked_derived(stage: Stage) -> None:
    rows = await stage.pool.fetch(
        "SELECT to_valid_from, is_derived, count(*), min(source) AS source FROM unit_succession "
        "GROUP BY 1, 2 ORDER BY 1"
    )
    assert [(row["to_valid_from"], row["is_derived"], row["count"]) for row in rows] == [
        (BETWEEN_FROM, False, 10),
        (PRESENT_FROM, True, 17),
    ]
    assert rows[0]["source"] == "NQ 1286/NQ-UBTVQH15"


async def test_a_unit_that_ended_twice_is_found_where_it_is_now(stage: Stage) -> None:
    async with stage.pool.acquire() as connection:
        gazetteer = await load_gazetteer(connection, setting.PROVINCE, TODAY)
        for address, commune in (
            ("thôn Giao Tất, xã Kim Sơn, huyện Gia Lâm", "00562"),
            ("xã Phú Sơn, huyện Gia Lâm", "00562"),
            ("xã Đông Dư (cũ)", "00577"),
            ("Thôn Đào Xuyên, xã Bát Tràng", "00577"),
        ):
            best = read_address(gazetteer, address).candidates[0]
            present = gazetteer.find_present(best.unit)
            assert present is not None
            assert present.key == UnitKey(commune, PRESENT_FROM), address
    assert await stage.pool.fetchval("SELECT count(*) FROM hamlet") == sum(
        len(u.villages) for u in setting.FORMER.values()
    )


async def test_desks_close_at_noon_and_one_goes_on_by_what_its_forerunner_signed(stage: Stage) -> None:
    spells = await stage.pool.fetch("SELECT count(*) AS n FROM timetable GROUP BY office_id")
    assert len(spells) == len(setting.DESKS)
    inherited = await stage.pool.fetch(
        "SELECT o.code, a.number, a.valid_from FROM agreement AS a JOIN office AS o ON o.office_id = a.desk_id "
        "WHERE a.inherited_from IS NOT NULL AND a.valid_to IS NULL"
    )
    assert [tuple(row) for row in inherited] == [(setting.HEIR_DESK.code, "07/2022/TT-BCCI", PRESENT_FROM)]
    scoped = await stage.pool.fetchrow("SELECT legs, fields FROM agreement WHERE fields IS NOT NULL")
    assert scoped is not None
    assert (scoped["legs"], scoped["fields"]) == (["RETURN"], ["civil_status"])
