"""Steps 9 to 16: whatever befalls a transfer on its way, the hotel is paid once, and nobody has to press anything."""

from __future__ import annotations

from api.demo.scenarios.fund.story import NIGHT, SCRIPT, Fund
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import needed

PAID = ("confirmed",)
LEFT = ("sent", "confirmed")
FAULTS = ("in_use", "rate_limited", "unavailable", "server_error", "server_error_after", "silent_before")
"""What befalls six payments at once, in whatever order they leave."""


async def _paid(play: Fund, see: Seen, request: str) -> None:
    """The payment is confirmed in the end, of the ordered amount, under a reference."""
    found = await play.becomes(request, *PAID)
    seen = (found.get("state"), found.get("confirmed_cents"), found.get("returned_cents"))
    see.equal("elle finit payée, une fois", "it ends paid, once", seen, ("confirmed", NIGHT, 0))
    see.equal("la demande aussi", "so is the request", await play.state(request), "paid")
    play.found["reference"] = str(found.get("reference"))


@SCRIPT.step(
    9,
    "Par beau temps : le virement part et se confirme.",
    "In fair weather: the transfer leaves and is confirmed.",
)
async def fair(play: Fund, see: Seen) -> None:
    """FND-08, FND-09: from approval to confirmation without a hand."""
    play.found["paid"] = await play.ordered(times=3)
    for request in play.must("paid"):
        await _paid(play, see, request)


@SCRIPT.step(
    10,
    "La réponse se perd après le virement : on regarde avant de recommencer.",
    "The answer is lost after the transfer: one looks before trying again.",
)
async def time_out(play: Fund, see: Seen) -> None:
    """FND-09: unknown is a state of its own, and the request is being paid meanwhile."""
    await play.bank("webhooks", delivery="late")
    request = (await play.ordered("silent_after"))[0]
    unknown = await play.becomes(request, "unknown")
    see.equal("inconnu, pas perdu", "unknown, not lost", unknown.get("state"), "unknown")
    see.equal("la demande est en paiement", "the request is being paid", await play.state(request), "paying")
    await play.becomes(request, *LEFT)
    await play.bank("deliver")
    await play.bank("webhooks", delivery="once")
    await _paid(play, see, request)


@SCRIPT.step(
    11,
    "409, 429, 503, puis 500 : chacun passe de lui-même.",
    "409, 429, 503, then 500: each passes by itself.",
)
async def errors(play: Fund, see: Seen) -> None:
    """FND-09: a refusal that may pass goes again; a stored error goes under the next key once nothing was found."""
    for request in await play.ordered(*FAULTS, times=len(FAULTS)):
        await _paid(play, see, request)


@SCRIPT.step(
    12,
    "L'avis se perd, arrive deux fois, tard, ou dans le désordre : le compte reste juste.",
    "The notice is lost, comes twice, late, or out of order: the sum stays right.",
)
async def notices(play: Fund, see: Seen) -> None:
    """FND-09: what a notice says is a total, stored once."""
    for delivery in ("lost", "twice", "late", "out_of_order"):
        await play.bank("webhooks", delivery=delivery)
        request = (await play.ordered())[0]
        left = await play.becomes(request, *LEFT)
        see.that("le virement est parti", "the transfer has left", left.get("state") in LEFT, left)
        if delivery in ("late", "out_of_order"):
            await play.bank("deliver")
        await play.bank("webhooks", delivery="once")
        paid = await play.becomes(request, *LEFT)
        seen = (paid.get("amount_cents"), paid.get("returned_cents"), await play.state(request))
        see.equal("100 $, une fois", "100, once", seen, (NIGHT, 0, "paid"))


@SCRIPT.step(
    13,
    "Le compte de la plateforme est à sec : le virement attend, puis part quand on l'a rempli.",
    "The platform's account is dry: the transfer waits, then leaves once it was filled.",
)
async def dry(play: Fund, see: Seen) -> None:
    """FND-09: short of money is no refusal; it goes again by itself."""
    await play.bank("drain")
    request = (await play.ordered())[0]
    waits = await play.becomes(request, "ready", problem="funds_short")
    see.equal("il attend, et dit pourquoi", "it waits, and says why", waits.get("problem"), "funds_short")
    see.equal(
        "la demande reste approuvée", "the request stays approved", await play.state(request), "approved"
    )
    await play.bank("fund", cents=10_000_000)
    await _paid(play, see, request)


@SCRIPT.step(
    14,
    "Payé, puis rejeté par la banque de l'hôtel : rien ne repart, et la demande reste payée.",
    "Paid, then bounced by the hotel's own bank: nothing goes again, and the request stays paid.",
)
async def bounced(play: Fund, see: Seen) -> None:
    """FND-09: what happens between the rail and the payee's bank is theirs; the reconciliation names it."""
    request = play.must("paid")[0]
    await play.bank("bounce", reference=(await play.payment(request)).get("reference"), cents=NIGHT)
    still = await play.becomes(request, *PAID)
    see.equal("toujours payé, une fois", "paid still, once", (still.get("state"), still.get("attempt")),
              ("confirmed", 1))  # fmt: skip


@SCRIPT.step(
    15,
    "Repris en partie, puis en entier : l'argent est de retour, avec sa trace.",
    "Reversed in part, then whole: the money is back, with its trace.",
)
async def reversed_(play: Fund, see: Seen) -> None:
    """FND-12: a reversal is a fact, in whatever portions it comes."""
    request = play.must("paid")[1]
    transfer = (await play.payment(request)).get("reference")
    for cents, back, state in ((4_000, 4_000, "confirmed"), (6_000, NIGHT, "returned")):
        await play.bank("reverse", reference=transfer, cents=cents)
        found = await play.becomes(request, state, returned_cents=back)
        see.equal(f"{back // 100} $ de retour", f"{back // 100} back",
                  (found.get("returned_cents"), found.get("state")), (back, state))  # fmt: skip
    view = needed(await play.view(request))
    see.equal("la ligne le montre", "the line shows it", view.at("lines", 0, "returned_cents"), NIGHT)
