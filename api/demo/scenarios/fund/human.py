"""Steps 16 and 17: what does not pass by itself waits in a named state, and one person resolves it with one button."""

from __future__ import annotations

from typing import Any

from api.demo.scenarios.fund.story import NIGHT, SCRIPT, Fund, reference
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import envelope, needed


async def _refused(play: Fund, see: Seen) -> tuple[str, dict[str, Any]]:
    """A payment that the rail refuses for good: the hotel's account was closed for transfers, and nobody told us."""
    await play.bank("webhooks", delivery="lost")
    await play.bank("restrict", reference=play.must("reference"))
    request = (await play.ordered())[0]
    failed = await play.becomes(request, "failed")
    see.equal("échoué, l'argent reste promis", "failed, the money stays promised",
              (failed.get("state"), failed.get("problem")), ("failed", "payee_not_ready"))  # fmt: skip
    see.equal("la demande le dit", "the request says so", await play.state(request), "failed")
    see.that("trois boutons, le plus probable d'abord", "three buttons, the likeliest first",
             failed.get("resolve") == ["retry", "otherwise", "cancel"], failed.get("resolve"))  # fmt: skip
    await play.bank("restore", reference=play.must("reference"))
    await play.bank("webhooks", delivery="once")
    return request, failed


@SCRIPT.step(
    16,
    "Refusé pour de bon : une personne réessaie d'un bouton, et l'hôtel est payé.",
    "Refused for good: one person tries again with one button, and the hotel is paid.",
)
async def again(play: Fund, see: Seen) -> None:
    """FND-09: failed, then resolved by a human."""
    request, failed = await _refused(play, see)
    button = await play.cast.second.post(f"/v1/payouts/{failed.get('id')}/retry")
    see.accepted("réessayer", "try again", button)
    paid = await play.becomes(request, "confirmed")
    see.equal(
        "payé, une fois", "paid, once", (paid.get("state"), paid.get("confirmed_cents")), ("confirmed", NIGHT)
    )
    see.equal("la demande aussi", "so is the request", await play.state(request), "paid")


@SCRIPT.step(
    17,
    "Refusé pour de bon : payé autrement, ou annulé; jamais les deux.",
    "Refused for good: paid in another way, or cancelled; never both.",
)
async def otherwise(play: Fund, see: Seen) -> None:
    """FND-08, FND-09: each button ends it, and the other is gone."""
    request, failed = await _refused(play, see)
    by_hand = {"reference": reference(), "amount_cents": NIGHT}
    path = f"/v1/payouts/{failed.get('id')}"
    see.accepted(
        "payé autrement", "paid otherwise", await play.cast.second.post(f"{path}/otherwise", by_hand)
    )
    see.equal("la demande est payée", "the request is paid", await play.state(request), "paid")
    late = await play.cast.second.post(f"{path}/cancel")
    see.refused("plus rien à annuler", "nothing left to cancel", late, "payout_not_waiting")
    request, failed = await _refused(play, see)
    before = (await envelope(play.cast.first, "F1")).at("available_cents")
    needed(await play.cast.second.post(f"/v1/payouts/{failed.get('id')}/cancel"))
    after = (await envelope(play.cast.first, "F1")).at("available_cents")
    see.equal("annulé : 100 $ de retour", "cancelled: 100 back", after - before, NIGHT)
    see.equal("la ligne attend de nouveau", "the line waits again", await play.state(request), "submitted")
    needed(await play.cast.pivot.post(f"/v1/requests/{request}/withdraw"))
