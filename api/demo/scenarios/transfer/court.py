"""Step 13, six months later: journeys to court, promised together and drawn one by one."""

from __future__ import annotations

from typing import Any

from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import envelope, items, needed
from api.demo.scenarios.transfer.money import AIR, approved, ask, fill, line
from api.demo.scenarios.transfer.story import SCRIPT, Transfer
from api.demo.scenarios.wire import Reply

TRIP, TRIPS = 50_000, 3
"""Cents for a return trip at most, and how many."""
CHEAPER = 46_000
"""What the first flight costs in the end."""


@SCRIPT.step(
    13,
    "Six mois plus tard, le tribunal à Montréal : trois allers-retours, une seule double approbation; la poursuite "
    "tombe, rien ne change.",
    "Six months later, court in Montréal: three return trips, one double approval; the prosecution is dropped, and "
    "nothing changes.",
)
async def court(play: Transfer, see: Seen) -> None:
    """FND-04, FND-12, CPL-05, SAF-10, FND-14: a case stays open for years; a series is drawn down by trips; what nobody
    used returns."""
    await play.until(183, "10:00")
    view = await play.cast.alberta.get(f"/v1/cases/{play.case}")
    see.equal("le dossier est ouvert", "the case is open", view.at("state"), "open")
    found = await play.search(play.cast.alberta, "CA-BC", "CA-AB", nights=1)
    see.that("un lit reste possible", "a bed remains possible", play.must("board").ok, sorted(found))
    await fill(play)
    await all_taken(play, see, await promised(play, see))
    await dropped(play, see, await promised(play, see))


async def promised(play: Transfer, see: Seen) -> str:
    """The Québec pivot asks for three trips; two people promise them at once; nothing is paid yet."""
    before = await available(play)
    trips = line("travel_interprovincial", TRIPS * TRIP, AIR, travel_reason="court", units=TRIPS)
    series = {"times": TRIPS, "each_up_to_cents": TRIP}
    reply = await ask(play, [{**trips, "series": series}], play.cast.quebec)
    see.accepted("une série de trois voyages est demandée", "a series of three trips is asked for", reply)
    request = str(reply.at("id"))
    await approved(play, see, request, TRIPS * TRIP, play.cast.quebec)
    kept = before - await available(play)
    see.equal("les trois sont promis d'un coup", "all three are promised at once", kept, TRIPS * TRIP)
    paid = items(await play.cast.fund_first.get("/v1/payouts", request_id=request))
    see.equal("rien n'est payé avant d'être pris", "nothing is paid before it is drawn", paid, [])
    rows: Any = needed(await play.cast.quebec.get(f"/v1/requests/{request}/series")).body
    left = [(row.get("times"), row.get("left"), row.get("travel_reason")) for row in rows]
    see.equal("trois voyages restent", "three trips are left", left, [(TRIPS, TRIPS, "court")])
    return str(rows[0]["id"])


async def draw(play: Transfer, series: str, cents: int) -> Reply:
    """One tap of the Québec pivot."""
    return await play.cast.quebec.post(f"/v1/series/{series}/draws", {"amount_cents": cents})


async def available(play: Transfer) -> int:
    """What F3 may still promise, in cents."""
    return int((await envelope(play.cast.fund_first, "F3")).at("available_cents"))


async def all_taken(play: Transfer, see: Seen, series: str) -> None:
    """Three draws within the ceiling; the fourth, and one cent above, are refused."""
    before = await available(play)
    above = await draw(play, series, TRIP + 1)
    see.refused("un cent de trop est refusé", "one cent too much is refused", above, "draw_above_ceiling")
    numbers = [(await draw(play, series, cents)).at("number") for cents in (CHEAPER, TRIP, TRIP)]
    see.equal("trois voyages sont pris", "three trips are drawn", numbers, [1, 2, 3])
    fourth = await draw(play, series, TRIP)
    see.refused("le quatrième est refusé", "the fourth is refused", fourth, "series_used_up")
    back = await available(play) - before
    see.equal(
        "ce qu'un vol n'a pas coûté revient", "what a flight did not cost returns", back, TRIP - CHEAPER
    )


async def dropped(play: Transfer, see: Seen, series: str) -> None:
    """After the second trip the prosecution is dropped: Relais has no field for it; the series is ended."""
    before = await available(play)
    numbers = [(await draw(play, series, TRIP)).at("number") for _ in range(2)]
    see.equal("deux voyages sont pris", "two trips are drawn", numbers, [1, 2])
    ended = await play.cast.quebec.post(f"/v1/series/{series}/end")
    see.equal("la série finit, un voyage n'a pas servi", "the series ends, one trip was not used",
              (ended.at("unused"), ended.at("returned_cents")), (1, TRIP))  # fmt: skip
    back = await available(play) - before
    see.equal("il revient à l'enveloppe", "it returns to the envelope", back, TRIP)
    more = await draw(play, series, TRIP)
    see.refused("rien de plus n'en part", "nothing more leaves from it", more, "series_ended")
    view = await play.cast.quebec.get(f"/v1/cases/{play.case}")
    places = [row.get("state") for row in view.at("placements") or []]
    see.equal("le dossier reste ouvert", "the case stays open", view.at("state"), "open")
    see.equal("sa place reste la sienne", "her place stays hers", places[-1:], ["live"])
    again = await ask(play, [line("food", 4_000, None)], play.cast.quebec)
    see.accepted("le fonds reste ouvert pour elle", "the fund stays open to her", again)
    needed(await play.cast.quebec.post(f"/v1/requests/{again.at('id')}/withdraw"))
