"""What becomes of each line of a list, given what the desk's earlier lists made: pure, no database asked."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from courier.clock import new_id
from courier.errors import FieldError
from courier.fold import fold
from courier.intake.model import ListRow
from courier.intake.place_contact import Place, place_contact
from courier.intake.read_list import ListLine, field_error
from courier.intake.registrations.statements import RegisteredRow
from courier.intake.serving_areas import Areas, find_serving
from courier.intake.statements import DeskRow, KnownDossier, KnownJob
from courier.network.addresses.gazetteer import Gazetteer, describe
from courier.network.model import Position, UnitKey
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
    delivering_office_id: UUID
    """The post office whose carriers bring it: by the present commune it goes to."""
    registration: RegisteredRow | None
    """The result was asked for before: who takes it, where and how, is the citizen's word and not the list's."""

    @property
    def personal_only(self) -> bool:
        return self.row.personal_only or (self.registration is not None and self.registration.personal_only)

    @property
    def papers_to_take_back(self) -> int:
        return max(self.row.papers_to_take_back, self.registration.papers_to_take_back if self.registration else 0)

    @property
    def at_counter(self) -> bool:
        return self.registration.at_counter if self.registration else self.row.at_counter


class Settled(NamedTuple):
    """A list, settled line by line."""

    new: list[NewJob]
    known: list[tuple[int, KnownJob]]
    rejected: list[ListLine]
    notes: list[FieldError]
    taken_in_person: list[int]
    """Lines whose result the citizen has taken already: noted, and no job made of them."""


class Known(NamedTuple):
    """What the desk's earlier lists and orders made, as far as this list names it."""

    jobs: Mapping[str, KnownJob]
    """By source key."""
    dossiers: Mapping[str, KnownDossier]
    """By dossier code."""
    registered: Mapping[str, RegisteredRow]
    """The latest registered result of a dossier, by dossier code."""
    areas: Areas
    post_office_id: UUID
    """Under the agreement: it brings where no other post office serves."""


def source_key(row: ListRow) -> str:
    """One result of one dossier is one job, whatever file it comes in."""
    return f"{row.dossier_code}|{fold(row.result)}"


def list_new_addresses(lines: Sequence[ListLine], known: Known) -> list[str]:
    """The addresses of lines that no earlier list made a job of: these alone are to be placed."""
    rows = [line.row for line in lines if line.row is not None]
    return [row.address for row in rows if source_key(row) not in known.jobs]


def settle_lines(lines: Sequence[ListLine], known: Known, desk: DeskRow, gazetteer: Gazetteer) -> Settled:
    """Each line becomes a new job, is known, or is rejected; the second of two equal lines is rejected."""
    settled = Settled([], [], [], [], [])
    first_lines: dict[str, int] = {}
    dossiers = dict(known.dossiers)
    for line in lines:
        if line.row is None:
            settled.rejected.append(line)
            continue
        key = source_key(line.row)
        dossier = dossiers.get(line.row.dossier_code)
        registration = known.registered.get(line.row.dossier_code)
        error = _find_error(line, first_lines.setdefault(key, line.line), dossier, registration)
        if error:
            settled.rejected.append(line._replace(row=None, errors=[error]))
            continue
        settled.notes.extend(line.notes)
        if key in known.jobs:
            settled.known.append((line.line, known.jobs[key]))
            settled.notes.extend(_find_change(line.line, line.row, known.jobs[key]))
            continue
        if registration is not None and registration.closed_because == "taken_in_person":
            settled.taken_in_person.append(line.line)
            settled.notes.append(_note_taken(line.line, line.row))
            continue
        job = _make_job(line.line, line.row, key, dossier, desk, gazetteer, known)
        dossiers.setdefault(line.row.dossier_code, _dossier_of(job))
        settled.new.append(job)
        settled.notes.extend(_note_registration(job, registration) if registration else _doubt_place(job, gazetteer))
    return settled


def _make_job(
    line: int,
    row: ListRow,
    key: str,
    dossier: KnownDossier | None,
    desk: DeskRow,
    gazetteer: Gazetteer,
    known: Known,
) -> NewJob:
    """Who takes the result at another address or number than the dossier's owner gave is a party of their own."""
    pinned = Position(row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    place = place_contact(gazetteer, desk, row.address, pinned)
    registration = known.registered.get(row.dossier_code)
    if registration is not None and (registration.closed_because is not None or registration.full_name is None):
        registration = None
    is_owner = dossier is not None and registration is None and _is_same(row, dossier)
    owner_id = dossier.owner_id if dossier and is_owner else new_id()
    own_unit = place.unit.key if place.unit else None
    unit = _unit_of(registration) if registration else own_unit
    return NewJob(
        line=line,
        row=row,
        place=place,
        job_id=new_id(),
        source_key=key,
        dossier_id=dossier.dossier_id if dossier else new_id(),
        destination_id=registration.recipient_id if registration else owner_id,
        is_new_dossier=dossier is None,
        is_new_citizen=registration is None and not is_owner,
        view_code=new_view_code(),
        delivering_office_id=find_serving(known.areas, gazetteer, unit, known.post_office_id),
        registration=registration,
    )


def _unit_of(registration: RegisteredRow) -> UnitKey | None:
    if registration.unit_code is None or registration.unit_valid_from is None:
        return None
    return UnitKey(registration.unit_code, registration.unit_valid_from)


def _dossier_of(job: NewJob) -> KnownDossier:
    return KnownDossier(
        job.row.dossier_code, job.dossier_id, job.destination_id, job.row.full_name, job.row.phone, job.row.address
    )


def _is_same(row: ListRow, contact: KnownDossier | KnownJob | RegisteredRow) -> bool:
    return (row.full_name, row.phone, row.address) == (contact.full_name, contact.phone, contact.address)


def _find_error(
    line: ListLine, first_line: int, dossier: KnownDossier | None, registration: RegisteredRow | None
) -> FieldError | None:
    """What is wrong with a line beside others. It may name the dossier's owner, or who was registered to take it."""
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
    names = {fold(known.full_name) for known in (dossier, registration) if known and known.full_name}
    if dossier and dossier.full_name and fold(line.row.full_name) not in names:
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


def _note_taken(line: int, row: ListRow) -> FieldError:
    """That the citizen has the result already."""
    return field_error(
        line,
        "dossier_code",
        "taken-in-person",
        (
            "Người dân đã nhận trực tiếp kết quả này; không tạo đơn",
            "Nếu vẫn phải gửi, đăng ký trả kết quả lại rồi gửi lại danh sách",
        ),
        (
            "The citizen has taken this result in person; no job was made",
            "If it is to be sent after all, register the result again and send the list again",
        ),
        row.dossier_code,
    )


def _note_registration(job: NewJob, registration: RegisteredRow) -> list[FieldError]:
    """How the list differs from what was registered; what was registered counts."""
    if job.registration is None and registration.closed_because == "withdrawn":
        return [
            field_error(
                job.line,
                "by_post",
                "registration-withdrawn",
                ("Người dân đã rút đăng ký trả qua bưu điện", "Hỏi lại người dân trước khi phát"),
                ("The citizen withdrew the registration of this result", "Ask the citizen before delivering"),
                job.row.dossier_code,
            )
        ]
    if job.registration is None or _is_same(job.row, job.registration):
        return []
    return [
        field_error(
            job.line,
            "address",
            "registered-otherwise",
            (
                "Danh sách ghi khác lúc đăng ký (họ tên, điện thoại hoặc địa chỉ); phát theo đăng ký",
                "Hỏi lại người nhận; nếu đã đổi, dùng «Đổi người nhận»",
            ),
            (
                "The list differs from the registration (name, phone or address); the registration counts",
                "Ask who takes it; if it has changed, use the change of recipient",
            ),
            job.row.address,
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
    if job.place.question is None or job.place.unit is None:
        return []
    taken = describe(gazetteer, job.place.unit)
    question_vi, question_en = job.place.question
    return [
        field_error(
            job.line,
            "address",
            "commune-ambiguous",
            (f"{question_vi} Tạm lấy {taken}", "Ghi rõ xã, thêm (cũ) nếu là xã trước đây"),
            (f"{question_en} {taken} is taken for now", "Name the commune, add (cũ) if former"),
            job.row.address,
        )
    ]
