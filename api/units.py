"""Administrative units through time: which went into which, and what the division leaves open. Administrators only."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter

from api.fields import Line
from api.service import Service
from api.uploads import LARGEST_FILE, read_upload
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.import_successions import import_successions
from courier.network.model import SuccessionsImported
from courier.network.review_division import DivisionReviewed, review_division
from mobile_contract.fields import END


@dataclass
class SuccessionsForm:
    """A sourced table of successions; the days stand for rows that do not say them."""

    file: UploadFile
    source: Line
    former_valid_from: date
    present_valid_from: date


@post("/successions/file", request_max_body_size=LARGEST_FILE, summary="Import a table of which units became which")
async def send_successions(
    data: Annotated[SuccessionsForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> SuccessionsImported:
    """Many to many, whole or in part; takes the place of what was derived from boundaries."""
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_successions(
            connection,
            sent.content,
            former_valid_from=data.former_valid_from,
            present_valid_from=data.present_valid_from,
            source=data.source,
        )
    )


@get("/units/review", summary="What two divisions leave open")
async def show_review(
    province_code: Annotated[str, QueryParameter(pattern=rf"^[0-9]{{2}}{END}")],
    former_on: Annotated[date, QueryParameter()],
    present_on: Annotated[date, QueryParameter()],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> DivisionReviewed:
    """Units without successor or predecessor, shares that do not add up, codes used again, missing boundaries."""
    await check_administrator(service.pool, staff)
    return await service.commit(lambda connection: review_division(connection, province_code, former_on, present_on))


unit_routes = (send_successions, show_review)
