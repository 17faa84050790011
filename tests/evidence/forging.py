"""A lying server: an export told otherwise, with every hash, root and signature made anew by the server's own key."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from courier import signatures
from courier.evidence.items.tree import Head, hash_places, root_of_items
from courier.evidence.merkle import leaf_hash, root_of
from tests.evidence.days import KEY

Line = dict[str, Any]


def read_lines(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def forge_whole(file: Path, lines: list[Line], moved: dict[int, int] | None = None) -> Path:
    """Write an export of the whole log that is right in itself, under one checkpoint made anew.

    `moved`: where rows stand now that the lists of items still name by their former place.
    """
    moved = moved or {}
    rows = sorted((line for line in lines if line["line"] == "row"), key=lambda line: int(line["leaf"]))
    for row in rows:
        row["hash"] = leaf_hash(row["text"].encode()).hex()
    hashes = {row["leaf"]: bytes.fromhex(row["hash"]) for row in rows}
    items = [line for line in lines if line["line"] == "item"]
    for item in items:
        item["leaves"] = sorted(moved.get(leaf, leaf) for leaf in item["leaves"])
    heads = [
        Head(UUID(i["item_id"]), len(i["leaves"]), hash_places((n, hashes[n]) for n in i["leaves"])) for i in items
    ]
    checkpoint = [line for line in lines if line["line"] == "checkpoint"][-1]
    body = json.loads(checkpoint["body"])
    body |= {"size": len(rows), "root": root_of(hashes.values()).hex(), "items": root_of_items(heads).hex()}
    signed = checkpoint | _signed(json.dumps(body, separators=(",", ":"))) | {"consistency": []}
    header = lines[0] | {"size": len(rows)}
    events = {line["event_id"]: line for line in lines if line["line"] == "event"}
    told = [
        line for row in rows for line in (row, events.get(row["key"]) if row["source"] == "event" else None) if line
    ]
    rest = [line for line in lines if line["line"] in ("receipt", "restoration")]
    return seal(file, [header, signed, *items, *told, *rest])


def seal(file: Path, lines: list[Line]) -> Path:
    """These lines, and the last one as the server signs it."""
    body = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    said = {"kind": "export", "lines": len(lines), "sha256": hashlib.sha256(body).hexdigest(), "key_id": ""}
    end = {"line": "end"} | _signed(json.dumps(said, separators=(",", ":")))
    file.write_bytes(body + json.dumps(end).encode() + b"\n")
    return file


def _signed(body: str) -> Line:
    return {
        "body": body,
        "signature": base64.b64encode(signatures.sign(KEY, body.encode())).decode(),
        "public_key": base64.b64encode(signatures.public_bytes(KEY)).decode(),
    }
