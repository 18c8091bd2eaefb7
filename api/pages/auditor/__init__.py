"""An auditor: the record and its proof, codes and decisions, never content (DAT, IMM)."""

from typing import Any

handlers: list[Any] = []
