"""A pivot worker asks for money: what the policy proposes, at once or by two, receipts and what is left (ELG, FND)."""

from typing import Any

from api.pages.money import acts, asking, card, issuing, journeys, mine, one, receipt

handlers: list[Any] = [
    handler
    for module in (asking, mine, one, acts, issuing, journeys, card, receipt)
    for handler in module.handlers
]
