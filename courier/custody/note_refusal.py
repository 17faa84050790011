"""A later room could not apply a kept act: the act stays, and a case says so to the office."""

from courier import clock
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.custody.model import StoredEvent
from courier.database import Connection
from courier.errors import CourierError


async def note_refusal(connection: Connection, event: StoredEvent, room: str, refusal: Exception) -> None:
    """Open one case for this act. What is told is the refusal's kind, never an act's or a citizen's data."""
    facts = {"room": room, "problem": refusal.type if isinstance(refusal, CourierError) else type(refusal).__name__}
    await OPEN_EXCEPTIONS.run(
        connection,
        [clock.new_id()],
        ["money" if room == "money" else "refused_item"],
        [event.event_id],
        [None],
        [None],
        [event.province_code],
        [event.office_id],
        [facts],
    )
