"""Whether the process lives, whether it can serve, and its figures."""

import msgspec
from litestar import MediaType, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from api.metrics import CONTENT_TYPE, Metrics
from api.service import Service
from courier.database import in_transaction
from courier.errors import NotReady
from courier.migrations import is_migrated


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """That all is well; what is not is told as a problem."""

    status: str = "ok"


@get("/health/live", sync_to_thread=False, summary="The process answers", tags=["health"])
def live() -> Health:
    return Health()


@get("/health/ready", summary="The database answers and has this program's schema", tags=["health"])
async def ready(service: NamedDependency[Service]) -> Health:
    if not await in_transaction(service.pool, is_migrated):
        raise NotReady(
            "Cơ sở dữ liệu chưa đúng phiên bản; hãy chạy `courier migrate`",
            "The database is not at this version; run `courier migrate`",
        )
    return Health()


@get("/metrics", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
def metrics(state: State) -> Response[bytes]:
    figures: Metrics = state.metrics
    return Response(figures.text(), media_type=CONTENT_TYPE)
