"""What happened in a history, as lines without ids: two histories are one when their digests are."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from service.refusals import Refused
from tests.simulation.beds.picture import Picture
from tests.simulation.whole.turnstile import Hand

SPACES = re.compile(r"\s+")


@dataclass
class Story:
    """The lines of the history at hand, and how many there were before it."""

    lines: list[str] = field(default_factory=list)
    histories: int = 0
    interleaved: int = 0
    """Statements that a hand made while another was at work."""
    deaths: int = 0
    paid: int = 0
    """Payments that the rail made."""
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def tell(self, what: str, answer: Any = None) -> None:
        """A step, and what was answered."""
        said = f" refused {answer.reason.code}" if isinstance(answer, Refused) else ""
        self.lines.append(what + said)

    def step(self, hand: Hand) -> None:
        """A statement of a hand."""
        self.interleaved += 1
        self.lines.append(f"{hand.number} {SPACES.sub(' ', hand.at).strip()[:60]}")

    def picture(self, picture: Picture) -> None:
        """What is so after a commit."""
        claims = sorted(f"{claim.kind} {claim.state}" for claim in picture.claims.values())
        states = [referral.state for referral in picture.referrals.values()]
        self.lines.append(f"{picture.now:%d %H:%M:%S} {','.join(claims)} {','.join(sorted(states))}")

    def add(self, other: "Story") -> None:
        """What was played besides."""
        self.histories += other.histories
        self.interleaved += other.interleaved
        self.deaths += other.deaths
        self.paid += other.paid

    def __str__(self) -> str:
        return (
            f"{self.histories} histories: {self.interleaved} interleaved statements, {self.deaths} deaths, "
            f"{self.paid} payments"
        )

    def end(self) -> None:
        """The history is over."""
        self.histories += 1
        self.digest.update("\n".join(self.lines).encode())
        self.lines = []
