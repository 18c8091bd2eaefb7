"""A pivot worker asks for money: what the policy proposes, at once or by two, receipts and what is left (ELG, FND)."""

from typing import Any

handlers: list[Any] = []
