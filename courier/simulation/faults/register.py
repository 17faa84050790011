"""A morning's dossiers through the office's routes: lists and files of orders imported, labels, rolls, codes told."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Pool
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow
from courier.intake.orders.model import OrderRow, OrdersImported
from courier.intake.orders.order_files import write_orders
from courier.simulation import setting
from courier.simulation.faults.statements import JOB_PARTIES
from courier.simulation.faults.town import Dossier, Town
from courier.simulation.setting import DESKS, FORMER, GIA_LAM, PHU_DONG

Say = Callable[[str, str], None]
Part = TypeVar("Part")

ROWS_A_LIST: Final = 2_000
LABELS_AT_ONCE: Final = 1_000
ROLL: Final = 1_000
CODES_TOLD: Final = 6
"""Of each desk's results."""
SENT_SHARE: Final = 0.15
"""Of dossiers: fetched from a citizen; the others are results on a desk's list."""


async def register(town: Town, pool: Pool, count: int, random: Random, say: Say) -> None:
    """What a morning does, through the office's and the citizen's routes, each desk beside the others."""
    sent = round(count * SENT_SHARE)
    rows, orders = _share_out(count - sent, len(DESKS)), _share_out(sent, len(DESKS))
    draws = [Random(random.random()) for _ in DESKS]  # the desks work side by side, each by its own draws

    async def begin(desk: setting.Desk, rows: int, orders: int, draw: Random) -> list[Dossier]:
        listed = await _list_results(town, pool, desk, rows, draw)
        say(f"{desk.office.name}: {rows} kết quả đã có nhãn", f"{rows} results labelled")
        return [*listed, *await _place_orders(town, pool, desk, orders, draw)]

    for code, dispatcher in town.dispatchers.items():
        office_id = town.counters[code].office.office_id
        roll = await dispatcher.ask("POST", "/rolls", {"office_id": office_id, "count": min(ROLL, count // 4 + 8)})
        town.rolls[code] = [label["code"] for label in roll["labels"]]

    for dossiers in await asyncio.gather(*map(begin, DESKS, rows, orders, draws)):
        town.dossiers.update({dossier.code: dossier for dossier in dossiers})
    say(f"{sent} đơn nhận hồ sơ tại nhà", f"{sent} orders to collect from home")


def _share_out(count: int, among: int) -> list[int]:
    return [count // among + (at < count % among) for at in range(among)]


async def _list_results(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> list[Dossier]:
    found = []
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
                dossier = Dossier(
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
                found.append(dossier)
    for at in range(min(count, CODES_TOLD)):
        town.told[found[at].code] = await _tell_code(town, found[at].code, f"{at:04d}")
    return found


async def _tell_code(town: Town, code: str, last4: str) -> str:
    """What the citizen's page tells who knows the last digits of his telephone."""
    response = await town.citizen.post(f"/api/v1/citizen/track/{code}/one-time-code", json={"factor": last4})
    assert response.is_success, response.text
    told: str = response.json()["code"]
    return told


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


async def _place_orders(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> list[Dossier]:
    if not count:
        return []
    seat = next(seat for seat in town.desks.values() if seat.office.code == desk.office.code)
    dispatcher = town.dispatchers[desk.collected_by]
    office_id = town.counters[desk.collected_by].office.office_id
    roll = await dispatcher.ask("POST", "/rolls", {"office_id": office_id, "count": count})
    job_ids: list[UUID] = []
    for number, rows in enumerate(_parts(range(count), ROWS_A_LIST)):
        lines = [_order(desk, at, random) for at in rows]
        response = await dispatcher.request(
            "POST",
            "/order-lists",
            files={"file": (f"don-{number}.csv", write_orders(lines, "csv"))},
            data={"desk_id": str(seat.office.office_id)},
        )
        imported = msgspec.json.decode(response.content, type=OrdersImported)
        assert imported.rows_created == len(lines), imported.rejected[:3]
        job_ids += [order.job_id for order in imported.orders if order.job_id]
    async with pool.acquire() as connection:
        parties = {row.job_id: row for row in await JOB_PARTIES.all(connection, job_ids)}
    return [
        Dossier(
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
        for job_id, label in zip(job_ids, roll["labels"], strict=True)
    ]


def _order(desk: setting.Desk, at: int, random: Random) -> OrderRow:
    return OrderRow(
        kind="SEND",
        full_name=f"Trần Thị {_letters(at)}",
        phone=f"+8493{DESKS.index(desk)}{at:06d}",
        address=_address(desk, random),
        title="Đăng ký hộ kinh doanh",
        reference=f"{desk.number}-{at}",
    )
