"""What is accepted of an order but worth a look: warned of, never an obstacle."""

from collections.abc import Iterator, Sequence
from typing import Final

from courier.clock import now
from courier.errors import FieldError
from courier.fold import fold
from courier.intake.model import NewOrder
from courier.intake.orders.statements import DossierRow, ProcedureRow
from courier.intake.place_contact import Place
from courier.network.addresses.gazetteer import Gazetteer, describe
from mobile_contract.codes import find_dossier_code_doubt


def of_codes(
    order: NewOrder, code: str | None, procedure: ProcedureRow | None, dossier: DossierRow | None
) -> Iterator[FieldError]:
    """Of the dossier's and the procedure's code."""
    if code is not None and find_dossier_code_doubt(code):
        yield UNUSUAL_CODE
    if order.procedure_code is not None and procedure is None:
        yield _said(
            "procedure_code",
            "unknown-procedure",
            ("Thủ tục này chưa có trong danh mục", "Kiểm tra mã; nếu đúng, báo người quản lý danh mục bổ sung"),
            ("The catalogue does not have this procedure", "Check the code; if right, have it added"),
        )
    if order.kind == "SUPPLEMENT" and dossier is None:
        yield _said(
            "dossier_code",
            "dossier-new-here",
            ("Hồ sơ này chưa từng đi qua bưu điện", "Đối chiếu mã với phiếu yêu cầu bổ sung"),
            ("The post has not seen this dossier before", "Compare the code with the form that asks for papers"),
        )


def of_procedure(
    order: NewOrder, procedure: ProcedureRow | None, agreed_fields: Sequence[str] | None
) -> Iterator[FieldError]:
    """Of what the catalogue, or the agreement's scope, says against it.

    An agreement that does not name the field is one all the same: an order is refused only where there is none
    (PEOPLE 34). Whoever keeps the agreement is told; the citizen is not sent home.
    """
    if procedure is None:
        return
    if agreed_fields is not None and procedure.field not in agreed_fields:
        yield _said(
            "procedure_code",
            "field-not-agreed",
            ("Thỏa thuận với một cửa không ghi lĩnh vực này", "Báo người quản lý thỏa thuận; đơn vẫn được nhận"),
            ("The agreement with the desk does not name this field", "Tell who keeps agreements; the order stands"),
        )
    for leg in order.legs:
        if not (procedure.may_return if leg == "RETURN" else procedure.may_send):
            yield _said(
                "procedure_code",
                "not-by-post",
                ("Thủ tục này không có trong danh mục làm qua bưu điện", "Hỏi lại một cửa trước khi đi nhận"),
                ("The published list does not let this procedure go by post", "Ask the desk before collecting"),
            )
    takes_fee = any(amount.kind in ("fee", "charge") and amount.payer == "citizen" for amount in order.amounts)
    if takes_fee and not procedure.post_may_collect:
        yield _said(
            "amounts",
            "not-collectable",
            ("Bưu điện không được thu khoản này", "Hướng dẫn người dân nộp trực tuyến hoặc tại kho bạc, ngân hàng"),
            ("The post may not collect this amount", "Let the citizen pay online, at the treasury or a bank"),
        )


def of_owner(order: NewOrder, dossier: DossierRow | None) -> Iterator[FieldError]:
    """That the dossier is recorded for somebody else than who sends."""
    person = order.recipient if order.kind == "RETURN" else order.sender
    if dossier is None or dossier.full_name is None or person is None:
        return
    if fold(person.full_name) != fold(dossier.full_name):
        yield _said(
            "recipient.full_name" if order.kind == "RETURN" else "sender.full_name",
            "other-owner",
            ("Hồ sơ này ghi tên người khác", "Hỏi quan hệ hoặc giấy ủy quyền; kiểm tra lại mã hồ sơ"),
            ("The dossier bears another name", "Ask for the relation or authorisation; check the code"),
        )


def of_kind(order: NewOrder) -> Iterator[FieldError]:
    """Of what an order says that its kind does not use, and of a time that is over."""
    if order.recipient is not None and "RETURN" not in order.legs:
        yield _said(
            "recipient.address",
            "not-returned",
            (
                "Đơn này chỉ gửi hồ sơ đi, chưa đăng ký trả kết quả",
                "Nếu muốn trả qua bưu điện, đặt thêm đơn trả kết quả",
            ),
            ("This order sends only; no result is registered", "To have the result brought, place a RETURN order too"),
        )
    if order.window_to is not None and order.window_to <= now():
        yield _said(
            "window_to",
            "over",
            ("Giờ hẹn đến nhận đã qua", "Hẹn lại với người gửi"),
            ("The time to collect it is over", "Make a new appointment with the sender"),
        )


def of_place(field: str, place: Place, gazetteer: Gazetteer) -> Iterator[FieldError]:
    """That the commune is not named, or may be another one."""
    if not place.is_named and place.quality == "commune":
        yield _said(
            f"{field}.address",
            "commune-unknown",
            ("Không thấy tên xã trong địa chỉ; tạm đặt tại xã của một cửa", "Ghi tên xã ở cuối địa chỉ"),
            ("The address names no commune; the desk's own is taken for now", "End the address with its commune"),
        )
    elif place.question is not None and place.unit is not None:
        taken = describe(gazetteer, place.unit)
        question_vi, question_en = place.question
        yield _said(
            f"{field}.address",
            "commune-ambiguous",
            (f"{question_vi} Tạm lấy {taken}", "Ghi rõ xã, thêm (cũ) nếu là xã trước đây"),
            (f"{question_en} {taken} is taken for now", "Name the commune, add (cũ) if former"),
        )


def _said(field: str, problem: str, vi: tuple[str, str], en: tuple[str, str]) -> FieldError:
    return FieldError(
        field=field, problem=problem, message_vi=vi[0], message_en=en[0], remedy_vi=vi[1], remedy_en=en[1]
    )


UNUSUAL_CODE: Final = _said(
    "dossier_code",
    "unusual-dossier-code",
    ("Mã hồ sơ không theo mẫu thường gặp", "Đối chiếu lại với giấy hẹn; nếu đúng thì không cần sửa"),
    ("The dossier code has an unusual form", "Compare it with the slip; nothing to do if it is right"),
)
NOT_TRAINED: Final = _said(
    "requested_by",
    "not-trained",
    ("Người nhập đơn chưa được đánh dấu đã tập huấn nhận hồ sơ", "Nhờ người đã tập huấn xem lại"),
    ("Who took this order has no training mark for intake", "Have somebody trained look at it"),
)
SENDER_UNKNOWN: Final = _said(
    "sender",
    "missing",
    ("Không biết thu giấy tờ bổ sung ở đâu", "Ghi người gửi, điện thoại và địa chỉ"),
    ("It is not known where the papers are to be collected", "Give the sender, telephone and address"),
)
TITLE_MISSING: Final = _said(
    "title",
    "missing",
    ("Hồ sơ chưa có trong hệ thống nên phải ghi nội dung", "Ghi nội dung hồ sơ"),
    ("The dossier is not known here, so its matter must be given", "Write what it is about"),
)
