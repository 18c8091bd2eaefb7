"""What somebody typed into a form that Relais could not take: given back to them to read, so that it is not lost."""

from typing import Any

from litestar import Request

from api.browser.cookies import SESSION, TABLET

MOST = 20_000
"""Bytes; beyond that it was no form of ours."""
SECRET = ("code", "pin", "credential", "key", "token", "answer")
"""Fields that no page ever shows again."""


async def typed(request: Request[Any, Any, Any]) -> list[str]:
    """The texts of a form, without secrets; nothing when it is not certain that the form was theirs.

    Our cookies never come along with another site's form (SameSite=Strict), and a browser that names another origin is
    believed: no stranger chooses what we show.
    """
    headers = request.headers
    elsewhere = "sec-fetch-site" in headers or headers.get("origin", "null") != "null"
    form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    size = headers.get("content-length", "")
    ours = SESSION in request.cookies or TABLET in request.cookies
    if elsewhere or not (form and ours and size.isdecimal() and int(size) <= MOST):
        return []
    fields = (await request.form()).multi_items()
    shown = [str(value).strip() for name, value in fields if not name.startswith(("_", *SECRET))]
    return [text for text in shown if text]
