"""Step 18: at the end the rail's own list and the ledger agree to the cent, and every difference has its name."""

from __future__ import annotations

from datetime import timedelta

from api.demo.scenarios.fund.story import SCRIPT, Fund
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import needed, stamp
from api.demo.scenarios.wire import Reply


@SCRIPT.step(
    18,
    "Le rapprochement : la liste du service de paiement et le grand livre disent les mêmes cents.",
    "Reconciled: the payment service's list and the ledger say the same cents.",
)
async def reconciled(play: Fund, see: Seen) -> None:
    """FND-09: nothing was paid twice, nothing is missing; what the hotel's bank bounced is named, with whom to ask."""
    over = (await play.stage.now()).replace(microsecond=0) + timedelta(minutes=1)
    await play.stage.move_to(over + timedelta(hours=2))
    begun = play.must("begun").replace(microsecond=0) - timedelta(seconds=1)
    body = {"rail": "stripe_connect", "since": stamp(begun), "until": stamp(over)}
    asked = needed(await play.cast.first.post("/v1/reconciliations", body))
    path = f"/v1/reconciliations/{asked.at('id')}"

    async def look() -> Reply:
        return await play.cast.first.get(path)

    run = await play.stage.eventually(look, lambda reply: reply.ok)
    sums = (run.at("rail_count"), run.at("rail_cents"))
    see.that("les deux listes sont égales au cent", "both lists are equal to the cent",
             sums == (run.at("ledger_count"), run.at("ledger_cents")) and run.ok, run.body)  # fmt: skip
    codes = sorted({str(each.get("code")) for each in run.at("differences") or []})
    see.equal("seul le rejet de la banque de l'hôtel est nommé", "only the hotel's bounced payment is named",
              codes, ["payee_payout_failed"])  # fmt: skip
