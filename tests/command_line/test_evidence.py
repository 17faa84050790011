"""`courier export`, `verify`, `backup` and `restore` as typed at a keyboard."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from courier.command_line.main import main
from courier.command_line.restore import Instant
from courier.database import Pool
from courier.evidence.export.model import Scope
from courier.evidence.export.read_scope import read_scope
from mobile_contract.codes import show_code
from tests.conftest import Address
from tests.evidence.days import ride


def run(*arguments: str | Path, **environment: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)
    return result.exit_code, result.output


async def test_an_export_is_written_and_checked(address: Address, database: Pool, tmp_path: Path) -> None:
    world = await ride(database)
    given = {"DATABASE_URL": address.service_dsn, "COURIER_HOME": str(tmp_path)}
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    for what, file in (("ALL", first), (show_code(next(iter(world.items))), second)):
        code, said = await asyncio.to_thread(lambda: run("export", "custody", what, "-o", file, **given))  # noqa: B023
        assert code == 0, said
        code, said = run("verify", file, "--seen", first)
        assert (code, said.splitlines()[-1]) == (0, "Tất cả đều đúng / Everything holds"), said
    code, said = await asyncio.to_thread(
        lambda: run("export", "custody", "ALL", "--epcis", "-o", tmp_path / "e.jsonld", **given)
    )
    assert code == 0, said
    lines = second.read_bytes().splitlines(keepends=True)
    second.write_bytes(b"".join(lines[:5] + lines[6:]))
    code, said = run("verify", second)
    assert code == 1
    assert "KHÔNG ĐÚNG" in said
    assert said.index("nội dung tệp bị sửa") < said.index("the file was changed")


def test_a_file_of_something_else_is_named_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("chào\n")
    code, said = run("verify", tmp_path / "x.jsonl")
    assert code == 1
    assert "Không phải tệp chứng cứ" in said


async def test_an_item_that_is_not_there_leaves_no_file(address: Address, tmp_path: Path) -> None:
    given = {"DATABASE_URL": address.service_dsn, "COURIER_HOME": str(tmp_path)}
    out = tmp_path / "x.jsonl"
    wanted = "01a20526-be94-768b-90f4-ae223890edcb"
    code, said = await asyncio.to_thread(lambda: run("export", "custody", wanted, "-o", out, **given))
    assert code == 1
    assert "Không tìm thấy" in said
    assert not [name for name in os.listdir(tmp_path) if "jsonl" in name]


def test_what_may_be_exported_is_read_as_people_write_it() -> None:
    assert read_scope("all", None) == Scope(is_whole=True)
    days = read_scope("2026-11-01..2026-11-30", None)
    assert (str(days.from_day), str(days.to_day)) == ("2026-11-01", "2026-11-30")
    for wrong in ("2026-13-01", "XYZ", "2026-11-01..", "0" * 36):
        with pytest.raises(ValueError, match="a tracking code"):
            read_scope(wrong, None)


def test_an_instant_is_vietnams_unless_it_names_its_zone() -> None:
    read = Instant().convert
    assert read("2026-11-22 14:03:05", None, None) == datetime(2026, 11, 22, 7, 3, 5, tzinfo=UTC)
    assert read("2026-11-22T14:03+00:00", None, None) == datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
    code, said = run("restore", ".", "--to", "hôm qua")
    assert code == 2
    assert "không đọc được" in said


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["restore"], "FOLDER"),
        (["restore", "--mark-restored"], "DATABASE_URL"),
        (["backup", "x", "--every", "1"], "--every"),
        (["export", "custody", "ALL"], "--out"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], wanted: str) -> None:
    code, said = run(*arguments, DATABASE_URL="")
    assert code == 2
    assert wanted in said
