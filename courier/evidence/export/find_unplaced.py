"""Finds rows that somebody put into the database behind the log's back, or hid from it: dated before what was signed,
with no place in it."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.evidence.export.model import UnplacedLine
from courier.evidence.export.statements import KEYS_OF_ITEMS, UNPLACED, UNPLACED_OF_ITEMS, UnplacedFound

ITEMS_AT_ONCE: Final = 100


async def find_unplaced(
    connection: Connection, items: Sequence[UUID] | None, number: int
) -> AsyncIterator[UnplacedLine]:
    """Of these items, or of everything, each row once that checkpoint `number` should sign and does not."""
    if items is None:
        for found in await UNPLACED.all(connection, number):
            yield _line(found)
        return
    written: set[tuple[str, str]] = set()
    for first in range(0, len(items), ITEMS_AT_ONCE):
        some = list(items[first : first + ITEMS_AT_ONCE])
        acts = [UUID(named.key) for named in await KEYS_OF_ITEMS.all(connection, some) if named.source == "event"]
        for found in await UNPLACED_OF_ITEMS.all(connection, number, some, acts):
            if (found.source, found.key) not in written:
                written.add((found.source, found.key))
                yield _line(found)


def _line(found: UnplacedFound) -> UnplacedLine:
    return UnplacedLine(source=found.source, key=found.key, text=found.text)
