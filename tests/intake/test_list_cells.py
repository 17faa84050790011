"""What one cell of a list may say."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.intake import list_cells
from courier.intake.read_list import _READERS
from courier.tables import cells
from courier.tables.cells import CellError


@pytest.mark.parametrize(
    ("cell", "amount_vnd"),
    [
        ("26.000 đ", 26_000),
        ("26.000đ", 26_000),
        ("26,000", 26_000),
        ("26 000", 26_000),
        ("1.226.000 VNĐ", 1_226_000),
        ("26000", 26_000),
        (26000.0, 26_000),
        (26000, 26_000),
        ("", None),
        (0, None),
        ("-", None),
    ],
)
def test_an_amount_is_read_as_it_is_usually_written(cell: Any, amount_vnd: int | None) -> None:
    assert list_cells.read_amount(cell) == amount_vnd


@pytest.mark.parametrize(
    "cell",
    ["26k", "26.00", "26,5", 26000.5, "-26000", "26.000,00", "1.26.000", "hai mươi", True, "26.000.", "9" * 5000],
)
def test_an_amount_is_never_guessed(cell: Any) -> None:
    with pytest.raises(CellError, match="not-an-amount"):
        list_cells.read_amount(cell)


@pytest.mark.parametrize(("cell", "problem"), [(26.0, "amount-too-small"), (10**12, "amount-too-large")])
def test_an_amount_that_cannot_be_meant_is_named(cell: Any, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        list_cells.read_amount(cell)


@pytest.mark.parametrize(
    ("cell", "weight_g"), [("≤ 100 g", 100), (250, 250), ("500g", 500), ("1500", 1500), ("", None)]
)
def test_a_weight_is_the_upper_end_of_a_step(cell: Any, weight_g: int) -> None:
    assert list_cells.read_weight(cell) == weight_g


@pytest.mark.parametrize("cell", ["1", "120", 99, "0", "nhẹ", 100_000])
def test_a_weight_between_steps_is_refused(cell: Any) -> None:
    with pytest.raises(CellError, match="not-a-weight-step"):
        list_cells.read_weight(cell)


@pytest.mark.parametrize(("cell", "is_marked"), [("X", True), ("x ", True), ("✓", True), (1.0, True), ("", False)])
def test_a_mark_is_a_cross_or_nothing(cell: Any, is_marked: bool) -> None:
    assert cells.read_mark(cell) is is_marked


def test_text_of_an_old_font_is_refused_not_mangled() -> None:
    for mangled in ("NguyÔn V¨n ¸i", "Nguye\xe3n V\xb8n", "Hå s¬"):
        with pytest.raises(CellError, match="old-font"):
            list_cells.read_name(mangled)
    assert list_cells.read_name("Công ty TNHH 3A – Chi nhánh Hà Nội") == "Công ty TNHH 3A – Chi nhánh Hà Nội"


CELLS = st.one_of(
    st.text(max_size=50),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["26.000 đ", "X", "0912 345 678", "105,93", "\x00", "9" * 5000, "٢٦", "１００"]),
)


@given(st.sampled_from(sorted(_READERS)), CELLS)
def test_any_cell_is_read_or_refused(
    column: str, cell: str | float | bool | datetime | date | time | timedelta
) -> None:
    with suppress(CellError):
        _READERS[column](cell)
