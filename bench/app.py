"""The product's app shell with two routes that only benchmarks mount: one row by key, one row without domain rules."""

import os
from collections.abc import Sequence
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ASGIApp
from msgspec import Struct

from api.app import create_litestar
from api.grouped_writes import GroupedWrites
from api.lanes import Lanes, joining
from api.logs import configure_logs
from api.service import Service
from api.shell import Shell
from courier.database import Connection, statement
from courier.settings import read_settings


class Thing(Struct, frozen=True):
    """One row."""

    thing_id: UUID
    kind: str
    weight_g: int
    note: str


READ_THING = statement("SELECT thing_id, kind, weight_g, note FROM bench_thing WHERE thing_id = $1", Thing)
KEEP_THINGS = statement(
    "INSERT INTO bench_event (thing_id, kind, weight_g, note) "
    "SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) ON CONFLICT DO NOTHING"
)
_groups: dict[int, GroupedWrites[Thing]] = {}


async def keep_things(connection: Connection, things: Sequence[Thing]) -> None:
    """Many rows, one statement."""
    await KEEP_THINGS.run(
        connection,
        [thing.thing_id for thing in things],
        [thing.kind for thing in things],
        [thing.weight_g for thing in things],
        [thing.note for thing in things],
    )


@get("/bench/things/{thing_id:uuid}")
async def read_thing(thing_id: FromPath[UUID], service: NamedDependency[Service]) -> Thing | None:
    return await READ_THING.one(service.pool, thing_id)


@post("/bench/events")
async def keep_thing(data: JSONBody[Thing], service: NamedDependency[Service]) -> None:
    group = _groups.setdefault(id(service), GroupedWrites(service.pool, keep_things))
    await group.add(data)


def create() -> ASGIApp:
    """Granian's factory; the database's address comes in DATABASE_URL."""
    configure_logs()
    settings = read_settings()
    app = create_litestar(settings, os.environ["DATABASE_URL"])
    app.register(read_thing)
    app.register(keep_thing)
    lanes = Lanes(app, settings.max_pool_size, app.state.metrics, joining=joining())
    return Shell(lanes, app.state.metrics, is_https=False)
