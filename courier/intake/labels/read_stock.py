"""How many item numbers and roll labels are left, and where they run low."""

from uuid import UUID

from courier.database import Executor
from courier.errors import NotFound
from courier.intake.labels.model import LabelStock, is_low
from courier.intake.labels.statements import STOCK, StockRow


async def read_stock(executor: Executor, asker: UUID, office_id: UUID) -> LabelStock:
    """Of one office. Raises `NotFound` where the asker does not work."""
    row = await STOCK.one(executor, asker, office_id)
    if row is None:
        raise NotFound("Không tìm thấy bưu cục", "There is no such post office")
    return _stock(row)


async def list_low_stocks(executor: Executor, asker: UUID) -> list[LabelStock]:
    """Every office of the asker's that should ask for its next range now: the alarm's list."""
    return [_stock(row) for row in await STOCK.all(executor, asker, None) if is_low(row.s10_left)]


def _stock(row: StockRow) -> LabelStock:
    return LabelStock(
        office_id=row.office_id,
        name=row.name,
        s10_left=row.s10_left,
        is_low=is_low(row.s10_left),
        on_rolls=row.on_rolls,
    )
