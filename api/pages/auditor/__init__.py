"""An auditor: is the record whole, one request from end to end, and what was opened (DAT)."""

from typing import Any

from api.pages.auditor import books, checking, looks, others, request, taking

handlers: list[Any] = [
    *looks.handlers,
    *request.handlers,
    *books.handlers,
    *others.handlers,
    *checking.handlers,
    *taking.handlers,
]
