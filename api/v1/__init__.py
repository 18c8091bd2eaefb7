"""One module per resource; `HANDLERS` is every door under /v1."""

from typing import Any

from api.v1 import (
    agreements,
    cases,
    envelopes,
    feasibility,
    live,
    me,
    operations,
    operations_partners,
    payouts,
    policies,
    requests,
    webhooks,
)

MODULES: tuple[Any, ...] = (
    agreements,
    cases,
    envelopes,
    feasibility,
    live,
    me,
    operations,
    operations_partners,
    payouts,
    policies,
    requests,
    webhooks,
)
"""Each has `handlers`: a list of route handlers."""

HANDLERS = [handler for module in MODULES for handler in module.handlers]
