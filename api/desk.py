"""The one-stop desk: its log-in, its workstation's acts, the lists of results it hands over."""

from litestar import Router

from api.devices import DEVICE_ROUTES
from api.sessions import SESSION_ROUTES

routes = Router(
    "/desk",
    route_handlers=[*SESSION_ROUTES, *DEVICE_ROUTES],
    tags=["desk"],
    security=[{"session": []}, {"device": []}],
)
