"""Thay mã: an item gets a new code with a reason. The old one is void, yet whoever scans it still finds the item."""

from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.errors import Conflict
from courier.intake.issue_labels import take_label
from courier.intake.labels.model import LabelReplaced, VoidReason
from courier.intake.labels.reprint_label import get_label
from courier.intake.labels.statements import BIND, LOCK_ITEM, LOCK_LABEL, VOID
from courier.intake.model import LabelRefused


async def replace_label(connection: Connection, asker: UUID, code: str, reason: VoidReason) -> LabelReplaced:
    """A fresh code of the same post office, bound to the item; `code` is void from now on.

    Custody and tracking go on reading the old code: it stays bound to the item, so a scan of it is taken as the
    item's. Locks the item's job and the office's numbers. Raises `NotFound`, `NumbersUsedUp`, `LabelRefused` where
    the code is void already, `Conflict` where the label names nothing or its job was cancelled.
    """
    standing = await get_label(connection, asker, code)
    if standing.item_id is not None:
        await LOCK_ITEM.run(connection, standing.item_id)
        standing = await get_label(connection, asker, code)
    if standing.is_void:
        raise LabelRefused("label_void", code)
    if standing.item_id is None:
        raise Conflict("Nhãn này chưa gắn bưu gửi; hãy huỷ thay vì đổi mã", "The label names no item; void it instead")
    if standing.is_cancelled:
        raise LabelRefused("job_cancelled", code)
    label = await take_label(connection, standing.office_id)
    await VOID.run(connection, code, reason, asker)
    await BIND.run(connection, label.code, standing.item_id, "replacement")
    facts = {"label_replaced": code, "code": label.code, "reason": reason}
    await RECORD_CHANGE.run(connection, "job", standing.office_id, None, facts)
    return LabelReplaced(code=label.code, s10=label.s10, replaces=code)


async def void_label(connection: Connection, asker: UUID, code: str, reason: VoidReason) -> None:
    """Void a label that is still on its roll; voided before, nothing changes. Raises `NotFound`, `LabelRefused`."""
    await LOCK_LABEL.run(connection, code)
    standing = await get_label(connection, asker, code)
    if standing.item_id is not None:
        raise LabelRefused("label_used", code)
    if not standing.is_void:
        await VOID.run(connection, code, reason, asker)
