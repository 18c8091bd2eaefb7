"""One module per resource; `HANDLERS` is every door under /v1."""

from typing import Any

from api.v1 import (
    addresses,
    agreements,
    board,
    cases,
    counts,
    envelopes,
    feasibility,
    live,
    me,
    operations,
    operations_partners,
    operations_steps,
    payouts,
    policies,
    record,
    referrals,
    reminders,
    reports,
    requests,
    shelters,
    stays,
    webhooks,
)

MODULES: tuple[Any, ...] = (
    addresses,
    agreements,
    board,
    cases,
    counts,
    envelopes,
    feasibility,
    live,
    me,
    operations,
    operations_partners,
    operations_steps,
    payouts,
    policies,
    record,
    reports,
    referrals,
    reminders,
    requests,
    shelters,
    stays,
    webhooks,
)
"""Each has `handlers`: a list of route handlers."""

HANDLERS = [handler for module in MODULES for handler in module.handlers]
