"""What a refused request is told: RFC 9457 problem details, decided here and nowhere else.

Any exception is first named as one of Courier's errors (`as_courier_error`), then the one table `STATUS` gives its
HTTP status. Every name is explained in `docs/problems.md`, which `/problems/NAME` serves.
"""

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.types import Method

from api.pages import language_of, prefers_page, render
from api.refusals import from_msgspec, from_parameters
from courier.custody.files.pictures import WrongKindOfFile
from courier.database import sqlstate, violated_constraint
from courier.errors import (
    Conflict,
    CourierError,
    FieldError,
    Forbidden,
    InvalidInput,
    NotFound,
    NotReady,
    Overloaded,
    TooManyRequests,
    Unauthenticated,
)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 5
"""How long a client waits before it asks a busy or starting service again."""


class MalformedRequest(CourierError):
    """The request cannot be read at all: no JSON, no UTF-8, nested too deeply, a NUL among the letters."""

    type = "malformed-request"
    title_vi = "Không đọc được yêu cầu"
    title_en = "The request cannot be read"


class MethodNotAllowed(CourierError):
    """The address exists, but not for this method."""

    type = "method-not-allowed"
    title_vi = "Địa chỉ này không nhận cách gọi đó"
    title_en = "This address does not take that method"


class TooLarge(CourierError):
    """The body is larger than this address takes."""

    type = "too-large"
    title_vi = "Dữ liệu gửi lên quá lớn"
    title_en = "What was sent is too large"


class UnsupportedMediaType(CourierError):
    """The body is of a kind this address does not read."""

    type = "unsupported-media-type"
    title_vi = "Không nhận kiểu dữ liệu này"
    title_en = "This kind of data is not taken here"


class InternalError(CourierError):
    """A fault of the service's own. What it was stands in the log under the request's id, never in the answer."""

    type = "internal-error"
    title_vi = "Hệ thống gặp lỗi"
    title_en = "The service has a fault"


STATUS: Final[dict[type[CourierError], int]] = {
    MalformedRequest: 400,
    InvalidInput: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    TooLarge: 413,
    UnsupportedMediaType: 415,
    WrongKindOfFile: 422,
    TooManyRequests: 429,
    InternalError: 500,
    NotReady: 503,
    Overloaded: 503,
}
"""The status of each kind of error; an error a room has made its own takes its parent's."""


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing wrong in what was sent, and how to mend it."""

    field: str
    problem: str
    detail: str
    remedy: str
    detail_en: str
    remedy_en: str
    line: int | None = None
    value: str | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem's body: Vietnamese in the standard members, English beside them."""

    type: str
    title: str
    status: int
    detail: str
    title_en: str
    detail_en: str
    instance: str
    """`urn:uuid:` and the request's id, as in the header `X-Request-Id` and the log."""
    errors: list[FieldProblem] = []


def problem_response(request: Request[Any, Any, Any], exception: Exception) -> Response[Any]:
    """Litestar's handler of every exception."""
    error = as_courier_error(exception)
    problem = describe(error, request.scope["state"]["request_id"])
    headers = headers_of(error) | _allowed_methods(request, error)
    if problem.status == 500:
        _log.error("request_failed", path=request.scope["path"], exc_info=exception)
    if prefers_page(request):
        return _as_page(request, problem, headers)
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _allowed_methods(request: Request[Any, Any, Any], error: CourierError) -> dict[str, str]:
    """The header Allow of a 405 (RFC 9110, 15.5.6), which Litestar leaves out."""
    if not isinstance(error, MethodNotAllowed):
        return {}
    routing = request.app.asgi_router
    allowed = []
    for method in _METHODS:
        with suppress(HTTPException):
            routing.handle_routing(path=request.scope["path"], method=method)
            allowed.append(method)
    return {"Allow": ", ".join(allowed)}


_METHODS: Final[tuple[Method, ...]] = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def _as_page(request: Request[Any, Any, Any], problem: Problem, headers: dict[str, str]) -> Response[Any]:
    language = language_of(request)
    is_english = language == "en"
    return render(
        "problem.html",
        language,
        status_code=problem.status,
        headers=headers,
        title=problem.title_en if is_english else problem.title,
        detail=problem.detail_en if is_english else problem.detail,
        remedy=None,
        name=None,
        instance=problem.instance.removeprefix("urn:uuid:"),
    )


def describe(error: CourierError, request_id: UUID) -> Problem:
    """The body that tells of `error`."""
    return Problem(
        type=f"/problems/{error.type}",
        title=error.title_vi,
        status=status_of(error),
        detail=error.detail_vi,
        title_en=error.title_en,
        detail_en=error.detail_en,
        instance=f"urn:uuid:{request_id}",
        errors=[_field_problem(field) for field in error.fields] if isinstance(error, InvalidInput) else [],
    )


def status_of(error: CourierError) -> int:
    """The HTTP status of an error's kind, or of the nearest kind it descends from."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def headers_of(error: CourierError) -> dict[str, str]:
    """When to come back, and how to show who one is."""
    match error:
        case TooManyRequests():
            return {"Retry-After": str(error.retry_after_s)}
        case NotReady() | Overloaded():
            return {"Retry-After": str(RETRY_AFTER_S)}
        case Unauthenticated():
            return {"WWW-Authenticate": 'Bearer realm="courier"'}
    return {}


def as_courier_error(exception: BaseException) -> CourierError:
    """The error of ours that says what happened; whatever nobody foresaw is an `InternalError`."""
    if isinstance(exception, CourierError):
        return exception
    for kinds, name in _NAMED:
        if isinstance(exception, kinds):
            return name(exception)
    return _from_database(exception) or _from_system(exception) or InternalError(*_OUR_FAULT)


_log = structlog.get_logger("courier.api")
_OUR_FAULT: Final = (
    "Hệ thống gặp lỗi ngoài dự kiến; dữ liệu chưa ghi. Hãy thử lại, nếu vẫn lỗi thì báo mã yêu cầu cho quản trị",
    "An unforeseen fault; nothing was recorded. Try again, and if it stays, tell the administrator the request's id",
)


_OUT_OF_RANGE: Final = (
    "Có con số hoặc ngày giờ ngoài khoảng dùng được; hãy kiểm tra năm và các con số",
    "A number or instant is out of all range; check the year and the figures",
)


def _malformed(exception: BaseException) -> CourierError:
    if isinstance(exception, UnicodeDecodeError):
        return MalformedRequest(
            "Chữ gửi lên không phải UTF-8; hãy gửi lại bằng UTF-8", "The text sent is not UTF-8; send it as UTF-8"
        )
    if isinstance(exception, RecursionError):
        return MalformedRequest(
            "Dữ liệu lồng nhau quá sâu; hãy gửi đúng mẫu của địa chỉ này",
            "The data is nested too deeply; send what this address describes",
        )
    return MalformedRequest(
        f"Không phải JSON hợp lệ: {exception}; hãy gửi lại trọn vẹn",
        f"Not valid JSON: {exception}; send it again whole",
    )


_HUNG_UP: Final = "client disconnected prematurely"
"""Litestar's words for a body cut off: no fault of the service, though it calls it a 500."""


def _of_http(exception: BaseException) -> CourierError:
    """What Litestar itself refuses before a handler is reached."""
    status = exception.status_code if isinstance(exception, HTTPException) else 500
    if isinstance(exception, HTTPException) and exception.detail == _HUNG_UP:
        return MalformedRequest(
            "Kết nối đứt khi chưa gửi xong; hãy gửi lại trọn vẹn",
            "The connection broke before all of it came; send it again whole",
        )
    if status == 413:
        return TooLarge(
            "Nội dung lớn hơn mức địa chỉ này nhận; hãy chia nhỏ ra", "The body is larger than is taken here; split it"
        )
    if status == 415:
        return UnsupportedMediaType()
    if 400 <= status < 500:
        return MalformedRequest(
            "Yêu cầu không đúng dạng; hãy đối chiếu với /api/openapi.json",
            "The request is malformed; compare it with /api/openapi.json",
        )
    return InternalError(*_OUR_FAULT)


def _of_client(exception: BaseException) -> CourierError:
    """Litestar wraps what its readers of bodies and forms meet; the reason stands behind it."""
    cause = exception.__cause__
    is_told = isinstance(cause, msgspec.DecodeError | UnicodeDecodeError | RecursionError)
    return as_courier_error(cause) if cause is not None and is_told else _of_http(exception)


_NAMED: Final[
    tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[[Any], CourierError]], ...]
] = (
    (msgspec.ValidationError, from_msgspec),
    ((msgspec.DecodeError, UnicodeDecodeError, RecursionError), _malformed),
    (OverflowError, lambda _: MalformedRequest(*_OUT_OF_RANGE)),
    (ValidationException, from_parameters),
    (
        NotFoundException,
        lambda _: NotFound("Không có địa chỉ này trên máy chủ", "There is no such address on this server"),
    ),
    (MethodNotAllowedException, lambda _: MethodNotAllowed()),
    (ClientException, _of_client),
    (HTTPException, _of_http),
)


def _from_database(exception: BaseException) -> CourierError | None:
    """What PostgreSQL refused though no act had foreseen it; which constraint, the log tells."""
    if constraint := violated_constraint(exception):
        _log.warning("constraint_refused", constraint=constraint, error=str(exception))
        return Conflict(
            "Trái với dữ liệu đã ghi; không có gì được lưu. Hãy tải lại rồi thử lại",
            "In conflict with what is recorded; nothing was stored. Reload, then try again",
        )
    if (sqlstate(exception) or "").startswith("22"):
        _log.warning("data_refused", error=str(exception))
        return MalformedRequest(
            "Có ký tự hoặc con số không lưu được; hãy bỏ ký tự điều khiển và thử lại",
            "A character or number in it cannot be stored; remove control characters and try again",
        )
    return None


def _from_system(exception: BaseException) -> CourierError | None:
    if isinstance(exception, OSError) and exception.errno in {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE}:
        _log.error("no_room", error=str(exception))
        return Overloaded(
            "Máy chủ hết chỗ chứa; hãy thử lại sau, dữ liệu trên máy quý vị còn nguyên",
            "The server has no room left; try later, what is on your device is safe",
        )
    return None


def _field_problem(field: FieldError) -> FieldProblem:
    return FieldProblem(
        field=field.field,
        problem=field.problem,
        detail=field.message_vi,
        remedy=field.remedy_vi,
        detail_en=field.message_en,
        remedy_en=field.remedy_en,
        line=field.line,
        value=field.value,
    )
