"""What every handler of one running service shares: the pool, the hub of live views, keys, settings, limits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from api.events import ChangeHub
from api.grouped_writes import GroupedWrites
from api.joined_uploads import JoinedUploads
from api.limits import FailureLimit
from courier.custody.model import Appended
from courier.database import Connection, Pool, in_transaction
from courier.network.identity.record_positions import Position
from courier.planning.runs.runner import PlanRunner
from courier.planning.travel.find_roads import RoadFinder
from courier.settings import Settings
from courier.signatures import PrivateKey, key_id, public_bytes

Result = TypeVar("Result")

_QUARTER_HOUR_S: Final = 900.0


@dataclass(frozen=True)
class Limits:
    """How often one caller may be wrong."""

    login: FailureLimit = field(default_factory=lambda: FailureLimit(20, _QUARTER_HOUR_S))
    enrolment: FailureLimit = field(default_factory=lambda: FailureLimit(20, _QUARTER_HOUR_S))
    tracking: FailureLimit = field(default_factory=lambda: FailureLimit(30, _QUARTER_HOUR_S))
    factor: FailureLimit = field(default_factory=lambda: FailureLimit(5, _QUARTER_HOUR_S))
    """By tracking code: four digits would fall to a machine in minutes."""
    lookups: FailureLimit = field(default_factory=lambda: FailureLimit(600, 60.0))
    """Of the public catalogue: every one counts; people of one house share an address."""


@dataclass(frozen=True)
class Service:
    """One running service."""

    settings: Settings
    base_url: str
    pool: Pool
    hub: ChangeHub
    positions: GroupedWrites[Position]
    plan_runner: PlanRunner
    roads: RoadFinder
    server_key: PrivateKey
    secret: bytes
    incarnation: UUID
    limits: Limits
    joined_uploads: JoinedUploads[tuple[Appended, int | None]]
    alone: asyncio.Semaphore
    """Uploads under way that are kept each in a transaction of its own."""

    @cached_property
    def server_public(self) -> bytes:
        """The public half of the server's key, 65 bytes."""
        return public_bytes(self.server_key)

    @cached_property
    def server_key_id(self) -> str:
        return key_id(self.server_public)

    @property
    def files(self) -> Path:
        """The folder of proof files."""
        return self.settings.home / "files"

    async def commit(self, act: Callable[[Connection], Awaitable[Result]]) -> Result:
        """Run `act` in one transaction; once it is on disk, wake the live views and return its result.

        Handlers end every writing this way, never by a generator dependency: Litestar builds and may send the answer
        before such a dependency would commit.
        """
        result = await in_transaction(self.pool, act)
        self.hub.announce()
        return result
