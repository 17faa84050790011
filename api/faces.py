"""The built faces: the office's, the desk's and the carrier's page, and their files; plain words where not built."""

from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.datastructures import CacheControlHeader
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.static_files import create_static_files_router

from api.pages import STATIC, language_of, render

FACES = ("carrier", "office", "desk")
_FOR_EVER = CacheControlHeader(public=True, immutable=True, max_age=31_536_000)
"""The web build names a file by its content."""


def routes() -> list[HTTPRouteHandler | Router]:
    """A page for each face, and `/static` where the web build has run."""
    pages: list[HTTPRouteHandler | Router] = [
        get(f"/{face}", name=face, include_in_schema=False, sync_to_thread=False)(_page_of(face)) for face in FACES
    ]
    if STATIC.is_dir():
        pages.append(create_static_files_router("/static", [STATIC], include_in_schema=False, cache_control=_FOR_EVER))
    return pages


def _page_of(face: str) -> Any:
    index = STATIC / face / "index.html"

    def show(request: Request[Any, Any, Any]) -> Response[Any]:
        if index.is_file():
            return Response(index.read_bytes(), media_type=MediaType.HTML)
        language = language_of(request)
        return render(
            "problem.html", language, status_code=404, name=None, instance=None, **_not_built(language == "en")
        )

    return show


def _not_built(english: bool) -> dict[str, Any]:
    if english:
        return {
            "title": "This face is not here yet",
            "detail": "The web faces have not been built, or this version does not have this one.",
            "remedy": "Operators: run python web/build.py",
        }
    return {
        "title": "Chưa có giao diện này",
        "detail": "Giao diện web chưa được dựng, hoặc phiên bản này chưa có giao diện đó.",
        "remedy": "Người vận hành: chạy python web/build.py",
    }
