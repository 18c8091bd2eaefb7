"""Style, script and icon: small, ours, and kept by the browser until they change; and what opens without a network."""

from typing import Any, Literal

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from api.language import ASKED
from api.pages.frame import STATIC, paint


@get("/offline/{language:str}", include_in_schema=False)
async def offline(request: Request[Any, Any, Any], language: FromPath[Literal["fr", "en"]]) -> Response[str]:
    """An empty page, the same for everybody: a worker keeps it for when there is no network (ASVS 14.3.3)."""
    scope: Any = request.scope
    scope[ASKED] = language
    scope["relais_seated"] = None
    page = paint(request, "offline.html", page="/")
    page.cookies = []
    return page


handlers: list[Any] = [
    offline,
    create_static_files_router(
        path="/static",
        directories=[STATIC],
        include_in_schema=False,
        cache_control=None,
    ),
]
