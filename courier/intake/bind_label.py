"""Bind a code to a job: its item is registered, and from then on somebody holds it."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.intake.labels.statements import BIND, BINDING_STATE, LOCK_JOBS, LOCK_LABEL, REGISTER_ITEM, BindingState
from courier.intake.model import LabelReason, LabelRefused


async def bind_label(
    connection: Connection, code: str, job_id: UUID, reason: LabelReason = "roll", *, is_one_more: bool = False
) -> UUID:
    """The id of the job's item, newly registered with its origin as holder and this code as its label.

    The same code for the same job again changes nothing. With `is_one_more` a job labelled before gets this code too:
    whichever of two pickups arrives first, both codes name its item. Locks the job and the code; takes a savepoint, so
    that a refusal leaves the caller's transaction as it was. Raises `LabelRefused`.
    """
    async with connection.transaction():
        await LOCK_JOBS.run(connection, [job_id])
        await LOCK_LABEL.run(connection, code)
        state = await BINDING_STATE.one(connection, job_id, code)
        if state is None:
            raise LabelRefused("job_unknown", code)
        if state.item_id is not None and state.bound_to == state.item_id:
            return state.item_id
        _check(state, code)
        if state.item_id is not None:
            if not is_one_more:
                raise LabelRefused("job_labelled", code)
            if not await BIND.run(connection, code, state.item_id, "replacement"):
                raise LabelRefused("label_used", code)
            return state.item_id
        item_id = new_id()
        if not await REGISTER_ITEM.run(connection, item_id, job_id, state.origin_id, state.province_code):
            raise LabelRefused("job_labelled", code)
        if not await BIND.run(connection, code, item_id, reason):
            raise LabelRefused("label_used", code)
        return item_id


def _check(state: BindingState, code: str) -> None:
    if not state.is_issued:
        raise LabelRefused("unknown_label", code)
    if state.is_void:
        raise LabelRefused("label_void", code)
    if state.bound_to is not None:
        raise LabelRefused("label_used", code)
    if state.is_cancelled:
        raise LabelRefused("job_cancelled", code)
