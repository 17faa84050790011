"""What each turn left behind, looked for in the database alone; nothing is judged here."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from courier.database import Connection
from courier.simulation.turns import statements
from courier.simulation.turns.story import Turn


async def look_for(connection: Connection, turn: Turn) -> Any:
    """The turn's trace; None where it leaves none but those that other checks look for."""
    look = LOOKS.get(turn.name)
    return await look(connection, turn) if look and turn.facts else None


async def _refused(connection: Connection, turn: Turn) -> int:
    return int(await statements.REFUSED_AND_BACK.value(connection, turn.code, turn.facts["job_id"]))


async def _paused(connection: Connection, turn: Turn) -> int:
    return int(await statements.PAUSED_AND_TRIED.value(connection, turn.facts.get("pause_id")))


async def _closed(connection: Connection, turn: Turn) -> int:
    codes = turn.facts.get("tried", [])
    return int(await statements.CLOSED_AND_TRIED.value(connection, codes, turn.facts["desk_id"]))


async def _not_ready(connection: Connection, turn: Turn) -> int:
    return int(await statements.IN_VAIN_AND_KEPT.value(connection, turn.code, "NOT_READY", "desk"))


async def _papers_missing(connection: Connection, turn: Turn) -> int:
    return int(await statements.IN_VAIN_AND_KEPT.value(connection, turn.code, "SUPPLEMENT", "point"))


async def _on_paper(connection: Connection, turn: Turn) -> int:
    return int(await statements.WRITTEN_DOWN.value(connection, turn.facts["events"]))


async def _replaced(connection: Connection, turn: Turn) -> Any:
    found = await statements.PHONE_REPLACED.one(connection, turn.facts["old_device"], turn.facts["new_device"])
    return found and (found.late, found.untrusted, found.of_the_next > 0)


async def _ill(connection: Connection, turn: Turn) -> int:
    facts = turn.facts
    moved = await statements.ILL_LIST_MOVED.value(connection, UUID(facts["shift_id"]), facts["placed"])
    return int(moved)


async def _label(connection: Connection, turn: Turn) -> int:
    facts = turn.facts
    found = await statements.OLD_LABEL_COUNTED.value(
        connection, turn.code, facts["new_code"], facts["citizen"], facts["printed_again"]
    )
    return int(found)


async def _substitute(connection: Connection, turn: Turn) -> int:
    return int(await statements.SUBSTITUTED.value(connection, turn.facts["substitution_id"], turn.facts["day"]))


async def _registered(connection: Connection, turn: Turn) -> Any:
    found = await statements.REGISTERED.one(connection, turn.facts["ids"], turn.facts["orders"])
    changed = await statements.RECIPIENT_CHANGED.value(connection, turn.facts["job_id"], turn.facts["new_name"])
    assert found is not None
    return (found.matched, found.closed_in_person, found.waiting, found.both, found.supplements, changed)


LOOKS: Final[Mapping[str, Callable[[Connection, Turn], Awaitable[Any]]]] = {
    "desk_refused": _refused,
    "desk_paused": _paused,
    "desk_closed": _closed,
    "not_ready": _not_ready,
    "papers_missing": _papers_missing,
    "on_paper": _on_paper,
    "phone_replaced": _replaced,
    "fell_ill": _ill,
    "label_replaced": _label,
    "registered": _registered,
    "substitute": _substitute,
}
