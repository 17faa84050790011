"""Pin where a citizen is: by the carrier at the door, or by the office that serves them."""

from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.clock import today
from courier.database import Connection
from courier.errors import NotFound
from courier.network.addresses.correct_point import correct_point
from courier.network.addresses.model import PointCorrected, PointQuality, PointReport
from courier.planning.places.statements import OFFICE_OF_CITIZEN, OFFICE_OF_VISIT, ServingOffice


async def pin_as_carrier(
    connection: Connection, *, carrier_party_id: UUID, person_id: UUID, report: PointReport
) -> PointCorrected:
    """For a citizen of the carrier's own stops today. Raises `NotFound` for anybody else, `InvalidInput`."""
    office = await OFFICE_OF_VISIT.one(connection, carrier_party_id, today(), report.party_id)
    return await _pin(connection, office, report, "carrier", person_id)


async def pin_as_office(connection: Connection, *, person_id: UUID, report: PointReport) -> PointCorrected:
    """For a citizen whose job an office of the asker's serves. Raises `NotFound` for anybody else, `InvalidInput`."""
    office = await OFFICE_OF_CITIZEN.one(connection, person_id, report.party_id)
    return await _pin(connection, office, report, "office", person_id)


async def _pin(
    connection: Connection, office: ServingOffice | None, report: PointReport, quality: PointQuality, person_id: UUID
) -> PointCorrected:
    if office is None:
        raise NotFound("Không tìm thấy người nhận này", "There is no such citizen")
    corrected = await correct_point(
        connection, report, quality=quality, person_id=person_id, source=f"pin as {quality} {report.point_id}"
    )
    if corrected.is_taken:
        # Names nobody: phones of the office ask for their day again.
        facts = {"place": "corrected", "quality": corrected.quality}
        await RECORD_CHANGE.run(connection, "job", office.office_id, None, facts)
    return corrected
