"""A process of its own that uses an embedded server, for the launcher's tests to start, kill and listen to.

    python embedded_process.py HOME [--as USER] [--write]

It says `started PID DSN`; with `--write`, then the number of each row once its commit is acknowledged. When its input
ends it lets go of the server and says `stopped True` or `stopped False`.
"""

import argparse
import asyncio
import os
import pwd
import sys
from pathlib import Path

from courier import embedded
from courier.database import open_connection, statement

MAKE_TABLE = statement("CREATE TABLE IF NOT EXISTS acknowledged (number integer PRIMARY KEY)")
ADD_ROW = statement("INSERT INTO acknowledged VALUES ($1)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--as", dest="user")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.user:
        _become(pwd.getpwnam(asked.user))
    postgres = embedded.start(asked.home)
    print("started", postgres.server_pid, postgres.owner_dsn, flush=True)
    if asked.write:
        asyncio.run(_write_for_ever(postgres.owner_dsn))
    sys.stdin.read()
    print("stopped", postgres.stop(), flush=True)


async def _write_for_ever(dsn: str) -> None:
    async with open_connection(dsn) as connection:
        await MAKE_TABLE.run(connection)
        for number in range(1_000_000):
            await ADD_ROW.run(connection, number)
            print(number, flush=True)


def _become(user: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


if __name__ == "__main__":
    main()
