"""Label what a list or orders made: an item and a fresh code for each job that has none, and what its label says."""

from collections.abc import Sequence
from uuid import UUID

from courier.clock import new_id, today
from courier.database import Connection
from courier.errors import NotFound
from courier.intake.issue_labels import issue_labels
from courier.intake.labels.statements import LABEL_JOBS, LABEL_NEEDS, LABEL_ROWS, LOCK_JOBS, LabelNeed, LabelRow
from courier.intake.masking import mask_name, mask_phone
from courier.intake.model import LabelFace
from courier.network.addresses.gazetteer import Gazetteer, describe
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.model import UnitKey


async def label_items(connection: Connection, asker: UUID, job_ids: Sequence[UUID]) -> list[LabelFace]:
    """The faces of the jobs' labels, in the order asked. A job labelled before keeps its code: that is a reprint.

    Locks the jobs, and the numbers of their post offices. Raises `NotFound` where one is not there, cancelled or
    another office's; `NumbersUsedUp`.
    """
    await LOCK_JOBS.run(connection, list(job_ids))
    needs = await LABEL_NEEDS.all(connection, asker, list(job_ids))
    if len(needs) < len(set(job_ids)):
        raise NotFound(
            "Có đơn không tìm thấy hoặc đã huỷ, chưa in nhãn nào", "A job is not there or was cancelled; none labelled"
        )
    for office_id in sorted({need.serving_office_id for need in needs if not need.is_labelled}):
        await _label_office(connection, asker, office_id, needs)
    return await show_labels(connection, asker, job_ids)


async def show_labels(connection: Connection, asker: UUID, job_ids: Sequence[UUID]) -> list[LabelFace]:
    """The faces of what is labelled, in the order asked; what has no label, or is another office's, is left out."""
    rows = {row.job_id: row for row in await LABEL_ROWS.all(connection, asker, list(job_ids))}
    provinces = sorted({row.province_code for row in rows.values()})
    gazetteers = {code: await load_gazetteer(connection, code, today()) for code in provinces}
    return [
        _face(rows[job_id], gazetteers[rows[job_id].province_code])
        for job_id in dict.fromkeys(job_ids)
        if job_id in rows
    ]


async def _label_office(connection: Connection, asker: UUID, office_id: UUID, needs: Sequence[LabelNeed]) -> None:
    jobs = [need.job_id for need in needs if need.serving_office_id == office_id and not need.is_labelled]
    issued = await issue_labels(connection, asker, office_id, len(jobs))
    await LABEL_JOBS.run(connection, [new_id() for _ in jobs], jobs, [label.code for label in issued.labels])


def _face(row: LabelRow, gazetteer: Gazetteer) -> LabelFace:
    is_to_citizen = row.leg == "RETURN"
    citizen = (row.destination_name if is_to_citizen else row.origin_name) or ""
    office = (row.origin_name if is_to_citizen else row.destination_name) or ""
    return LabelFace(
        code=row.code,
        s10=row.s10,
        leg=row.leg,
        recipient=mask_name(citizen) if is_to_citizen else office,
        phone=mask_phone(row.citizen_phone),
        destination=_describe_unit(row, gazetteer),
        from_office=office if is_to_citizen else mask_name(citizen),
        collect_vnd=row.collect_vnd,
        personal_only=row.personal_only,
        papers_to_take_back=row.papers_to_take_back,
    )


def _describe_unit(row: LabelRow, gazetteer: Gazetteer) -> str:
    if row.unit_code is None or row.unit_valid_from is None:
        return ""
    unit = gazetteer.by_key.get(UnitKey(row.unit_code, row.unit_valid_from))
    return describe(gazetteer, unit) if unit else ""
