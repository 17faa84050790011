"""ARCHITECTURE.md's picture of the tree equals the tree, and every room stands in the order of doors."""

import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


def test_the_room_list_of_the_architecture_page_equals_the_tree() -> None:
    listed = rooms_listed((ROOT / "ARCHITECTURE.md").read_text())
    folders = tracked_folders()
    assert listed <= folders, "listed, but not there"
    at_the_top = {folder for folder in folders if "/" not in folder and not folder.startswith(".")}
    in_courier = {folder for folder in folders if re.fullmatch("courier/[a-z_]+", folder)}
    assert at_the_top | in_courier <= listed, "there, but not listed"


def test_every_module_of_courier_has_its_place_in_the_order_of_doors() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    order = " ".join(next(contract for contract in contracts if contract["type"] == "layers")["layers"])
    placed = set(re.findall(r"courier\.(\w+)", order))
    inside = (ROOT / "courier").glob("*")
    modules = {path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - {"__init__"} <= placed


def test_a_nested_room_is_read_with_its_house() -> None:
    page = "# Rooms\n```\ncourier/    the domain\n  custody/  who holds what\n            and since when\napi/\n```\n"
    assert rooms_listed(page) == {"courier", "courier/custody", "api"}


def rooms_listed(page: str) -> set[str]:
    """Folders named in the page's first fenced block with a line `courier/`, one a line, nested by indentation."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    block = next(block for block in blocks if re.search("^courier/", block, re.MULTILINE))
    rooms: set[str] = set()
    houses: list[tuple[int, str]] = []
    for indent, name in re.findall(r"^( *)([\w.-]+)/(?:\s|$)", block, re.MULTILINE):
        while houses and houses[-1][0] >= len(indent):
            houses.pop()
        path = f"{houses[-1][1]}/{name}" if houses else name
        houses.append((len(indent), path))
        rooms.add(path)
    return rooms


def tracked_folders() -> set[str]:
    """Every folder in which git tracks a file, from the root, without a final slash."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {str(folder) for file in files for folder in PurePosixPath(file).parents if str(folder) != "."}
