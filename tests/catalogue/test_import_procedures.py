"""Procedures from files: good lines kept, bad ones named by line and field, a change a new dated version."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from courier.catalogue.import_procedures import get_rejected_file, import_procedures
from courier.catalogue.load_shipped import load_shipped
from courier.catalogue.model import Procedure, ProceduresImported, ProcedureWithDocuments
from courier.catalogue.procedure_files import write_procedures
from courier.catalogue.read_procedure import find_procedure, get_procedure, list_documents, list_to_review
from courier.catalogue.read_procedures_file import HEADINGS, read_documents, read_procedures
from courier.clock import today
from courier.database import Connection, ConstraintViolation, Pool, in_transaction
from courier.errors import NotFound
from courier.spreadsheets import UnreadableFile, read_sheets
from courier.tables.headings import find_header

COLUMNS = [column for column in HEADINGS if column != "to_mend"]
BIRTH = {
    "procedure_code": "1.001193",
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "agency": "UBND cấp xã",
    "code_source": "Cổng Dịch vụ công quốc gia",
    "documents": "Tờ khai | 1 bản chính\nThẻ căn cước | 1 bản chính | đối chiếu\nGiấy ủy quyền | 1 bản sao | nếu có",
    "last_reviewed_on": "01/09/2026",
    "may_send": "X",
    "may_return": "X",
    "working_days": "1",
}
WEDDING = BIRTH | {
    "procedure_code": "1.000894",
    "name": "Đăng ký kết hôn",
    "may_send": "",
    "may_return": "",
    "must_attend": "Nộp và nhận",
    "presence_vi": "Hai bên phải cùng đến ký.",
    "presence_en": "Both must come and sign.",
}


def as_csv(*lines: dict[str, str]) -> bytes:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    rows = [[HEADINGS[column][0] for column in COLUMNS]]
    rows += [[line.get(column, "") for column in COLUMNS] for line in lines]
    return "\n".join(";".join(map(quoted, row)) for row in rows).encode()


async def imported(database: Pool, content: bytes, valid_from: date | None = None) -> ProceduresImported:
    return await in_transaction(
        database, lambda connection: import_procedures(connection, None, content, valid_from=valid_from)
    )


def counts(report: ProceduresImported) -> tuple[int, int, int, int, int]:
    return report.created, report.changed, report.reviewed, report.known, len(report.rejected)


def problems(*lines: dict[str, str]) -> list[tuple[int | None, str, str]]:
    read = read_procedures(as_csv(*lines), today())
    return [(error.line, error.field, error.problem) for line in read.lines for error in line.errors]


async def test_a_file_is_read_once_and_the_same_file_again_changes_nothing(database: Pool) -> None:
    content = as_csv(BIRTH, WEDDING)
    assert counts(await imported(database, content)) == (2, 0, 0, 0, 0)
    assert counts(await imported(database, content)) == (0, 0, 0, 2, 0)
    birth = await get_procedure(database, "1.001193", today())
    assert [(paper.name, paper.originals, paper.photocopies) for paper in birth.documents] == [
        ("Tờ khai", 1, 0),
        ("Thẻ căn cước", 1, 0),
        ("Giấy ủy quyền", 0, 1),
    ]
    assert [(paper.for_comparison, paper.is_required) for paper in birth.documents] == [
        (False, True),
        (True, True),
        (False, False),
    ]


async def test_a_change_is_a_new_version_from_its_day_and_the_old_one_still_answers_for_its_own(database: Pool) -> None:
    last_year = today() - timedelta(days=300)
    await imported(database, as_csv(BIRTH), valid_from=last_year)
    changed = BIRTH | {"documents": "Tờ khai | 2 bản chính", "working_days": "3"}
    assert counts(await imported(database, as_csv(changed))) == (0, 1, 0, 0, 0)
    before = await find_procedure(database, "1.001193", today() - timedelta(days=1))
    after = await find_procedure(database, "1.001193", today())
    assert before is not None
    assert after is not None
    assert (before.valid_from, before.valid_to, before.working_days) == (last_year, today(), 1)
    assert (after.valid_from, after.valid_to, after.working_days) == (today(), None, 3)
    assert len(await list_documents(database, "1.001193", today() - timedelta(days=1))) == 3
    assert len(await list_documents(database, "1.001193", today())) == 1


async def test_what_was_in_force_before_today_is_not_rewritten(database: Pool) -> None:
    last_year = today() - timedelta(days=300)
    await imported(database, as_csv(BIRTH), valid_from=last_year)
    report = await imported(database, as_csv(BIRTH | {"name": "Khai sinh"}), valid_from=last_year)
    assert [(error.field, error.problem) for error in report.rejected] == [("Áp dụng từ", "rewrites-the-past")]
    kept = await find_procedure(database, "1.001193", today())
    assert kept is not None
    assert kept.name == "Đăng ký khai sinh"


async def test_a_line_of_today_may_still_be_mended_today(database: Pool) -> None:
    await imported(database, as_csv(BIRTH))
    assert counts(await imported(database, as_csv(BIRTH | {"name": "Khai sinh"}))) == (0, 1, 0, 0, 0)
    kept = await find_procedure(database, "1.001193", today())
    assert kept is not None
    assert (kept.name, kept.valid_from) == ("Khai sinh", today())


async def test_a_version_for_later_ends_the_present_one_on_its_day(database: Pool) -> None:
    await imported(database, as_csv(BIRTH))
    soon = today() + timedelta(days=30)
    await imported(database, as_csv(BIRTH | {"working_days": "2"}), valid_from=soon)
    now, then = await find_procedure(database, "1.001193", today()), await find_procedure(database, "1.001193", soon)
    assert now is not None
    assert then is not None
    assert (now.working_days, now.valid_to, then.working_days) == (1, soon, 2)


async def test_a_review_without_a_change_moves_only_its_day(database: Pool) -> None:
    await imported(database, as_csv(BIRTH | {"last_reviewed_on": "01/01/2026"}))
    assert [each.procedure_code for each in await list_to_review(database, date(2026, 5, 1))] == []
    stale = await list_to_review(database, today())
    assert [each.procedure_code for each in stale] == ["1.001193"]
    assert stale[0].days_since == (today() - date(2026, 1, 1)).days
    reviewed = BIRTH | {"last_reviewed_on": f"{today():%d/%m/%Y}"}
    assert counts(await imported(database, as_csv(reviewed))) == (0, 0, 1, 0, 0)
    assert await list_to_review(database, today()) == []


async def test_rejected_lines_come_back_as_a_file_that_mended_goes_in(database: Pool, tmp_path: Path) -> None:
    report = await imported(database, as_csv(BIRTH, WEDDING | {"presence_vi": "", "charge_vnd": "-5"}))
    assert counts(report) == (1, 0, 0, 0, 1)
    assert report.rejected[0].line == 4 + BIRTH["documents"].count("\n") - 1
    to_mend = await get_rejected_file(database, report.import_id)
    [sheet] = read_sheets(to_mend)
    _, header = find_header([sheet], HEADINGS, ("procedure_code",))
    assert "Lỗi cần sửa" in header.titles
    [line] = [row for row in sheet.rows if row.line > header.line]
    assert "Lệ phí (đồng): Phải là số nguyên" in str(line.cells[header.columns["to_mend"]])
    line.cells[header.columns["charge_vnd"]] = "0"
    line.cells[header.columns["presence_vi"]] = "Hai bên phải cùng đến ký."
    mended = as_csv({column: str(line.cells[at]) for column, at in header.columns.items()})
    assert counts(await imported(database, mended)) == (1, 0, 0, 0, 0)


async def test_an_import_without_rejected_lines_has_no_file_to_mend(database: Pool) -> None:
    report = await imported(database, as_csv(BIRTH))
    with pytest.raises(NotFound):
        await get_rejected_file(database, report.import_id)
    with pytest.raises(NotFound):
        await get_rejected_file(database, UUID(int=7))


async def test_the_same_code_twice_in_a_file_is_kept_once(database: Pool) -> None:
    report = await imported(database, as_csv(BIRTH, BIRTH | {"name": "Khác"}))
    assert counts(report) == (1, 0, 0, 0, 1)
    assert report.rejected[0].problem == "doubled"


@pytest.mark.parametrize("paper", ["Sổ hộ khẩu", "Bản sao CMND", "Giấy chứng minh nhân dân của mẹ", "so ho khau"])
def test_papers_no_longer_valid_are_in_no_checklist(paper: str) -> None:
    line = BIRTH | {"documents": f"Tờ khai | 1 bản chính\n{paper} | 1 bản sao"}
    [(_, field, problem)] = problems(line)
    assert (field, problem) == ("Thành phần hồ sơ", "paper-no-longer-valid")
    [error] = [error for each in read_procedures(as_csv(line), today()).lines for error in each.errors]
    assert "căn cước" in error.remedy_vi
    assert "VNeID" in error.remedy_vi


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"procedure_code": "1.1193"}, "Mã thủ tục", "not-a-procedure-code"),
        ({"code_source": ""}, "Nguồn của mã", "code-without-source"),
        ({"procedure_code": "DEMO-KHAI-SINH"}, "Nguồn của mã", "code-without-source"),
        ({"name": ""}, "Tên thủ tục", "missing"),
        ({"field": "Thiên văn"}, "Lĩnh vực", "unknown-word"),
        ({"documents": ""}, "Thành phần hồ sơ", "missing"),
        ({"documents": "Tờ khai"}, "Thành phần hồ sơ", "no-count"),
        ({"documents": "Căn cước | 1 bản sao | đối chiếu"}, "Thành phần hồ sơ", "nothing-to-compare"),
        ({"last_reviewed_on": "30/02/2026"}, "Rà soát ngày", "not-a-date"),
        ({"last_reviewed_on": "01/01/2099"}, "Rà soát ngày", "in-the-future"),
        ({"fee_vnd": "-2000"}, "Phí (đồng)", "not-a-number"),
        ({"may_send": "có lẽ"}, "Gửi qua bưu điện (X)", "not-a-mark"),
        ({"must_attend": "Nộp", "presence_vi": "Đến", "presence_en": "Come"}, "Phải có mặt khi", "presence-and-post"),
        ({"must_attend": "Nộp", "may_send": ""}, "Câu nói với người dân", "missing"),
        ({"personal_only": "X"}, "Người được nhận", "personal-only"),
        ({"field": "Đất đai", "post_may_collect": "X"}, "Bưu điện thu hộ (X)", "never-collected"),
        ({"valid_from": "31/04/2026"}, "Áp dụng từ", "not-a-date"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_field(wrong: dict[str, str], field: str, problem: str) -> None:
    assert problems(BIRTH | wrong) == [(2, field, problem)]


def test_a_code_typed_as_a_number_or_with_its_local_ending_is_the_same_code() -> None:
    endings = BIRTH | {"procedure_code": "2.000200.000.00.00.H26"}
    [line] = read_procedures(as_csv(endings), today()).lines
    assert line.described is not None
    assert line.described.procedure.procedure_code == "2.000200"
    [papers] = [read_documents("Đơn | 1 bản chính, 2 bản chứng thực, 1 bản sao | ghi chú")]
    assert (papers[0].originals, papers[0].certified_copies, papers[0].photocopies) == (1, 2, 1)
    assert papers[0].note == "ghi chú"


def test_a_file_that_is_no_catalogue_is_refused_whole() -> None:
    with pytest.raises(UnreadableFile):
        read_procedures("Họ tên;Địa chỉ\nA;B\n".encode(), today())


async def test_two_thousand_procedures_go_in_and_out_again(database: Pool) -> None:
    many = [BIRTH | {"procedure_code": f"2.{number:06}", "name": f"Thủ tục số {number}"} for number in range(2_000)]
    content = as_csv(*many)
    assert counts(await imported(database, content)) == (2_000, 0, 0, 0, 0)
    assert counts(await imported(database, content)) == (0, 0, 0, 2_000, 0)


async def test_the_written_catalogue_reads_back_the_same(database: Pool) -> None:
    await in_transaction(database, load_shipped)
    read = read_procedures(shipped(), today())
    described = [line.described for line in read.lines if line.described is not None]
    again = read_procedures(write_procedures(described), today())
    assert [line.described for line in again.lines] == described
    assert read_procedures(write_procedures([]), today()).lines == []


def shipped() -> bytes:
    from courier.catalogue.calendars.shipped import shipped_file
    from courier.catalogue.load_shipped import PROCEDURES_FILE

    return shipped_file(PROCEDURES_FILE)


def shipped_procedures() -> list[ProcedureWithDocuments]:
    read = read_procedures(shipped(), date(2026, 11, 22))
    assert [error for line in read.lines for error in line.errors] == []
    return [line.described for line in read.lines if line.described is not None]


def test_the_shipped_catalogue_has_real_kinds_and_each_code_its_source() -> None:
    procedures = [each.procedure for each in shipped_procedures()]
    assert len(procedures) >= 60
    assert {"civil_status", "certification", "land", "business", "social_policy", "merit", "residence"} <= {
        each.field for each in procedures
    }
    assert all(each.is_demo == each.procedure_code.startswith("DEMO-") for each in procedures)
    assert all(each.code_source for each in procedures if not each.is_demo)


@pytest.mark.parametrize("word", ["ket hon", "nhan cha", "chung thuc chu ky", "cap the can cuoc"])
def test_what_must_be_done_in_person_says_so_in_both_languages(word: str) -> None:
    from courier.fold import fold

    found = [each.procedure for each in shipped_procedures() if word in fold(each.procedure.name)]
    found = [each for each in found if "ghi vao so" not in fold(each.name)]
    assert found
    for procedure in found:
        said = procedure.find_presence("SEND")
        assert said is not None, procedure.name
        assert said.vi
        assert said.en
        assert not procedure.may_travel("SEND")
        assert procedure.find_presence("SUPPLEMENT") is None


def test_land_money_is_never_collected_and_the_identity_card_comes_by_post_to_its_owner() -> None:
    by_code = {each.procedure.procedure_code: each.procedure for each in shipped_procedures()}
    assert not any(each.post_may_collect for each in by_code.values() if each.field == "land")
    card = by_code["DEMO-CC-CAP"]
    assert (card.may_send, card.may_return, card.personal_only, card.receivers) == (False, True, True, ["owner"])
    assert card.find_presence("RETURN") is None


def test_a_copy_from_the_register_costs_what_its_circular_says_as_a_fee_and_no_charge() -> None:
    by_code = {each.procedure.procedure_code: each.procedure for each in shipped_procedures()}
    copy = by_code["2.000635"]
    assert (copy.fee_vnd, copy.charge_vnd, copy.amount_source) == (8_000, None, "Thông tư 281/2016/TT-BTC")


async def test_loading_the_shipped_catalogue_twice_changes_nothing(database: Pool) -> None:
    await in_transaction(database, load_shipped)
    assert (await imported(database, shipped())).known == len(shipped_procedures())


async def test_the_database_itself_refuses_a_paper_no_longer_valid_and_post_for_who_must_attend(
    service_connection: Connection,
) -> None:
    async with service_connection.transaction():
        await import_procedures(service_connection, None, as_csv(BIRTH))
    with pytest.raises(ConstraintViolation) as refused:
        async with service_connection.transaction():
            await service_connection.execute("UPDATE procedure_document SET name_key = 'ban sao cmnd'")
    assert refused.value.constraint_name == "no_paper_that_is_no_longer_valid"
    with pytest.raises(ConstraintViolation) as refused:
        async with service_connection.transaction():
            await service_connection.execute("UPDATE procedure SET must_attend_send = true")
    assert refused.value.constraint_name in ("who_must_attend_cannot_post", "presence_is_said")


def test_every_stored_column_is_compared_when_a_file_comes_again() -> None:
    """A new column that `Procedure` lacks would make a changed line look known."""
    assert set(BIRTH) - {"documents"} <= {field.name for field in msgspec.structs.fields(Procedure)}
