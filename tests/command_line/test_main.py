"""What the command says of itself, quickly, and what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from courier.command_line.main import main


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_help_names_every_command_in_vietnamese_first() -> None:
    code, said = run("--help")
    assert code == 0
    for command in ("demo", "import", "migrate", "serve"):
        assert command in said
    assert said.index("Vận hành") < said.index("The operations service")


@pytest.mark.parametrize("command", [["demo"], ["serve"], ["migrate"], ["import"], ["import", "units"]])
def test_each_command_has_help(command: list[str]) -> None:
    code, said = run(*command, "--help")
    assert code == 0
    assert "Usage" in said


def test_help_starts_nothing_and_imports_little() -> None:
    """Neither the service nor the planner nor a database driver is loaded to say what there is."""
    heavy = "asyncpg litestar granian ortools numpy shapely reportlab"
    program = f"""
import sys
from courier.command_line.main import main
try:
    main(["--help"], prog_name="courier")
except SystemExit:
    pass
print([name for name in {heavy!r}.split() if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_version_is_told() -> None:
    assert run("--version")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["demo", "--json"], "--headless"),
        (["demo", "--port", "70000"], "--port"),
        (["serve", "--workers", "0"], "--workers"),
        (["serve", "--tls-cert", "/không/có.pem"], "--tls-cert"),
        (["import", "units"], "FILES"),
        (["backup"], "backup"),
    ],
)
def test_an_option_that_does_not_fit_is_named(arguments: list[str], wanted: str) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert wanted in said


def test_certificate_and_key_go_together(tmp_path: Path) -> None:
    certificate = tmp_path / "cert.pem"
    certificate.write_text("")
    for command in ("serve", "demo"):
        code, said = run(command, "--tls-cert", str(certificate))
        assert code == 2
        assert "--tls-key" in said


def test_a_bad_setting_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURIER_PORT", "nhiều")
    code, said = run("migrate")
    assert code == 1
    assert "COURIER_PORT" in said
    assert "1 đến 65535" in said


def test_fresh_deletes_nothing_that_is_not_a_demos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURIER_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    real = tmp_path / "postgres.json"
    real.write_text("{}")
    code, said = run("demo", "--headless", "--fresh")
    assert code == 1
    assert "COURIER_HOME" in said
    assert real.exists()


def test_fresh_leaves_the_operators_database_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURIER_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://courier@db.example/courier")
    code, said = run("demo", "--headless", "--fresh")
    assert code == 1
    assert "DATABASE_URL" in said
