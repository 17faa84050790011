"""Import a file of orders: good lines are placed at once, bad ones come back as a file to mend."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID, uuid5

import msgspec

from courier.changes import RECORD_CHANGE
from courier.clock import new_id
from courier.database import Connection
from courier.errors import CourierError, FieldError, IdInUse, InvalidInput, NotFound
from courier.intake.agreement import AgreedDesk, NoAgreement, get_agreed_desk
from courier.intake.list_files import write_rejected
from courier.intake.look_at_orders import look_at_orders
from courier.intake.model import NewOrder, OrderPlaced, Sender, SupplementAsked
from courier.intake.orders.check_order import check_order
from courier.intake.orders.model import ImportedOrder, OrderRow, OrdersImported
from courier.intake.orders.order_files import TITLE
from courier.intake.orders.place_order import place_orders
from courier.intake.orders.presence import PresenceRequired
from courier.intake.orders.read_orders import HEADINGS, OrderLine, OrdersRead, at_line, read_orders
from courier.intake.orders.statements import EARLIER_IMPORT, RECORD_IMPORT, RECORD_IMPORTED, REJECTED_FILE
from courier.intake.read_list import ListLine
from courier.intake.scope import NotInScope
from courier.intake.statements import LOCK_OFFICE
from courier.network.model import Leg
from courier.network.staff.train import warn_untrained


async def import_orders(
    connection: Connection, asker: UUID, desk_id: UUID, file_name: str, content: bytes
) -> OrdersImported:
    """Place the orders of a file, as `place_order` does one, in a handful of statements.

    The same file, or the same line in another file, changes nothing. Locks the desk: its imports take turns.
    Raises `NotFound`, `NoAgreement` where the desk has none at all, `UnreadableFile`; then nothing was kept.
    """
    agreed, refused = await _find_agreements(connection, asker, desk_id)
    read = await asyncio.to_thread(read_orders, content)
    await LOCK_OFFICE.run(connection, desk_id)
    sorted_out = await asyncio.to_thread(_sort_out, read.lines, desk_id, refused)
    orders = [order for _, order in sorted_out.orders]
    answers = await place_orders(connection, asker, agreed, orders)
    settled = _settle(sorted_out, answers)
    await look_at_orders(connection, settled.created)
    digest = hashlib.sha256(content).digest()
    earlier = None if settled.created else await EARLIER_IMPORT.one(connection, desk_id, digest)
    if earlier is not None:
        import_id = earlier.import_id
    else:
        import_id = await _record(connection, asker, agreed, file_name, digest, read, settled)
    return OrdersImported(
        import_id=import_id,
        desk_id=desk_id,
        file_name=file_name,
        rows_created=settled.created,
        rows_known=len(settled.orders) - settled.created,
        rows_rejected=len(settled.rejected),
        orders=settled.orders,
        rejected=[error for line in settled.rejected for error in line.errors],
        notes=settled.notes,
        is_repeat=earlier is not None,
    )


async def get_rejected_orders(connection: Connection, asker: UUID, import_id: UUID) -> bytes:
    """The XLSX of an import's lines to mend. Raises `NotFound` where there is none, or not for the asker."""
    found = await REJECTED_FILE.one(connection, asker, import_id)
    if found is None or found.rejected_file is None:
        raise NotFound("Không có dòng nào phải sửa trong lần gửi này", "There is no file to mend for this import")
    return found.rejected_file


def order_of(row: OrderRow, desk_id: UUID) -> NewOrder:
    """The order a line is. Its id comes from the sender's own number, or else from its words: sent again, it is the
    same order."""
    words = msgspec.json.encode(row).decode()
    person = Sender(
        full_name=row.full_name,
        phone=row.phone,
        address=row.address,
        landmark=row.landmark,
        lon=row.lon,
        lat=row.lat,
    )
    elsewhere = Sender(full_name=row.full_name, phone=row.phone, address=row.return_to) if row.return_to else None
    papers = [paper.strip() for paper in (row.missing or "").split(";") if paper.strip()]
    return NewOrder(
        order_id=uuid5(desk_id, f"reference:{row.reference}" if row.reference else f"words:{words}"),
        desk_id=desk_id,
        kind=row.kind,
        title=row.title,
        sender=None if row.kind == "RETURN" else person,
        recipient=person if row.kind == "RETURN" else elsewhere,
        dossier_code=row.dossier_code,
        procedure_code=row.procedure_code,
        due_on=row.due_on,
        supplement=_supplement(row, papers),
        channel="list",
        weight_g=row.weight_g,
        at_counter=row.at_counter,
    )


def _supplement(row: OrderRow, papers: list[str]) -> SupplementAsked | None:
    if row.kind != "SUPPLEMENT" or not papers:
        return None
    return SupplementAsked(asked_on=row.asked_on, missing=papers, deadline_on=row.deadline_on)


class _SortedOut(NamedTuple):
    """What can be asked for, and what is wrong before anybody is asked."""

    orders: list[tuple[OrderLine, NewOrder]]
    rejected: list[ListLine]


class _Settled(NamedTuple):
    orders: list[ImportedOrder]
    created: int
    rejected: list[ListLine]
    notes: list[FieldError]


_LEGS: Final[tuple[Leg, ...]] = ("SEND", "RETURN", "SUPPLEMENT")


async def _find_agreements(
    connection: Connection, asker: UUID, desk_id: UUID
) -> tuple[AgreedDesk, dict[Leg, NoAgreement]]:
    """The desk under its agreement, and the legs that it is not for. Raises `NoAgreement` where there is none."""
    agreed: AgreedDesk | None = None
    refused: dict[Leg, NoAgreement] = {}
    for leg in _LEGS:
        try:
            agreed = await get_agreed_desk(connection, asker, desk_id, leg)
        except NoAgreement as error:
            refused[leg] = error
    if agreed is None:
        raise refused["SEND"]
    return agreed, refused


def _sort_out(lines: Sequence[OrderLine], desk_id: UUID, refused: dict[Leg, NoAgreement]) -> _SortedOut:
    sorted_out = _SortedOut([], [])
    first_lines: dict[UUID, int] = {}
    for line in lines:
        if line.row is None:
            sorted_out.rejected.append(line.rejected(line.errors))
            continue
        order = order_of(line.row, desk_id)
        errors = [at_line(error, line.line) for error in check_order(order)]
        errors += [_said(refused[leg], line.line, "kind") for leg in order.legs if leg in refused]
        first = first_lines.setdefault(order.order_id, line.line)
        if first != line.line:
            errors.append(_doubled(line.line, first))
        if errors:
            sorted_out.rejected.append(line.rejected(errors))
        else:
            sorted_out.orders.append((line, order))
    return sorted_out


def _settle(sorted_out: _SortedOut, answers: Sequence[OrderPlaced | CourierError]) -> _Settled:
    placed: list[ImportedOrder] = []
    rejected = list(sorted_out.rejected)
    notes: list[FieldError] = []
    for (line, order), answer in zip(sorted_out.orders, answers, strict=True):
        if isinstance(answer, CourierError):
            rejected.append(line.rejected(_errors_of(answer, line.line)))
            continue
        notes += [at_line(warning, line.line) for warning in answer.warnings]
        placed.append(
            ImportedOrder(
                line=line.line,
                order_id=order.order_id,
                job_id=answer.job_id,
                registration_id=answer.registration_id,
                dossier_id=answer.dossier_id,
                is_new=answer.is_new,
            )
        )
    rejected.sort(key=lambda line: line.line)
    return _Settled(placed, sum(each.is_new for each in placed), rejected, notes)


def _errors_of(refusal: CourierError, line: int) -> list[FieldError]:
    match refusal:
        case InvalidInput():
            return [at_line(error, line) for error in refusal.fields]
        case PresenceRequired():
            return [_said(refusal, line, "procedure_code")]
        case NotInScope():
            return [_said(refusal, line, "kind")]
        case IdInUse():
            return [_reused(line)]
        case _:
            return [_said(refusal, line, "dossier_code")]


def _said(refusal: CourierError, line: int, column: str) -> FieldError:
    """A refusal of a whole order as an error of its line."""
    return FieldError(
        line=line,
        field=HEADINGS[column][0],
        problem=refusal.type,
        message_vi=refusal.detail_vi,
        message_en=refusal.detail_en,
        remedy_vi="Bỏ dòng này, hoặc sửa theo hướng dẫn",
        remedy_en="Remove the line, or mend it as said",
    )


def _reused(line: int) -> FieldError:
    return FieldError(
        line=line,
        field=HEADINGS["reference"][0],
        problem="reused",
        message_vi="Số tham chiếu này đã dùng cho đơn có nội dung khác; đơn cũ giữ nguyên",
        message_en="This reference belongs to an order of other words; that one stays as it is",
        remedy_vi="Đơn mới thì ghi số tham chiếu khác; muốn sửa đơn cũ thì báo bưu cục",
        remedy_en="Give a new order another reference; to change the old one tell the post office",
    )


def _doubled(line: int, first: int) -> FieldError:
    return FieldError(
        line=line,
        field=HEADINGS["reference"][0],
        problem="doubled-line",
        message_vi=f"Trùng với dòng {first}",
        message_en=f"The same as line {first}",
        remedy_vi="Xoá một dòng, hoặc ghi số tham chiếu khác nhau",
        remedy_en="Remove one, or give each its own reference",
    )


async def _record(
    connection: Connection,
    asker: UUID,
    agreed: AgreedDesk,
    file_name: str,
    digest: bytes,
    read: OrdersRead,
    settled: _Settled,
) -> UUID:
    """Remember the import, keep the lines to mend, tell the post office."""
    import_id = new_id()
    rejected = settled.rejected
    await RECORD_IMPORT.run(
        connection,
        import_id,
        agreed.desk.office_id,
        digest,
        file_name[-255:] or "?",
        settled.created,
        len(settled.orders) - settled.created,
        len(rejected),
        await asyncio.to_thread(write_rejected, read.header, rejected, TITLE) if rejected else None,
        asker,
    )
    await RECORD_IMPORTED.run(
        connection, import_id, [order.order_id for order in settled.orders], [order.line for order in settled.orders]
    )
    if settled.created:
        await warn_untrained(connection, asker, "intake", agreed.post_office_id, import_id)
    facts = {"order_import_id": str(import_id), "rows_rejected": len(rejected)}
    await RECORD_CHANGE.run(connection, "job", agreed.post_office_id, None, facts)
    return import_id
