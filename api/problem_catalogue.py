"""What each problem's name means and how it is mended: the text of `/problems/NAME` and of `docs/problems.md`.

`python -m api.problem_catalogue --write` writes the page; a test keeps this list equal to the errors in the code.
"""

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Final, NamedTuple

import api
import courier
from api.problems import status_of
from courier.errors import CourierError
from courier.settings import CHECKOUT

PAGE: Final = CHECKOUT / "docs" / "problems.md"


class Explanation(NamedTuple):
    """When a problem arises, and what to do then, in both languages."""

    when_vi: str
    when_en: str
    remedy_vi: str
    remedy_en: str


EXPLANATIONS: Final[dict[str, Explanation]] = {
    "conflict": Explanation(
        "Yêu cầu đúng dạng nhưng trái với dữ liệu đã ghi: đã đóng, đã có, đã khác đi.",
        "The request is well formed but the facts already stored do not allow it: closed, there, or changed since.",
        "Tải lại để xem hiện trạng rồi làm lại trên đó. Không có gì của yêu cầu này được ghi.",
        "Reload to see how things stand, then act on that. Nothing of this request was recorded.",
    ),
    "edited-migration": Explanation(
        "Một tệp di trú mà cơ sở dữ liệu đã chạy qua không còn như lúc chạy.",
        "A migration file that the database has been through is no longer what it was.",
        "Cài lại đúng bản phát hành đã dùng, hoặc khôi phục tệp từ bản đó; không sửa tệp đã chạy.",
        "Install the release that was used, or restore the file from it; never edit a landed file.",
    ),
    "enrolment-refused": Explanation(
        "Mã đăng ký máy không đúng, đã dùng, hoặc quá 15 phút; ba trường hợp được trả lời như nhau.",
        "The enrolment code is wrong, used, or older than 15 minutes; the three are answered alike.",
        "Xin bưu cục cấp mã mới và nhập trong 15 phút.",
        "Ask the post office for a new code and enter it within 15 minutes.",
    ),
    "forbidden": Explanation(
        "Đã biết là ai, nhưng việc này không thuộc quyền; hoặc yêu cầu đến từ trang của nơi khác.",
        "The asker is known, but this act is not theirs; or the request comes from another site's page.",
        "Nhờ người có vai phù hợp, hoặc làm từ trang của hệ thống.",
        "Ask someone who has the role, or act from the service's own pages.",
    ),
    "internal-error": Explanation(
        "Lỗi của chính hệ thống. Chi tiết chỉ nằm trong nhật ký, theo mã yêu cầu.",
        "A fault of the service's own. What it was stands in the log only, under the request's id.",
        "Thử lại; nếu vẫn lỗi, báo mã yêu cầu (X-Request-Id) cho quản trị. Không có gì được ghi dở dang.",
        "Try again; if it stays, tell the administrator the request's id (X-Request-Id). Nothing was half recorded.",
    ),
    "invalid-input": Explanation(
        "Có trường sai. `errors` nêu từng trường, dòng (nếu là tệp), sai gì và cách sửa.",
        "A field is wrong. `errors` names each field, its line (of a file), what is wrong and the remedy.",
        "Sửa các trường được nêu rồi gửi lại.",
        "Mend the fields named, then send again.",
    ),
    "label-refused": Explanation(
        "Mã trên nhãn không gắn được vào bưu gửi này: chưa cấp, đã dùng, đã huỷ, hoặc đơn đã có mã.",
        "The label's code cannot be bound here: never given out, used, voided, or the job has one already.",
        "Dùng nhãn khác; giữ lại nhãn lạ để kiểm tra.",
        "Use another label; keep a strange one for inspection.",
    ),
    "malformed-request": Explanation(
        "Không đọc được yêu cầu: không phải JSON, không phải UTF-8, lồng nhau quá sâu, hoặc có ký tự NUL.",
        "The request cannot be read: no JSON, no UTF-8, nested too deeply, or it holds a NUL character.",
        "Gửi lại trọn vẹn, đúng mẫu nêu ở /api/openapi.json.",
        "Send it again whole, as /api/openapi.json describes it.",
    ),
    "method-not-allowed": Explanation(
        "Địa chỉ có thật nhưng không nhận phương thức HTTP này; tiêu đề Allow nêu các phương thức nhận.",
        "The address exists but does not take this HTTP method; the header Allow names those it takes.",
        "Dùng phương thức nêu ở /api/openapi.json.",
        "Use the method that /api/openapi.json names.",
    ),
    "no-agreement": Explanation(
        "Một cửa chưa có thỏa thuận còn hiệu lực với bưu điện cho chiều gửi này.",
        "The desk has no agreement in force with the post for this direction.",
        "Làm theo chỉ dẫn trong `detail`: ký thỏa thuận, hoặc chuyển sang nơi đang phục vụ được.",
        "Do as `detail` says: sign an agreement, or turn to who can help.",
    ),
    "id-in-use": Explanation(
        "Mã do người gửi tự tạo (lần nộp, lần trả lại, quyển, sự cố…) đã đứng cho một nội dung khác. Gửi lại đúng nội "
        "dung cũ thì được trả lời như lần đầu.",
        "An id of the sender's own making (remittance, refund, book, incident …) stands for other content already. "
        "The same content again is answered as the first time.",
        "Tạo mã mới cho nội dung mới; nếu là gửi lại, gửi đúng nội dung đã gửi.",
        "Make a new id for new content; if it is a second sending, send what was sent.",
    ),
    "not-enough-money": Explanation(
        "Theo sổ, két, tài khoản hoặc phần thu thừa không đủ số tiền này. Không có gì được ghi.",
        "By the books the safe, the account or what was taken over does not hold as much. Nothing was recorded.",
        "Đếm tiền nộp của bưu tá và quầy trước; kiểm tra lại số tiền.",
        "Count in what carriers and counters hand in first; check the amount.",
    ),
    "not-found": Explanation(
        "Không có, hoặc thuộc đơn vị khác: hai trường hợp được trả lời như nhau.",
        "It is not there, or is another office's: the two are answered alike.",
        "Kiểm tra lại địa chỉ và mã; nếu đúng, hỏi đơn vị quản lý.",
        "Check the address and the id; if right, ask the office in charge.",
    ),
    "not-in-scope": Explanation(
        "Vai của người đang làm ở đơn vị này chỉ gồm một số cơ quan, chiều, lĩnh vực, không gồm việc này.",
        "The asker's role at this office is limited to some agencies, legs or fields, and this is none of them.",
        "Nhờ người cùng đơn vị có vai rộng hơn nhận đơn, hoặc xin quản trị mở rộng phạm vi. Không có gì được ghi.",
        "Let a colleague with the wider role take it, or ask an administrator to widen yours. Nothing was recorded.",
    ),
    "not-ready": Explanation(
        "Cơ sở dữ liệu chưa kết nối được, đang khởi động, hoặc chưa đúng phiên bản.",
        "The database cannot be reached, is starting, or is not at this version.",
        "Đợi số giây ở Retry-After rồi gửi lại; dữ liệu trên máy còn nguyên. Người vận hành: `courier migrate`.",
        "Wait the seconds of Retry-After and send again; what is on the device is safe. Operators: `courier migrate`.",
    ),
    "numbers-used-up": Explanation(
        "Dải số hiệu bưu gửi của bưu cục không còn đủ; chưa số nào bị lấy.",
        "The office's ranges hold too few item numbers; none was taken.",
        "Xin bưu điện cấp dải số mới rồi in lại.",
        "Ask the post for a new range, then print again.",
    ),
    "overloaded": Explanation(
        "Hệ thống đang quá tải hoặc hết chỗ chứa.",
        "The service is overloaded or has no room left.",
        "Đợi số giây ở Retry-After rồi gửi lại; gửi lại là an toàn.",
        "Wait the seconds of Retry-After and send again; sending again is safe.",
    ),
    "phone-still-live": Explanation(
        "Bưu tá còn một máy đang dùng; mỗi bưu tá chỉ một máy.",
        "The carrier has another phone in use; one phone a carrier.",
        "Ở bưu cục: chọn «Thay máy» hoặc «Mất máy» cho máy cũ, rồi đăng ký lại bằng chính mã đó.",
        "At the office: close the former phone as replaced or lost, then enrol again with the same code.",
    ),
    "presence-required": Explanation(
        "Theo quy định, người dân phải đến trực tiếp ở bước này; câu cần nói với người dân nằm trong `detail`.",
        "The law wants the citizen in person for this leg; `detail` is the sentence they should hear.",
        "Hẹn người dân đến một cửa. Chiều còn lại của hồ sơ vẫn nhận được nếu thủ tục cho phép.",
        "Let the citizen come to the desk. The other leg may still go by post where the procedure allows it.",
    ),
    "receipt-book-full": Explanation(
        "Quyển biên lai, hóa đơn đã dùng hết số; chưa số nào bị lấy thêm.",
        "The book of receipts has no number left; none was taken.",
        "Mở quyển mới rồi cấp số tiếp.",
        "Open a new book, then attach numbers again.",
    ),
    "receipt-numbers-taken": Explanation(
        "Một quyển khác cùng mẫu số, ký hiệu đã có những số này.",
        "Another book of this template and series holds some of these numbers.",
        "Kiểm tra lại mẫu số, ký hiệu và dải số ghi trên quyển.",
        "Check the template, the series and the numbers printed on the book.",
    ),
    "too-large": Explanation(
        "Nội dung gửi lên lớn hơn mức địa chỉ này nhận.",
        "The body is larger than this address takes.",
        "Chia nhỏ: lô sự kiện tối đa 200, tệp gửi từng phần tối đa 4 MiB.",
        "Split it: at most 200 events a batch, files in pieces of at most 4 MiB.",
    ),
    "too-many-requests": Explanation(
        "Thử sai quá nhiều lần từ cùng một nơi.",
        "Too many failed tries from one place.",
        "Đợi số giây ở Retry-After rồi thử lại.",
        "Wait the seconds of Retry-After, then try again.",
    ),
    "unauthenticated": Explanation(
        "Chưa đăng nhập, phiên đã hết, hoặc thẻ truy cập của máy thiếu hay hết hạn.",
        "Not logged in, the session has ended, or the device's token is missing or has lapsed.",
        "Đăng nhập lại; với máy: xin lời thử rồi ký để lấy thẻ mới.",
        "Log in again; a device asks for a challenge and signs it for a new token.",
    ),
    "unreadable-file": Explanation(
        "Không đọc được tệp gửi lên: không phải XLSX/CSV (hoặc GeoJSON), hỏng, quá lớn, hay thiếu cột.",
        "The file sent cannot be read: no XLSX/CSV (or GeoJSON), damaged, too large, or without its columns.",
        "Xem `errors`: lưu lại đúng định dạng, đủ các cột được nêu, rồi gửi lại. Chưa dòng nào được nhận.",
        "See `errors`: save it in the right form with the columns named, then send it again. No line was taken.",
    ),
    "unsupported-media-type": Explanation(
        "Kiểu dữ liệu (Content-Type) không phải loại địa chỉ này đọc.",
        "The body's Content-Type is not one this address reads.",
        "Đặt Content-Type như /api/openapi.json nêu.",
        "Set the Content-Type that /api/openapi.json names.",
    ),
    "unsupported-server": Explanation(
        "Máy chủ PostgreSQL cũ hơn bản thấp nhất được hỗ trợ.",
        "The PostgreSQL server is older than the lowest version supported.",
        "Nâng cấp PostgreSQL, hoặc dùng bản kèm theo.",
        "Upgrade PostgreSQL, or use the embedded one.",
    ),
    "wrong-digest": Explanation(
        "Đã nhận đủ byte nhưng không phải tệp mang mã băm này; các byte đó đã bỏ đi.",
        "All bytes came, but they are not the file of this digest; they were dropped.",
        "Tính lại SHA-256 của tệp, khai lại và gửi lại từ đầu.",
        "Compute the file's SHA-256 again, declare it and send it from the start.",
    ),
    "wrong-kind-of-file": Explanation(
        "Byte đầu của tệp bằng chứng không phải của loại đã khai, ảnh hỏng, hoặc quá 12 triệu điểm ảnh.",
        "The first bytes of a proof file are not of the kind declared, the picture is broken, or over 12 megapixels.",
        "Khai đúng loại hoặc chụp lại nhỏ hơn rồi gửi từ đầu; lượt ký nêu tệp này vẫn được giữ, tệp còn thiếu.",
        "Declare the right kind or take a smaller picture and send it anew; the act that names it stands, without it.",
    ),
    "wrong-login": Explanation(
        "Tên đăng nhập hoặc mật khẩu không đúng; không nói rõ cái nào.",
        "The username or the password is wrong; which of them is not told.",
        "Nhập lại, hoặc nhờ quản trị đặt lại mật khẩu.",
        "Enter them again, or let the administrator set the password anew.",
    ),
    "wrong-offset": Explanation(
        "Phần tệp gửi lên không nối tiếp phần đã nhận.",
        "The piece of a file does not continue what is here.",
        "Hỏi HEAD để biết Upload-Offset rồi gửi tiếp từ đó.",
        "Ask with HEAD for the Upload-Offset and go on from there.",
    ),
}


ACT_EXPLANATIONS: Final[dict[str, Explanation]] = {
    "details-mismatch": Explanation(
        "Phần chi tiết gửi kèm không có mã băm mà lượt ký nêu; phần ấy chưa được giữ.",
        "The details sent along do not have the digest the act names; they were not kept.",
        "Gửi lại đúng phần chi tiết; lượt ký đã được giữ.",
        "Send the right details again; the act itself is kept.",
    ),
    "evidence-only": Explanation(
        "Máy đã báo mất, lượt này nằm sau số còn tin được: giữ làm chứng cứ, không chuyển bưu gửi.",
        "The device was reported lost and the act is past its trusted number: kept as evidence, it moves nothing.",
        "Bưu cục ghi nhận lại từ giấy nếu việc ấy có thật.",
        "The office writes it down from paper if it really happened.",
    ),
    "exists-different": Explanation(
        "Mã hoặc số thứ tự này đã có một nội dung khác; bản này giữ làm chứng cứ.",
        "Other bytes stand under this id or number; these are kept as evidence.",
        "Nếu số đã xác nhận còn nhỏ hơn số của lượt này: ký lại dưới mã khác và cùng số.",
        "While `acked_through` is below its number: sign the act anew under another id and the same number.",
    ),
    "not-an-act": Explanation(
        "Nội dung không đọc được thành một lượt ký: số vượt 2⁵³, ký tự NUL, thiếu trường, không phải JSON.",
        "The body cannot be read as an act: a number past 2⁵³, a NUL, a field missing, no JSON. Kept apart.",
        "Ký lại dưới cùng số, hoặc ký một lượt huỷ số (`void`) để không còn khoảng trống.",
        "Sign it anew under the same number, or sign a `void` for that number so that the gap closes.",
    ),
    "unknown-device": Explanation(
        "Không có máy nào mang mã này; nội dung được giữ riêng, chưa xác nhận.",
        "No device has this id; the bytes are kept apart and not acknowledged.",
        "Báo bưu cục: lượt ký của máy lạ không thể kiểm.",
        "Tell the office: what an unknown device signed cannot be verified.",
    ),
    "unreadable-act": Explanation(
        "Loại việc hoặc trường chưa biết ở phiên bản này: đã giữ và xác nhận, chưa có tác dụng.",
        "The kind or a field is unknown to this version: kept and acknowledged, without effect.",
        "Không cần gửi lại; máy chủ đời sau sẽ đọc được.",
        "Nothing to send again; a later server will read it.",
    ),
    "wrong-signature": Explanation(
        "Chữ ký không phải của máy nêu trong nội dung; nội dung được giữ riêng, chưa xác nhận.",
        "The signature is not that of the device named in the body; the bytes are kept apart, not acknowledged.",
        "Ký lại cùng nội dung dưới cùng số, hoặc ký một lượt huỷ số (`void`).",
        "Sign the same body again under the same number, or a `void` for that number.",
    ),
}
"""Of one act in a batch: the batch is answered 200, the name stands in that act's `problem`."""


def errors_in_code() -> dict[str, type[CourierError]]:
    """Every error a request may end in, by the name of its problem, after importing all rooms."""
    for package in (courier, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return _by_type()


def find_kind(name: str) -> type[CourierError]:
    """The error of that name, one of `EXPLANATIONS`; of those the service never raises, their modules are looked up."""
    return _by_type().get(name) or errors_in_code()[name]


def page() -> str:
    """The text of `docs/problems.md`."""
    kinds = errors_in_code()
    parts = [_HEAD, *(_section(name, kinds[name]) for name in sorted(EXPLANATIONS) if name in kinds)]
    acts = (
        f"## {name}\n\n{said.when_vi}\n→ {said.remedy_vi}\n\n{said.when_en}\n→ {said.remedy_en}\n"
        for name, said in sorted(ACT_EXPLANATIONS.items())
    )
    return "\n".join([*parts, _HEAD_OF_ACTS, *acts])


_HEAD: Final = """# Các lỗi và cách xử lý / Problems and remedies

Mọi lỗi của API là `application/problem+json` (RFC 9457); `type` là `/problems/TÊN`, địa chỉ đó mở đúng mục dưới đây.
Every error of the API is `application/problem+json` (RFC 9457); its `type` is `/problems/NAME`, which shows its entry.

Trang này được tạo ra: / This page is generated: `python -m api.problem_catalogue --write`
"""

_HEAD_OF_ACTS: Final = """# Của từng lượt ký / Of each signed act

Lô vẫn được trả lời 200; tên nằm ở `problem` của đúng lượt ấy, không lượt nào làm hỏng lượt bên cạnh.
The batch is answered 200 all the same; the name stands in that act's `problem`, and no act costs its neighbours.
"""


def _section(name: str, kind: type[CourierError]) -> str:
    said = EXPLANATIONS[name]
    return (
        f"## {name}\n\n**{status_of(kind.__new__(kind))} · {kind.title_vi} / {kind.title_en}**\n\n"
        f"{said.when_vi}\n→ {said.remedy_vi}\n\n{said.when_en}\n→ {said.remedy_en}\n"
    )


def _by_type() -> dict[str, type[CourierError]]:
    """Of the errors loaded, each that has a name of its own; those without are told under their parent's."""
    return {kind.type: kind for kind in _descendants(CourierError) if "type" in vars(kind)}


def _descendants(kind: type[CourierError]) -> set[type[CourierError]]:
    return {kind for child in kind.__subclasses__() for kind in {child, *_descendants(child)}}


def main(arguments: list[str]) -> int:
    """Write the page; 2 where the one argument is missing."""
    if arguments != ["--write"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    Path(PAGE).write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
