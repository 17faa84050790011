"""Logging in and out of the office's and the desk's face. Mounted under both."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Struct

from api.access import COOKIE, refuse_foreign_origin, session_cookie
from api.fields import Password, Username
from api.service import Service
from courier.network.identity.log_in import WrongLogin, list_roles, log_in, log_out
from courier.network.identity.model import RoleAt, Staff


class Login(Struct, frozen=True, kw_only=True):
    """A username and its password."""

    username: Username
    password: Password


class SessionView(Struct, frozen=True, kw_only=True):
    """Who is logged in, and the hats they wear today."""

    person_id: UUID
    full_name: str
    roles: list[RoleAt]


@post("/session", summary="Log in", security=[])
async def open_session(
    data: JSONBody[Login],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    caller: NamedDependency[str],
) -> Response[SessionView]:
    """Sets the session's cookie: HttpOnly, SameSite=Strict, Secure over HTTPS."""
    refuse_foreign_origin(request, service)
    username = data.username.lower()
    for key in (caller, username):
        service.limits.login.check(key)
    try:
        opened = await log_in(service.pool, username, data.password)
    except WrongLogin:
        for key in (caller, username):
            service.limits.login.charge(key)
        raise
    return Response(await _view(service, opened.staff), cookies=[session_cookie(opened.secret, service)])


@get("/session", summary="Who is logged in")
async def show_session(service: NamedDependency[Service], staff: NamedDependency[Staff]) -> SessionView:
    return await _view(service, staff)


@delete("/session", summary="Log out")
async def close_session(
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001 (only who is logged in logs out)
) -> Response[None]:
    await log_out(service.pool, request.cookies[COOKIE])
    return Response(None, status_code=HTTP_204_NO_CONTENT, cookies=[session_cookie("", service)])


async def _view(service: Service, staff: Staff) -> SessionView:
    return SessionView(
        person_id=staff.person_id, full_name=staff.full_name, roles=await list_roles(service.pool, staff)
    )


SESSION_ROUTES = (open_session, show_session, close_session)
