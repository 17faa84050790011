"""Remittances of an office, and the list that goes with one."""

from uuid import UUID

from courier.clock import VIETNAM
from courier.database import Executor
from courier.errors import NotFound
from courier.intake.list_files import write_table
from courier.money.remittances.model import Remittance, RemittanceLine, RemittanceList
from courier.money.remittances.statements import LINES, REMITTANCE, REMITTANCES
from courier.spreadsheets import Cell


async def read_remittances(connection: Executor, office_id: UUID, asked_by: UUID) -> list[Remittance]:
    """The latest 200, newest first; none for who does not work there."""
    return await REMITTANCES.all(connection, office_id, asked_by)


async def read_remittance(connection: Executor, remittance_id: UUID, asked_by: UUID) -> RemittanceList:
    """One with its lines. Raises `NotFound` unless `asked_by` works at its office."""
    found = await REMITTANCE.one(connection, remittance_id, asked_by)
    if found is None:
        raise NotFound("Không tìm thấy lần nộp tiền này", "No such remittance")
    return RemittanceList(remittance=found, lines=await LINES.all(connection, remittance_id))


def remittance_file(listed: RemittanceList) -> bytes:
    """The list as XLSX, to be signed and handed over with the money."""
    about = listed.remittance
    title = (
        f"BẢNG KÊ NỘP TIỀN {about.reference} · {about.account_note} · người nộp {about.carried_by_name} · "
        f"người lập {about.signed_by_name} · {about.remitted_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    )
    rows: list[list[Cell]] = [_cells(number, line) for number, line in enumerate(listed.lines, start=1)]
    total: list[Cell] = ["", "", "", "Tổng cộng", about.amount_vnd, "", ""]
    return write_table(_HEADINGS, [*rows, total], "xlsx", title)


_HEADINGS = ("STT", "Mã hồ sơ", "Mã bưu gửi", "Loại", "Số tiền", "Biên lai, hóa đơn", "Giờ ghi sổ")
_KINDS = {"fee": "Phí", "charge": "Lệ phí", "fare": "Cước", "handling": "Cước thu hộ"}


def _cells(number: int, line: RemittanceLine) -> list[Cell]:
    return [
        number,
        line.dossier_code or "",
        line.code,
        _KINDS[line.kind],
        line.amount_vnd,
        line.official_number or "",
        f"{line.booked_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
    ]
