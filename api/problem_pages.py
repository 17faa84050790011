"""`/problems/NAME`: what a problem means and how it is mended, for the person or program that met it."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import PathParameter
from msgspec import Struct

from api.pages import language_of, prefers_page, render
from api.problem_catalogue import EXPLANATIONS, find_kind
from courier.errors import NotFound


class ProblemView(Struct, frozen=True, kw_only=True):
    """A problem's meaning and remedy."""

    name: str
    detail: str
    remedy: str
    detail_en: str
    remedy_en: str


@get("/problems/{name:str}", sync_to_thread=False, summary="What a problem's name means", tags=["problems"])
def explain(
    name: Annotated[str, PathParameter(max_length=64)], request: Request[Any, Any, Any]
) -> Response[ProblemView] | Response[str]:
    said = EXPLANATIONS.get(name)
    if said is None:
        raise NotFound("Không có lỗi nào mang tên này", "No problem has this name")
    if not prefers_page(request):
        return Response(
            ProblemView(
                name=name,
                detail=said.when_vi,
                remedy=said.remedy_vi,
                detail_en=said.when_en,
                remedy_en=said.remedy_en,
            )
        )
    language = language_of(request)
    english = language == "en"
    kind = find_kind(name)
    return render(
        "problem.html",
        language,
        title=kind.title_en if english else kind.title_vi,
        name=name,
        detail=said.when_en if english else said.when_vi,
        remedy=said.remedy_en if english else said.remedy_vi,
        instance=None,
    )
