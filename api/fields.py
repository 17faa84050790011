"""The bounded scalar types of requests that are not the phones' own; theirs stand in `mobile_contract.fields`.

Every integer states its range, every string its length and that it holds no NUL, which PostgreSQL cannot store.
"""

from datetime import datetime
from typing import Annotated, Final

from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

from mobile_contract.fields import END

_ONE_LINE: Final = rf"^[^\x00-\x1f\x7f]*{END}"
SHA256_PATTERN: Final = rf"^[0-9a-f]{{64}}{END}"

Username = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9._-]{{2,64}}{END}")]
Password = Annotated[str, Meta(min_length=1, max_length=1_000, pattern=rf"^[^\x00]*{END}")]
Line = Annotated[str, Meta(pattern=_ONE_LINE, min_length=1, max_length=200, description="One line of text")]
Sha256Path = Annotated[str, PathParameter(pattern=SHA256_PATTERN)]
Address = Annotated[str, Meta(pattern=_ONE_LINE, min_length=1, max_length=500)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Instant = Annotated[datetime, Meta(tz=True)]
Cursor = Annotated[int, QueryParameter(ge=0, le=2**53 - 1)]
Code = Annotated[str, Meta(pattern=rf"^[a-z_]{{2,32}}{END}", description="Small letters and underscores")]
