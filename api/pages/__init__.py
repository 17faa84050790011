"""Pages rendered by the server: Jinja templates beside this file, readable without JavaScript, in two languages."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Request, Response

Language = Literal["vi", "en"]

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER.parent / "static"
"""What the web build makes; absent until it has run."""
_CITIZENS_STYLE: Final = "citizen/citizen.css"
_CITIZENS_ICON: Final = "citizen/icon.svg"
_log = structlog.get_logger("courier.pages")


def render(
    template: str,
    language: Language,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response[str]:
    """A whole page. A value is escaped wherever a template writes it."""
    text = (
        _environment()
        .get_template(template)
        .render(language=language, style=_built(_CITIZENS_STYLE), icon=_built(_CITIZENS_ICON), **values)
    )
    return Response(text, media_type=MediaType.HTML, status_code=status_code, headers=headers)


def language_of(request: Request[Any, Any, Any]) -> Language:
    """`?lang=` where given, else English for a browser that prefers it to Vietnamese, else Vietnamese."""
    asked = request.query_params.get("lang")
    if asked in ("vi", "en"):
        return "en" if asked == "en" else "vi"
    return _preferred(request.headers.get("Accept-Language", ""))


def prefers_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a browser asks for something to look at rather than a program for JSON."""
    return not request.scope["path"].startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def is_built(face: str) -> bool:
    """Whether the web build made this face."""
    return (STATIC / face / "index.html").is_file()


def _preferred(accept: str) -> Language:
    weights = {"vi": 0.0, "en": 0.0}
    for part in accept.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        language = tag.partition("-")[0].strip().lower()
        if language in weights:
            weights[language] = max(weights[language], _number(quality))
    return "en" if weights["en"] > weights["vi"] else "vi"


def _number(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _built(source: str) -> str | None:
    """The address of a file of the citizen's pages; None, and a word in the log, where the web build has not run."""
    manifest = STATIC / "manifest.json"
    try:
        return _address_of(source, manifest, manifest.stat().st_mtime_ns)
    except (OSError, KeyError, ValueError) as problem:
        _log.warning("web_build_absent", remedy="python web/build.py", error=repr(problem))
        return None


@lru_cache(maxsize=4)
def _address_of(source: str, manifest: Path, _built_at_ns: int) -> str:
    """Read once a build: its files are named anew each time they change."""
    return f"/static/{json.loads(manifest.read_text('utf-8'))[source]['file']}"
