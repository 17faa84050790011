"""docs/custody.md says what holds each invariant: what it names is in the catalogue, each test it names is there."""

import re
from pathlib import Path

import pytest

from courier.database import Connection, open_connection
from courier.settings import CHECKOUT
from tests.conftest import Address

pytestmark = pytest.mark.anyio

PAGE = CHECKOUT / "docs" / "custody.md"


@pytest.fixture
async def catalogue(shared_address: Address) -> set[str]:
    async with open_connection(shared_address.owner_dsn) as connection:
        return await _names(connection)


async def _names(connection: Connection) -> set[str]:
    rows = await connection.fetch(
        """
        SELECT conrelid::regclass::text AS owner, conname::text AS name FROM pg_constraint WHERE conrelid <> 0
        UNION ALL SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
        """
    )
    return {f"{row['owner']}.{row['name']}" for row in rows}


def rows_of_page() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "invariant"]


def test_every_row_names_what_holds_it_and_what_attacks_it() -> None:
    rows = rows_of_page()
    assert len(rows) >= 30
    assert [row for row in rows if len(row) != 3 or "`" not in row[1] or "`" not in row[2]] == []


async def test_every_constraint_named_is_in_the_catalogue(catalogue: set[str]) -> None:
    named = {name for row in rows_of_page() for name in re.findall(r"`(\w+\.\w+)`", row[1])}
    assert sorted(named - catalogue) == []


async def test_every_right_named_is_one_the_service_has_not(shared_address: Address) -> None:
    said = [pair for row in rows_of_page() for pair in re.findall(r"no (\w+) on `(\w+)`", row[1])]
    assert said
    async with open_connection(shared_address.owner_dsn) as connection:
        for right, table in said:
            held = await connection.fetchval("SELECT has_table_privilege('courier_service', $1, $2)", table, right)
            assert not held, (right, table)


def test_every_test_named_is_there() -> None:
    named = {name for row in rows_of_page() for name in re.findall(r"`(test_\w+)`", row[2])}
    written = {name for file in Path(__file__).parent.rglob("test_*.py") for name in _tests_in(file)}
    assert sorted(named - written) == []


def _tests_in(file: Path) -> list[str]:
    return re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
