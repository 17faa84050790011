"""Bad input on the ways of custody and money: a 4xx with a problem that is explained, never a fault, nothing kept."""

import base64
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.problem_catalogue import ACT_EXPLANATIONS, EXPLANATIONS
from api.service import Service
from courier.database import Connection, Pool, in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import Role, RoleGrant
from mobile_contract import canonical, events
from mobile_contract.sync import SignedBody
from tests.api.test_batches import post, send
from tests.api.world import SINCE, World, log_in
from tests.custody import world as custody

OFFICE = "/api/v1/office"
HUGE = "99999999999999999999"
"""Past 2^63, as it stands in JSON."""
KEPT = ("refund", "remittance", "receipt_book", "office_payment", "incident", "incident_rule", "money_setting")


@pytest.fixture
async def head(client: httpx.AsyncClient, service: Service, world: World) -> None:
    """The dispatcher, logged in, is supervisor and teller too."""
    roles: tuple[Role, ...] = ("supervisor", "teller")
    for role in roles:
        grant = RoleGrant(
            person_id=world.dispatcher.person_id, role=role, office_id=world.office.office_id, valid_from=SINCE
        )
        await in_transaction(service.pool, partial(grant_role, grant=grant))
    await log_in(client, "dieu")


def orders(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """One good body of each command of money and custody that takes one."""
    office, some = str(world.office.office_id), str(uuid4())
    refund = {"refund_id": some, "office_id": office, "code": "0" * 12, "mode": "cash", "amount_vnd": 1}
    remittance = {
        "remittance_id": some,
        "office_id": office,
        "destination": "agency",
        "account_note": "UBND xã",
        "carried_by": str(world.lan.person_id),
        "slip_number": "GNT 1",
    }
    book = {
        "book_id": some,
        "office_id": office,
        "kind": "bien_lai",
        "template": "01BLP",
        "series": "HN",
        "first_number": 1,
        "last_number": 5,
    }
    payment = {
        "payment_id": some,
        "from_office_id": office,
        "to_office_id": str(world.elsewhere.office_id),
        "amount_vnd": 1,
        "slip_number": "BK 1",
    }
    clocks = {"valid_from": "2026-11-01", "tell_head_min": 30, "tell_agency_days": 0, "search_h": 24, "source": "x"}
    incident = {
        "incident_id": some,
        "office_id": office,
        "code": "0" * 12,
        "kind": "lost",
        "noticed_at": "2026-11-22T08:00:00Z",
    }
    return [
        ("POST", "refunds", refund | {"slip_number": "PC 1"}),
        ("POST", "remittances", remittance),
        ("POST", "receipt-books", book),
        ("POST", f"receipt-books/{some}/numbers", {"most": 1}),
        ("POST", f"receipt-books/{some}/voids", {"number": 1, "reason": "x"}),
        ("POST", "office-payments", payment),
        ("POST", f"office-payments/{some}/reversal", {"reason": "x"}),
        ("POST", f"money-acts/{some}/setting-aside", {"reason": "x"}),
        ("POST", "money-case-closings", {"case_key": "item:x", "kind": "over", "note": "x"}),
        ("POST", f"collections/{some}/reversal", {"reason": "x"}),
        ("POST", f"collections/{some}/seen", {"reference": "FT1"}),
        ("POST", f"bank-lines/{some}/use", {"claim_id": some}),
        ("PUT", f"cash-limits/{some}", {"office_id": office, "limit_vnd": 1}),
        ("PUT", f"settle-days/{office}", {"days": 1, "valid_from": "2026-11-01"}),
        ("PUT", f"incident-clocks/{office}", clocks),
        ("POST", "incidents", incident),
        ("POST", f"incidents/{some}/steps", {"step": "found", "happened_at": "2026-11-22T08:00:00Z", "note": "x"}),
        ("POST", f"papers/{some}/label", {"code": "0" * 12}),
        ("POST", f"counts/{some}/settlement", {"number": 1, "note": "x"}),
    ]


def spoilt(good: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Each field in turn made what no person means; then bodies that are none."""
    for field, value in good.items():
        for bad in _worse(value):
            said = ",".join(f'"{name}":{bad if name == field else _json(kept)}' for name, kept in good.items())
            yield f"{field}={bad[:24]}", f"{{{said}}}".encode()
    yield "nothing", b""
    yield "a list", b"[" * 50_000 + b"]" * 50_000
    yield "no utf-8", b'{"reason":"\xff\xfe"}'
    yield "half", b'{"reason":"x"'


def _worse(value: object) -> list[str]:
    wrong = ['"\\u0000"', '"\\ud800"', "null", "{}", '""', f'"{"x" * 70_000}"']
    if isinstance(value, int):
        return [*wrong, HUGE, f"-{HUGE}", "-1", "1.5", "1e400", "true"]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-.*", value):
        return [*wrong, '"0000-00-00"', '"99999-01-01"', HUGE]
    return [*wrong, HUGE, '"a\\u0000b"']


def _json(value: object) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


@pytest.mark.usefixtures("head")
async def test_every_wrong_field_is_refused_in_words_and_nothing_is_kept(
    client: httpx.AsyncClient, world: World, database: Pool
) -> None:
    for method, path, good in orders(world):
        for name, content in spoilt(good):
            answer = await client.request(
                method, f"{OFFICE}/{path}", content=content, headers={"Content-Type": "application/json"}
            )
            where = (method, path, name, answer.status_code, answer.text[:200])
            if name.endswith("=null") and answer.status_code in (204, 404, 409):
                continue  # a field that may be left out
            assert 400 <= answer.status_code < 500, where
            assert answer.json()["type"].removeprefix("/problems/") in EXPLANATIONS, where
    for table in KEPT:
        assert await database.fetchval(f"SELECT count(*) FROM {table}") == 0, table


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_time_are_answered(client: httpx.AsyncClient, world: World, day: str) -> None:
    office = str(world.office.office_id)
    clocks = {"valid_from": day, "tell_head_min": 1, "tell_agency_days": 30, "search_h": 720, "source": "x"}
    bodies = [
        ("PUT", f"settle-days/{office}", {"days": 366, "valid_from": day}),
        ("PUT", f"incident-clocks/{office}", clocks),
    ]
    for method, path, body in bodies:
        assert (await client.request(method, f"{OFFICE}/{path}", json=body)).status_code in (204, 400), path
    asked = {"office_id": office}
    reads = [
        ("cash-days", asked | {"since": day}),
        ("counts", asked | {"on_date": day}),
        ("two-roles", asked | {"since": f"{day}T00:00:00Z"}),
        ("incidents", asked),
        ("money-cases", asked),
        ("office-debts", asked),
    ]
    for path, params in reads:
        answer = await client.get(f"{OFFICE}/{path}", params=params)
        assert answer.status_code < 500, (path, answer.text)


@pytest.fixture
async def phones(owner_connection: Connection) -> custody.World:
    return await custody.build(owner_connection)


@pytest.mark.parametrize("signature", ["", "A", "=" * 88, base64.b64encode(b"\0" * 64).decode(), "\\u0000"])
async def test_an_unsigned_act_is_answered_for_itself_or_its_batch_in_words(
    client: httpx.AsyncClient, service: Service, phones: custody.World, database: Pool, signature: str
) -> None:
    """A signature that is none is no act's: the others are taken, or the phone is told what is wrong with its batch."""
    good, bad = phones.lan.act(events.Void), phones.minh.act(events.Void)
    body = bad.body.replace('"', '\\"')
    spoilt = f'{{"act":{{"body":"{body}","signature":"{signature}"}}}}'
    kept = f'{{"act":{{"body":"{good.body.replace(chr(34), chr(92) + chr(34))}","signature":"{good.signature}"}}}}'
    answer = await post(client, service, phones.lan, f'{{"contract_version":1,"entries":[{kept},{spoilt}]}}'.encode())
    if answer.status_code == 200:
        assert [each["outcome"] for each in answer.json()["outcomes"]] == ["created", "quarantined_signature"]
        assert answer.json()["outcomes"][1]["problem"] in ACT_EXPLANATIONS
    else:
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-input")
    assert await database.fetchval("SELECT count(*) FROM signed_event WHERE device_id = $1", phones.minh.device_id) == 0


async def test_the_largest_and_oddest_of_every_kind_of_act_is_kept_and_breaks_nothing(
    client: httpx.AsyncClient, service: Service, phones: custody.World, database: Pool
) -> None:
    """Amounts, counts, days and clocks at the ends of their range; items of nobody; answers to nothing."""
    lan, some, code = phones.lan, uuid4(), next(iter(phones.items))
    most = 10**12
    acts: list[SignedBody] = [
        lan.act(events.Collect, code=code, amount_vnd=most, mode="cash", receipt_number=2**53 - 1),
        lan.act(events.Collect, code="Z" * 12, amount_vnd=0, mode="claimed_transfer"),
        lan.act(events.HandIn, to_party=some, amount_vnd=most),
        lan.act(events.CountIn, answers=some, amount_vnd=most),
        lan.act(events.Count, items=[code], cash_vnd=most, happened_at_ms=0),
        lan.act(events.ConfirmCount, answers=some, answers_sha256="0" * 64, items=[code]),
        lan.act(events.OpenTill, float_vnd=most),
        lan.act(events.CloseTill, amount_vnd=most),
        lan.act(events.ReturnReceipts, first_number=1, last_number=2**53 - 1),
        lan.act(events.Examine, code=code, originals=[events.OriginalFate(200, "returned_later", 100)]),
        lan.act(events.AnswerFiling, code=code, due_on="9999-12-31", refused="OTHER"),
        lan.act(events.Report, code=code, what="lost", happened_at_ms=2**53 - 1),
        lan.act(events.Correct, answers=some, items=[code]),
        lan.act(events.Withdraw, answers=some, items=[code]),
    ]
    answer = await send(client, service, lan, *acts)
    assert {outcome.outcome for outcome in answer.outcomes} <= {"created", "unreadable"}
    assert answer.acked_through == len(acts)
    assert await database.fetchval("SELECT count(*) FROM signed_event") == len(acts)
    assert canonical.decode_envelope(acts[0].body.encode()).device_id == lan.device_id
