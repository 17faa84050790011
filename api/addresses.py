"""Addresses: read while the dispatcher types, and corrected by carriers and offices."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Address, Lat, Lon
from api.service import Service
from courier.clock import today
from courier.errors import FieldError, Forbidden, InvalidInput, NotFound
from courier.network.addresses.gazetteer import Gazetteer, describe
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.model import AddressStatus, Candidate, PointCorrected, PointQuality, PointReport
from courier.network.addresses.read_address import point_keys, read_address
from courier.network.addresses.statements import PROVINCE_OF_OFFICE
from courier.network.identity.check_access import check_works_at
from courier.network.identity.model import DeviceIdentity, Staff
from courier.network.model import UnitLevel
from courier.planning.places.pin_place import pin_as_carrier, pin_as_office

WORST_ACCURACY_M = 100.0
"""Of a phone's fix that is believed: beyond, a roof or the last cell is what it knows."""

AddressText = Annotated[str, QueryParameter(min_length=1, max_length=500)]


class NamedUnit(Struct, frozen=True, kw_only=True):
    """A commune in force, with the share of the former unit's area that went into it, above 0, at most 1."""

    code: str
    valid_from: date
    description: str
    share: float


class AddressCandidate(Struct, frozen=True, kw_only=True):
    """One thing the address may mean."""

    code: str
    valid_from: date
    level: UnitLevel
    description: str
    """«TT Trâu Quỳ (cũ) – nay xã Gia Lâm»"""
    presents: list[NamedUnit]
    hamlet: str | None
    score: float
    why_vi: str
    why_en: str


class KnownPoint(Struct, frozen=True, kw_only=True):
    """Where this address was found before."""

    lon: float
    lat: float
    quality: PointQuality
    landmark: str | None


class AddressAnswer(Struct, frozen=True, kw_only=True):
    """An address, read; what to ask back where it is not plain."""

    status: AddressStatus
    candidates: list[AddressCandidate]
    rest: str
    """House number, street, hamlet: what names no larger unit."""
    landmark: str | None
    question_vi: str | None
    question_en: str | None
    point: KnownPoint | None


class PlaceReport(Struct, frozen=True, kw_only=True):
    """Where a citizen is. The same `point_id` again changes nothing."""

    point_id: UUID
    party_id: UUID
    lon: Lon
    lat: Lat
    landmark: Address | None = None
    """Chỉ dẫn phát; left out, the one there is stays."""
    accuracy_m: Annotated[float, Meta(ge=0, le=1_000_000)] | None = None
    """As the phone says it."""


@get("/addresses", summary="What an address means")
async def show_address(
    office_id: FromQuery[UUID],
    text: AddressText,
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> AddressAnswer:
    """As of today, in the office's province; ranked candidates, never a silent guess."""
    await check_works_at(service.pool, staff, office_id)
    office = await PROVINCE_OF_OFFICE.one(service.pool, office_id)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    gazetteer = await load_gazetteer(service.pool, office.province_code, today(), addresses=[text])
    read = read_address(gazetteer, text)
    points = [gazetteer.points[key] for key in point_keys(read) if key in gazetteer.points]
    return AddressAnswer(
        status=read.status,
        candidates=[_candidate(gazetteer, candidate) for candidate in read.candidates],
        rest=read.rest,
        landmark=read.landmark,
        question_vi=read.question_vi,
        question_en=read.question_en,
        point=KnownPoint(lon=p.lon, lat=p.lat, quality=p.quality, landmark=p.landmark)
        if (p := next(iter(points), None))
        else None,
    )


@post("/places", status_code=HTTP_200_OK, summary="Pin where a citizen of today's stops is")
async def pin_from_phone(
    data: JSONBody[PlaceReport], service: NamedDependency[Service], reader: NamedDependency[DeviceIdentity]
) -> PointCorrected:
    """«Ghim lại vị trí đúng». Serves the next plan and the next order to the same address."""
    person_id = reader.person_id
    if person_id is None:
        raise Forbidden("Máy này không phải máy của bưu tá", "This device is not a carrier's phone")
    if data.accuracy_m is not None and data.accuracy_m > WORST_ACCURACY_M:
        raise InvalidInput([_NO_FIX])
    return await service.commit(
        lambda connection: pin_as_carrier(
            connection, carrier_party_id=reader.party_id, person_id=person_id, report=_report(data)
        )
    )


@post("/places", status_code=HTTP_200_OK, summary="Pin where a citizen the office serves is")
async def pin_from_office(
    data: JSONBody[PlaceReport], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PointCorrected:
    """A carrier's own pin counts more and stays; the office's is kept beside it."""
    return await service.commit(
        lambda connection: pin_as_office(connection, person_id=staff.person_id, report=_report(data))
    )


def _report(data: PlaceReport) -> PointReport:
    return PointReport(
        point_id=data.point_id, party_id=data.party_id, lon=data.lon, lat=data.lat, landmark=data.landmark
    )


def _candidate(gazetteer: Gazetteer, candidate: Candidate) -> AddressCandidate:
    return AddressCandidate(
        code=candidate.unit.code,
        valid_from=candidate.unit.valid_from,
        level=candidate.unit.level,
        description=describe(gazetteer, candidate.unit),
        presents=[
            NamedUnit(
                code=present.unit.code,
                valid_from=present.unit.valid_from,
                description=describe(gazetteer, present.unit),
                share=round(present.share, 3),
            )
            for present in candidate.presents
        ],
        hamlet=candidate.hamlet.full_name if candidate.hamlet else None,
        score=candidate.score,
        why_vi=candidate.why_vi,
        why_en=candidate.why_en,
    )


_NO_FIX = FieldError(
    field="accuracy_m",
    problem="no-fix",
    message_vi="Máy chưa định vị rõ (sai số trên 100 m)",
    message_en="The phone's position is not sure (worse than 100 m)",
    remedy_vi="Ra chỗ thoáng, chờ vài giây rồi ghim lại",
    remedy_en="Step into the open, wait some seconds, pin again",
)

carrier_place_routes = (pin_from_phone,)
office_address_routes = (show_address, pin_from_office)
