"""The citizen: tracking by code and enrolment links, as pages readable without JavaScript; tracking as JSON too."""

import re
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from api.pages import Language, is_built, language_of, render
from api.pages.tracking import TrackingPage, show, show_told
from api.problems import status_of
from api.service import Service
from courier.care.model import Tracking
from courier.care.timeline import track
from courier.custody.handovers.one_time_codes.judge_codes import ToldCode, issue_code
from courier.errors import CourierError, FieldError, InvalidInput, NotFound, TooManyRequests
from mobile_contract.codes import parse_code, show_code
from mobile_contract.crockford import CodeError

Typed = Annotated[str, PathParameter(max_length=64, description="A code as a person typed it or a scanner read it")]
SecondFactor = Annotated[
    str, QueryParameter(max_length=4, pattern=r"^[0-9]*$(?!\n)", description="Last four of the phone, or mã xem")
]
LONGEST_FORM: Final = 2_048
_FACTOR: Final = re.compile("[0-9]{4}")


@get("/track/{typed:str}", summary="Where a dossier is")
async def track_by_code(
    typed: Typed, service: NamedDependency[Service], caller: NamedDependency[str], last4: SecondFactor = ""
) -> Tracking:
    """Masked; the particulars only with the second factor. Unknown and foreign codes are the same 404."""
    return await _track(service, caller, read_code(typed), last4)


@get("/", include_in_schema=False, sync_to_thread=False)
def home(
    request: Request[Any, Any, Any], code: Annotated[str | None, QueryParameter(max_length=200)] = None
) -> Response[Any]:
    """Where a code is entered."""
    language = language_of(request)
    if code is None:
        return render("home.html", language, typed="", wrong=None)
    try:
        return Redirect(f"/t/{show_code(read_code(code))}?lang={language}", status_code=303)
    except InvalidInput as error:
        return render("home.html", language, status_code=400, typed=code, wrong=_said(error, language))


@get(["/t/{typed:str}", "/T/{typed:str}"], include_in_schema=False)
async def tracking_page(
    typed: Typed, request: Request[Any, Any, Any], service: NamedDependency[Service], caller: NamedDependency[str]
) -> Response[str]:
    """Where the dossier is: four dated facts and one sentence."""
    return await _page(request, service, caller, typed, "")


@post(
    ["/t/{typed:str}", "/T/{typed:str}"],
    include_in_schema=False,
    status_code=HTTP_200_OK,
    request_max_body_size=LONGEST_FORM,
)
async def tracking_page_with_factor(
    typed: Typed, request: Request[Any, Any, Any], service: NamedDependency[Service], caller: NamedDependency[str]
) -> Response[str]:
    """The same with the second factor, which never stands in an address."""
    form = parse_qs((await request.body()).decode("utf-8"), max_num_fields=8)
    asks_code = form.get("ask", [""])[0] == "one_time_code"
    return await _page(request, service, caller, typed, form.get("factor", [""])[0].strip(), asks_code=asks_code)


@get(["/e/{token:str}", "/E/{token:str}"], include_in_schema=False, sync_to_thread=False)
def enrolment_page(
    token: Annotated[str, PathParameter(max_length=64)], request: Request[Any, Any, Any]
) -> Response[str]:
    """What to do with an enrolment link; opening it uses nothing up."""
    groups = [token[place : place + 4].upper() for place in range(0, len(token), 4)]
    return render("enrol.html", language_of(request), token="-".join(groups), has_app=is_built("carrier"))


def read_code(typed: str) -> str:
    """The 12 symbols of a code as typed, in whatever grouping and case. Raises `InvalidInput` with the remedy."""
    try:
        return parse_code(typed)
    except CodeError as error:
        raise InvalidInput([_WRONG_CODES.get(error.kind, _WRONG_CODE)]) from error


async def _track(service: Service, caller: str, code: str, factor: str) -> Tracking:
    """Only failures count: an unknown code, or a second factor that does not fit this code."""
    limit = service.limits.tracking
    limit.check(caller)
    if factor:
        service.limits.factor.check(code)
    try:
        tracking = await track(service.pool, code, factor if _FACTOR.fullmatch(factor) else "")
    except NotFound:
        limit.charge(caller)
        raise
    if factor and tracking.details is None:
        limit.charge(caller)
        service.limits.factor.charge(code)
    return tracking


async def tell_code(service: Service, caller: str, code: str, factor: str) -> ToldCode:
    """A fresh one-time code for whoever knows the second factor (PEOPLE 18); failures count as those of tracking do."""
    service.limits.tracking.check(caller)
    service.limits.factor.check(code)
    try:
        return await service.commit(lambda connection: issue_code(connection, code, factor))
    except NotFound:
        service.limits.tracking.charge(caller)
        service.limits.factor.charge(code)
        raise


async def _page(
    request: Request[Any, Any, Any], service: Service, caller: str, typed: str, factor: str, *, asks_code: bool = False
) -> Response[str]:
    language = language_of(request)
    try:
        tracking = await _track(service, caller, read_code(typed), factor)
    except (InvalidInput, NotFound, TooManyRequests) as error:
        return render("home.html", language, status_code=status_of(error), typed=typed, wrong=_said(error, language))
    page: TrackingPage = show(tracking, language, is_wrong_factor=bool(factor) and tracking.details is None)
    told, refused = None, None
    if asks_code and page.awaits_result:
        try:
            told = await tell_code(service, caller, tracking.code, factor)
        except (NotFound, TooManyRequests) as error:
            refused = _said(error, language)
    return render(
        "tracking.html",
        language,
        page=page,
        factor=factor if page.details else "",
        told=told and show_told(told),
        code_refused=refused,
    )


def _said(error: CourierError, language: Language) -> str:
    if isinstance(error, InvalidInput):
        field = error.fields[0]
        vi, en = f"{field.message_vi}. {field.remedy_vi}", f"{field.message_en}. {field.remedy_en}"
    else:
        vi, en = error.detail_vi, error.detail_en
    return en if language == "en" else vi


def _wrong(problem: str, message: tuple[str, str], remedy: tuple[str, str]) -> FieldError:
    return FieldError(
        field="code",
        problem=problem,
        message_vi=message[0],
        message_en=message[1],
        remedy_vi=remedy[0],
        remedy_en=remedy[1],
    )


_WRONG_CODE: Final = _wrong(
    "wrong-code",
    ("Mã chưa đúng", "The code is not right"),
    ("Hãy xem lại từng chữ, số trên phiếu gửi hoặc trên nhãn", "Look at each letter and digit on the slip or label"),
)
_WRONG_CODES: Final = {
    "wrong_length": _wrong(
        "wrong-length",
        ("Mã tra cứu có 12 chữ và số", "A tracking code has 12 letters and digits"),
        ("Hãy nhập đủ cả ba nhóm, ví dụ 7K3M-2QXA-9D0R", "Enter all three groups, like 7K3M-2QXA-9D0R"),
    ),
    "accented_symbol": _wrong(
        "accented-symbol",
        ("Mã có chữ có dấu", "The code holds an accented letter"),
        ("Hãy tắt bộ gõ tiếng Việt rồi nhập lại", "Switch the Vietnamese keyboard off and enter it again"),
    ),
}

api_routes = Router("/citizen", route_handlers=[track_by_code], tags=["citizen"])
page_routes = (home, tracking_page, tracking_page_with_factor, enrolment_page)
