"""PostgreSQL is told of many orders at once, and by the service, which owns no table."""

import pytest

from courier.database import Connection
from courier.intake.look_at_orders import MANY, look_at_orders

LOOKED_AT = "SELECT reltuples >= 0 FROM pg_class WHERE relname = $1"


async def test_after_many_the_tables_of_orders_are_looked_at_and_no_others(service_connection: Connection) -> None:
    await look_at_orders(service_connection, MANY - 1)
    assert await service_connection.fetchval(LOOKED_AT, "placed_order") is False
    async with service_connection.transaction():
        await look_at_orders(service_connection, MANY)
    for table in ("party", "contact", "dossier", "job", "imported_job", "placed_order", "stated_amount", "amount_due"):
        assert await service_connection.fetchval(LOOKED_AT, table) is True, table
    assert await service_connection.fetchval(LOOKED_AT, "equivocation") is False


@pytest.mark.parametrize("statement", ["ANALYZE job", "VACUUM job"])
async def test_the_service_itself_still_owns_no_table(service_connection: Connection, statement: str) -> None:
    await service_connection.execute(statement)  # a warning, no error: PostgreSQL passes over what is another's
    assert await service_connection.fetchval(LOOKED_AT, "job") is False
