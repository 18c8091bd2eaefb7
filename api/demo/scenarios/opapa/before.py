"""Steps 1 to 6, the day before: how many could be placed, what is held, what keeps people apart, who sees what."""

from __future__ import annotations

from typing import Any

from api.demo.network import SHELTERS, DemoShelter
from api.demo.scenarios.opapa.review import evidence_at
from api.demo.scenarios.opapa.story import HAMILTON_THEN_TORONTO, HU, SCRIPT, Opapa, first_day
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import count, items, one, stamp, words_in
from api.demo.scenarios.wire import value_at

NAMES = tuple(shelter.name.lower() for shelter in SHELTERS)
OWN_AGREEMENTS = ("Maison S4", "Maison S7", "Hôtel S8")
ONTARIO = ("S3", "S4", "S7", "S8", "S10")


def men(number: int, **more: Any) -> dict[str, Any]:
    return {"people": [{"gender": "man", "count": number}], **more}


def women(number: int, **more: Any) -> dict[str, Any]:
    return {"people": [{"gender": "woman", "count": number}], **more}


@SCRIPT.step(
    1,
    "Jour 0, 11 h : combien de places pour 8 hommes et 2 femmes?",
    "Day 0, 11:00: how many places for 8 men and 2 women?",
)
async def feasibility(play: Opapa, see: Seen) -> None:
    """OPS-19: numbers alone; no shelter beyond the three agreements of one's own."""
    play.day_zero = first_day(await play.stage.now())
    await play.until(0, "10:30")
    await shelters_count(play, see)
    await play.until(0, "11:00")
    question = {
        "parties": [men(8), women(2)],
        "areas": HAMILTON_THEN_TORONTO,
        "window": play.window,
        "languages": [HU],
        "nights": 3,
    }
    reply = await play.cast.investigator.post("/v1/feasibility", question)
    see.accepted("l'enquête reçoit une réponse", "the investigator has an answer", reply)
    see.equal("10 possibles", "10 possible", reply.at("possible"), 10)
    see.equal("9 par entente", "9 by agreement", reply.at("by_agreement"), 9)
    see.equal("1 sur demande", "1 on request", reply.at("on_request"), 1)
    told = [name for name in NAMES if name in words_in(reply.body)]
    see.equal("aucun nom de maison", "no shelter is named", told, [])
    agreements = items(await play.cast.investigator.get("/v1/agreements"))
    named = sorted(str(agreement.get("shelter")) for agreement in agreements)
    nights = {(row.get("nights_held"), row.get("nights_used")) for row in agreements}
    see.equal("aucune nuit n'est dite à la police", "no night is told to police", nights, {(None, None)})
    play.found["nights"] = await nights_at(play)
    play.found["evidence"] = await evidence_at(play)
    see.equal(
        "ses trois ententes, et elles seules", "its own three agreements alone", named, sorted(OWN_AGREEMENTS)
    )


async def nights_at(play: Opapa) -> dict[str, tuple[Any, Any]]:
    """Nights held and used under P1's agreements in the last year, as each shelter reads them at its review."""
    found: dict[str, tuple[Any, Any]] = {}
    for code in ("S4", "S7", "S8"):
        for row in items(await play.cast.coordinator(code).get("/v1/agreements")):
            found[str(row.get("shelter"))] = (row.get("nights_held"), row.get("nights_used"))
    return found


async def shelters_count(play: Opapa, see: Seen) -> None:
    """As on any morning: each shelter of Ontario notes who has left and how many places are free (BED-15)."""
    counted = [await count_at(play, shelter) for shelter in SHELTERS if shelter.code in ONTARIO]
    see.that("les maisons de l'Ontario ont compté", "Ontario's shelters have counted", all(counted), counted)


async def count_at(play: Opapa, shelter: DemoShelter) -> bool:
    """Notes departures of an earlier play, then counts each pool; whether every count was taken."""
    desk = play.cast.desk(shelter.code)
    view = one(items(await desk.get("/v1/shelters")), name=shelter.name)
    place = f"/v1/shelters/{view['id']}"
    for stay in items(await desk.get(f"{place}/stays")):
        if not stay["anonymous"]:
            await desk.post(f"/v1/stays/{stay['id']}/departure")
    taken = []
    for kept, wanted in zip(view["pools"], shelter.pools, strict=True):
        looked_at = stamp(await play.stage.now())
        body = {"looked_at": looked_at, "free": wanted.free, "pool_id": kept["id"]}
        taken.append((await desk.post(f"{place}/counts", body)).at("applied") is True)
    return bool(taken) and all(taken)


@SCRIPT.step(
    2,
    "L'enquête retient : 6 au moins, 10 prévues, 12 au plus; étiquettes 4 A, 4 B, 2 C.",
    "The investigator holds: at least 6, 10 expected, at most 12; labels 4 A, 4 B, 2 C.",
)
async def hold(play: Opapa, see: Seen) -> None:
    """OPS-01, OPS-11: a random reference; no strict criterion asked, no low security proposed."""
    wish = {
        "minimum": 6,
        "expected": 10,
        "maximum": 12,
        "parties": [
            women(1, label="A"),
            men(3, label="A"),
            women(1, label="B"),
            men(3, label="B"),
            men(2, label="C"),
        ],
        "areas": HAMILTON_THEN_TORONTO,
        "window": play.window,
        "languages": [HU],
        "nights": 3,
    }
    play.found["phone"] = await play.cast.desk("S4").listen()
    reply = await play.cast.investigator.post("/v1/operations", wish)
    see.accepted("l'opération existe", "the operation exists", reply)
    play.operation, play.reference = str(reply.at("id")), str(reply.at("reference"))
    random = len(play.reference) >= 7 and play.reference.startswith("OP-")
    see.that("une référence au hasard", "a random reference", random, play.reference)
    play.found["standing"] = reply.at("standing")
    for shelter, why_fr, why_en in (
        ("S3", "S3 n'est pas demandée (critère strict)", "S3 is not asked (strict criterion)"),
        ("S10", "S10 n'est pas proposée (sécurité faible)", "S10 is not proposed (low security)"),
    ):
        desk = play.cast.desk(shelter)
        asked = await desk.get("/v1/shelter-requests")
        expected = await desk.get("/v1/expected-arrivals")
        untouched = asked.ok and expected.ok and not open_rows(asked.body) and not items(expected)
        see.that(why_fr, why_en, untouched, f"{asked.body} {expected.body}")


def open_rows(body: Any) -> list[Any]:
    """Requests that still wait for an answer."""
    return [row for row in body if row.get("state") == "requested"] if isinstance(body, list) else []


@SCRIPT.step(
    3,
    "La séparation : un lieu par étiquette, trois lieux, donc 8 places sur 10.",
    "Separation: one place per label and site, three sites, so 8 of 10 places.",
)
async def separation(play: Opapa, see: Seen) -> None:
    """OPS-06, OPS-07: partial success is kept, and what is missing is explained by label."""
    reply = await play.cast.investigator.get(f"/v1/operations/{play.operation}")
    see.accepted("l'enquête lit son opération", "the investigator reads the operation", reply)
    view = reply.at("operation")
    see.equal("8 retenues", "8 held", reply.at("operation", "held"), 8)
    see.equal("2 sans place", "2 not placed", reply.at("operation", "waiting"), 2)
    missing = {
        (row.get("label"), row.get("places"), row.get("cause"))
        for row in reply.at("operation", "not_placed") or []
    }
    see.equal(
        "1 A et 1 B, à cause de leur étiquette",
        "1 A and 1 B, because of their label",
        missing,
        {("A", 1, "label"), ("B", 1, "label")},
    )
    sentence = str(reply.at("sentence"))
    see.equal(
        "la phrase dit un quatrième lieu, ou une dérogation",
        "the sentence says a fourth site, or an override",
        sentence,
        "8 of 10 held. Not placed: 1 A, 1 B: a fourth site is needed, or an override.",
    )
    places = view.get("places", []) if isinstance(view, dict) else []
    see.equal("rien de retenu n'est perdu", "nothing held is lost", count(places, state="held"), 8)
    see.equal("aucun lieu n'est dit à la police", "no site is told to police", sites_named(reply.body), [])


def sites_named(body: Any) -> list[str]:
    """Shelters that a reply names."""
    return [name for name in NAMES if name in words_in(body)]


@SCRIPT.step(
    4,
    "La coordination régionale accorde deux chambres d'hôtel de plus; l'hôtel accepte la cinquième.",
    "The regional coordinator grants two more hotel rooms; the hotel accepts the fifth.",
)
async def override(play: Opapa, see: Seen) -> None:
    """OPS-07: per place, with a reason that auditors read; the rule still applies to all others."""
    asked = await play.cast.investigator.post(f"/v1/operations/{play.operation}/overrides", {"places": []})
    see.accepted("l'enquête demande la dérogation", "the investigator asks for the override", asked)
    see.equal("pour deux places", "for two places", asked.at("asked"), 2)
    overrides = await play.cast.region.get("/v1/overrides")
    open_ones = [
        row
        for row in items(overrides)
        if row.get("operation_id") == play.operation and row.get("state") == "asked"
    ]
    labels = sorted(str(row.get("label")) for row in open_ones)
    see.equal("la coordination lit A et B", "the coordinator reads A and B", labels, ["A", "B"])
    hotel = await shelter_id(play, "S8")
    outcomes = []
    for row in sorted(open_ones, key=lambda row: str(row.get("label"))):
        decision = {"grant": True, "reason": "separate floors, separate arrival times", "shelter_id": hotel}
        decided = await play.cast.region.post(f"/v1/overrides/{row.get('id')}/decision", decision)
        outcomes.append(decided.at("outcome"))
    see.equal(
        "la quatrième chambre est retenue, la cinquième demandée",
        "the fourth room is held, the fifth is asked for",
        outcomes,
        ["held", "asked"],
    )
    await hotel_accepts(play, see, 1)
    await all_held(play, see, 10, {"S4": 2, "S7": 3, "S8": 5})
    lines = [
        row
        for row in items(await play.cast.region.get("/v1/overrides"))
        if row.get("operation_id") == play.operation
    ]
    granted = [
        row
        for row in lines
        if row.get("state") == "granted" and row.get("reason") == "separate floors, separate arrival times"
    ]
    see.equal(
        "deux lignes au dossier, avec leur raison", "two lines on record, with their reason", len(granted), 2
    )
    view = await play.cast.investigator.get(f"/v1/operations/{play.operation}")
    lifted = [row for row in view.at("operation", "places") or [] if row.get("override") == "granted"]
    see.equal(
        "la règle tient pour toutes les autres places", "the rule stands for all other places", len(lifted), 2
    )


async def shelter_id(play: Opapa, shelter: str) -> str:
    """The opaque id of a shelter, as its own coordinator reads it."""
    found = await play.cast.coordinator(shelter).get("/v1/shelters")
    return str(one(items(found), name="Hôtel S8" if shelter == "S8" else f"Maison {shelter}").get("id"))


async def hotel_accepts(play: Opapa, see: Seen, rooms: int) -> None:
    """The hotel's desk reads the request on its phone and says yes."""
    desk = play.cast.desk("S8")
    waiting = open_rows((await desk.get("/v1/shelter-requests")).body)
    asked = sum(row.get("places", 0) for row in waiting)
    see.equal(f"l'hôtel est demandé pour {rooms}", f"the hotel is asked for {rooms}", asked, rooms)
    for row in waiting:
        yes = await desk.post(f"/v1/shelter-requests/{row.get('id')}/answer", {})
        see.accepted("l'hôtel accepte", "the hotel accepts", yes)


async def all_held(play: Opapa, see: Seen, number: int, sites: dict[str, int]) -> None:
    """So many places are held, and so many each of these shelters expects."""
    view = await play.cast.investigator.get(f"/v1/operations/{play.operation}")
    see.equal(f"{number} retenues", f"{number} held", view.at("operation", "held"), number)
    see.equal("personne n'attend", "nobody waits", view.at("operation", "waiting"), 0)
    seen = {shelter: len(await expected_at(play, shelter)) for shelter in sites}
    said = ", ".join(f"{shelter} {places}" for shelter, places in sites.items())
    see.equal(said, said, seen, sites)


async def expected_at(play: Opapa, shelter: str) -> list[Any]:
    """Whom the desk of this shelter expects in this window, or has received."""
    rows = items(await play.cast.desk(shelter).get("/v1/expected-arrivals"))
    return [row for row in rows if same_moment(row.get("window_starts_at"), play.window["starts_at"])]


def same_moment(seen: Any, wanted: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(str(seen)) == datetime.fromisoformat(wanted)
    except ValueError:
        return False


@SCRIPT.step(
    5,
    "L'accueil de S4 lit sur son téléphone : 2 hommes, une plage, un numéro à rappeler.",
    "The front desk of S4 reads on its phone: 2 men, a window, a number to call back.",
)
async def front_desk(play: Opapa, see: Seen) -> None:
    """OPS-11, SAF-08: who comes and when; the agreement for the coordinator alone."""
    phone = await play.must("phone").heard("arrivals")
    news = [event for event in phone.at("events") or [] if value_at(event, "topic") == "arrivals"]
    see.equal(
        "le téléphone dit qu'il y a quelque chose à lire, sans contenu",
        "the phone says that there is something to read, without content",
        news[:1],
        [{"topic": "arrivals"}],
    )
    expected = await expected_at(play, "S4")
    see.equal("2 hommes", "2 men", [row.get("gender") for row in expected], ["man", "man"])
    until = [row.get("window_ends_at") for row in expected]
    closes = stamp(play.at(1, "11:00"))
    see.that(
        "de 5 h à 11 h",
        "from 05:00 to 11:00",
        bool(until) and all(same_moment(at, closes) for at in until),
        until,
    )
    numbers = {row.get("call_back") for row in expected}
    see.equal(
        "le numéro de garde de la coordination", "the coordinator's duty number", numbers, {"+1 555 0120"}
    )
    see.equal(
        "l'entente n'est pas montrée à l'accueil",
        "the agreement is not shown to the desk",
        {row.get("agreement") for row in expected},
        {None},
    )
    told = words_in(expected)
    hidden = [
        word for word in ("police", play.reference.lower(), "suspect", "target") if word and word in told
    ]
    see.equal("ni police, ni référence, ni cible", "no police, no reference, no target", hidden, [])
    rows = items(await play.cast.coordinator("S4").get("/v1/expected-arrivals"))
    partners = {
        row.get("agreement")
        for row in rows
        if same_moment(row.get("window_starts_at"), play.window["starts_at"])
    }
    see.equal(
        "la coordination de S4 voit l'entente avec P1",
        "the coordinator of S4 sees the agreement with P1",
        partners,
        {"Service de police P1"},
    )
    about = words_in(rows)
    secret = [word for word in (play.reference.lower(), "suspect", "target") if word and word in about]
    see.equal("et rien de l'opération", "and nothing of the operation", secret, [])


@SCRIPT.step(
    6,
    "P2 demande 3 hommes à Toronto : rien ne trahit ce que P1 retient.",
    "P2 asks for 3 men in Toronto: nothing betrays what P1 holds.",
)
async def other_police(play: Opapa, see: Seen) -> None:
    """OPS-11, OPS-19: S4 has 3 places, 2 are held: 1 possible, and no trace of why."""
    question = {
        "parties": [men(3)],
        "areas": [{"region": "CA-ON", "city": "Toronto"}],
        "window": play.window,
        "nights": 3,
    }
    reply = await play.cast.other_police.post("/v1/feasibility", question)
    see.accepted("P2 reçoit une réponse", "P2 has an answer", reply)
    see.equal("1 possible", "1 possible", reply.at("possible"), 1)
    told = words_in(reply.body)
    traces = [word for word in (play.reference.lower(), play.operation.lower(), "p1") if word in told]
    see.equal(
        "aucune trace de la réservation", "no trace of the hold", [*traces, *sites_named(reply.body)], []
    )
    listed = items(await play.cast.other_police.get("/v1/operations"))
    see.equal("aucune opération d'autrui", "nobody else's operation", count(listed, id=play.operation), 0)
    direct = await play.cast.other_police.get(f"/v1/operations/{play.operation}")
    see.refused(
        "lue par son adresse, elle n'existe pas",
        "read by its address, it does not exist",
        direct,
        "not_found",
    )
