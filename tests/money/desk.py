"""What tests of the office's own money share: cash in the safe, a bank's file."""

from uuid import UUID

from courier import clock
from courier.database import Connection
from courier.money.bank_files.import_bank_file import import_bank_file
from courier.money.bank_files.model import BankImport
from courier.money.remittances.model import Destination
from courier.money.remittances.remit import remit
from tests.custody.world import World
from tests.money.cash import DUE_VND, collect, count_in, enter, hand_in

HEAD = "Ngày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Nội dung"


async def fill_safe(connection: Connection, world: World, *codes: str) -> None:
    """Lan takes what is due for each, hands it in, and the counter counts it in."""
    amount_vnd = DUE_VND * len(codes)
    await enter(connection, world.lan, *[collect(world.lan, code) for code in codes])
    given = hand_in(world.lan, world.post_office, amount_vnd)
    await enter(connection, world.lan, given)
    await enter(connection, world.post_device, count_in(world.post_device, given, amount_vnd))


async def remit_to(connection: Connection, world: World, to: Destination, remittance_id: UUID | None = None) -> UUID:
    remittance_id = remittance_id or clock.new_id()
    await remit(
        connection,
        remittance_id=remittance_id,
        office_id=world.post_office,
        destination=to,
        account_note="UBND xã, 3511.0.1234567",
        carried_by=world.lan.person_id,
        slip_number="GNT 01",
        asked_by=world.supervisor,
    )
    return remittance_id


async def reference_of(connection: Connection, remittance_id: UUID) -> str:
    found: str = await connection.fetchval("SELECT reference FROM remittance WHERE remittance_id = $1", remittance_id)
    return found


async def send_file(connection: Connection, world: World, *rows: tuple[str, int, str]) -> BankImport:
    """Rows of (the bank's number, money in, text)."""
    lines = [f"22/11/2026;{reference};;{amount_vnd};{said}" for reference, amount_vnd, said in rows]
    content = "\r\n".join(["SAO KÊ TÀI KHOẢN", HEAD, *lines]).encode()
    return await import_bank_file(connection, world.post_office, world.supervisor, "sao-ke.csv", content)
