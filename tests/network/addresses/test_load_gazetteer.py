"""What is known of a province is kept at hand, and read anew as soon as anything of it has changed."""

import pytest

from courier.database import Connection, Pool
from courier.network.addresses.import_hamlets import import_hamlets
from courier.network.addresses.load_gazetteer import load_gazetteer
from tests.network.addresses.conftest import TODAY

LIST = "Xã;Thôn, tổ dân phố;Loại\n00565;Thôn Vàng;\n"


@pytest.mark.usefixtures("units")
async def test_an_unchanged_province_is_not_read_again(service_connection: Connection) -> None:
    first = await load_gazetteer(service_connection, "01", TODAY)
    assert await load_gazetteer(service_connection, "01", TODAY) is first
    assert await load_gazetteer(service_connection, "01", TODAY.replace(year=2024)) is not first
    assert await load_gazetteer(service_connection, "02", TODAY) is not first
    with_points = await load_gazetteer(service_connection, "01", TODAY, addresses=["Thôn Vàng, xã Gia Lâm"])
    assert (with_points.reads.keys(), first.reads) == ({"Thôn Vàng, xã Gia Lâm"}, {})


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE administrative_unit SET name = 'Khác' WHERE code = '00565'",
        "UPDATE unit_succession SET share = share / 2",
        "DELETE FROM unit_succession WHERE from_code = (SELECT min(from_code) FROM unit_succession)",
        "UPDATE hamlet SET lon = 105.93, lat = 21.03",
    ],
)
async def test_whatever_changes_is_seen_at_once_and_what_is_taken_back_is_not(
    owner_connection: Connection, service_connection: Connection, change: str
) -> None:
    await import_hamlets(service_connection, LIST.encode(), province_code="01", on=TODAY, source="QĐ thử")
    before = await load_gazetteer(service_connection, "01", TODAY)
    transaction = owner_connection.transaction()
    await transaction.start()
    await owner_connection.execute(change)
    assert await load_gazetteer(owner_connection, "01", TODAY) is not before
    await transaction.rollback()
    as_before = await load_gazetteer(service_connection, "01", TODAY)
    assert as_before.by_key == before.by_key
    await owner_connection.execute(change)
    after = await load_gazetteer(service_connection, "01", TODAY)
    assert after is not as_before
    assert await load_gazetteer(service_connection, "01", TODAY) is after


@pytest.mark.usefixtures("units")
async def test_all_connections_to_a_database_share_it(service_connection: Connection, database: Pool) -> None:
    first = await load_gazetteer(service_connection, "01", TODAY)
    assert await load_gazetteer(database, "01", TODAY) is first
