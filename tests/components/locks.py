"""What the lock files say: each part with its version and the digests of the files that may be installed for it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.quality.source import PROJECT

RUNTIME: Final = PROJECT / "requirements.lock"
DEVELOPMENT: Final = PROJECT / "requirements-dev.lock"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Pinned:
    """One part: one version, and the SHA-256 of each file that it may come as."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str
    """Where it is installed at all; empty for everywhere."""

    @property
    def is_for_here(self) -> bool:
        """Whether this machine and this Python install it."""
        return not self.marker or Marker(self.marker).evaluate()


def pinned(lock: Path) -> list[Pinned]:
    """Every part of a lock, in its order. Raises `ValueError` for a line that pins nothing."""
    logical = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in logical.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return [_pinned(line) for line in lines]


def _pinned(line: str) -> Pinned:
    wanted = Requirement(line.partition(" --hash")[0].strip())
    (version,) = [each.version for each in wanted.specifier if each.operator == "=="]
    return Pinned(
        canonicalize_name(wanted.name), version, tuple(_HASH.findall(line)), str(wanted.marker or "")
    )
