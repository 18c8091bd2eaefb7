"""A fund administrator: the queue, one request on one screen, payments, envelopes, policy, books (FND)."""

from typing import Any

from api.pages.fund import (
    approvers,
    books,
    cards,
    carriers,
    comparisons,
    deciding,
    duty,
    envelopes,
    lists,
    payees,
    payments,
    policy,
    request,
    reviews,
    vouchers,
    waiting,
)

PAGES = (
    waiting,
    lists,
    request,
    deciding,
    payments,
    envelopes,
    policy,
    reviews,
    payees,
    approvers,
    duty,
    vouchers,
    cards,
    carriers,
    comparisons,
    books,
)
handlers: list[Any] = [handler for module in PAGES for handler in module.handlers]
"""Every page of this role but its part of the first one."""
