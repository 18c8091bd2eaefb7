"""Step 13, six months later: journeys to court, promised together and drawn one by one."""

from __future__ import annotations

from api.demo.scenarios.stage import Seen
from api.demo.scenarios.transfer.money import AIR, ask, fill, line
from api.demo.scenarios.transfer.story import SCRIPT, Transfer

TRIP, TRIPS = 50_000, 3
"""Cents for a return trip at most, and how many."""


@SCRIPT.step(
    13,
    "Six mois plus tard, le tribunal à Montréal : trois allers-retours, une seule double approbation.",
    "Six months later, court in Montréal: three return trips, one double approval.",
)
async def series(play: Transfer, see: Seen) -> None:
    """SAF-10: a case stays open for years; FND-14: a bed and money remain possible; a series is drawn down by trips."""
    await play.until(183, "10:00")
    view = await play.cast.alberta.get(f"/v1/cases/{play.case}")
    see.equal("le dossier est ouvert", "the case is open", view.at("state"), "open")
    found = await play.search(play.cast.alberta, "CA-BC", "CA-AB", nights=1)
    see.that("un lit reste possible", "a bed remains possible", play.must("board").ok, sorted(found))
    await fill(play)
    trips = line("travel_interprovincial", TRIPS * TRIP, AIR, travel_reason="court", units=TRIPS)
    reply = await ask(play, [{**trips, "series": {"times": TRIPS, "each_up_to_cents": TRIP}}])
    see.accepted(
        "une série de trois voyages est demandée",
        "a series of three trips is asked for",
        reply,
        needs="series",
    )
