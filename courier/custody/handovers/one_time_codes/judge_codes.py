"""One-time codes: told to the citizen by the server, typed at the door, judged when the act comes in (PEOPLE 18)."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier import clock
from courier.custody.handovers.model import Finding
from courier.custody.handovers.one_time_codes import statements
from courier.custody.handovers.one_time_codes.statements import IssuedCode
from courier.custody.model import StoredEvent
from courier.database import Connection
from courier.errors import NotFound, TooManyRequests
from mobile_contract import events as acts

Verdict = Literal["confirmed", "wrong", "expired", "none_issued"]
GOOD_FOR: Final = timedelta(hours=18)
"""From breakfast, when the carrier sets out, to the end of his day; an assumption, to be settled by each locality."""
CODES_A_DAY: Final = 5
CODE_DIGITS: Final = 6


class ToldCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code as told to the citizen, this once; the server keeps its salted digest only."""

    code: str
    expires_at: datetime


async def issue_code(connection: Connection, code: str, second_factor: str) -> ToldCode:
    """A fresh code for the result whose item bears `code`, told to whoever knows the second factor.

    Earlier codes of the day stay good. Raises `NotFound` alike for unknown codes, wrong factors and what is delivered;
    `TooManyRequests` past five a day.
    """
    job = await statements.RETURN_TO_DELIVER.one(connection, code, second_factor)
    if job is None:
        raise NotFound(
            "Không có kết quả nào đang chờ phát với mã này; hãy xem lại mã và bốn số",
            "No result on its way has this code; look again at the code and the four digits",
        )
    if job.codes_today >= CODES_A_DAY:
        raise TooManyRequests(
            3_600, "Hôm nay đã lấy đủ số mã; hãy dùng mã đã nhận", "Enough codes today; use one of them"
        )
    told = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    salt, expires_at = secrets.token_bytes(16), clock.now() + GOOD_FOR
    await statements.KEEP_CODE.run(connection, clock.new_id(), job.job_id, salt, _digest(salt, told), expires_at)
    return ToldCode(code=told, expires_at=expires_at)


async def judge_codes(connection: Connection, events: Sequence[StoredEvent]) -> list[Finding]:
    """Judge the codes these acts bring, once each; what does not fit is found. The delivery stands either way.

    An act whose items the server does not know yet is judged `none_issued`.
    """
    found = []
    for event in events:
        if not isinstance(event.act, acts.Deliver) or event.act.one_time_code is None or not event.is_trusted:
            continue
        codes = [item.code for item in event.act.items]
        issued = await statements.CODES_OF_ITEMS.all(connection, codes, event.happened_at)
        verdict, code_id = _judge(issued, event.act.one_time_code)
        await statements.KEEP_VERDICT.run(connection, event.event_id, verdict, code_id)
        if verdict != "confirmed":
            found.append(Finding(event_id=event.event_id, kind="one_time_code", facts={"verdict": verdict}))
    return found


def _judge(issued: Sequence[IssuedCode], told: str) -> tuple[Verdict, UUID | None]:
    fitting = [each for each in issued if hmac.compare_digest(each.digest, _digest(each.salt, told))]
    if not issued:
        return "none_issued", None
    if not fitting:
        return "wrong", None
    good = next((each for each in fitting if not each.is_over), None)
    return ("confirmed", good.code_id) if good else ("expired", fitting[0].code_id)


def _digest(salt: bytes, told: str) -> bytes:
    return hashlib.sha256(salt + told.encode()).digest()
