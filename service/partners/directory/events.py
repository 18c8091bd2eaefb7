"""What the directory leaves in the trail."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class PledgesDeclared(Event):
    """Pledges were declared, one by one or from a file. The subject is the organisation."""

    name: ClassVar[str] = "partners.pledges_declared"

    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class PledgeWithdrawn(Event):
    """A pledge holds no more. The subject is the pledge."""

    name: ClassVar[str] = "partners.pledge_withdrawn"


@dataclass(frozen=True, kw_only=True)
class LawyerSought(Event):
    """A pivot asked for an immigration lawyer now; never whose answer, nor about what. The subject is the case."""

    name: ClassVar[str] = "partners.lawyer_sought"
