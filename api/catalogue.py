"""The catalogue: procedures found and read by everybody, imported with calendars by administrators."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, PathParameter, QueryParameter
from msgspec import Struct

from api.desk import XLSX
from api.service import Service
from api.uploads import LARGEST_FILE, read_upload
from courier.catalogue.calendars.import_calendars import import_calendar_days, import_calendars
from courier.catalogue.calendars.model import CalendarsImported
from courier.catalogue.import_procedures import get_rejected_file, import_procedures
from courier.catalogue.model import ProcedureFound, ProceduresImported, ProcedureToReview, ProcedureWithDocuments
from courier.catalogue.procedure_files import write_procedures
from courier.catalogue.read_procedure import get_procedure, list_to_review
from courier.catalogue.search_procedures import LONGEST_TEXT, MOST_FOUND, search_procedures
from courier.clock import today
from courier.errors import TooManyRequests
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from mobile_contract.fields import END

Typed = Annotated[
    str, QueryParameter(max_length=LONGEST_TEXT, description="What a person typed, with or without accents")
]
Code = Annotated[str, PathParameter(pattern=rf"^[0-9A-Z.-]{{2,64}}{END}", description="1.001193, or DEMO-…")]
Most = Annotated[int, QueryParameter(ge=1, le=MOST_FOUND)]


class ProceduresFound(Struct, frozen=True, kw_only=True):
    """What was found, best first, of the procedures in force on a day."""

    on_date: date
    procedures: list[ProcedureFound]


class ProceduresToReview(Struct, frozen=True, kw_only=True):
    """Procedures nobody has reviewed for more than 90 days, longest first."""

    on_date: date
    procedures: list[ProcedureToReview]


@dataclass
class ProceduresForm:
    """A table of procedures as XLSX or CSV; `valid_from` stands for lines that do not say."""

    file: UploadFile
    valid_from: date | None = None


@dataclass
class CalendarForm:
    """A table of calendars, or of days, as XLSX or CSV."""

    file: UploadFile


@get("/procedures", summary="Find a procedure by what people call it")
async def find_procedures(
    service: NamedDependency[Service], caller: NamedDependency[str], text: Typed = "", limit: Most = 20
) -> ProceduresFound:
    """Without accents and with slips; by name where nothing is typed. For everybody."""
    _charge(service, caller)
    return await _find(service, text, limit)


@get("/procedures/{code:str}", summary="A procedure and its checklist")
async def show_public_procedure(
    code: Code, service: NamedDependency[Service], caller: NamedDependency[str]
) -> ProcedureWithDocuments:
    """The published list: nothing beyond it may be asked for. For everybody."""
    _charge(service, caller)
    return await get_procedure(service.pool, code, today())


@get("/procedures", summary="Find a procedure by what people call it")
async def find_office_procedures(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001 whoever is logged in
    text: Typed = "",
    limit: Most = 20,
) -> ProceduresFound:
    return await _find(service, text, limit)


@get("/procedures/reviews", summary="Procedures not reviewed for long")
async def list_reviews(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001 whoever is logged in
) -> ProceduresToReview:
    day = today()
    return ProceduresToReview(on_date=day, procedures=await list_to_review(service.pool, day))


@get("/procedures/{code:str}", summary="A procedure and its checklist, as of a day")
async def show_procedure(
    code: Code,
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001 whoever is logged in
    on_date: Annotated[date | None, QueryParameter(description="Today where not given")] = None,
) -> ProcedureWithDocuments:
    return await get_procedure(service.pool, code, on_date or today())


@get("/procedures/template", summary="An empty table of procedures to fill in")
async def show_template(service: NamedDependency[Service], staff: NamedDependency[Staff]) -> Response[bytes]:
    await check_administrator(service.pool, staff)
    return _xlsx(write_procedures([]), "danh-muc-thu-tuc")


@post("/procedures", request_max_body_size=LARGEST_FILE, summary="Import procedures with their checklists")
async def send_procedures(
    data: Annotated[ProceduresForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> ProceduresImported:
    """Good lines are kept; the others can be fetched as a file to mend."""
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_procedures(connection, staff.person_id, sent.content, valid_from=data.valid_from)
    )


@get("/procedures/imports/{import_id:uuid}/rejected", summary="The lines of an import of procedures to mend")
async def show_rejected_procedures(
    import_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    await check_administrator(service.pool, staff)
    return _xlsx(await get_rejected_file(service.pool, import_id), f"can-sua-{import_id}")


@post("/calendars", request_max_body_size=LARGEST_FILE, summary="Import calendars: weeks and their hours")
async def send_calendars(
    data: Annotated[CalendarForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> CalendarsImported:
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(lambda connection: import_calendars(connection, sent.content))


@post("/calendar-days", request_max_body_size=LARGEST_FILE, summary="Import days off, in lieu and swapped")
async def send_calendar_days(
    data: Annotated[CalendarForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> CalendarsImported:
    """The notes say what looks wrong in the calendars as they then stand."""
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(lambda connection: import_calendar_days(connection, sent.content))


def _charge(service: Service, caller: str) -> None:
    """Looking things up is free for people and slowed for machines."""
    limit = service.limits.lookups
    try:
        limit.check(caller)
    except TooManyRequests as error:
        raise TooManyRequests(
            error.retry_after_s,
            "Tra cứu quá dồn dập; hãy đợi một lát rồi thử lại",
            "Too many look-ups; wait a moment, then try again",
        ) from error
    limit.charge(caller)


async def _find(service: Service, text: str, limit: int) -> ProceduresFound:
    day = today()
    return ProceduresFound(on_date=day, procedures=await search_procedures(service.pool, text, day, limit))


def _xlsx(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


citizen_routes: Final = Router("/citizen", route_handlers=[find_procedures, show_public_procedure], tags=["citizen"])
office_routes: Final = Router(
    "/office",
    route_handlers=[find_office_procedures, list_reviews, show_procedure],
    tags=["office"],
    security=[{"session": []}],
)
admin_routes: Final = Router(
    "/admin",
    route_handlers=[show_template, send_procedures, show_rejected_procedures, send_calendars, send_calendar_days],
    tags=["admin"],
    security=[{"session": []}],
)
