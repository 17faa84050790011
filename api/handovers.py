"""Hand-overs as people read and settle them: at the desk, at the post office, and the citizen's one-time code."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.citizen import read_code, tell_code
from api.fields import Sha256Path
from api.incidents import incident_office_routes, incident_routes
from api.service import Service
from courier import clock
from courier.custody.files.show_file import show_file
from courier.custody.handovers.one_time_codes.judge_codes import ToldCode
from courier.custody.handovers.papers.label_papers import label_papers, list_papers_home
from courier.custody.handovers.papers.model import PapersHome
from courier.custody.handovers.proof_rules.set_proof_rule import ProofTerms, set_proof_rule
from courier.custody.handovers.proof_rules.statements import RuleKept
from courier.custody.handovers.records.model import (
    FindingSeen,
    HandoverRecord,
    OriginalAway,
    SealedEnvelope,
    TwoRoles,
)
from courier.custody.handovers.records.read_records import (
    list_envelopes,
    list_findings,
    list_originals_away,
    list_two_roles,
    read_record,
)
from courier.network.identity.model import Staff
from mobile_contract.fields import END, Code

ItemPath = Annotated[str, PathParameter(max_length=64, description="An item's code as typed or scanned")]


class ProofRuleOrder(Struct, frozen=True, kw_only=True):
    """One requirement at one desk's items."""

    rule_id: UUID
    desk_id: UUID
    terms: ProofTerms


class PapersLabelOrder(Struct, frozen=True, kw_only=True):
    """The roll label just put on papers."""

    code: Code


class CodeOrder(Struct, frozen=True, kw_only=True):
    """The second factor: last four of the telephone, or mã xem."""

    factor: Annotated[str, Meta(pattern=rf"^[0-9]{{4}}{END}")]


@get("/envelopes", summary="What the desk has to open or to answer")
async def show_envelopes(
    desk_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[SealedEnvelope]:
    """Taken over sealed and not opened, or opened and without code or due date; the oldest first, at most 500."""
    return await list_envelopes(service.pool, desk_id, staff.person_id)


@get("/papers-home", summary="What the desk has to give to the post for its citizens")
async def show_papers_home(
    desk_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[PapersHome]:
    """Dossiers refused by form 03, originals sent home apart; with or without a label. The oldest first."""
    return await list_papers_home(service.pool, desk_id, staff.person_id)


@post("/papers/{job_id:uuid}/label", status_code=HTTP_204_NO_CONTENT, summary="Put a roll label on papers")
async def order_papers_label(
    job_id: FromPath[UUID],
    data: JSONBody[PapersLabelOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """From the first scan of its label on they are an item. Said again, nothing changes."""
    await service.commit(lambda connection: label_papers(connection, job_id, data.code, staff.person_id))


@get("/dossiers/{dossier_id:uuid}/originals", summary="Every original not yet home")
async def show_originals(
    dossier_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[OriginalAway]:
    return await list_originals_away(service.pool, dossier_id, staff.person_id)


@get("/items/{typed:str}/handovers", summary="An item's acts, and what two counts of it do not agree on")
async def show_record(
    typed: ItemPath, service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> HandoverRecord:
    return await read_record(service.pool, read_code(typed), staff.person_id)


@get("/findings", summary="What was found about the acts of the office's devices")
async def show_findings(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[FindingSeen]:
    """The latest first, at most 500; each with the files still to come."""
    return await list_findings(service.pool, office_id, staff.person_id)


@get("/two-roles", summary="Hand-overs of one person with themselves")
async def show_two_roles(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    since: FromQuery[datetime | None] = None,
) -> list[TwoRoles]:
    """Marked or not; of the last thirty days, unless `since` says otherwise."""
    begins = since if since is not None and since.tzinfo is not None else clock.now() - timedelta(days=30)
    return await list_two_roles(service.pool, office_id, staff.person_id, begins)


@post("/proof-rules", status_code=HTTP_200_OK, summary="What an act must bring along at a desk's items")
async def order_proof_rule(
    data: JSONBody[ProofRuleOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> RuleKept:
    return await service.commit(
        lambda connection: set_proof_rule(
            connection, rule_id=data.rule_id, desk_id=data.desk_id, terms=data.terms, asked_by=staff.person_id
        )
    )


@post("/track/{typed:str}/one-time-code", status_code=HTTP_200_OK, summary="A code to tell the carrier at the door")
async def order_code(
    typed: ItemPath, data: JSONBody[CodeOrder], service: NamedDependency[Service], caller: NamedDependency[str]
) -> ToldCode:
    """Told this once. Unknown codes, wrong factors and delivered results are the same 404, and are counted."""
    return await tell_code(service, caller, read_code(typed), data.factor)


@get("/files/{sha256:str}", media_type="image/jpeg", summary="A proof as it may be looked at")
async def show_proof(
    sha256: Sha256Path, service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """A picture is a copy drawn anew, without position or camera; a document is handed out to be saved."""
    shown = await show_file(service.pool, service.files, sha256, staff.person_id)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if not shown.is_copy:
        headers["Content-Disposition"] = f'attachment; filename="{sha256[:16]}"'
    return Response(shown.content, media_type=shown.media_type, headers=headers)


RECORD_ROUTES = (
    show_proof,
    show_record,
    show_originals,
    show_findings,
    *incident_routes,
    order_papers_label,
)
"""Desk and post office alike."""
desk_handover_routes = (*RECORD_ROUTES, show_envelopes, show_papers_home)
office_handover_routes = (*RECORD_ROUTES, show_two_roles, order_proof_rule, *incident_office_routes)
citizen_routes = Router("/citizen", route_handlers=[order_code], tags=["citizen"])
