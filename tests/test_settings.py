"""Settings come from the environment, and a bad one is named with its remedy."""

from pathlib import Path

import pytest

from courier.errors import InvalidInput
from courier.settings import CHECKOUT, VARIABLES, Settings, default_home, read_settings


def test_an_empty_environment_is_a_checkout_on_loopback() -> None:
    assert read_settings({}) == Settings(home=CHECKOUT / ".courier")


def test_each_variable_fills_its_field(tmp_path: Path) -> None:
    for program in ("postgres", "initdb", "psql"):
        (tmp_path / program).touch(0o755)
    given = {
        "COURIER_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://courier@db.local/courier",
        "COURIER_PG_BIN": str(tmp_path),
        "COURIER_TEST_DATA": str(tmp_path),
        "COURIER_HOST": "0.0.0.0",
        "COURIER_PORT": "9000",
        "COURIER_BASE_URL": "https://buuchinh.gov.vn/",
        "COURIER_TRUSTED_PROXY_HEADER": "X-Forwarded-For",
        "COURIER_MAX_POOL_SIZE": "32",
        "COURIER_GS1_PREFIX": "8938501",
        "COURIER_BACKUP_KEYS": "yes",
        "COURIER_HOLD_ALLOWANCE_H": "36",
        "COURIER_SORTING_S": "0",
        "COURIER_ROADS": "01=osrm+http://roads.test:5000/driving?limit=300; *=valhalla+https://v.test/motor_scooter",
    }
    assert set(given) == {variable.name for variable in VARIABLES}
    assert read_settings(given) == Settings(
        home=tmp_path,
        database_url="postgresql://courier@db.local/courier",
        pg_bin=tmp_path,
        test_data=tmp_path,
        host="0.0.0.0",
        port=9000,
        base_url="https://buuchinh.gov.vn",
        trusted_proxy_header="x-forwarded-for",
        max_pool_size=32,
        gs1_company_prefix="8938501",
        backup_keys=True,
        hold_allowance_h=36,
        sorting_s=0,
        road_servers={
            "01": "osrm+http://roads.test:5000/driving?limit=300",
            "*": "valhalla+https://v.test/motor_scooter",
        },
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/courier"),
        ("DATABASE_URL", "courier"),
        ("COURIER_PG_BIN", "/nonexistent"),
        ("COURIER_TEST_DATA", "/nonexistent"),
        ("COURIER_HOST", "a host"),
        ("COURIER_HOST", "http://host"),
        ("COURIER_BACKUP_KEYS", "maybe"),
        ("COURIER_PORT", "0"),
        ("COURIER_PORT", "65536"),
        ("COURIER_PORT", "http"),
        ("COURIER_PORT", "٨٠٠٠٠٠٠"),
        ("COURIER_BASE_URL", "buuchinh.gov.vn"),
        ("COURIER_BASE_URL", "https://buuchinh.gov.vn/?a=1"),
        ("COURIER_BASE_URL", "https://[buuchinh"),
        ("COURIER_TRUSTED_PROXY_HEADER", "X Forwarded For"),
        ("COURIER_MAX_POOL_SIZE", "4"),
        ("COURIER_GS1_PREFIX", "893"),
        ("COURIER_SORTING_S", "-1"),
        ("COURIER_ROADS", "osrm+http://roads.test/driving"),
        ("COURIER_ROADS", "01=http://roads.test/driving"),
        ("COURIER_ROADS", "01=osrm+http://roads.test/driving?limit=1"),
        ("COURIER_ROADS", "Hanoi=osrm+http://roads.test/driving"),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(name: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_settings({name: value})
    (field,) = refusal.value.fields
    assert field.field == name
    assert value in field.message_vi
    assert field.remedy_vi.startswith("đặt ")
    assert field.remedy_en.startswith("set ")


def test_every_bad_value_is_named_at_once_and_no_password_is_repeated() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_settings({"DATABASE_URL": "pg://me:secret@db/x", "COURIER_PORT": "x"})
    assert [field.field for field in refusal.value.fields] == ["DATABASE_URL", "COURIER_PORT"]
    assert "secret" not in str(refusal.value)


def test_an_empty_variable_is_one_not_set() -> None:
    assert read_settings({"COURIER_PORT": " ", "DATABASE_URL": ""}).port == 8000


def test_an_installed_program_keeps_its_state_where_its_user_may_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("courier.settings.CHECKOUT", tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_home({}) == Path("/var/lib/courier")
    monkeypatch.setattr("os.geteuid", lambda: 1234)
    monkeypatch.setattr("os.getuid", lambda: 1234)
    assert default_home({"XDG_STATE_HOME": "/state"}) == Path("/state/courier")
    assert default_home({"HOME": str(tmp_path)}) == tmp_path / ".local/state/courier"
    assert default_home({"HOME": "/nonexistent"}) == Path("/var/tmp/courier-1234")
