"""Read a table of procedures from a file: every line checked by itself, no database asked.

One line a procedure. Its checklist stands in one cell, a paper a line (Alt+Enter in Excel) or parted by `;`:
`Giấy chứng sinh | 1 bản chính | nếu có`, `Căn cước | 1 bản chính | đối chiếu`. What is not a count, `đối chiếu` or
`nếu có` is the paper's note.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from courier.catalogue.model import (
    FIELDS,
    NEVER_COLLECTED,
    Procedure,
    ProcedureDocument,
    ProcedureLevel,
    ProcedureWithDocuments,
    Receiver,
)
from courier.errors import FieldError
from courier.fold import fold
from courier.spreadsheets import Cell, Sheet, SheetRow, read_sheets
from courier.tables import cells
from courier.tables.cells import CellError
from courier.tables.headings import Header, cell_text, find_header

HEADINGS: Final = {
    "procedure_code": ("Mã thủ tục", "Mã TTHC", "procedure_code"),
    "name": ("Tên thủ tục", "Tên TTHC", "Thủ tục hành chính", "name"),
    "also_known_as": ("Tên gọi khác", "Từ tìm kiếm", "also_known_as"),
    "field": ("Lĩnh vực", "field"),
    "level": ("Cấp", "Cấp thực hiện", "level"),
    "agency": ("Cơ quan giải quyết", "Cơ quan có thẩm quyền", "agency"),
    "code_source": ("Nguồn của mã", "code_source"),
    "documents": ("Thành phần hồ sơ", "Giấy tờ phải nộp", "documents"),
    "facts_source": ("Nguồn của hồ sơ và thời hạn", "facts_source"),
    "last_reviewed_on": ("Rà soát ngày", "Ngày rà soát", "last_reviewed_on"),
    "working_days": ("Thời hạn (ngày làm việc)", "Thời hạn", "working_days"),
    "same_day_limit_h": ("Trong ngày (giờ)", "same_day_limit_h"),
    "may_send": ("Gửi qua bưu điện (X)", "may_send"),
    "may_return": ("Trả qua bưu điện (X)", "may_return"),
    "must_attend": ("Phải có mặt khi", "must_attend"),
    "presence_vi": ("Câu nói với người dân", "presence_vi"),
    "presence_en": ("Câu tiếng Anh", "presence_en"),
    "personal_only": ("Phát tận tay (X)", "personal_only"),
    "receivers": ("Người được nhận", "receivers"),
    "fee_vnd": ("Phí (đồng)", "fee_vnd"),
    "charge_vnd": ("Lệ phí (đồng)", "charge_vnd"),
    "amount_per": ("Tính theo", "amount_per"),
    "amount_source": ("Nguồn của phí, lệ phí", "amount_source"),
    "post_may_collect": ("Bưu điện thu hộ (X)", "post_may_collect"),
    "may_pay_later": ("Nộp tiền sau (X)", "may_pay_later"),
    "valid_from": ("Áp dụng từ", "valid_from"),
    "to_mend": ("Lỗi cần sửa",),
}
"""Column → its usual names, the first being the one of our template."""
REQUIRED: Final = ("procedure_code", "name", "field", "agency", "documents", "last_reviewed_on")


class ProcedureLine(NamedTuple):
    """A line as read: the procedure it describes, or everything that is wrong with it."""

    line: int
    cells: list[Cell]
    """As the file holds them, for the file to mend."""
    described: ProcedureWithDocuments | None
    errors: list[FieldError]


class ProceduresRead(NamedTuple):
    """A file as read."""

    header: Header
    lines: list[ProcedureLine]


def read_procedures(content: bytes, today: date, valid_from: date | None = None) -> ProceduresRead:
    """Every line, checked; `valid_from` stands for lines that do not say, else `today`. Raises `UnreadableFile`."""
    sheet, header = find_header(read_sheets(content), HEADINGS, REQUIRED)
    rows = [row for row in sheet.rows if row.line > header.line and not cells.is_empty_row(row, header)]
    return ProceduresRead(header, [_check_row(row, header, sheet, today, valid_from or today) for row in rows])


def read_documents(cell: Cell) -> list[ProcedureDocument]:
    """The papers of a cell, numbered from 1. Raises CellError naming the paper at fault."""
    parts = re.split(r"[\r\n;]+", unicodedata.normalize("NFC", cell if isinstance(cell, str) else cell_text(cell)))
    papers = [text for text in (cell_text(part) for part in parts) if text]
    if not papers or len(papers) > 99:
        raise CellError(
            "missing",
            ("Chưa ghi thành phần hồ sơ", "Mỗi giấy tờ một dòng, ví dụ: Tờ khai | 1 bản chính"),
            ("The checklist is missing", "One paper a line, like: Tờ khai | 1 bản chính"),
        )
    return [_read_document(ordinal, text) for ordinal, text in enumerate(papers, start=1)]


def show_document(document: ProcedureDocument) -> str:
    """A paper as `read_documents` reads it."""
    counts = ((document.originals, "bản chính"), (document.certified_copies, "bản chứng thực"))
    parts = [f"{count} {kind}" for count, kind in (*counts, (document.photocopies, "bản sao")) if count]
    marks = ["đối chiếu"] * document.for_comparison + ["nếu có"] * (not document.is_required)
    return " | ".join([document.name, ", ".join(parts), *marks, *([document.note] if document.note else [])])


def _read_document(ordinal: int, text: str) -> ProcedureDocument:
    name, *parts = (part.strip() for part in text.split("|"))
    counts = {"originals": 0, "certified_copies": 0, "photocopies": 0}
    for_comparison, is_required, note = False, True, ""
    for part in filter(None, parts):
        folded = fold(part)
        if _COUNTS.fullmatch(folded):
            for number, kind in _COUNT.findall(folded):
                counts[_KIND_OF_COPY[kind]] += int(number)
        elif folded in _COMPARED:
            for_comparison = True
        elif folded in _OPTIONAL:
            is_required = False
        else:
            note = f"{note}; {part}" if note else part
    _check_document(ordinal, text, name, note, counts, for_comparison)
    return ProcedureDocument(
        ordinal=ordinal, name=name, **counts, for_comparison=for_comparison, is_required=is_required, note=note or None
    )


def _check_document(
    ordinal: int, text: str, name: str, note: str, counts: dict[str, int], for_comparison: bool
) -> None:
    if OLD_PAPERS.search(fold(text)):
        raise CellError(
            "paper-no-longer-valid",
            (f"Giấy tờ {ordinal}: sổ hộ khẩu giấy và chứng minh nhân dân không còn giá trị", "Thay bằng thẻ căn cước "
             "hoặc VNeID; nơi cư trú tra trong cơ sở dữ liệu dân cư"),
            (f"Paper {ordinal}: the paper household book and the old identity card are no longer valid",
             "Ask for the căn cước card or VNeID; residence is looked up"),
        )  # fmt: skip
    if not 1 <= len(name) <= 300 or len(note) > 300:
        raise CellError(
            "too-long",
            (f"Giấy tờ {ordinal}: tên trống hoặc dài quá 300 ký tự", "Ghi tên ngắn gọn"),
            (f"Paper {ordinal}: no name, or longer than 300 characters", "Write a short name"),
        )
    if not any(counts.values()) or max(counts.values()) > 20:
        raise CellError(
            "no-count",
            (f"Giấy tờ {ordinal} («{name[:60]}»): chưa ghi số bản", "Ghi ví dụ: | 1 bản chính, 1 bản sao"),
            (f"Paper {ordinal} («{name[:60]}»): how many is not said", "Write, for example: | 1 bản chính, 1 bản sao"),
        )
    if for_comparison and not counts["originals"]:
        raise CellError(
            "nothing-to-compare",
            (f"Giấy tờ {ordinal}: đối chiếu thì phải có bản chính", "Thêm 1 bản chính, hoặc bỏ «đối chiếu»"),
            (f"Paper {ordinal}: to compare, an original is needed", "Add 1 bản chính, or remove «đối chiếu»"),
        )


OLD_PAPERS: Final = re.compile(r"\b(so ho khau|chung minh nhan dan|chung minh thu|cmnd|cmtnd)\b")
"""Of folded text: papers that are no longer valid and stand in no checklist."""

_KIND_OF_COPY: Final = {
    "chinh": "originals",
    "goc": "originals",
    "chung thuc": "certified_copies",
    "sao chung thuc": "certified_copies",
    "sao": "photocopies",
    "photo": "photocopies",
    "chup": "photocopies",
}
_COUNT: Final = re.compile(r"\b(\d{1,2}) (?:ban )?(sao chung thuc|chung thuc|chinh|goc|sao|photo|chup)\b")
_COUNTS: Final = re.compile(rf"(?:{_COUNT.pattern}\s*)+")
_COMPARED: Final = {"doi chieu", "de doi chieu", "doi chieu tra lai", "de doi chieu tra lai", "xuat trinh"}
_OPTIONAL: Final = {"neu co", "khong bat buoc", "truong hop co"}

_CODE: Final = re.compile(r"([0-9]\.[0-9]{6})(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?")
_DEMO_CODE: Final = re.compile(r"DEMO-[0-9A-Z]{1,12}(-[0-9A-Z]{1,12})*")
_FIELD_WORDS: Final = {words: code for code, words in FIELDS.items()} | {code: code for code in FIELDS}
_LEVELS: Final[dict[str, ProcedureLevel]] = {
    "Xã": "commune",
    "Cấp xã": "commune",
    "Tỉnh": "province",
    "Cấp tỉnh": "province",
}
_ATTENDANCE: Final = {"Nộp": (True, False), "Nhận": (False, True), "Nộp và nhận": (True, True)}
_RECEIVERS: Final[dict[str, Receiver]] = {
    "Chính chủ": "owner",
    "Vợ chồng": "spouse",
    "Cha mẹ con": "parent_or_child",
    "Người được ủy quyền": "authorised",
    "Văn thư": "organisation_clerk",
}
_MOST_VND: Final = 1_000_000_000

_READERS: Final[dict[str, Any]] = {
    "procedure_code": lambda cell: _read_code(cell),
    "name": lambda cell: cells.read_text(cell, 500),
    "also_known_as": lambda cell: cells.find_text(cell, 300),
    "field": lambda cell: cells.read_word(cell, _FIELD_WORDS),
    "level": lambda cell: cells.find_word(cell, _LEVELS) or "commune",
    "agency": lambda cell: cells.read_text(cell, 200),
    "code_source": lambda cell: cells.find_text(cell, 300),
    "documents": read_documents,
    "facts_source": lambda cell: cells.find_text(cell, 300),
    "last_reviewed_on": cells.read_date,
    "working_days": lambda cell: cells.find_number(cell, 400),
    "same_day_limit_h": lambda cell: cells.find_number(cell, 8) or None,
    "may_send": cells.read_mark,
    "may_return": cells.read_mark,
    "must_attend": lambda cell: cells.find_word(cell, _ATTENDANCE) or (False, False),
    "presence_vi": lambda cell: cells.find_text(cell, 500),
    "presence_en": lambda cell: cells.find_text(cell, 500),
    "personal_only": cells.read_mark,
    "receivers": lambda cell: _read_receivers(cell),
    "fee_vnd": lambda cell: cells.find_number(cell, _MOST_VND),
    "charge_vnd": lambda cell: cells.find_number(cell, _MOST_VND),
    "amount_per": lambda cell: cells.find_text(cell, 60),
    "amount_source": lambda cell: cells.find_text(cell, 300),
    "post_may_collect": cells.read_mark,
    "may_pay_later": cells.read_mark,
    "valid_from": cells.find_date,
}


def _check_row(row: SheetRow, header: Header, sheet: Sheet, today: date, valid_from: date) -> ProcedureLine:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for column, read in _READERS.items():
        cell: Cell = ""
        try:
            cell = cells.find_cell(row, sheet, header.columns.get(column))
            values[column] = read(cell)
        except CellError as error:
            errors.append(error.at(row.line, HEADINGS[column][0], cell))
    if not errors:
        errors = [error.at(row.line, HEADINGS[column][0]) for column, error in _check_together(values, today)]
    if errors:
        return ProcedureLine(row.line, row.cells, None, errors)
    return ProcedureLine(row.line, row.cells, _describe(values, valid_from), [])


def _describe(values: dict[str, Any], valid_from: date) -> ProcedureWithDocuments:
    documents = values.pop("documents")
    must_attend_send, must_attend_return = values.pop("must_attend")
    starts = values.pop("valid_from") or valid_from
    procedure = Procedure(
        **values,
        valid_from=starts,
        valid_to=None,
        is_demo=values["code_source"] is None,
        must_attend_send=must_attend_send,
        must_attend_return=must_attend_return,
    )
    return ProcedureWithDocuments(procedure, documents)


def _check_together(values: dict[str, Any], today: date) -> Iterator[tuple[str, CellError]]:
    """What only shows from several cells, by column."""
    must_send, must_return = values["must_attend"]
    if (values["code_source"] is None) != values["procedure_code"].startswith("DEMO-"):
        yield (
            "code_source",
            _error(
                "code-without-source",
                (
                    "Mã thật phải có nguồn; mã DEMO- thì không có",
                    "Ghi quyết định hoặc cổng đã công bố mã, hoặc dùng mã DEMO-…",
                ),
                (
                    "A real code needs its source, a DEMO- code has none",
                    "Name the decision or portal, or use a DEMO-… code",
                ),
            ),
        )
    if (must_send and values["may_send"]) or (must_return and values["may_return"]):
        yield (
            "must_attend",
            _error(
                "presence-and-post",
                ("Việc phải có mặt thì không đi qua bưu điện", "Bỏ dấu X ở chiều đó, hoặc xóa ô này"),
                ("What must be done in person cannot go by post", "Remove that leg's X, or clear this cell"),
            ),
        )
    if (must_send or must_return) and not (values["presence_vi"] and values["presence_en"]):
        yield (
            "presence_vi",
            _error(
                "missing",
                ("Chưa có câu nói với người dân bằng hai thứ tiếng", "Ghi vì sao phải đến và đến đâu"),
                ("The sentence the citizen hears is missing", "Say in both languages why to come, and where"),
            ),
        )
    if values["personal_only"] and values["receivers"] != ["owner"]:
        yield (
            "receivers",
            _error(
                "personal-only",
                ("Phát tận tay thì chỉ chính chủ được nhận", "Ghi Chính chủ, hoặc bỏ dấu X phát tận tay"),
                ("In person only means the owner alone", "Write Chính chủ, or remove the X"),
            ),
        )
    if values["post_may_collect"] and values["field"] in NEVER_COLLECTED:
        yield (
            "post_may_collect",
            _error(
                "never-collected",
                ("Bưu điện không được thu tiền đất, thuế", "Bỏ dấu X ở ô này"),
                ("The post never collects land or tax money", "Remove the X"),
            ),
        )
    if values["last_reviewed_on"] > today:
        yield (
            "last_reviewed_on",
            _error(
                "in-the-future",
                ("Ngày rà soát ở tương lai", "Ghi ngày đã rà soát"),
                ("The review is in the future", "Write the day it was reviewed"),
            ),
        )


def _error(problem: str, vi: tuple[str, str], en: tuple[str, str]) -> CellError:
    return CellError(problem, vi, en)


def _read_code(cell: Cell) -> str:
    """`1.001193`, also as a number or with its local ending; `DEMO-…`. Raises CellError."""
    is_number = isinstance(cell, float) and not isinstance(cell, bool)
    text = f"{cell:.6f}" if is_number else cell_text(cell).upper()
    match = _CODE.fullmatch(text)
    if match:
        return match[1]
    if _DEMO_CODE.fullmatch(text):
        return text
    raise CellError(
        "not-a-procedure-code",
        ("Mã thủ tục không đúng dạng", "Ghi ví dụ 1.001193; chưa có mã thì ghi DEMO- và tên ngắn"),
        ("Not the form of a procedure's code", "Write, for example, 1.001193, or DEMO- and a short name"),
    )


def _read_receivers(cell: Cell) -> list[Receiver]:
    """In the list's own order; everybody but the organisation's clerk where nothing is written. Raises CellError."""
    names = [part for part in re.split("[,;]", cell_text(cell)) if part.strip()]
    if not names:
        return ["owner", "spouse", "parent_or_child", "authorised"]
    named = {cells.read_word(name, _RECEIVERS) for name in names}
    return [receiver for receiver in _RECEIVERS.values() if receiver in named]
