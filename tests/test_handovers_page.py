"""docs/handovers.md says which test shows each promise: every test named is there, and every file that keeps it."""

import re
from pathlib import Path

from courier.settings import CHECKOUT

PAGE = CHECKOUT / "docs" / "handovers.md"


def rows_of_page() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "clause"]


def test_every_promise_names_what_keeps_it_and_what_shows_it() -> None:
    rows = rows_of_page()
    assert len(rows) >= 60
    assert [row for row in rows if len(row) != 3 or "`" not in row[1] or "`test_" not in row[2]] == []


def test_every_file_named_is_there() -> None:
    named = {name for row in rows_of_page() for name in re.findall(r"`([\w/.]+/[\w/.]+)`", row[1])}
    assert named
    assert sorted(name for name in named if not (CHECKOUT / name).exists()) == []


def test_every_test_that_shows_a_promise_is_there() -> None:
    named = {name for row in rows_of_page() for name in re.findall(r"`(test_\w+)`", row[2])}
    written = {name for file in Path(__file__).parent.rglob("test_*.py") for name in _tests_in(file)}
    assert sorted(named - written) == []


def _tests_in(file: Path) -> list[str]:
    return re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
