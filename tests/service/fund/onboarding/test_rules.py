"""Where an account stands follows from what its rail says, and from nothing else (FND-08)."""

from dataclasses import replace

import pytest

from service.fund.onboarding.protocol import Gone, Seen
from service.fund.onboarding.rules import standing

READY = Seen(complete=True, transfers_active=True, payouts_enabled=True, due=0)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (READY, "ready"),
        (replace(READY, due=2), "ready"),
        (replace(READY, complete=False), "onboarding"),
        (replace(READY, complete=False, disabled_reason="requirements.past_due"), "onboarding"),
        (replace(READY, transfers_active=False), "restricted"),
        (replace(READY, payouts_enabled=False), "restricted"),
        (replace(READY, disabled_reason="requirements.past_due"), "restricted"),
        (replace(READY, disabled_reason="listed"), "restricted"),
        (replace(READY, disabled_reason="rejected.fraud"), "disabled"),
        (replace(READY, complete=False, disabled_reason="rejected.terms_of_service"), "disabled"),
        (Gone(), "disabled"),
    ],
)
def test_only_what_the_rail_says(found: Seen | Gone, state: str) -> None:
    """FND-08: money goes only where all of it holds; answers due later hold nobody back yet."""
    assert standing(found) == state
