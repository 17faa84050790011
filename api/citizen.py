"""The citizen: tracking by code, as a page readable without JavaScript and as JSON."""

from typing import Any

from litestar import Request, Response, Router, get

from api.pages import language_of, render

api_routes = Router("/citizen", route_handlers=[], tags=["citizen"])


@get("/", include_in_schema=False, sync_to_thread=False)
def home(request: Request[Any, Any, Any]) -> Response[str]:
    return render("home.html", language_of(request), typed="", wrong=None)


page_routes = [home]
