"""Where an account stands, by what its rail says of it: pure."""

from typing import Literal

from service.fund.onboarding.protocol import Gone, Seen

AccountState = Literal["invited", "onboarding", "ready", "restricted", "disabled"]


def standing(found: Seen | Gone) -> AccountState:
    """The state of an account, and so whether money may go there (FND-08): only `ready` may.

    `disabled`: the rail has turned it away or does not know it; `onboarding`: it still asks for its first answers;
    `restricted`: for now money would not arrive. Answers that are due later hold nobody back yet.
    """
    if isinstance(found, Gone) or (found.disabled_reason or "").startswith("rejected."):
        return "disabled"
    if not found.complete:
        return "onboarding"
    if found.disabled_reason or not (found.transfers_active and found.payouts_enabled):
        return "restricted"
    return "ready"
