"""What a house reads before it reviews its agreement with P1: asked, granted, nights held and nights used (OPS-13)."""

from __future__ import annotations

from typing import Any

from api.demo.scenarios.opapa.story import Opapa
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import items, one
from api.demo.scenarios.wire import value_at

HOUSES = {"Maison S4": "S4", "Maison S7": "S7", "Hôtel S8": "S8"}
READ = ("asked", "granted", "nights_held", "nights_used")
GROWN = {"Maison S4": (2, 2, 2, 2), "Maison S7": (3, 3, 3, 3), "Hôtel S8": (7, 7, 4, 3)}
"""What this operation adds: the hotel was asked for seven rooms, four of them by agreement, and one stayed empty."""


async def evidence_at(play: Opapa) -> dict[str, tuple[Any, ...]]:
    """The numbers of each house's agreement with P1, as its coordinator reads them."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, code in HOUSES.items():
        agreement = await _agreement(play, code)
        review = await play.cast.coordinator(code).get(f"/v1/agreements/{agreement}/review")
        found[name] = tuple(value_at(review.at("evidence"), word) for word in READ)
    return found


async def _agreement(play: Opapa, code: str) -> str:
    rows = items(await play.cast.coordinator(code).get("/v1/agreements"))
    return str(one(rows, partner="Service de police P1", state="in_force")["id"])


async def reviewed(play: Opapa, see: Seen) -> None:
    """The evidence has grown by this operation, exactly; police have no door to it; the hotel says: still true."""
    before, after = play.must("evidence"), await evidence_at(play)
    grown = {
        name: tuple(now - then for now, then in zip(after[name], before[name], strict=True))
        for name in before
        if all(isinstance(number, int) for number in (*after[name], *before[name]))
    }
    see.equal(
        "la révision : demandées, accordées, nuits retenues, nuits utilisées",
        "the review: asked, granted, nights held, nights used",
        grown,
        GROWN,
    )
    path = f"/v1/agreements/{await _agreement(play, 'S8')}/review"
    closed = await play.cast.investigator.get(path)
    see.refused("la police ne la lit pas", "police do not read it", closed, "not_allowed")
    body = {"outcome": "still_true", "review_on": str(play.at(300, "12:00").date())}
    done = await play.cast.coordinator("S8").post(path, body)
    see.accepted("l'hôtel : toujours vrai", "the hotel: still true", done)
    read = await play.cast.coordinator("S8").get(path)
    outcomes = [row.get("outcome") for row in read.at("earlier") or []]
    see.equal("la révision est au dossier", "the review is on record", outcomes[:1], ["still_true"])
