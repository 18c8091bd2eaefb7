"""What reports leave in the trail: months and periods, never a figure."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class SlipsWritten(Event):
    name: ClassVar[str] = "reports.slips_written"
    month: str


@dataclass(frozen=True, kw_only=True)
class ReportPublished(Event):
    name: ClassVar[str] = "reports.published"
    since: str
    until: str
    code_book: str
