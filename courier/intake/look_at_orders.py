"""After many orders came in at once PostgreSQL looks at their tables, so that the next question is planned by what they
hold: on a new server it takes them for empty until it looks by itself."""

from typing import Final

from courier.database import Connection
from courier.intake.statements import LOOK_AT_ORDERS

MANY: Final = 500
"""Rows at once; fewer change no plan that matters."""


async def look_at_orders(connection: Connection, came_in: int) -> None:
    """Where at least `MANY` came in, in the caller's transaction; a table that somebody else is looking at is left."""
    if came_in >= MANY:
        await LOOK_AT_ORDERS.value(connection)
