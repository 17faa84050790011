"""Before the carriers leave: lists imported, an order placed, labels made, shifts opened, the day planned and sent."""

from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.database import Pool, in_transaction
from courier.intake.issue_labels import issue_labels
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow, NewOrder, OrderPlaced
from courier.planning.model import PlanView, ShiftInput
from courier.simulation import setting
from courier.simulation.cast import Cast, Counter
from courier.simulation.label_reader import read_labels

SHIFT: Final = (time(7, 30), time(17, 0))
LUNCH: Final = (time(11, 30), time(12, 30))
TERRITORIES: Final = (["00565", "00562"], ["00577", "00541"])
"""The communes Lan knows, and Minh's."""
ROLL_LABELS: Final = 10


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What the morning made, by which the ride and the checks know the day."""

    day: date
    lists: list[ListImported]
    repeat: ListImported
    """The second list imported once more."""
    file_to_mend: bytes
    """XLSX of the lines that could not be kept."""
    order: OrderPlaced
    rows: dict[UUID, ListRow]
    """Job → its line in a list."""
    codes: dict[UUID, str]
    """Job of a list → its item's tracking code."""
    roll: list[str]
    """Codes of the labels on the roll in each carrier's bag."""
    labels: bytes
    """The PDF."""
    labels_read: list[str] | None
    """Codes decoded from its pages; None where no decoder is installed."""
    plan: PlanView

    def code_of(self, phone: str) -> str:
        """The item whose list line bears this phone number."""
        return next(self.codes[job_id] for job_id, row in self.rows.items() if row.phone == phone)


async def prepare(cast: Cast, pool: Pool, day: date) -> Prepared:
    """The whole morning; when this returns the plan is in force."""
    for device in cast.devices:  # what an interrupted day left on them
        await device.send_all()
    name = f"phieu-ban-giao-{day:%Y-%m-%d}"
    of_first, of_second = setting.day_lists(day)
    first = await _import(cast.desks[0], f"{name}.xlsx", write_list(of_first, "xlsx"))
    second = await _import(cast.desks[1], f"{name}.csv", write_list(of_second, "csv"))
    repeat = await _import(cast.desks[1], f"{name}.csv", write_list(of_second, "csv"))
    order = await _place_order(cast)
    codes = await _label(cast, [first, second])
    labels = await cast.dispatcher.get_file(f"/labels.pdf?import_id={first.import_id}")
    return Prepared(
        day=day,
        lists=[first, second],
        repeat=repeat,
        file_to_mend=await cast.desks[0].staff.get_file(f"/lists/{first.import_id}/rejected"),
        order=order,
        rows=_rows_by_job(first, of_first) | _rows_by_job(second, of_second),
        codes=codes,
        roll=await _issue_roll(cast, pool),
        labels=labels,
        labels_read=read_labels(labels),
        plan=await _plan(cast, day),
    )


async def _import(desk: Counter, file_name: str, content: bytes) -> ListImported:
    response = await desk.staff.request(
        "POST", "/lists", files={"file": (file_name, content)}, data={"desk_id": str(desk.office.office_id)}
    )
    return msgspec.json.decode(response.content, type=ListImported)


def _rows_by_job(imported: ListImported, rows: list[ListRow]) -> dict[UUID, ListRow]:
    """By what the report says of each line, in order; the rejected line has no job."""
    good = [row for row in rows if row.full_name]
    return {job.job_id: row for job, row in zip(imported.jobs, good, strict=True)}


async def _place_order(cast: Cast) -> OrderPlaced:
    """Ngô Thị Hạ asks by telephone; the dispatcher enters it for the second desk."""
    order = NewOrder(
        order_id=clock.new_id(),
        desk_id=cast.desks[1].office.office_id,
        title="Cấp giấy chứng nhận quyền sử dụng đất lần đầu",
        sender=setting.SENDER,
        weight_g=250,
    )
    return msgspec.convert(await cast.dispatcher.ask("POST", "/orders", order), OrderPlaced)


async def _label(cast: Cast, lists: list[ListImported]) -> dict[UUID, str]:
    """Labels of the imported items: job → code."""
    job_ids = [job.job_id for imported in lists for job in imported.jobs]
    faces: list[dict[str, Any]] = await cast.dispatcher.ask("POST", "/labels", {"job_ids": job_ids})
    return {job_id: face["code"] for job_id, face in zip(job_ids, faces, strict=True)}


async def _issue_roll(cast: Cast, pool: Pool) -> list[str]:
    """Labels printed beforehand for the carriers' bags; rolls are an administrator's act, without a route yet."""
    office_id, asker = cast.world.post_office.office_id, cast.world.person("huy").person_id
    issued = await in_transaction(pool, lambda connection: issue_labels(connection, asker, office_id, ROLL_LABELS))
    return [label.code for label in issued.labels]


async def _plan(cast: Cast, day: date) -> PlanView:
    """Open both shifts, plan, *Chốt và gửi bưu tá*."""
    for carrier, territory in zip(cast.carriers, TERRITORIES, strict=True):
        await cast.dispatcher.ask("POST", "/shifts", _shift(cast, carrier.phone.me.party_id, day, territory))
    office_id = cast.world.post_office.office_id
    draft = await cast.dispatcher.ask("POST", "/plans", {"office_id": office_id, "on_date": day})
    await cast.dispatcher.ask("POST", f"/plans/{draft['plan_id']}/publish")
    return msgspec.convert(await cast.dispatcher.ask("GET", f"/plans/{draft['plan_id']}"), PlanView)


def _shift(cast: Cast, carrier_id: UUID, day: date, territory: list[str]) -> ShiftInput:
    starts_at, ends_at, lunch_from, lunch_to = (datetime.combine(day, at, VIETNAM) for at in (*SHIFT, *LUNCH))
    return ShiftInput(
        carrier_id=carrier_id,
        office_id=cast.world.post_office.office_id,
        on_date=day,
        starts_at=starts_at,
        ends_at=ends_at,
        lunch_from=lunch_from,
        lunch_to=lunch_to,
        territory=territory,
    )
