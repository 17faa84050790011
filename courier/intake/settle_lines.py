"""What becomes of each line of a list, given what the desk's earlier lists made: pure, no database asked."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from courier.clock import new_id
from courier.errors import FieldError
from courier.intake.model import ListRow
from courier.intake.place_contact import Place, place_contact
from courier.intake.read_list import ListLine, field_error
from courier.intake.statements import DeskRow, KnownDossier, KnownJob
from courier.network.find_commune import Gazetteer, describe
from courier.network.fold import fold
from courier.network.model import Position
from mobile_contract.codes import new_view_code


class NewJob(NamedTuple):
    """A job to be made of a line."""

    line: int
    row: ListRow
    place: Place
    job_id: UUID
    source_key: str
    dossier_id: UUID
    destination_id: UUID
    is_new_dossier: bool
    is_new_citizen: bool
    view_code: str


class Settled(NamedTuple):
    """A list, settled line by line."""

    new: list[NewJob]
    known: list[tuple[int, KnownJob]]
    rejected: list[ListLine]
    notes: list[FieldError]


class Known(NamedTuple):
    """What the desk's earlier lists and orders made, as far as this list names it."""

    jobs: Mapping[str, KnownJob]
    """By source key."""
    dossiers: Mapping[str, KnownDossier]
    """By dossier code."""


def source_key(row: ListRow) -> str:
    """One result of one dossier is one job, whatever file it comes in."""
    return f"{row.dossier_code}|{fold(row.result)}"


def settle_lines(lines: Sequence[ListLine], known: Known, desk: DeskRow, gazetteer: Gazetteer) -> Settled:
    """Each line becomes a new job, is known, or is rejected; the second of two equal lines is rejected."""
    settled = Settled([], [], [], [])
    first_lines: dict[str, int] = {}
    dossiers = dict(known.dossiers)
    for line in lines:
        if line.row is None:
            settled.rejected.append(line)
            continue
        key = source_key(line.row)
        dossier = dossiers.get(line.row.dossier_code)
        error = _find_error(line, first_lines.setdefault(key, line.line), dossier)
        if error:
            settled.rejected.append(line._replace(row=None, errors=[error]))
            continue
        settled.notes.extend(line.notes)
        if key in known.jobs:
            settled.known.append((line.line, known.jobs[key]))
            settled.notes.extend(_find_change(line.line, line.row, known.jobs[key]))
            continue
        job = _make_job(line.line, line.row, key, dossier, desk, gazetteer)
        dossiers.setdefault(line.row.dossier_code, _dossier_of(job))
        settled.new.append(job)
        settled.notes.extend(_doubt_place(job, gazetteer))
    return settled


def _make_job(
    line: int, row: ListRow, key: str, dossier: KnownDossier | None, desk: DeskRow, gazetteer: Gazetteer
) -> NewJob:
    """Who takes the result at another address or number than the dossier's owner gave is a party of their own."""
    pinned = Position(row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    is_owner = dossier is not None and _is_same(row, dossier)
    return NewJob(
        line=line,
        row=row,
        place=place_contact(gazetteer, desk, row.address, pinned),
        job_id=new_id(),
        source_key=key,
        dossier_id=dossier.dossier_id if dossier else new_id(),
        destination_id=dossier.owner_id if dossier and is_owner else new_id(),
        is_new_dossier=dossier is None,
        is_new_citizen=not is_owner,
        view_code=new_view_code(),
    )


def _dossier_of(job: NewJob) -> KnownDossier:
    return KnownDossier(
        job.row.dossier_code, job.dossier_id, job.destination_id, job.row.full_name, job.row.phone, job.row.address
    )


def _is_same(row: ListRow, contact: KnownDossier | KnownJob) -> bool:
    return (row.full_name, row.phone, row.address) == (contact.full_name, contact.phone, contact.address)


def _find_error(line: ListLine, first_line: int, dossier: KnownDossier | None) -> FieldError | None:
    """What is wrong with a line beside others."""
    assert line.row is not None
    if first_line != line.line:
        return field_error(
            line.line,
            "dossier_code",
            "doubled-line",
            (f"Trùng mã hồ sơ và kết quả với dòng {first_line}", "Xoá một dòng, hoặc ghi rõ kết quả khác"),
            (f"Same dossier code and result as line {first_line}", "Remove one, or name the other result"),
            line.row.dossier_code,
        )
    if dossier and dossier.full_name and fold(dossier.full_name) != fold(line.row.full_name):
        return field_error(
            line.line,
            "full_name",
            "other-owner",
            ("Mã hồ sơ này đã ghi cho người khác", "Kiểm tra lại mã hồ sơ và họ tên chủ hồ sơ"),
            ("This dossier code is recorded for another person", "Check the dossier code and the owner's name"),
            line.row.full_name,
        )
    return None


def _find_change(line: int, row: ListRow, job: KnownJob) -> list[FieldError]:
    """That a line names a known job but another contact: the job keeps what it has."""
    if job.full_name is None or _is_same(row, job):
        return []
    return [
        field_error(
            line,
            "address",
            "changed-contact",
            ("Đơn này đã nhận trước với họ tên, điện thoại hoặc địa chỉ khác; chưa sửa gì", "Báo bưu cục để đổi"),
            ("This job came before with another name, phone or address; nothing was changed", "Tell the post office"),
            row.address,
        )
    ]


def _doubt_place(job: NewJob, gazetteer: Gazetteer) -> list[FieldError]:
    """That the commune is not named, or may be another one."""
    if not job.place.is_named and job.place.quality == "commune":
        return [
            field_error(
                job.line,
                "address",
                "commune-unknown",
                ("Không thấy tên xã trong địa chỉ; tạm đặt tại xã của một cửa", "Ghi tên xã ở cuối địa chỉ"),
                ("The address names no commune; the desk's own is taken for now", "End the address with its commune"),
                job.row.address,
            )
        ]
    if not job.place.others or job.place.unit is None:
        return []
    taken = describe(gazetteer, job.place.unit)
    others = ", ".join(describe(gazetteer, unit) for unit in job.place.others)
    return [
        field_error(
            job.line,
            "address",
            "commune-ambiguous",
            (f"Địa chỉ có thể thuộc {taken} hoặc {others}; đã lấy {taken}", "Ghi rõ xã, thêm (cũ) nếu là xã trước đây"),
            (f"The address may lie in {taken} or {others}; {taken} is taken", "Name the commune, add (cũ) if former"),
            job.row.address,
        )
    ]
