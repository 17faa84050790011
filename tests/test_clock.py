"""The one clock: ids in time order, Vietnam's day, and a time that only a simulated database may set."""

import sys
import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection, Pool, open_connection, sqlstate
from courier.errors import Conflict
from courier.migrations import migrate
from tests.conftest import Address

NEW_YEAR_IN_HANOI = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


def milliseconds(identity: UUID) -> int:
    return identity.int >> 80


def test_an_id_is_a_uuid_version_7_of_the_present() -> None:
    before = int(datetime.now(UTC).timestamp() * 1000)
    made = clock.new_id()
    after = int(datetime.now(UTC).timestamp() * 1000)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= milliseconds(made) <= after


def test_ids_of_several_threads_rise_and_none_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_790_000_000_000_000_000)  # all within one tick
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    made: list[list[UUID]] = [[] for _ in range(4)]
    threads = [
        threading.Thread(target=lambda ids=ids: ids.extend(clock.new_id() for _ in range(20_000))) for ids in made
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval_s)
    assert len({identity for ids in made for identity in ids}) == 80_000
    assert all(ids == sorted(ids) for ids in made)


def test_ids_rise_even_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = clock.new_id()
    monkeypatch.setattr("time.time_ns", lambda: 1_700_000_000_000_000_000)
    second = clock.new_id()
    assert second > first


def test_ids_and_days_follow_the_simulated_time() -> None:
    clock.follow(NEW_YEAR_IN_HANOI - datetime.now(UTC) - timedelta(minutes=1))
    assert clock.today() == date(2026, 12, 31)
    clock.follow(NEW_YEAR_IN_HANOI - datetime.now(UTC) + timedelta(minutes=1))
    assert clock.today() == date(2027, 1, 1)
    assert abs(milliseconds(clock.new_id()) / 1000 - clock.now().timestamp()) < 1


async def test_a_simulated_database_and_its_followers_share_one_time(database: Pool) -> None:
    async with database.acquire() as connection:
        await clock.set_simulated_now(connection, NEW_YEAR_IN_HANOI)
        clock.follow(timedelta(0))
        await clock.refresh(connection)
        told = await connection.fetchval("SELECT courier_now()")
    assert abs(told - NEW_YEAR_IN_HANOI) < timedelta(seconds=30)
    assert abs(clock.now() - told) < timedelta(seconds=30)


async def test_courier_now_is_one_instant_within_a_statement(service_connection: Connection) -> None:
    told = await service_connection.fetch(
        "SELECT DISTINCT courier_now() FROM generate_series(1, 1000), pg_sleep(0.001)"
    )
    assert len(told) == 1


async def test_a_database_of_real_records_refuses_to_be_re_dated(empty_address: Address) -> None:
    await migrate(empty_address.owner_dsn)
    async with open_connection(empty_address.owner_dsn) as connection:
        with pytest.raises(Conflict):
            await clock.set_simulated_now(connection, NEW_YEAR_IN_HANOI)
        assert abs(await connection.fetchval("SELECT courier_now()") - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("attack", "state"),
    [
        ("UPDATE clock_setting SET is_simulated = true", "55000"),
        ("UPDATE clock_setting SET clock_offset = '1 day'", "23514"),
        ("DELETE FROM clock_setting", "55000"),
        ("TRUNCATE clock_setting", "55000"),
        ("INSERT INTO clock_setting (is_simulated) VALUES (true)", "23505"),
        ("INSERT INTO clock_setting (only_row, is_simulated) VALUES (false, true)", "23514"),
    ],
)
async def test_not_even_its_owner_makes_a_real_database_simulated(
    attack: str, state: str, empty_address: Address
) -> None:
    await migrate(empty_address.owner_dsn)
    async with open_connection(empty_address.owner_dsn) as connection:
        with pytest.raises(Exception, match=r".+") as refusal:
            await connection.execute(attack)
    assert sqlstate(refusal.value) == state
