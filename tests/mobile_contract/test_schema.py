"""The schema: every Struct, every field, patterns as JSON Schema reads them; and what the package may depend on."""

import ast
import json
import sys
from pathlib import Path

import msgspec

import mobile_contract
from mobile_contract.schema import READ, SENT, SIGNED, contract_schema, contract_structs

SCHEMA = contract_schema()


def test_every_struct_that_travels_is_defined_with_its_fields_in_order() -> None:
    base_alone = {"Act"}
    assert set(SCHEMA["$defs"]) == {struct.__name__ for struct in contract_structs()} - base_alone
    for struct in SIGNED:
        names = ["kind", *(field.name for field in msgspec.structs.fields(struct))]
        assert list(SCHEMA["$defs"][struct.__name__]["properties"]) == names


def test_every_signed_or_spoken_struct_has_a_use() -> None:
    for name, definition in SCHEMA["$defs"].items():
        assert definition["x-sent"] or definition["x-read"], name
    assert {struct.__name__ for struct in (*SENT, *READ, *SIGNED)} <= set(SCHEMA["$defs"])


def test_patterns_hold_nothing_that_other_languages_do_not_read() -> None:
    assert "(?" not in json.dumps(SCHEMA)
    assert "\\d" not in json.dumps(SCHEMA)


def test_descriptions_come_from_the_source_of_the_structs() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["Void"]["description"].startswith("Says that this number carries nothing")
    assert "one upload carries both sides" in definitions["Entry"]["properties"]["carried"]["description"]
    assert not any("\n  " in definition.get("description", "") for definition in definitions.values())


def test_the_package_imports_msgspec_and_the_standard_library_alone() -> None:
    allowed = {*sys.stdlib_module_names, "msgspec", "mobile_contract"}
    for path in Path(mobile_contract.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= allowed, path.name
