"""`courier import hamlets`: good lines kept, bad ones in a file beside, the same file twice changes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Address

UNITS = "Mã;Tên;Loại;Mã tỉnh\n00565;Gia Lâm;Xã;01\n"
HAMLETS = "Xã;Thôn\nGia Lâm;Thôn Vàng\nXã Không Có;Thôn Một\n"


@pytest.fixture(autouse=True)
def on_the_tests_database(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address.service_dsn)


def courier(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "courier.command_line", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_list_of_hamlets_comes_in_once(tmp_path: Path) -> None:
    units, hamlets = tmp_path / "xa.csv", tmp_path / "thon.csv"
    units.write_text(UNITS)
    hamlets.write_text(HAMLETS)
    courier("import", "units", units, "--source", "thử", "--valid-from", "01/07/2025")
    options = ("--source", "thử", "--province", "01", "--on", "2026-11-23")
    first, again = (courier("import", "hamlets", hamlets, *options) for _ in range(2))
    assert ("mới/new 1" in first, "lỗi/rejected 1" in first) == (True, True)
    assert ("mới/new 0" in again, "đã có/known 1" in again) == (True, True)
    assert "Không có xã, phường này" in (tmp_path / "thon.csv.rejected.csv").read_text(encoding="utf-8-sig")
