"""`/office/disputes/ITEM`: both stories of a dispute on one plain page, readable and decided without JavaScript."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from api.pages import Language, language_of, render
from api.problems import status_of
from api.service import Service
from courier.clock import VIETNAM
from courier.custody.disputes.decide import answer_proposal, propose_resolution
from courier.custody.disputes.model import Dispute
from courier.custody.disputes.show_dispute import show_dispute
from courier.errors import Conflict, CourierError, NotFound
from courier.network.identity.model import Staff
from mobile_contract.codes import show_code

LONGEST_FORM: Final = 65_536
STAYED: Final = "stayed"
"""Chosen where the item stayed with the last undisputed holder."""
FOUND_WITH: Final = "found:"
"""Stands before the party that it was found with."""

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "release": ("Ký giao", "Signed as given"),
    "accept": ("Ký nhận", "Signed as taken"),
    "deliver": ("Ký phát", "Signed as delivered"),
    "receive": ("Ký nhận, ghi thay bên giao", "Signed as received, the giver's side written down"),
    "transcribe": ("Nhập lại từ giấy", "Entered from paper"),
}
EVIDENCE: Final[Mapping[str | None, tuple[str, str]]] = {
    "own_device": ("ký bằng máy của mình", "signed on an own device"),
    "witnessed": ("do bên kia ghi lại", "written down by the other side"),
    "citizen": ("chữ ký hoặc mã của người dân", "the citizen's signature or code"),
    None: ("—", "—"),
}
STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "registered": ("Đăng ký", "Registered"),
    "handover": ("Bàn giao", "Handed over"),
    "reinstated": ("Bàn giao, được công nhận lại", "Handed over, reinstated"),
    "resolved": ("Theo quyết định của hai người", "Decided by two people"),
}
PROOFS: Final[Mapping[str, tuple[str, str]]] = {
    "signature": ("chữ ký", "signature"),
    "photo_seal": ("ảnh niêm phong", "photo of the seal"),
    "photo_doorway": ("ảnh trước cửa", "photo of the doorway"),
    "photo_paper": ("ảnh biên bản", "photo of the paper"),
    "fingerprint_paper": ("ảnh giấy điểm chỉ", "photo of the fingerprinted paper"),
    "slip_copy": ("ảnh liên 2 phiếu gửi", "photo of the slip's second copy"),
}


@get("/office/disputes/{item_id:uuid}", include_in_schema=False)
async def dispute_page(
    item_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Response[str]:
    return await _page(request, service, staff, item_id, None)


@post(
    "/office/disputes/{item_id:uuid}",
    include_in_schema=False,
    status_code=HTTP_200_OK,
    request_max_body_size=LONGEST_FORM,
)
async def decide_on_page(
    item_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Response[Any]:
    """A proposal, or another person's answer to one. What was on the page comes back with the form."""
    form = {name: values[0].strip() for name, values in parse_qs((await request.body()).decode("utf-8")).items()}
    language = language_of(request)
    try:
        considered = [UUID(each) for each in form.get("considered", "").split(",") if each]
        is_decided = await _decide(service, staff, item_id, considered, form)
    except (Conflict, NotFound) as refused:
        return await _page(request, service, staff, item_id, refused)
    except ValueError:
        return await _page(request, service, staff, item_id, _not_chosen())
    if is_decided:
        return _said(language, _DECIDED)
    return Redirect(f"/office/disputes/{item_id}?lang={language}", status_code=303)


async def _decide(
    service: Service, staff: Staff, item_id: UUID, considered: list[UUID], form: Mapping[str, str]
) -> bool:
    """Whether the dispute is decided now. Raises ValueError where nothing was chosen."""
    note = form.get("note", "").replace("\0", "")[:1_000] or None
    if "proposal" in form:
        chain = await service.commit(
            lambda connection: answer_proposal(
                connection,
                item_id,
                UUID(form["proposal"]),
                answered_by=staff.person_id,
                considered=considered,
                is_approved=form.get("answer") == "approve",
                note=note,
            )
        )
        return chain is not None and chain.status != "disputed"
    choice = form.get("choice", "")
    found_with = UUID(choice.removeprefix(FOUND_WITH)) if choice.startswith(FOUND_WITH) else None
    chosen = None if choice == STAYED or found_with is not None else UUID(choice)
    await service.commit(
        lambda connection: propose_resolution(
            connection,
            item_id,
            proposed_by=staff.person_id,
            considered=considered,
            chosen_event=chosen,
            holder_id=found_with,
            note=note,
        )
    )
    return False


async def _page(
    request: Request[Any, Any, Any], service: Service, staff: Staff, item_id: UUID, refused: CourierError | None
) -> Response[str]:
    language = language_of(request)
    try:
        dispute = await service.commit(lambda connection: show_dispute(connection, item_id, staff.person_id))
    except NotFound:
        return _said(language, _NOT_THERE, status_code=404)
    wrong = None if refused is None else (refused.detail_en if language == "en" else refused.detail_vi)
    return render(
        "dispute.html",
        language,
        status_code=HTTP_200_OK if refused is None else status_of(refused),
        dispute=dispute,
        asker=staff.full_name,
        considered=",".join(str(event_id) for event_id in dispute.considered),
        names=_names(dispute),
        stayed=STAYED,
        found_with=FOUND_WITH,
        wrong=wrong,
        code=show_code,
        time=_time,
        clock_wrong_by=lambda act: _clock_words(act.clock_offset_ms, language),
        word=lambda table, key: table.get(key, (str(key), str(key)))[language == "en"],
        kinds=KINDS,
        evidence=EVIDENCE,
        steps=STEPS,
        proofs=PROOFS,
    )


def _names(dispute: Dispute) -> dict[UUID, str]:
    """Of each story: a letter and who holds the item by it."""
    return {
        story.closing: f"{chr(ord('A') + place % 26)} · {story.holder}" for place, story in enumerate(dispute.stories)
    }


def _time(instant: datetime | None) -> str:
    """22/11/2026, 14:05:09."""
    return "—" if instant is None else f"{instant.astimezone(VIETNAM):%d/%m/%Y, %H:%M:%S}"


def _clock_words(offset_ms: int | None, language: Language) -> str:
    if offset_ms is None:
        return "its clock was never measured" if language == "en" else "đồng hồ máy chưa từng được đối chiếu"
    seconds = abs(offset_ms) // 1000
    if seconds < 2:
        return "its clock was right" if language == "en" else "đồng hồ máy đúng giờ"
    if language == "en":
        return f"its clock was {seconds} s {'slow' if offset_ms > 0 else 'fast'}"
    return f"đồng hồ máy {'chậm' if offset_ms > 0 else 'nhanh'} {seconds} giây"


def _not_chosen() -> Conflict:
    return Conflict("Hãy chọn một cách giải quyết rồi gửi lại", "Choose how it ends, then send again")


_NOT_THERE: Final = (
    ("Không có tranh chấp này", "There is no such dispute"),
    (
        "Tranh chấp đã được giải quyết, hoặc thuộc bưu cục khác.",
        "It has been settled, or belongs to another office.",
    ),
)
_DECIDED: Final = (
    ("Đã giải quyết tranh chấp", "The dispute is settled"),
    (
        "Quyết định của hai người đã được ghi lại. Nếu sau này có thêm bằng chứng khác, tranh chấp sẽ tự mở lại.",
        "The decision of two people is recorded. Should other evidence come later, the dispute opens by itself.",
    ),
)


def _said(
    language: Language, words: tuple[tuple[str, str], tuple[str, str]], status_code: int = HTTP_200_OK
) -> Response[str]:
    title, detail = (pair[language == "en"] for pair in words)
    return render("dispute_said.html", language, status_code=status_code, title=title, detail=detail)


dispute_pages = (dispute_page, decide_on_page)
