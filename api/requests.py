"""How a request's body is read: once, strictly, straight into the Struct its handler names."""

from functools import cache
from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.datastructures import State

from api.problems import UnsupportedMediaType

Body = TypeVar("Body")


class StrictRequest(Request[Any, Any, State]):
    """Litestar's request, but "1" is no number in JSON, and the type a body says it has must be JSON.

    Litestar itself reads a body loosely into dictionaries and then converts them, numbers in strings and all.
    """

    async def json(self) -> Any:
        """The body as the Struct of the handler's `data`; msgspec's own errors go through, for they name the field."""
        if self.content_type[0] != "application/json":
            raise UnsupportedMediaType(
                "Chỉ nhận JSON; hãy đặt Content-Type: application/json", "JSON only; set Content-Type: application/json"
            )
        data = self.route_handler.parsed_data_field
        return _decoder(data.annotation if data else Any).decode(await self.body())


@cache
def _decoder(kind: type[Body]) -> msgspec.json.Decoder[Body]:
    return msgspec.json.Decoder(kind)
