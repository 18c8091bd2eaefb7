"""Steps 16 and 17: what does not pass by itself waits in a named state, and one person resolves it with one button."""

from __future__ import annotations

from api.demo.scenarios.fund.story import NIGHT, SCRIPT, Fund, reference
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import envelope, needed


async def _refused(play: Fund, see: Seen) -> None:
    """Three payments that the rail refuses for good: the hotel's account was closed, and nobody told us."""
    await play.bank("webhooks", delivery="lost")
    await play.bank("restrict", reference=play.must("reference"))
    requests = await play.ordered(times=3)
    failed = [await play.becomes(request, "failed") for request in requests]
    see.equal("échoués, l'argent reste promis", "failed, the money stays promised",
              {(one.get("state"), one.get("problem")) for one in failed}, {("failed", "payee_not_ready")})  # fmt: skip
    states = {str(await play.state(request)) for request in requests}
    see.equal("les demandes le disent", "the requests say so", states, {"failed"})
    buttons = [one.get("resolve") for one in failed]
    see.equal("trois boutons, le plus probable d'abord", "three buttons, the likeliest first",
              buttons, [["retry", "otherwise", "cancel"]] * 3)  # fmt: skip
    await play.bank("restore", reference=play.must("reference"))
    await play.bank("webhooks", delivery="once")
    play.found["failed"] = list(zip(requests, (str(one.get("id")) for one in failed), strict=True))


@SCRIPT.step(
    16,
    "Refusé pour de bon : une personne réessaie d'un bouton, et l'hôtel est payé.",
    "Refused for good: one person tries again with one button, and the hotel is paid.",
)
async def again(play: Fund, see: Seen) -> None:
    """FND-09: failed, then resolved by a human."""
    await _refused(play, see)
    request, payment = play.must("failed")[0]
    button = await play.cast.second.post(f"/v1/payouts/{payment}/retry")
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
    request, payment = play.must("failed")[1]
    by_hand = {"reference": reference(), "amount_cents": NIGHT}
    path = f"/v1/payouts/{payment}"
    see.accepted(
        "payé autrement", "paid otherwise", await play.cast.second.post(f"{path}/otherwise", by_hand)
    )
    see.equal("la demande est payée", "the request is paid", await play.state(request), "paid")
    late = await play.cast.second.post(f"{path}/cancel")
    see.refused("plus rien à annuler", "nothing left to cancel", late, "payout_not_waiting")
    request, payment = play.must("failed")[2]
    before = (await envelope(play.cast.first, "F1")).at("available_cents")
    needed(await play.cast.second.post(f"/v1/payouts/{payment}/cancel"))
    after = (await envelope(play.cast.first, "F1")).at("available_cents")
    see.equal("annulé : 100 $ de retour", "cancelled: 100 back", after - before, NIGHT)
    see.equal("la ligne attend de nouveau", "the line waits again", await play.state(request), "submitted")
    needed(await play.cast.pivot.post(f"/v1/requests/{request}/withdraw"))
