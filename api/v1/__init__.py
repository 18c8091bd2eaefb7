"""One module per resource; `HANDLERS` is every door under /v1."""

from typing import Any

from api.v1 import cases, me

MODULES: tuple[Any, ...] = (cases, me)
"""Each has `handlers`: a list of route handlers."""

HANDLERS = [handler for module in MODULES for handler in module.handlers]
