"""What one process saw: the places where nothing may show, and the secrets that may show nowhere."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
CHANGES_EACH_TIME = re.compile(
    r"\x1b\[[0-9;]*m|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?|\bms=[\d.]+|\"ms\": ?[\d.]+"
    r"|request_id\W{1,4}[A-Za-z0-9._-]{8,64}"
)
"""Times, durations and request ids: no secret, and they would make each line a new one."""


@dataclass
class Gathered:
    """Addresses, titles and lines, each once; and secrets, each with what it is."""

    addresses: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    secrets: dict[str, str] = field(default_factory=dict)

    def address(self, text: str) -> None:
        """An address that the application answered or gave; an opaque id says nothing, and is taken out."""
        self.addresses.add(UUID.sub("{id}", text)[:2000])

    def line(self, text: str) -> None:
        self.lines.add(UUID.sub("{id}", CHANGES_EACH_TIME.sub("", text)).strip()[:4000])

    def secret(self, kind: str, value: Any) -> None:
        """Whatever is long enough to be recognised; shorter ones would be found by chance."""
        if isinstance(value, list | tuple):
            for item in value:
                self.secret(kind, item)
        elif isinstance(value, str) and len(value.strip()) >= 4:
            self.secrets.setdefault(value.strip(), kind)

    def add(self, other: "Gathered") -> None:
        self.addresses |= other.addresses
        self.titles |= other.titles
        self.lines |= other.lines
        self.secrets |= other.secrets

    def write(self, folder: Path, name: str) -> None:
        """For the process that judges."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_bytes(msgspec.json.encode(self))


def read(folder: Path) -> Gathered:
    """What all processes of a run wrote there."""
    whole = Gathered()
    for path in sorted(folder.glob("*.json")):
        whole.add(msgspec.json.decode(path.read_bytes(), type=Gathered))
    return whole
