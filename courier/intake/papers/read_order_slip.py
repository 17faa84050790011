"""What the slip of an order says, in full: the sender's own paper. Reading it is logged."""

from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.intake.papers.model import IssuingPost, OrderSlip
from courier.intake.papers.statements import LOG_PAPER_READ, ORDER_SLIP, SLIP_AMOUNTS, SLIP_LINES


async def read_order_slip(connection: Connection, asker: UUID, job_id: UUID) -> OrderSlip:
    """Of a dossier to be collected by a post office of the asker's. Raises `NotFound`, also of a result's leg."""
    row = await ORDER_SLIP.one(connection, asker, job_id)
    if row is None:
        raise NotFound("Không tìm thấy đơn nhận gửi này", "There is no such order to collect")
    await LOG_PAPER_READ.run(connection, asker, [row.sender_id], "office")
    return OrderSlip(
        office=IssuingPost(
            office_id=row.office_id, name=row.office_name, address=row.office_address, phone=row.office_phone
        ),
        job_id=job_id,
        leg=row.leg,
        code=row.code,
        s10=row.s10,
        view_code=row.view_code,
        full_name=row.full_name or "",
        phone=row.phone,
        address=row.address or "",
        landmark=row.landmark,
        desk_name=row.desk_name,
        desk_phone=row.desk_phone,
        procedure_name=row.procedure_name,
        procedure_code=row.procedure_code,
        title=row.title,
        dossier_code=row.dossier_code,
        weight_g=row.weight_g,
        at_counter=row.at_counter,
        is_result_returned=row.is_result_returned,
        window_from=row.window_from,
        window_to=row.window_to,
        lines=await SLIP_LINES.all(connection, row.dossier_id),
        amounts=[amount for amount in await SLIP_AMOUNTS.all(connection, job_id) if amount.payer == "citizen"],
    )
