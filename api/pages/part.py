"""One role's part of the first page: a template, and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """`template` stands in the role's own folder; it finds `context` under the name `it`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
