"""A morning's dossiers through the office's routes: lists imported and labelled, orders placed, rolls given out."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Pool
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow, NewOrder, Sender
from courier.simulation import setting
from courier.simulation.faults.statements import JOB_PARTIES
from courier.simulation.faults.town import Dossier, Town
from courier.simulation.setting import DESKS, FORMER, GIA_LAM, PHU_DONG

Say = Callable[[str, str], None]
Part = TypeVar("Part")

ROWS_A_LIST: Final = 2_000
LABELS_AT_ONCE: Final = 1_000
SENT_SHARE: Final = 0.15
"""Of dossiers: fetched from a citizen; the others are results on a desk's list."""
AT_ONCE: Final = 12
"""Orders under way."""


async def register(town: Town, pool: Pool, count: int, random: Random, say: Say) -> None:
    """Lists imported and labelled, orders placed, rolls given out: what a morning does, through the office's routes."""
    sent = round(count * SENT_SHARE)
    shares = _share_out(count - sent, len(DESKS))
    for desk, rows in zip(DESKS, shares, strict=True):
        await _list_results(town, pool, desk, rows, random)
        say(f"{desk.office.name}: {rows} kết quả đã có nhãn", f"{rows} results labelled")
    for desk, orders in zip(DESKS, _share_out(sent, len(DESKS)), strict=True):
        await _place_orders(town, pool, desk, orders, random)
    say(f"{sent} đơn nhận hồ sơ tại nhà", f"{sent} orders to collect from home")


def _share_out(count: int, among: int) -> list[int]:
    return [count // among + (at < count % among) for at in range(among)]


async def _list_results(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> None:
    seat = next(seat for seat in town.desks.values() if seat.office.code == desk.office.code)
    dispatcher = town.dispatchers[desk.collected_by]
    clerk = town.clerks[desk.office.code]
    for number, rows in enumerate(_parts(range(count), ROWS_A_LIST)):
        lines = [_row(desk, at, random) for at in rows]
        response = await clerk.request(
            "POST",
            "/lists",
            files={"file": (f"ket-qua-{number}.csv", write_list(lines, "csv"))},
            data={"desk_id": str(seat.office.office_id)},
        )
        imported = msgspec.json.decode(response.content, type=ListImported)
        assert imported.rows_created == len(lines), imported.rejected[:3]
        job_ids = [job.job_id for job in imported.jobs]
        for part in _parts(job_ids, LABELS_AT_ONCE):
            faces: list[dict[str, Any]] = await dispatcher.ask("POST", "/labels", {"job_ids": part})
            async with pool.acquire() as connection:
                parties = {row.job_id: row for row in await JOB_PARTIES.all(connection, list(part))}
            for job_id, face in zip(part, faces, strict=True):
                town.dossiers[face["code"]] = Dossier(
                    code=face["code"],
                    job_id=job_id,
                    origin=parties[job_id].origin_id,
                    destination=parties[job_id].destination_id,
                    desk=seat.office.office_id,
                    office=town.counters[desk.collected_by].office.office_id,
                    brought_by=random.choices((desk.collected_by, _other(desk.collected_by)), (9, 1))[0],
                    due_vnd=face["collect_vnd"],
                    is_sent=False,
                )


def _parts(whole: Sequence[Part], size: int) -> list[Sequence[Part]]:
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def _other(office_code: str) -> str:
    return PHU_DONG if office_code == GIA_LAM else GIA_LAM


def _row(desk: setting.Desk, at: int, random: Random) -> ListRow:
    amount_vnd = random.choice((8_000, 20_000, 100_000, 135_000)) if random.random() < 0.5 else None
    return ListRow(
        dossier_code=f"{desk.number}-{clock.today():%y%m%d}-{at:05d}",
        title="Đăng ký hộ kinh doanh",
        result="Giấy chứng nhận",
        full_name=f"Nguyễn Văn {_letters(at)}",
        address=_address(desk, random),
        has_fee=amount_vnd is not None,
        phone=f"+8491{DESKS.index(desk)}{at:06d}",
        amount_vnd=amount_vnd,
    )


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number)).capitalize()


def _address(desk: setting.Desk, random: Random) -> str:
    units = [unit for unit in FORMER.values() if unit.commune_code == desk.communes[0]]
    unit = random.choice(units)
    return f"{random.choice(unit.villages)}, {unit.name}, huyện Gia Lâm, Hà Nội"


async def _place_orders(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> None:
    if not count:
        return
    seat = next(seat for seat in town.desks.values() if seat.office.code == desk.office.code)
    dispatcher = town.dispatchers[desk.collected_by]
    office_id = town.counters[desk.collected_by].office.office_id
    roll = await dispatcher.ask("POST", "/rolls", {"office_id": office_id, "count": count})
    orders = [
        NewOrder(
            order_id=clock.new_id(),
            desk_id=seat.office.office_id,
            title="Đăng ký hộ kinh doanh",
            sender=Sender(
                full_name=f"Trần Thị {_letters(at)}",
                phone=f"+8493{DESKS.index(desk)}{at:06d}",
                address=_address(desk, random),
            ),
        )
        for at in range(count)
    ]
    gate = asyncio.Semaphore(AT_ONCE)

    async def place(order: NewOrder) -> UUID:
        async with gate:
            return UUID((await dispatcher.ask("POST", "/orders", order))["job_id"])

    job_ids = await asyncio.gather(*map(place, orders))
    async with pool.acquire() as connection:
        parties = {row.job_id: row for row in await JOB_PARTIES.all(connection, job_ids)}
    for job_id, label in zip(job_ids, roll["labels"], strict=True):
        town.dossiers[label["code"]] = Dossier(
            code=label["code"],
            job_id=job_id,
            origin=parties[job_id].origin_id,
            destination=parties[job_id].destination_id,
            desk=seat.office.office_id,
            office=office_id,
            brought_by=desk.collected_by,
            due_vnd=0,
            is_sent=True,
        )
