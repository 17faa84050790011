"""Folding and the Vietnamese order."""

from hypothesis import given
from hypothesis import strategies as st

from courier.fold import fold, person_sort_key, sort_key


def test_accents_case_and_marks_are_folded_away() -> None:
    assert fold("  Thị trấn\tTrâu Quỳ (cũ) ") == "thi tran trau quy cu"
    assert fold("Phí/lệ phí (X)") == "phi le phi x"
    assert fold("ĐÔNG DƯ") == fold("đông dư") == "dong du"


def test_composed_and_decomposed_letters_fold_alike() -> None:
    assert fold("Qu\u1ef3") == fold("Quy\u0300") == "quy"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_has_a_sort_key(text: str) -> None:
    assert isinstance(sort_key(text) + person_sort_key(text), str)


def test_letters_then_tones_in_the_order_of_a_vietnamese_dictionary() -> None:
    ordered = ["An", "Anh", "Ăn", "Ân", "ba", "bà", "bả", "bã", "bá", "bạ", "Dương Xá", "Đa Tốn", "Đông Dư", "Ỷ La"]
    assert [*sorted(set(ordered), key=sort_key)] == ordered


def test_people_are_listed_by_their_given_name() -> None:
    ordered = ["Nguyễn Văn An", "Bùi Thị Hoa", "Trần Văn Hoa", "Lê Thị Hòa"]
    assert [*sorted(set(ordered), key=person_sort_key)] == ordered
