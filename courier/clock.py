"""The one clock: what time it is, which day it is in Vietnam, and new ids in time order.

A database made for simulation carries an offset from the real time; a process that follows it lives in that time.
SQL has the same time as `courier_now()`.
"""

import secrets
import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from uuid import UUID

import msgspec

from courier.database import Connection, statement
from courier.errors import Conflict, NotReady

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""UTC+7 all year, since 1975; no daylight saving to know of."""


class ClockSetting(msgspec.Struct, frozen=True):
    """How the database's time differs from the real one."""

    is_simulated: bool
    clock_offset: timedelta


READ_SETTING: Final = statement("SELECT is_simulated, clock_offset FROM clock_setting", ClockSetting)
SET_OFFSET: Final = statement("UPDATE clock_setting SET clock_offset = $1 WHERE is_simulated")


def now() -> datetime:
    """This instant in UTC, in the time this process follows."""
    return datetime.now(UTC) + _following.offset


def today() -> date:
    """The day it is in Vietnam."""
    return now().astimezone(VIETNAM).date()


def new_id() -> UUID:
    """A UUIDv7 greater than every one before it in this process (RFC 9562, 5.7 and 6.2 method 3).

    48 bits of milliseconds, 12 bits of the millisecond's fraction, 62 random bits. When two fall into the same
    4096th of a millisecond, or the clock steps back, the later takes the next 4096th.
    """
    tick = _next_tick()
    milliseconds, fraction = tick >> 12, tick & 0xFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62))


def follow(offset: timedelta) -> None:
    """Live `offset` away from the real time from now on; zero is the real time. Ids begin anew from there."""
    with _lock:
        _following.offset = offset
        _following.last_tick = 0


async def refresh(connection: Connection) -> None:
    """Follow the time of this database."""
    follow((await _get_setting(connection)).clock_offset)


async def set_simulated_now(connection: Connection, instant: datetime) -> None:
    """Make it `instant` in this database and this process.

    Raises `Conflict` unless the database was created for simulation: real records are never re-dated.
    """
    offset = instant - datetime.now(UTC)
    if not await SET_OFFSET.run(connection, offset):
        raise Conflict(
            "Cơ sở dữ liệu này chạy theo giờ thật, không đặt lại đồng hồ được",
            "This database keeps real time; its clock cannot be set",
        )
    follow(offset)


class _Following:
    """What this process follows: the offset, and the last 4096th of a millisecond given to an id."""

    offset = timedelta(0)
    last_tick = 0


_following = _Following()
_lock = threading.Lock()
_TICKS_PER_SECOND: Final = 4_096_000


def _next_tick() -> int:
    """Now in 4096ths of a millisecond since 1970, and never the same twice."""
    with _lock:
        offset_ns = _following.offset // timedelta(microseconds=1) * 1000
        tick = (time.time_ns() + offset_ns) * _TICKS_PER_SECOND // 1_000_000_000
        _following.last_tick = max(tick, _following.last_tick + 1)
        return _following.last_tick


async def _get_setting(connection: Connection) -> ClockSetting:
    setting = await READ_SETTING.one(connection)
    if setting is None:
        raise NotReady(
            "Cơ sở dữ liệu chưa được tạo xong: chạy `courier migrate`",
            "The database is not set up yet: run `courier migrate`",
        )
    return setting
