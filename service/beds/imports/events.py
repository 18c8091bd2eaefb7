"""What an import leaves in the trail."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class FileImported(Event):
    """A public file was read: its format and how many of its rows did what. No names."""

    name: ClassVar[str] = "beds.file_imported"

    format: str
    new: int
    changed: int
    unchanged: int
    beds: int
    bad_rows: int
