"""The service described as OpenAPI 3.1: Litestar's description made whole, and the snapshot that shows every change.

`python -m api.openapi --write` writes `api/openapi.json`; `--check` says whether it is still so.
"""

import sys
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from api.access import COOKIE
from api.problems import MEDIA_TYPE, STATUS, Problem
from courier.settings import Settings

SNAPSHOT: Final = Path(__file__).with_name("openapi.json")
ADDRESS: Final = "/api/openapi.json"

Json = dict[str, Any]


class _Served(JsonRenderPlugin):
    """The finished description at its one address."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: Json) -> bytes:
        return self.render_json(request, finish(openapi_schema))


def config() -> OpenAPIConfig:
    """How Litestar describes the routes."""
    return OpenAPIConfig(
        title="Courier",
        version="1",
        path=ADDRESS,
        render_plugins=[_Served(path=("/", "/openapi.json"), media_type=OpenAPIMediaType.OPENAPI_JSON)],
        components=Components(
            security_schemes={
                "session": SecurityScheme(type="apiKey", name=COOKIE, security_scheme_in="cookie"),
                "device": SecurityScheme(type="http", scheme="bearer"),
            }
        ),
    )


def finish(description: Json) -> Json:
    """What Litestar leaves out or gets wrong: problem bodies on every operation, discriminators of tagged unions."""
    schemas = _problem_schemas()
    for operation in _operations(description):
        _tell_problems(operation)
    components = description.setdefault("components", {})
    components["schemas"] = dict(sorted((components.get("schemas", {}) | schemas).items()))
    _discriminate(description, components["schemas"])
    return description


def describe(app: Litestar) -> bytes:
    """The snapshot's text: the finished description, indented, in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(finish(app.openapi_schema.to_schema()), order="sorted"), indent=1)


def _operations(description: Json) -> list[Json]:
    return [
        operation
        for path in description.get("paths", {}).values()
        for operation in path.values()
        if isinstance(operation, dict) and "responses" in operation
    ]


def _tell_problems(operation: Json) -> None:
    """Litestar's own idea of a 400 is not what is sent: every refusal is a problem, whatever its status."""
    told = operation["responses"]
    for status in [status for status in told if not status.startswith(("2", "3"))]:
        del told[status]
    body = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status in sorted({str(status) for status in STATUS.values()}):
        told[status] = {"description": _MEANINGS[status], **body}


_MEANINGS: Final = {
    "400": "What was sent is wrong: the fields are named",
    "401": "Not logged in, or the token has lapsed",
    "403": "Not allowed",
    "404": "Not there, or another office's",
    "405": "Not with this method",
    "409": "In conflict with what is recorded",
    "413": "Too large",
    "415": "Not this kind of data",
    "422": "A file that is not of the kind declared",
    "429": "Too many failed tries",
    "500": "A fault of the service",
    "503": "Not ready or overloaded: try again after Retry-After seconds",
}


def _problem_schemas() -> Json:
    _, components = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    return components


def _discriminate(node: Any, schemas: Json) -> None:
    """Name the tag by which the members of a union of tagged Structs are told apart."""
    if isinstance(node, list):
        for part in node:
            _discriminate(part, schemas)
    if not isinstance(node, dict):
        return
    for part in node.values():
        _discriminate(part, schemas)
    members = node.get("oneOf")
    if isinstance(members, list) and members and all("$ref" in member for member in members):
        names = [member["$ref"].rpartition("/")[2] for member in members]
        tags = [_tag(schemas[name]) for name in names]
        fields = {field for field, _ in tags}
        if len(fields) == 1 and None not in fields:
            mapping = {value: member["$ref"] for (_, value), member in zip(tags, members, strict=True)}
            node["discriminator"] = {"propertyName": fields.pop(), "mapping": mapping}


def _tag(schema: Json) -> tuple[str | None, str]:
    """The field and value that mark a tagged Struct's schema."""
    for name, field in schema.get("properties", {}).items():
        values = [field["const"]] if "const" in field else field.get("enum", [])
        if len(values) == 1 and name in schema.get("required", []):
            return name, str(values[0])
    return None, ""


def main(arguments: list[str]) -> int:
    """Write or check the snapshot. 1 where it differs, 2 where the argument is missing."""
    from api.app import create_litestar  # the application, which itself describes itself by this file

    if arguments not in (["--write"], ["--check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    text = describe(create_litestar(Settings(home=Path("/nonexistent")), "postgresql:///"))
    if arguments == ["--write"]:
        SNAPSHOT.write_bytes(text)
        return 0
    return 0 if SNAPSHOT.is_file() and SNAPSHOT.read_bytes() == text else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
