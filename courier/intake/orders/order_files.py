"""Write files of orders: the empty template, orders as a desk or partner would send them."""

from collections.abc import Sequence
from typing import Final, Literal

from courier.intake.list_files import write_table
from courier.intake.orders.model import OrderRow
from courier.intake.orders.read_orders import HEADINGS, KIND_WORDS
from courier.network.phones import show_phone
from courier.spreadsheets import Cell

TITLE: Final = "DANH SÁCH ĐƠN CHUYỂN PHÁT HỒ SƠ, KẾT QUẢ THỦ TỤC HÀNH CHÍNH"


def write_orders(rows: Sequence[OrderRow], form: Literal["xlsx", "csv"] = "xlsx") -> bytes:
    """A file that `read_orders` reads back as the same rows; without rows it is the template."""
    columns = [column for column in HEADINGS if column != "to_mend"]
    lines = [[_shown(row, column) for column in columns] for row in rows]
    return write_table([HEADINGS[column][0] for column in columns], lines, form, TITLE)


def _shown(row: OrderRow, column: str) -> Cell:
    """A row's cell as a clerk would write it."""
    if column == "kind":
        return KIND_WORDS[row.kind]
    if column == "phone":
        return show_phone(row.phone)
    value = getattr(row, column)
    if value is None or isinstance(value, bool):
        return "X" if value else ""
    return value  # type: ignore[no-any-return]
