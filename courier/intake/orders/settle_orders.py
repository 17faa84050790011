"""What becomes of each order, given what the desk has and the catalogue says: pure, no database asked."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from courier.clock import new_id
from courier.errors import Conflict, CourierError, FieldError, IdInUse, InvalidInput
from courier.intake.agreement import AgreedDesk
from courier.intake.model import DocumentLine, NewOrder, PositionQuality, Sender
from courier.intake.orders import doubts
from courier.intake.orders.presence import PresenceRequired
from courier.intake.orders.statements import ChecklistRow, DossierRow, PlacedRow, ProcedureRow
from courier.intake.place_contact import Place, place_contact
from courier.intake.scope import NotInScope
from courier.intake.serving_areas import Areas, find_serving
from courier.intake.statements import Work
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.model import Position, UnitKey
from courier.network.phones import read_phone
from courier.network.refusals import unknown
from mobile_contract.codes import new_view_code, tidy_dossier_code


class Known(NamedTuple):
    """All that orders are settled against."""

    agreed: AgreedDesk
    placed: Mapping[UUID, PlacedRow]
    taken: frozenset[UUID]
    """Jobs that bear an order's id but were made otherwise."""
    by_code: dict[str, DossierRow]
    by_id: dict[UUID, DossierRow]
    procedures: Mapping[str, ProcedureRow]
    checklists: Mapping[str, Sequence[ChecklistRow]]
    agencies: frozenset[UUID]
    out_of_scope: frozenset[Work]
    """What the asker's hat does not cover."""
    is_trained: bool
    gazetteer: Gazetteer
    areas: Areas


class Citizen(NamedTuple):
    """A party to be made, and where they are taken to be."""

    party_id: UUID
    person: Sender
    phone: str
    place: Place


class Settled(NamedTuple):
    """One order and all it makes."""

    order: NewOrder
    digest: bytes
    dossier_id: UUID
    view_code: str
    is_new_dossier: bool
    owner_id: UUID
    procedure: ProcedureRow | None
    dossier_code: str | None
    documents: Sequence[DocumentLine]
    citizens: list[Citizen]
    origin_id: UUID | None
    """Who it is collected from; None for RETURN."""
    serving_office_id: UUID
    recipient_id: UUID | None
    personal_only: bool
    request_id: UUID | None
    position_quality: PositionQuality
    warnings: list[FieldError]

    @property
    def job_id(self) -> UUID | None:
        return None if self.order.kind == "RETURN" else self.order.order_id

    @property
    def registration_id(self) -> UUID | None:
        return self.order.order_id if self.order.kind in ("RETURN", "BOTH") else None


def settle_order(known: Known, order: NewOrder, digest: bytes) -> Settled | PlacedRow | CourierError:
    """What a checked order makes, the row it made before, or why it is refused. Dossiers it makes join `known`."""
    placed = known.placed.get(order.order_id)
    if placed is not None:
        is_same = (placed.desk_id, placed.digest) == (known.agreed.desk.office_id, digest)
        return placed if is_same else IdInUse("order_id")
    if order.order_id in known.taken:
        return IdInUse("order_id")
    procedure, dossier, code = _look_up(known, order)
    error = _find_error(known, order, procedure, dossier, code)
    if error is not None:
        return error
    settled = _settle(known, order, digest, procedure, dossier, code)
    _remember(known, settled, dossier)
    return settled


def _other_dossier() -> Conflict:
    return Conflict(
        "Mã hồ sơ này và hồ sơ đã chọn không phải là một. Hãy kiểm tra lại mã trên giấy hẹn",
        "This dossier code and the dossier chosen are not the same. Compare the code with the slip",
    )


def _look_up(known: Known, order: NewOrder) -> tuple[ProcedureRow | None, DossierRow | None, str | None]:
    code = tidy_dossier_code(order.dossier_code) if order.dossier_code else None
    dossier = known.by_id.get(order.dossier_id) if order.dossier_id else known.by_code.get(code or "")
    asked = order.procedure_code or (dossier.procedure_code if dossier else None)
    return known.procedures.get(asked or ""), dossier, code


def _find_error(
    known: Known, order: NewOrder, procedure: ProcedureRow | None, dossier: DossierRow | None, code: str | None
) -> CourierError | None:
    field = procedure.field if procedure is not None else None
    for leg in order.legs:
        if Work(order.competent_agency_id, leg, field) in known.out_of_scope:
            return NotInScope(leg)
        must_attend = procedure is not None and (
            procedure.must_attend_return if leg == "RETURN" else procedure.must_attend_send and leg == "SEND"
        )
        if procedure is not None and must_attend:
            return PresenceRequired(leg, procedure.presence_vi or "", procedure.presence_en or "")
    if order.dossier_id is not None and dossier is None:
        return InvalidInput([unknown("dossier_id", "hồ sơ", "dossier")])
    if dossier is not None and code is not None and dossier.code not in (None, code):
        return _other_dossier()
    if order.dossier_id is not None and code in known.by_code and known.by_code[code].dossier_id != order.dossier_id:
        return _other_dossier()
    if order.competent_agency_id is not None and order.competent_agency_id not in known.agencies:
        return InvalidInput([unknown("competent_agency_id", "cơ quan", "agency")])
    if order.kind == "SUPPLEMENT" and order.sender is None and (dossier is None or dossier.full_name is None):
        return InvalidInput([doubts.SENDER_UNKNOWN])
    if dossier is None and not order.title.strip():
        return InvalidInput([doubts.TITLE_MISSING])
    if "RETURN" in order.legs and dossier is not None and dossier.is_registered:
        return Conflict(
            "Hồ sơ này đã đăng ký trả kết quả. Muốn đổi người nhận hay địa chỉ, hãy dùng «Đổi người nhận»",
            "A result of this dossier is registered already. To change who takes it, use the change of recipient",
        )
    return None


def _settle(
    known: Known,
    order: NewOrder,
    digest: bytes,
    procedure: ProcedureRow | None,
    dossier: DossierRow | None,
    code: str | None,
) -> Settled:
    origin = _place(known, order.sender) if order.kind != "RETURN" and order.sender else None
    result_to = order.recipient or order.sender
    recipient = _place(known, result_to) if "RETURN" in order.legs and result_to else None
    # The result's recipient may change later without touching whose dossier it is: a party of its own.
    owner = None if dossier else origin or _place(known, result_to)
    citizens = [citizen for citizen in (origin, recipient) if citizen]
    if owner is not None and owner is not origin:
        citizens.append(owner)
    first = origin or recipient
    documents = [] if dossier else order.documents
    return Settled(
        order=order,
        digest=digest,
        dossier_id=dossier.dossier_id if dossier else new_id(),
        view_code=dossier.view_code if dossier else new_view_code(),
        is_new_dossier=dossier is None,
        owner_id=dossier.owner_id if dossier else _party(owner),
        procedure=procedure,
        dossier_code=code,
        documents=_checklist(known, procedure) if documents is None else documents,
        citizens=citizens,
        origin_id=_origin_id(order, origin, dossier),
        serving_office_id=_serving(known, order, origin, dossier),
        recipient_id=recipient.party_id if recipient else None,
        personal_only=order.personal_only or (procedure is not None and procedure.personal_only),
        request_id=new_id() if order.supplement else None,
        position_quality=first.place.quality if first else (dossier and dossier.position_quality) or "commune",
        warnings=_warn(known, order, procedure, dossier, code, origin, recipient),
    )


def _party(citizen: Citizen | None) -> UUID:
    if citizen is None:
        raise ValueError("a checked order has somebody it is for")
    return citizen.party_id


def _origin_id(order: NewOrder, origin: Citizen | None, dossier: DossierRow | None) -> UUID | None:
    if order.kind == "RETURN":
        return None
    if origin is not None:
        return origin.party_id
    return dossier.owner_id if dossier is not None else None


def _serving(known: Known, order: NewOrder, origin: Citizen | None, dossier: DossierRow | None) -> UUID:
    """The post office that fetches from the sender; nobody fetches what is brought to a counter."""
    if order.at_counter:
        return known.agreed.post_office_id
    if origin is not None:
        unit = origin.place.unit.key if origin.place.unit else None
    elif dossier is not None and dossier.unit_code is not None and dossier.unit_valid_from is not None:
        unit = UnitKey(dossier.unit_code, dossier.unit_valid_from)
    else:
        unit = None
    return find_serving(known.areas, known.gazetteer, unit, known.agreed.post_office_id)


def _place(known: Known, person: Sender | None) -> Citizen:
    if person is None:
        raise ValueError("a checked order has somebody it is for")
    pinned = Position(person.lon, person.lat) if person.lon is not None and person.lat is not None else None
    place = place_contact(known.gazetteer, known.agreed.desk, person.address, pinned)
    return Citizen(new_id(), person, read_phone(person.phone), place)


def _checklist(known: Known, procedure: ProcedureRow | None) -> list[DocumentLine]:
    rows = known.checklists.get(procedure.procedure_code, []) if procedure else []
    return [
        DocumentLine(
            name=row.name,
            originals=row.originals,
            certified_copies=row.certified_copies,
            photocopies=row.photocopies,
            is_required=row.is_required,
            is_shown_and_returned=row.for_comparison,
        )
        for row in rows
    ]


def _warn(
    known: Known,
    order: NewOrder,
    procedure: ProcedureRow | None,
    dossier: DossierRow | None,
    code: str | None,
    origin: Citizen | None,
    recipient: Citizen | None,
) -> list[FieldError]:
    said = [
        *doubts.of_codes(order, code, procedure, dossier),
        *doubts.of_procedure(order, procedure, known.agreed.desk.fields),
        *doubts.of_owner(order, dossier),
        *doubts.of_kind(order),
    ]
    for field, citizen in (("sender", origin), ("recipient" if order.recipient else "sender", recipient)):
        if citizen is not None and not (citizen is recipient and field == "sender"):
            said += doubts.of_place(field, citizen.place, known.gazetteer)
    return said if known.is_trained else [*said, doubts.NOT_TRAINED]


def _remember(known: Known, settled: Settled, dossier: DossierRow | None) -> None:
    """That later orders of the same file find this one's dossier."""
    code = (dossier and dossier.code) or settled.dossier_code
    is_registered = settled.registration_id is not None or (dossier is not None and dossier.is_registered)
    if dossier is not None:
        row = msgspec.structs.replace(dossier, code=code, is_registered=is_registered)
    else:
        owner = next(citizen for citizen in settled.citizens if citizen.party_id == settled.owner_id)
        unit = owner.place.unit
        row = DossierRow(
            dossier_id=settled.dossier_id,
            code=code,
            owner_id=settled.owner_id,
            view_code=settled.view_code,
            procedure_code=settled.order.procedure_code,
            full_name=owner.person.full_name,
            phone=owner.phone,
            address=owner.person.address,
            unit_code=unit.code if unit else None,
            unit_valid_from=unit.valid_from if unit else None,
            position_quality=owner.place.quality,
            is_registered=is_registered,
        )
    known.by_id[row.dossier_id] = row
    if code is not None:
        known.by_code[code] = row
