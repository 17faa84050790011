"""Who is asking: staff by the session cookie, devices by their bearer token, and from which address."""

from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from api.service import Service
from courier import clock
from courier.errors import Forbidden, Unauthenticated
from courier.network.identity.log_in import get_staff
from courier.network.identity.model import SESSION_LIFE, DeviceIdentity, Staff, read_token
from courier.network.identity.statements import FIND_DEVICE

COOKIE: Final = "courier_session"
_SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}


def provide_service(request: Request[Any, Any, Any]) -> Service:
    """What all handlers share."""
    service: Service = request.app.state.service
    return service


def provide_caller(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> str:
    """The address asking: what the proxy in front added last to the trusted header, else the connection's own.

    Earlier entries of the header are whatever the caller wrote.
    """
    header = service.settings.trusted_proxy_header
    named = request.headers.get(header, "").rpartition(",")[2].strip() if header else ""
    return named[:64] or (request.client.host if request.client else "unknown")


async def provide_staff(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> Staff:
    """The person logged in. Raises `Unauthenticated`, or `Forbidden` where another site's page asks."""
    refuse_foreign_origin(request, service)
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise Unauthenticated("Chưa đăng nhập; hãy đăng nhập", "Not logged in; log in first")
    return await get_staff(service.pool, secret)


def provide_device(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> DeviceIdentity:
    """The device asking, revoked or not: what it holds must come in. Raises `Unauthenticated`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(
            "Thiếu thẻ truy cập của máy (Authorization: Bearer …); hãy xin thẻ bằng khoá của máy",
            "The device's token is missing (Authorization: Bearer …); obtain one with the device's key",
        )
    return read_token(service.secret, token, clock.now())


async def provide_reader(service: NamedDependency[Service], device: NamedDependency[DeviceIdentity]) -> DeviceIdentity:
    """The device asking, which must not have been closed, not even since its token was given. Raises `Forbidden`."""
    known = await FIND_DEVICE.one(service.pool, device.device_id)
    if not device.may_read or known is None or not known.is_live:
        raise Forbidden(
            "Máy này đã đóng: còn gửi được dữ liệu đang giữ, không xem được nữa; hãy đăng ký máy mới",
            "This device is closed: it may still send what it holds, but no longer read; enrol a new one",
        )
    return device


def refuse_foreign_origin(request: Request[Any, Any, Any], service: Service) -> None:
    """Raises `Forbidden` where a browser says that another site's page sends this."""
    origin = request.headers.get("Origin")
    if request.method in _SAFE_METHODS or origin is None:
        return
    if origin != service.base_url and urlsplit(origin).netloc != request.headers.get("Host"):
        raise Forbidden(
            "Yêu cầu này đến từ trang khác; hãy làm từ trang của hệ thống",
            "This request comes from another site's page; use the service's own pages",
        )


def session_cookie(secret: str, service: Service) -> Cookie:
    """The cookie that keeps a person logged in; an empty secret takes it away."""
    return Cookie(
        key=COOKIE,
        value=secret,
        httponly=True,
        samesite="strict",
        secure=service.base_url.startswith("https:"),
        max_age=int(SESSION_LIFE.total_seconds()) if secret else 0,
        path="/",
    )
