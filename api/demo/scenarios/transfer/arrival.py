"""Steps 9 and 10: the Québec pivot joins, S2 accepts, the address is shown for a while, and the desk reads little."""

from __future__ import annotations

from typing import Any

from api.demo.scenarios.stage import Hand, Seen
from api.demo.scenarios.telling import items, needed, one, stamp
from api.demo.scenarios.transfer.story import SCRIPT, Transfer, said_in, unchanged
from api.demo.scenarios.wire import Reply

ADDRESS = "100, rue de la Démonstration, Montréal"
"""Invented, as everything in the demo is."""


async def arrives(play: Transfer, shelter: str, referral: str, day: int, clock: str) -> Reply:
    """The desk of a house notes that she is there."""
    await play.until(day, clock)
    return needed(await play.cast.desk(shelter).post(f"/v1/referrals/{referral}/arrival"))


async def leaves(play: Transfer, shelter: str, referral: str) -> None:
    """The desk of a house notes that she has left; it is not asked where to."""
    place = f"/v1/shelters/{(await play.view(shelter))['id']}/stays"
    stay = one(items(await play.cast.desk(shelter).get(place)), referral_id=referral)
    needed(await play.cast.desk(shelter).post(f"/v1/stays/{stay['id']}/departure"))


async def write_address(play: Transfer) -> None:
    """The coordinator of S2 writes where the house is; what an earlier play wrote is written anew."""
    hand, path = play.cast.coordinator("S2"), f"/v1/shelters/{(await play.view('S2'))['id']}/address"
    reply = await hand.put(path, {"where": ADDRESS}, '"0"')
    if reply.status == 412:
        version = reply.at("facts", "version")
        reply = await hand.put(path, {"where": ADDRESS}, f'"{version}"')
    needed(reply)


@SCRIPT.step(
    9,
    "Le pivot du Québec accompagne aussi; S2 accepte; l'adresse se montre un temps, à eux seuls.",
    "The Québec pivot accompanies too; S2 accepts; the address is shown for a while, to them alone.",
)
async def joined(play: Transfer, see: Seen) -> None:
    """PIV-04, CNF-01, SAF-01: with her consent; after acceptance; each reveal on record; closed after the arrival."""
    await arrives(play, "S12", play.must("S12").at("id"), 1, "16:30")
    await play.until(2, "10:00")
    await co_pivot(play, see)
    await unchanged(play, "S2")
    found = await play.search(play.cast.quebec, "CA-QC", nights=30)
    see.that(
        "S2 est proposée au pivot du Québec",
        "S2 is proposed to the Québec pivot",
        "Maison S2" in found,
        list(found),
    )
    told = said_in(play.must("board").body, ["address", "adresse", "Démonstration"])
    see.equal("aucune adresse dans les résultats", "no address in the results", told, [])
    await write_address(play)
    referral = await play.refer(play.cast.quebec, "S2", play.at(3, "15:00"), nights=30, person_chose=True)
    play.found["S2"] = referral
    placement = await play.link(play.cast.quebec, referral, options_shown=len(found), person_chose=True)
    play.must("placements").append(placement)
    see.refused("rien avant l'acceptation", "nothing before the acceptance",
                await reveal(play.cast.quebec, placement), "not_found")  # fmt: skip
    yes = await play.cast.coordinator("S2").post(f"/v1/referrals/{referral.at('id')}/confirm")
    see.accepted("S2 accepte", "S2 accepts", yes)
    before = await shown(play)
    for who_fr, who_en, hand in (
        ("du Québec", "Québec", play.cast.quebec),
        ("de l'Alberta", "Alberta", play.cast.alberta),
    ):
        way = (await reveal(hand, placement)).at("where")
        see.equal(f"montrée au pivot {who_fr}", f"shown to the {who_en} pivot", way, ADDRESS)
    see.equal("à personne d'autre", "to nobody else", (await reveal(play.cast.stranger, placement)).ok, False)
    lines = sorted(str(row.get("organisation")) for row in (await shown(play))[: -len(before) or None])
    see.equal("chaque fois inscrite pour la maison", "each time on record for the house",
              lines, ["Coalition de l'Alberta", "Organisme pivot du Québec"])  # fmt: skip
    await leaves_and_arrives(play)
    await play.until(3, "19:01")
    closed = [(await reveal(hand, placement)).problem for hand in (play.cast.quebec, play.cast.alberta)]
    see.equal(
        "refermée quatre heures après l'arrivée",
        "closed four hours after the arrival",
        closed,
        ["not_found"] * 2,
    )


async def co_pivot(play: Transfer, see: Seen) -> None:
    """With her consent to share with that organisation, and not without."""
    me = needed(await play.cast.quebec.get("/v1/me"))
    invited = {"member_id": me.at("member_id"), "until": stamp(play.at(360, "12:00"))}
    path = f"/v1/cases/{play.case}/co-pivots"
    early = await play.cast.alberta.post(path, invited)
    see.refused("pas sans son consentement", "not without her consent", early, "consent_missing")
    consent = {"scope": "share_with_organisation", "shared_with": me.at("organisation_id")}
    needed(await play.cast.alberta.post(f"/v1/cases/{play.case}/consents", consent))
    named = await play.cast.alberta.post(path, invited)
    see.accepted("le pivot du Québec accompagne", "the Québec pivot accompanies", named)
    code = (await play.cast.quebec.get(f"/v1/cases/{play.case}")).at("code")
    see.equal("et lit le dossier par son code", "and reads the case by its code", code, play.code)


async def reveal(hand: Hand, placement: str) -> Reply:
    return await hand.post(f"/v1/placements/{placement}/reveal")


async def shown(play: Transfer) -> list[Any]:
    """To whom S2's address was shown, newest first."""
    path = f"/v1/shelters/{(await play.view('S2'))['id']}/address/reveals"
    return items(needed(await play.cast.coordinator("S2").get(path)))


async def leaves_and_arrives(play: Transfer) -> None:
    """On the third day she leaves S12 in the morning and is in Montréal at 15:00."""
    await play.until(3, "07:00")
    await leaves(play, "S12", play.must("S12").at("id"))
    await arrives(play, "S2", play.must("S2").at("id"), 3, "15:00")


@SCRIPT.step(
    10,
    "L'accueil de S2 lit : une femme, 21-24 ans, un lit, qui appeler. Ni d'où, ni pourquoi.",
    "The front desk of S2 reads: one woman, 21-24, a bed, whom to call. Neither where from nor why.",
)
async def desk_reads(play: Transfer, see: Seen) -> None:
    """SAF-08, SAF-09: counts, a band, the Québec pivot's duty number; no origin, no form, no case."""
    place = f"/v1/shelters/{(await play.view('S2'))['id']}"
    desk = play.cast.desk("S2")
    reply = needed(await desk.get(f"{place}/stays"))
    stay = one(items(reply), referral_id=play.must("S2").at("id"))
    people = stay.get("party", {}).get("people")
    one_woman = [{"gender": "woman", "age_band": "21-24", "count": 1}]
    see.equal("une femme, 21-24 ans", "one woman, 21-24", people, one_woman)
    see.that("un lit", "a bed", bool(stay.get("bed")) and not stay.get("anonymous"), stay.get("bed"))
    contact = stay.get("contact", {})
    see.equal("qui appeler : le pivot du Québec", "whom to call: the Québec pivot",
              (contact.get("name"), contact.get("duty_number")),
              ("Organisme pivot du Québec", "+1 555 0111"))  # fmt: skip
    secrets = [
        play.case,
        play.code,
        "Alberta",
        "Calgary",
        "Fort McMurray",
        "S12",
        "traffic",
        "sexual",
        "risk",
        "purpose",
    ]
    see.equal(
        "ni origine, ni forme, ni dossier", "no origin, no form, no case", said_in(reply.body, secrets), []
    )
    for path in (f"/v1/cases/{play.case}", f"/v1/cases/{play.case}/exclusions"):
        refused = await desk.get(path)
        see.that("le dossier lui est fermé", "the case is shut to it", not refused.ok, refused.status)
