"""The description of the API: whole, as committed, and true under fuzzing."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import msgspec.inspect as inspect
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from api.app import create_litestar
from api.openapi import SNAPSHOT, describe
from courier.database import Pool, in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import RoleGrant
from courier.settings import Settings
from tests.api.server import Server, running_server
from tests.api.world import SINCE, build_world, enrolled_phone
from tests.conftest import Address


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return msgspec.json.decode(describe(_app()), type=dict[str, Any])


def test_the_committed_description_is_what_the_code_says() -> None:
    assert SNAPSHOT.read_bytes() == describe(_app()), "run: python -m api.openapi --write"


def test_every_operation_tells_its_problems(described: dict[str, Any]) -> None:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            told = operation["responses"]
            for status in ("400", "404", "429", "503"):
                assert "application/problem+json" in told[status]["content"], (path, method, status)


def test_every_schema_referred_to_is_there(described: dict[str, Any]) -> None:
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', msgspec.json.encode(described).decode()))
    assert referred <= set(described["components"]["schemas"])


def test_every_address_is_under_its_audience(described: dict[str, Any]) -> None:
    addresses = re.compile(r"/api/v1/(carrier|office|desk|citizen|partner|admin)/|/health/|/problems/")
    assert all(addresses.match(path) for path in described["paths"])


def handlers() -> Iterator[HTTPRouteHandler]:
    for route in _app().routes:
        for handler in getattr(route, "route_handlers", []):
            if "api." in handler.fn.__module__ and not handler.fn.__module__.startswith("litestar"):
                yield handler


def test_every_number_and_text_that_comes_in_is_bounded() -> None:
    loose = []
    for handler in handlers():
        for name, field in handler.parsed_fn_signature.parameters.items():
            place = f"{handler.fn.__qualname__}({name})"
            if name == "data":
                assert not isinstance(inspect.type_info(field.annotation), inspect.ListType), "limits would not hold"
                loose += [f"{place}{path}" for path in _loose(inspect.type_info(field.annotation), "")]
            elif _is_loose_parameter(field):
                loose.append(place)
    assert loose == []


def _is_loose_parameter(field: FieldDefinition) -> bool:
    """A text or number in query, path or header without a bound; what is injected is none."""
    if field.name in {"service", "caller", "staff", "device", "reader", "request", "state"}:
        return False
    bounds = field.kwarg_definition
    is_bounded = isinstance(bounds, ParameterKwarg) and (bounds.max_length or bounds.le is not None or bounds.pattern)
    return field.annotation in (str, int, str | None, int | None) and not is_bounded


def _loose(kind: inspect.Type, path: str, seen: frozenset[type] = frozenset()) -> Iterator[str]:
    """The places in a body where a number, text or list has no bound, or a text may hold a NUL."""
    match kind:
        case inspect.IntType():
            if kind.ge is None or kind.le is None:
                yield path
        case inspect.FloatType():
            if kind.ge is None or kind.le is None:
                yield path
        case inspect.StrType():
            holds_nul = kind.pattern is None or any(re.search(kind.pattern, "\0" * n) for n in (1, 4, 12, 64))
            is_endless = kind.max_length is None and (kind.pattern is None or _repeats_for_ever(kind.pattern))
            if holds_nul or is_endless:
                yield path
        case inspect.ListType():
            if kind.max_length is None:
                yield path
            yield from _loose(kind.item_type, f"{path}[]", seen)
        case inspect.DictType():
            yield path
        case inspect.UnionType():
            for part in kind.types:
                yield from _loose(part, path, seen)
        case inspect.StructType() | inspect.DataclassType():
            if kind.cls not in seen:
                for field in kind.fields:
                    yield from _loose(field.type, f"{path}.{field.name}", seen | {kind.cls})


def _repeats_for_ever(pattern: str) -> bool:
    """Whether a quantifier without an upper end stands in the pattern, character classes aside."""
    return re.search(r"[*+]|,\}", re.sub(r"\[[^\]]*\]", "", pattern)) is not None


async def test_no_input_that_a_machine_invents_breaks_the_service(
    address: Address, database: Pool, tmp_path: Path
) -> None:
    """Schemathesis against the real server: as a phone and as a dispatcher who is administrator too, then as nobody."""
    world = await build_world(database)
    hat = RoleGrant(
        person_id=world.dispatcher.person_id,
        role="administrator",
        office_id=world.office.office_id,
        valid_from=SINCE,
    )
    await in_transaction(database, lambda connection: grant_role(connection, hat))
    async with running_server(address.service_dsn, str(tmp_path)) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            phone = await enrolled_phone(client, world)
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        await asyncio.to_thread(_fuzz, server, phone.headers | {"Cookie": cookie}, world.office.office_id)


def _fuzz(server: Server, headers: dict[str, str], office_id: UUID) -> None:
    schema = schemathesis.openapi.from_url(f"{server.url}/api/openapi.json")
    broken: list[str] = []
    cases: list[Any] = []

    def send(case: Any, sent: dict[str, str]) -> None:
        answer = case.call(headers=sent, timeout=30)
        if answer.status_code >= 500:
            broken.append(f"{case.method} {case.path} {answer.status_code} {answer.text[:200]}")

    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]

        if operation.path.endswith("/stream"):  # never ends; tests of its own
            continue
        if operation.label.startswith("DELETE ") and operation.path.endswith("/session"):  # nobody from then on
            continue

        @settings(
            max_examples=5, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:
            _mean_office(case, office_id)
            send(case, headers)
            cases.append(case)

        answers()
        send(cases[-1], {})
    assert broken == []


def _mean_office(case: Any, office_id: UUID) -> None:
    """Where a well-formed office is asked about it is the asker's own: of any other 404 would be all that is heard."""
    for part in (case.query, case.body):
        if isinstance(part, dict) and isinstance(part.get("office_id"), str):
            with suppress(ValueError):
                UUID(part["office_id"])
                part["office_id"] = str(office_id)


def _app() -> Litestar:
    return create_litestar(Settings(home=Path("/nonexistent")), "postgresql:///")
