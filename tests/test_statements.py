"""Every named statement is prepared on the migrated schema, and its columns are its Struct's fields."""

import importlib
import pkgutil
import types
import typing
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import msgspec
import pytest

import courier
from courier.database import Connection, Statement, open_connection, statement
from tests.conftest import Address

ALSO_HOLDING_STATEMENTS = ("courier.changes", "courier.clock", "courier.migrations")

PYTHON_TYPES: dict[str, tuple[object, ...]] = {
    "bool": (bool,),
    "bytea": (bytes,),
    "date": (date,),
    "float4": (float,),
    "float8": (float,),
    "int2": (int,),
    "int4": (int,),
    "int8": (int,),
    "interval": (timedelta,),
    "numeric": (Decimal,),
    "text": (str,),
    "name": (str,),
    "bpchar": (str,),
    "varchar": (str,),
    "char": (bytes,),
    "time": (time,),
    "timestamptz": (datetime,),
    "uuid": (UUID,),
}


def named_statements() -> Iterator[tuple[str, Statement[Any]]]:
    """Each Statement of every `statements` module under `courier`, and of the platform's own, by its full name."""
    found = [module.name for module in pkgutil.walk_packages(courier.__path__, "courier.")]
    for module_name in found:
        if module_name in ALSO_HOLDING_STATEMENTS or module_name.rpartition(".")[2] == "statements":
            for name, value in vars(importlib.import_module(module_name)).items():
                if isinstance(value, Statement):
                    yield f"{module_name}.{name}", value


def fills(column: str, field: object) -> bool:
    """Whether a column of the PostgreSQL type named `column` can fill a Struct's field annotated `field`."""
    if get_origin(field) is typing.Annotated:
        return fills(column, get_args(field)[0])
    if get_origin(field) in (Union, types.UnionType):
        return any(fills(column, part) for part in get_args(field) if part is not type(None))
    if column in ("json", "jsonb"):
        return field in (dict, list, object, Any) or get_origin(field) in (dict, list)
    if column.endswith("[]"):
        return get_origin(field) in (list, tuple) and fills(column[:-2], get_args(field)[0])
    if get_origin(field) is typing.Literal:
        return all(fills(column, type(value)) for value in get_args(field))
    return field in PYTHON_TYPES.get(column, ())


async def disagreements(connection: Connection, checked: Statement[Any]) -> list[str]:
    """What differs between the columns the server would give and the fields of the Struct they are to fill."""
    prepared = await connection.prepare(checked.sql)
    if checked.row is None:
        return []
    columns = [(a.name, a.type.name) for a in prepared.get_attributes()]
    hints = typing.get_type_hints(checked.row, include_extras=True)
    fields = [(name, hints[name]) for name in checked.row.__struct_fields__]
    if [name for name, _ in columns] != [name for name, _ in fields]:
        return [f"columns {[name for name, _ in columns]} are not fields {[name for name, _ in fields]}"]
    return [
        f"column {name} is {column}, the field is {field}"
        for (name, column), (_, field) in zip(columns, fields, strict=True)
        if not fills(column, field)
    ]


@pytest.fixture
async def migrated_connection(shared_address: Address) -> AsyncIterator[Connection]:
    async with open_connection(shared_address.owner_dsn) as connection:
        yield connection


@pytest.mark.parametrize("name", [name for name, _ in named_statements()])
async def test_a_statement_fills_its_struct(name: str, migrated_connection: Connection) -> None:
    assert await disagreements(migrated_connection, dict(named_statements())[name]) == []


class Something(msgspec.Struct):
    number: int
    name: str | None
    ids: list[UUID]


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("SELECT 1 AS number, 'x' AS name, '{}'::uuid[] AS ids", None),
        ("SELECT 'x' AS name, 1 AS number, '{}'::uuid[] AS ids", "are not fields"),
        ("SELECT 1.5 AS number, 'x' AS name, '{}'::uuid[] AS ids", "column number is numeric"),
        ("SELECT 1 AS number, 'x' AS name, '{}'::text[] AS ids", "column ids is text[]"),
        ("SELECT 1 AS number, 'x' AS name", "are not fields"),
    ],
)
async def test_the_comparison_sees(sql: str, complaint: str | None, migrated_connection: Connection) -> None:
    found = await disagreements(migrated_connection, statement(sql, Something))
    assert found == [] if complaint is None else complaint in found[0]
