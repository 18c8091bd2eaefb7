"""Steps 7 to 11, the day itself: two more, a family, the hand-over, eleven arrivals, and what the police then see."""

from __future__ import annotations

from typing import Any

from api.demo.partners import demo_id
from api.demo.scenarios.opapa.before import (
    all_held,
    expected_at,
    hotel_accepts,
    men,
    nights_at,
    sites_named,
)
from api.demo.scenarios.opapa.review import reviewed
from api.demo.scenarios.opapa.story import SCRIPT, Opapa, Person
from api.demo.scenarios.stage import CannotGoOnError, Seen
from api.demo.scenarios.telling import count, items, needed, one, words_in
from api.demo.scenarios.wire import Reply

CLINIC = "Clinique juridique de l'Ontario"


@SCRIPT.step(
    7,
    "Jour 1, 7 h 40 : l'enquête passe de 10 à 12.",
    "Day 1, 07:40: the investigator raises the number from 10 to 12.",
)
async def raise_number(play: Opapa, see: Seen) -> None:
    """OPS-05: what is held stays held; two more rooms are asked for and accepted."""
    await play.until(1, "07:40")
    before = await play.cast.investigator.get(f"/v1/operations/{play.operation}")
    held = held_ids(before)
    see.equal("10 retenues jusque-là", "10 held so far", len(held), 10)
    change = {"add": [men(2)], "maximum": 12}
    path = f"/v1/operations/{play.operation}"
    raised = await play.cast.investigator.patch(path, change, str(before.etag))
    see.accepted("l'enquête ajoute 2 hommes", "the investigator adds 2 men", raised)
    see.equal("2 demandées de plus", "2 more asked for", raised.at("asked"), 2)
    after = await play.cast.investigator.get(path)
    see.that(
        "les 10 places retenues le restent",
        "the 10 held places stay held",
        held <= held_ids(after),
        len(held_ids(after)),
    )
    await hotel_accepts(play, see, 2)
    await all_held(play, see, 12, {"S4": 2, "S7": 3, "S8": 7})
    rooms = {row.get("claim_id") for row in await expected_at(play, "S8")}
    see.equal("l'hôtel : 7 chambres sur 8", "the hotel: 7 rooms of 8", len(rooms), 7)


def held_ids(view: Reply) -> set[str]:
    """The places that are held."""
    rows = view.at("operation", "places")
    return (
        {str(row.get("id")) for row in rows if row.get("state") == "held"}
        if isinstance(rows, list)
        else set()
    )


@SCRIPT.step(
    8,
    "8 h 15 : une mère et son fils adulte, étiquette A, restent ensemble.",
    "08:15: a mother and her adult son, label A, stay together.",
)
async def family(play: Opapa, see: Seen) -> None:
    """OPS-08: togetherness wins over the label: one room, one room released, one line on record."""
    await play.until(1, "08:15")
    disclosed = await play.cast.region.get(f"/v1/operations/{play.operation}/disclosure")
    see.accepted(
        "la coordination lit ce qui lui est confié", "the coordinator reads what was disclosed", disclosed
    )
    at_hotel = [
        row for row in items(disclosed) if row.get("label") == "A" and row.get("shelter") == "Hôtel S8"
    ]
    mother, son = one(at_hotel, gender="woman"), one(at_hotel, gender="man")
    play.together = (str(mother["place_id"]), str(son["place_id"]))
    recorded = await events_recorded(play)
    kept = await play.cast.region.post(
        f"/v1/operations/{play.operation}/keep-together",
        {"places": list(play.together), "reason": "they choose to stay together"},
    )
    see.accepted("la coordination les garde ensemble", "the coordinator keeps them together", kept)
    see.equal("une chambre libérée", "one room released", kept.at("released"), 1)
    rows = {str(row.get("place_id")): row for row in await expected_at(play, "S8")}
    rooms = {str(rows.get(place, {}).get("claim_id")) for place in play.together}
    see.that(
        "une seule chambre pour les deux", "one room for both", len(rooms) == 1 and "None" not in rooms, rooms
    )
    see.equal(
        "l'hôtel : 7 personnes, 6 chambres",
        "the hotel: 7 people, 6 rooms",
        (len(rows), len({row.get("claim_id") for row in rows.values()})),
        (7, 6),
    )
    await all_held(play, see, 12, {"S4": 2, "S7": 3, "S8": 7})
    see.that("une ligne au dossier", "a line on record", await events_recorded(play) > recorded, recorded)


async def events_recorded(play: Opapa) -> int:
    """How many events stand on record, as the auditor's verification counts them. Raises `CannotGoOnError`."""
    found = await play.cast.auditor.get("/demo/verification")
    numbers = (found.at("seen", "leaves"), found.at("seen", "pending"))
    if not all(isinstance(number, int) for number in numbers):
        raise CannotGoOnError(f"no verification: {found.status}")
    return int(numbers[0]) + int(numbers[1])


@SCRIPT.step(
    9,
    "Pas d'arrivée sans organisme pivot : la police le nomme, il accepte.",
    "No arrival without a pivot organisation: police name it, it accepts.",
)
async def name_pivot(play: Opapa, see: Seen) -> None:
    """OPS-14: refused first, with the reason; then named, and accepted by the organisation itself."""
    view = await play.cast.investigator.get(f"/v1/operations/{play.operation}")
    place = next(iter(sorted(held_ids(view))), "")
    early = await play.cast.investigator.post("/v1/arrivals", {"place_id": place})
    see.refused("l'arrivée est refusée", "the arrival is refused", early, "pivot_first")
    see.equal(
        "« nommez d'abord l'organisme pivot »",
        "'name the pivot organisation first'",
        early.at("title"),
        "Name the pivot organisation first.",
    )
    path = f"/v1/operations/{play.operation}"
    named = await play.cast.investigator.post(f"{path}/pivot", {"organisation_id": str(demo_id("PON"))})
    see.accepted("l'enquête nomme la clinique", "the investigator names the clinic", named)
    waiting = await play.cast.investigator.post("/v1/arrivals", {"place_id": place})
    see.refused("pas d'arrivée avant son oui", "no arrival before its yes", waiting, "pivot_must_accept")
    lines = items(await play.cast.pivot.get("/v1/hand-overs"))
    see.equal(
        "le pivot est prévenu : 12 attendues",
        "the pivot is told: 12 expected",
        one(lines, operation_id=play.operation).get("expected"),
        12,
    )
    hidden = await play.cast.pivot.get(f"/v1/hand-overs/{play.operation}/arrivals")
    see.refused(
        "il ne voit personne avant d'accepter", "it sees nobody before it accepts", hidden, "not_found"
    )
    yes = await play.cast.pivot.post(f"/v1/hand-overs/{play.operation}/answer", {"accept": True})
    see.accepted("le pivot accepte", "the pivot accepts", yes)
    after = await play.cast.investigator.get(path)
    see.equal(
        "l'enquête le voit",
        "the investigator sees it",
        (after.at("operation", "pivot"), after.at("operation", "pivot_accepted")),
        (CLINIC, True),
    )


@SCRIPT.step(
    10,
    "Le pivot ouvre un code de dossier par personne; 11 arrivent, une n'est pas venue.",
    "The pivot opens one case code per person; 11 arrive, one walked away.",
)
async def arrivals(play: Opapa, see: Seen) -> None:
    """OPS-14, CNF-02, FND-14: no names; whoever did not come frees a place, and nothing is held against them."""
    await play.until(1, "09:00")
    rows = items(await play.cast.pivot.get(f"/v1/hand-overs/{play.operation}/arrivals"))
    see.equal("12 personnes attendues", "12 people expected", len(rows), 12)
    alone = [
        row
        for row in rows
        if row.get("shelter") == "Hôtel S8" and row.get("together") is None and row.get("gender") == "man"
    ]
    play.walked_away = str(alone[-1]["place_id"])
    backup = one(items(await play.cast.pivot.get("/v1/companions")), is_you=False)["member_id"]
    rooms: set[str] = set()
    for row in rows:
        if row["place_id"] != play.walked_away:
            play.people.append(await welcome(play, row, backup, rooms))
    codes = {person.code for person in play.people}
    see.equal("11 codes de dossier", "11 case codes", len(codes), 11)
    per_shelter = {
        name: count([vars(person) for person in play.people], shelter=name)
        for name in ("Maison S4", "Maison S7", "Hôtel S8")
    }
    see.equal(
        "S4 2, S7 3, S8 6", "S4 2, S7 3, S8 6", per_shelter, {"Maison S4": 2, "Maison S7": 3, "Hôtel S8": 6}
    )
    hotel = {person.claim for person in play.people if person.shelter == "Hôtel S8"}
    see.equal("6 personnes dans 5 chambres", "6 people in 5 rooms", len(hotel), 5)
    states = [row.get("state") for row in await expected_at(play, "S8")]
    see.equal(
        "l'hôtel : 6 arrivées, une place encore retenue",
        "the hotel: 6 arrived, one place still held",
        (states.count("arrived"), states.count("held")),
        (6, 1),
    )
    await play.until(1, "11:05")
    states = [row.get("state") for row in await expected_at(play, "S8")]
    see.equal(
        "à la fin de la plage, la place est libérée",
        "at the end of the window, the place is released",
        (states.count("arrived"), states.count("held")),
        (6, 0),
    )
    await nothing_against(play, see)


async def welcome(play: Opapa, row: Any, backup: str, rooms: set[str]) -> Person:
    """One arrival: a case without a name, the arrival, and the link between them. Raises `CannotGoOnError`."""
    pivot = play.cast.pivot
    body = {
        "region": "CA-ON",
        "age_band": row["age_band"],
        "party": {"gender": row["gender"]},
        "languages": ["hu"],
        "consents": [{"scope": "bed"}, {"scope": "fund"}],
        "backup_member_id": backup,
        "limits_shown": 1,
        "forms": ["labour"],
    }
    case = needed(await pivot.post("/v1/cases", body))
    arrived = needed(await pivot.post("/v1/arrivals", {"place_id": row["place_id"]}))
    claim = str(arrived.at("claim_id"))
    needed(await pivot.post(f"/v1/cases/{case.at('id')}/placements", {"claim_id": claim}))
    shares = claim in rooms
    rooms.add(claim)
    return Person(
        str(case.at("id")),
        str(case.at("code")),
        str(row["place_id"]),
        claim,
        str(row["shelter"]),
        str(row["gender"]),
        shares,
    )


async def nothing_against(play: Opapa, see: Seen) -> None:
    """Whoever walked away is in no list, and a search finds a place for them as for anybody."""
    rows = items(await play.cast.pivot.get(f"/v1/hand-overs/{play.operation}/arrivals"))
    see.equal(
        "rien n'est retenu contre cette personne",
        "nothing is kept about that person",
        count(rows, place_id=play.walked_away),
        0,
    )
    board = await play.cast.pivot.get("/v1/board", person=["man:25+"], area=["CA-ON/Hamilton"], nights=1)
    names = [row.get("name") for row in items(board)]
    see.that(
        "une place se trouve encore pour lui",
        "a place can still be found for him",
        "Hôtel S8" in names,
        names,
    )


@SCRIPT.step(
    11,
    "La police rouvre la réservation : 11 personnes reçues sur 12, et rien d'autre.",
    "Police reopen the hold: 11 received of 12, and nothing else.",
)
async def police_see_two_numbers(play: Opapa, see: Seen) -> None:
    """OPS-13, OPS-14, POL-03: two numbers; the operation closes itself; held nights are counted for the review."""
    path = f"/v1/operations/{play.operation}"
    handed = await play.cast.investigator.post(f"{path}/hand-over", {"people": 12})
    see.accepted("l'enquête a remis 12 personnes", "the investigator handed over 12", handed)
    closed = await play.stage.eventually(
        lambda: play.cast.investigator.get(path), lambda reply: reply.at("operation", "state") == "closed"
    )
    see.equal(
        "« 11 reçues sur 12, pivot : la clinique »",
        "'11 received of 12, pivot: the clinic'",
        closed.at("sentence"),
        f"11 received of 12. Pivot: {CLINIC}.",
    )
    see.equal(
        "aucune place, aucune étiquette",
        "no place, no label",
        (closed.at("operation", "places"), closed.at("operation", "labels")),
        ([], []),
    )
    told = words_in(closed.body)
    leaks = [
        *sites_named(closed.body),
        *(person.code for person in play.people if person.code.lower() in told),
    ]
    see.equal(
        "ni maison, ni dossier, ni fonds",
        "no shelter, no case, no fund",
        [*leaks, *(["fund"] if "fund" in told else [])],
        [],
    )
    see.equal(
        "l'opération se ferme à la fin de la plage",
        "the operation closes at the end of the window",
        closed.at("operation", "state"),
        "closed",
    )
    before, after = play.must("nights"), await nights_at(play)
    grown = {
        name: tuple(a - b for a, b in zip(after.get(name, ()), before[name], strict=False)) for name in before
    }
    see.equal(
        "les nuits retenues sont comptées pour la révision : une de l'hôtel est restée vide",
        "held nights are counted for the review: one of the hotel's was not used",
        grown,
        {"Maison S4": (2, 2), "Maison S7": (3, 3), "Hôtel S8": (4, 3)},
    )
    await reviewed(play, see)
