"""Search by what people type: no accents, slips, codes, the names people use; ranked."""

from datetime import date

import pytest

from courier.catalogue.load_shipped import load_shipped
from courier.catalogue.search_procedures import search_procedures
from courier.database import Pool, in_transaction

DAY = date(2026, 11, 23)


@pytest.fixture
async def catalogue(database: Pool) -> Pool:
    await in_transaction(database, load_shipped)
    return database


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("dang ky khai sinh", "1.001193"),
        ("Đăng ký khai sinh", "1.001193"),
        ("khai sinh", "1.001193"),
        ("KHAI  SINH", "1.001193"),
        ("dang ki khai shinh", "1.001193"),
        ("ket hon", "1.000894"),
        ("dang ky ket hn", "1.000894"),
        ("giay doc than", "1.004873"),
        ("chung thuc ban sao", "2.000815"),
        ("chung thuc chu ky", "2.000884"),
        ("sao y", "2.000815"),
        ("so do lan dau", "1.013978"),
        ("sang ten so do", "1.013831"),
        ("mo quan", "1.001612"),
        ("mai tang cuu chien binh", "2.002307"),
        ("doi bang lai xe", "3.000347"),
        ("1.001193", "1.001193"),
        ("tam tru gia han", "1.002755"),
    ],
)
async def test_what_people_type_finds_the_procedure_first(catalogue: Pool, typed: str, code: str) -> None:
    found = await search_procedures(catalogue, typed, DAY)
    assert [each.procedure_code for each in found][:1] == [code], [each.name for each in found][:4]


async def test_a_code_begun_finds_those_that_begin_so(catalogue: Pool) -> None:
    found = await search_procedures(catalogue, "2.0009", DAY)
    assert {each.procedure_code for each in found[:3]} <= {"2.000908", "2.000930", "2.000942", "2.000950", "2.000992"}
    demo = await search_procedures(catalogue, "demo-", DAY)
    assert all(each.is_demo for each in demo)
    assert len(demo) >= 5


async def test_better_answers_come_first_and_no_more_than_asked_for(catalogue: Pool) -> None:
    found = await search_procedures(catalogue, "đăng ký", DAY, limit=7)
    assert len(found) == 7
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


async def test_nothing_typed_lists_by_name_and_nonsense_finds_nothing(catalogue: Pool) -> None:
    listed = await search_procedures(catalogue, " ?! ", DAY, limit=5)
    assert [each.name for each in listed] == sorted(each.name for each in listed) or len(listed) == 5
    assert await search_procedures(catalogue, "qwxz zzkk", DAY) == []


@pytest.mark.parametrize("typed", ["%", "' OR 1=1 --", "\\", "_" * 500, "khai sinh " * 100, "đ" * 200])
async def test_odd_text_is_only_text(catalogue: Pool, typed: str) -> None:
    assert isinstance(await search_procedures(catalogue, typed, DAY), list)


async def test_what_is_not_in_force_on_the_day_is_not_found(catalogue: Pool) -> None:
    assert await search_procedures(catalogue, "khai sinh", date(2020, 1, 1)) == []
