"""`python -m mobile_contract --check` compares what is generated from the Structs with what is committed; `--write`
makes it anew, unless an old phone would break and CONTRACT_VERSION was not raised."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mobile_contract.compatibility import breaking_changes
from mobile_contract.golden import golden_examples
from mobile_contract.schema import contract_schema
from mobile_contract.typescript import typescript_types

SCHEMA = Path("mobile_contract/schema.json")
EXAMPLES = Path("mobile_contract/examples")
TYPES = Path("web/shared/contract/types.ts")
REMEDY = "python -m mobile_contract --write"


def main(arguments: list[str], root: Path) -> int:
    """Returns the exit code: 0 when nothing differs, or everything was written."""
    parser = argparse.ArgumentParser(prog="python -m mobile_contract", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="exit 1 where a committed file differs from the Structs")
    what.add_argument("--write", action="store_true", help="write schema.json, examples/ and types.ts anew")
    chosen = parser.parse_args(arguments)
    generated = generated_files()
    broken = unannounced_breaks(root)
    for line in broken:
        print(f"breaking: {line}", file=sys.stderr)
    if broken:
        print("raise CONTRACT_VERSION in mobile_contract/sync.py, or keep the old shape beside", file=sys.stderr)
        return 1
    return _check(root, generated) if chosen.check else _write(root, generated)


def generated_files() -> dict[Path, str]:
    """Path from the root of the checkout to text."""
    examples = {EXAMPLES / name: _json_text(content) for name, content in golden_examples().items()}
    return {SCHEMA: _json_text(contract_schema()), TYPES: typescript_types(), **examples}


def unannounced_breaks(root: Path) -> list[str]:
    """Breaking changes since the committed schema, unless the version was raised since."""
    if not (root / SCHEMA).exists():
        return []
    old, new = json.loads((root / SCHEMA).read_text("utf-8")), contract_schema()
    return [] if new["x-contract-version"] > old["x-contract-version"] else breaking_changes(old, new)


def _check(root: Path, generated: dict[Path, str]) -> int:
    different = [path for path, text in generated.items() if _read(root / path) != text]
    different += _left_over(root, generated)
    for path in different:
        print(f"differs from the Structs: {path}", file=sys.stderr)
    if different:
        print(f"mend it with: {REMEDY}", file=sys.stderr)
    return 1 if different else 0


def _write(root: Path, generated: dict[Path, str]) -> int:
    for path, text in generated.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    for path in _left_over(root, generated):
        (root / path).unlink()
    return 0


def _left_over(root: Path, generated: dict[Path, str]) -> list[Path]:
    return [
        path for path in sorted(EXAMPLES / file.name for file in (root / EXAMPLES).glob("*")) if path not in generated
    ]


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _json_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).parents[1]))
