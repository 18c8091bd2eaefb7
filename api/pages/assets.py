"""Style, script and icon: small, ours, and kept by the browser until they change."""

from litestar.static_files import create_static_files_router

from api.pages.frame import STATIC

handlers = [
    create_static_files_router(
        path="/static",
        directories=[STATIC],
        include_in_schema=False,
        cache_control=None,
    )
]
