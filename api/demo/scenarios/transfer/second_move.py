"""Steps 11 and 12: somebody asks about her; a move is prepared; no house learns of another."""

from __future__ import annotations

from typing import Any

from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import items, needed, one
from api.demo.scenarios.transfer.arrival import arrives, leaves
from api.demo.scenarios.transfer.money import AIR, approved, ask, fill, line
from api.demo.scenarios.transfer.story import SCRIPT, Transfer, said_in, unchanged
from api.demo.scenarios.wire import value_at

EVERYWHERE = ("CA-AB", "CA-QC", "CA-BC")
SECOND_FLIGHT = 42_000
"""Cents: Montréal to Vancouver."""


@SCRIPT.step(
    11,
    "Semaine 3 : quelqu'un demande après elle. S2 donne l'alerte; la suite se prépare à Vancouver.",
    "Week 3: somebody has been asking about her. S2 raises the alarm; the next place is prepared in Vancouver.",
)
async def alarm(play: Transfer, see: Seen) -> None:
    """SAF-03, SAF-04: a push without content; a search without S2, and without Montréal if she wishes; paid anew."""
    await play.until(21, "10:00")
    for shelter in ("S2", "S6", "S12"):
        await unchanged(play, shelter)
    before = await play.search(play.cast.alberta, *EVERYWHERE, nights=60, fact=["shared_home"])
    see.that("S2 est encore proposée", "S2 is still proposed", "Maison S2" in before, sorted(before))
    await raised(play, see)
    after = await play.search(play.cast.alberta, *EVERYWHERE, nights=60, fact=["shared_home"])
    see.that("la recherche laisse S2", "the search leaves S2 out", "Maison S2" not in after, sorted(after))
    see.that(
        "Montréal reste une question", "Montréal is still a question", "Maison S1" in after, sorted(after)
    )
    move = one(items(await play.cast.alberta.get("/v1/moves")), id=play.must("move"))
    question = (move.get("case_id"), move.get("cause"), move.get("asks_city"), move.get("city"))
    see.equal(
        "« Exclure aussi Montréal ? »",
        '"Exclude Montréal too?"',
        question,
        (play.case, "safety", True, "Montréal"),
    )
    taken = await play.cast.alberta.post(f"/v1/moves/{play.must('move')}/take", {"exclude_city": True})
    see.accepted("le pivot prépare la suite", "the pivot prepares the move", taken)
    found = await play.search(play.cast.alberta, *EVERYWHERE, nights=60, fact=["shared_home"])
    cities = {str(entry.get("city")) for entry in found.values()}
    see.that(
        "plus rien à Montréal",
        "nothing in Montréal any more",
        cities == {"Calgary", "Vancouver"},
        sorted(cities),
    )
    see.that(
        "S6, à Vancouver, est proposée", "S6, in Vancouver, is proposed", "Maison S6" in found, sorted(found)
    )
    await goes_to_vancouver(play, see, len(found))


async def raised(play: Transfer, see: Seen) -> None:
    """The coordinator taps on one stay; both pivots' phones say that there is something to read."""
    pages = [await hand.listen() for hand in (play.cast.alberta, play.cast.quebec)]
    place = f"/v1/shelters/{(await play.view('S2'))['id']}/stays"
    stay = one(items(await play.cast.coordinator("S2").get(place)), referral_id=play.must("S2").at("id"))
    by_desk = await play.cast.desk("S2").post(f"/v1/stays/{stay['id']}/alert")
    see.refused("l'accueil n'en décide pas", "the front desk does not decide it", by_desk, "not_allowed")
    alert = await play.cast.coordinator("S2").post(f"/v1/stays/{stay['id']}/alert")
    see.accepted("l'alerte est donnée", "the alarm is raised", alert)
    play.found["move"] = alert.at("id")
    for page in pages:
        events = (await page.heard("moves")).at("events") or []
        news = [event for event in events if value_at(event, "topic") == "moves"]
        bare = bool(news) and all(set(event) <= {"topic", "subject"} for event in news)
        see.that("un pivot est prévenu, sans contenu", "a pivot is told, without content", bare, events)


async def goes_to_vancouver(play: Transfer, see: Seen, options: int) -> None:
    """S6 accepts; the flight is a new request, and nobody says that she was helped already (FND-14)."""
    choice = {"options_shown": options, "person_chose": True}
    referral = await play.refer(play.cast.alberta, "S6", play.at(22, "17:00"), nights=60, **choice)
    yes = await play.cast.desk("S6").post(f"/v1/referrals/{referral.at('id')}/confirm")
    see.accepted("S6 accepte", "S6 accepts", yes)
    play.must("placements").append(await play.link(play.cast.alberta, referral, **choice))
    play.found["S6"] = referral
    await fill(play)
    flight = line("travel_interprovincial", SECOND_FLIGHT, AIR, travel_reason="protection")
    request = await ask(play, [flight])
    see.accepted(
        "une nouvelle demande, sans « déjà aidée »", 'a new request, and no "already helped"', request
    )
    await approved(play, see, str(request.at("id")), SECOND_FLIGHT)


@SCRIPT.step(
    12,
    "S2 lit « partie le… »; S6 ne lit rien d'avant; le dossier montre trois places à ses pivots seuls.",
    'S2 reads "left on…"; S6 reads nothing of before; the case shows three places to its pivots alone.',
)
async def traces(play: Transfer, see: Seen) -> None:
    """SAF-05: a former house learns no next place, a next one no history."""
    await play.until(22, "09:00")
    await leaves(play, "S2", play.must("S2").at("id"))
    await arrives(play, "S6", play.must("S6").at("id"), 22, "17:00")
    secrets = {
        "S2": ["S6", "Vancouver", play.must("S6").at("id")],
        "S6": ["S2", "S12", "Montréal", "Calgary"],
    }
    for shelter, words in secrets.items():
        place = f"/v1/shelters/{(await play.view(shelter))['id']}"
        for hand in (play.cast.desk(shelter), play.cast.coordinator(shelter)):
            pages = [
                needed(await hand.get(f"{place}/{page}")).body for page in ("stays", "arrivals", "departures")
            ]
            told = said_in(pages, [*words, play.case, play.code])
            see.equal(f"{shelter} ne lit rien d'ailleurs", f"{shelter} reads nothing of elsewhere", told, [])
    place = f"/v1/shelters/{(await play.view('S2'))['id']}/departures"
    left = one(items(await play.cast.desk("S2").get(place)), referral_id=play.must("S2").at("id"))
    see.that(
        "S2 lit « partie le… »", 'S2 reads "left on…"', set(left) == {"referral_id", "code", "left_at"}, left
    )
    await three_places(play, see)


async def three_places(play: Transfer, see: Seen) -> None:
    """By its code, to its two pivots; to a pivot of elsewhere and to the houses there is no such case."""
    wanted = [("Maison S12", "ended"), ("Maison S2", "ended"), ("Maison S6", "live")]
    for hand in (play.cast.alberta, play.cast.quebec):
        view = await hand.get(f"/v1/cases/{play.case}")
        rows: list[Any] = view.at("placements") or []
        seen = [(row.get("shelter_name"), row.get("state")) for row in rows]
        see.equal("trois places, dans l'ordre", "three places, in order", seen, wanted)
        see.equal("sous le code", "by the code", view.at("code"), play.code)
    outside = (play.cast.stranger, play.cast.coordinator("S2"), play.cast.coordinator("S6"), play.cast.police)
    statuses = [(await hand.get(f"/v1/cases/{play.case}")).ok for hand in outside]
    see.equal("à personne d'autre", "to nobody else", statuses, [False] * 4)
