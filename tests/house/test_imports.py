"""What import-linter cannot say: the packages that the two pure rooms may import at all."""

import sys

import grimp
import pytest


@pytest.mark.parametrize(
    ("room", "packages"),
    [("mobile_contract", {"msgspec"}), ("routing", {"msgspec", "llvmlite", "numba", "numpy", "ortools"})],
)
def test_a_pure_room_imports_the_standard_library_and_these_packages_only(room: str, packages: set[str]) -> None:
    graph = grimp.build_graph(room, include_external_packages=True, cache_dir=None)
    outside = {module.split(".")[0] for module in graph.modules} - {room}
    assert outside - sys.stdlib_module_names <= packages
