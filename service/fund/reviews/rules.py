"""Which decisions of a rule somebody looks at again: drawn by a keyed digest, so that nobody predicts or chooses, and
an auditor replays it once the month's key is public (FND-10)."""

import hmac
from datetime import UTC, datetime
from typing import Final, Literal
from uuid import UUID

from service.fund.policy.document.policy import Policy
from service.fund.policy.rules import Question, Spent, evaluate
from service.keys.keyring import Keyring

Kind = Literal["second_signature", "second_look"]
Outcome = Literal["agreed", "objected"]
Objection = Literal[
    "could_have_waited", "another_way", "amount_too_high", "not_covered", "facts_missing", "other"
]
"""Why a second person does not agree. Nothing is taken back: what was paid was needed by somebody that night."""
Frozen = Literal["objected", "owed", "owed_here"]
"""Why a right to issue alone rests: somebody objected, one's own second signature is late, or several of one's
organisation are."""

PURPOSE: Final = "second looks"
NUMBERS: Final = 10_000
"""A decision draws a number below this; a share of one per cent is a hundred of them."""


def month_of(at: datetime) -> str:
    """The month (UTC) whose key draws, such as `2026-11`."""
    return at.astimezone(UTC).strftime("%Y-%m")


def key_of(keyring: Keyring, month: str) -> bytes:
    """The 32 bytes that draw in a month. They are told once it is over, and to auditors only."""
    return keyring.blind(PURPOSE, month.encode())


def draw_of(key: bytes, decision_id: UUID) -> int:
    """The number that a decision draws, from 0 to 9999: the first 8 bytes of HMAC-SHA256 over its id (FND-10)."""
    return int.from_bytes(hmac.digest(key, decision_id.bytes, "sha256")[:8]) % NUMBERS


def is_over(month: str, now: datetime) -> bool:
    """Whether a month has ended, so that its key can be told."""
    return month < month_of(now)


CEILINGS: Final = frozenset({"self_issue_case", "self_issue_pivot", "self_issue_organisation"})


def ceilings_left(policy: Policy, spent: Spent) -> int:
    """The cents that the narrowest of the three ceilings still leaves somebody to issue alone (FND-10)."""
    findings = evaluate(policy, Question((), (), spent, self_issue=True)).findings
    return min(int(finding.facts["possible_cents"]) for finding in findings if finding.rule in CEILINGS)
