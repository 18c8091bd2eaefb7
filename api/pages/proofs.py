"""The check that it is you, on a page: what comes back from a passkey or is typed, judged by the same commands."""

from typing import Any

import msgspec

from api.auth.caller import Seated
from api.auth.source import site_of
from api.pages.forms import Form
from api.pages.visits import Visit
from service.partners.attempts.limits import STEP_UP
from service.partners.attempts.taking import Attempt, allowed
from service.partners.codes.queries import has_code
from service.partners.passkeys.queries import my_credentials
from service.partners.refusals import PROOF_REFUSED
from service.partners.step_ups.proving import ProveByCode, ProveByPasskey, prove_by_code, prove_by_passkey
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings


async def prove(visit: Visit, form: Form) -> Refused | None:
    """Give the proof that the form carries; None when it holds, or when the form carries none or one long over.

    What is over is asked for anew by the command itself.
    """
    if form.proof is not None and form.demo and says_so(visit.seated, visit.settings):
        from api.demo.step_up import prove_as

        await prove_as(visit.store, visit.seat, form.proof)
    if form.proof is None or not (form.credential or form.code):
        return None
    if form.credential:
        wish = ProveByPasskey(
            form.proof, site_of(visit.request, visit.settings), credential_in(form.credential)
        )
        outcome = await visit.store.run(prove_by_passkey, visit.seat, wish)
    else:
        outcome = await _by_code(visit, form)
    if isinstance(outcome, Refused) and outcome.reason is not NOT_FOUND:
        return outcome
    return None


async def ways_of(visit: Visit) -> frozenset[str]:
    """How this member can prove it: no page offers a way that they do not have."""
    async with visit.store.reading(visit.seat) as session:
        ways = {"passkey"} if await my_credentials(session) else set()
        return frozenset(ways | ({"code"} if await has_code(session) else set()))


def says_so(seated: object, settings: Settings) -> bool:
    """Whether this is one of the demo's people, who have no device: they say that it is them, and that is a proof."""
    return settings.demo and isinstance(seated, Seated) and seated.signed_in_by == "demo"


async def _by_code(visit: Visit, form: Form) -> Refused | None:
    """Six digits are guessed in time: each attempt is counted before it is looked at (ASVS 6.3.1)."""
    if form.proof is None or not await allowed(visit.store, Attempt(STEP_UP, str(visit.seat.member_id))):
        return Refused(PROOF_REFUSED)
    digits = "".join(form.code.split())
    return await visit.store.run(prove_by_code, visit.seat, ProveByCode(form.proof, digits))


def credential_in(text: str) -> dict[str, Any]:
    """What the browser's script put into the form; anything else is an answer that proves nothing."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
