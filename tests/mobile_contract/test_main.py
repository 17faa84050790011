"""The check of what is generated, on a copy of the committed files: it sees every drift and names the one remedy."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from mobile_contract import __main__ as command
from mobile_contract import sync
from mobile_contract.__main__ import EXAMPLES, REMEDY, SCHEMA, TYPES, generated_files, main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for path in generated_files():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_what_is_committed_is_what_the_structs_say() -> None:
    assert main(["--check"], ROOT) == 0


@pytest.mark.parametrize("path", [SCHEMA, TYPES, EXAMPLES / "acts.json"])
def test_a_changed_or_missing_file_is_named_and_mended(
    checkout: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = (checkout / path).read_text("utf-8")
    (checkout / path).write_text(good + " ")
    assert main(["--check"], checkout) == 1
    assert capsys.readouterr().err == f"differs from the Structs: {path}\nmend it with: {REMEDY}\n"
    (checkout / path).unlink()
    assert main(["--check"], checkout) == 1
    assert main(["--write"], checkout) == 0
    assert (checkout / path).read_text("utf-8") == good


def test_an_example_nobody_makes_any_more_is_named_and_removed(checkout: Path) -> None:
    stale = checkout / EXAMPLES / "stale.json"
    stale.write_text("{}")
    assert main(["--check"], checkout) == 1
    assert main(["--write"], checkout) == 0
    assert not stale.exists()


def test_a_breaking_change_is_not_written_unless_the_version_is_raised(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The committed schema is made to promise a field that the Structs do not have."""
    promised = json.loads((checkout / SCHEMA).read_text("utf-8"))
    promised["$defs"]["Void"]["properties"]["gone"] = {"type": "string", "default": ""}
    (checkout / SCHEMA).write_text(json.dumps(promised))
    for what in ("--check", "--write"):
        assert main([what], checkout) == 1
        assert "breaking: Void.gone: removed or renamed" in capsys.readouterr().err
    assert "gone" in (checkout / SCHEMA).read_text("utf-8")
    monkeypatch.setattr(sync, "CONTRACT_VERSION", sync.CONTRACT_VERSION + 1)
    assert main(["--write"], checkout) == 0
    assert "gone" not in (checkout / SCHEMA).read_text("utf-8")


def test_a_new_struct_is_drift_until_written(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "typescript_types", lambda: "export type New = string;\n")
    assert main(["--check"], checkout) == 1
    assert str(TYPES) in capsys.readouterr().err


def test_generation_is_the_same_each_time() -> None:
    assert generated_files() == generated_files()
    assert msgspec.json.decode(generated_files()[SCHEMA])["x-contract-version"] == sync.CONTRACT_VERSION
