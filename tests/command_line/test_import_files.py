"""`courier import`: good rows kept, bad ones in a file beside, the same file twice changes nothing."""

import csv
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from courier.catalogue.calendars.shipped import shipped_file
from courier.simulation import divisions, sketches
from tests.conftest import Address


@pytest.fixture(autouse=True)
def on_the_tests_database(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address.service_dsn)


def courier(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "courier.command_line", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_units_and_their_boundaries(tmp_path: Path) -> None:
    units, areas = tmp_path / "don-vi.csv", tmp_path / "ranh-gioi.geojson"
    units.write_text(divisions.PRESENT_UNITS + "0054;Thiếu số;Xã;01\n")
    areas.write_bytes(msgspec.json.encode(sketches.present_areas()))

    first = courier("import", "units", units, "--source", "bản thử", "--valid-from", "01/07/2025")
    assert "mới/new 5" in first
    assert "lỗi/rejected 1" in first
    again = courier("import", "units", units, "--source", "bản thử", "--valid-from", "2025-07-01")
    assert "mới/new 0" in again
    assert "đã có/known 5" in again

    with (tmp_path / "don-vi.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows] == ["Dòng", "7"]
    assert "5 chữ số" in rows[1][3]

    stored = courier("import", "boundaries", areas, "--valid-from", "2025-07-01", "--kind", "sketch")
    assert "đã nhận/stored 4" in stored
    assert not (tmp_path / "ranh-gioi.geojson.rejected.csv").exists()


async def test_procedures_and_calendars(tmp_path: Path) -> None:
    for name in ("procedures.csv", "calendars.csv", "calendar_days.csv"):
        (tmp_path / name).write_bytes(shipped_file(name))
    with (tmp_path / "procedures.csv").open("a", encoding="utf-8") as file:
        file.write("1.000001;Không đủ\n")

    first = courier("import", "procedures", tmp_path / "procedures.csv")
    assert "known 0 · lỗi/rejected" in first
    assert (tmp_path / "procedures.csv.can-sua.xlsx").read_bytes().startswith(b"PK")
    assert "mới/new 0 · sửa/changed 0" in courier("import", "procedures", tmp_path / "procedures.csv")

    tables = courier("import", "calendars", tmp_path / "calendars.csv", tmp_path / "calendar_days.csv")
    assert "calendars.csv: mới/new 2" in tables
    assert "Ngày Văn hóa Việt Nam: chưa xác nhận" in (tmp_path / "calendar_days.csv.rejected.csv").read_text(
        "utf-8-sig"
    )
