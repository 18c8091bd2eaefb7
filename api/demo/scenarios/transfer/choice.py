"""Steps 1 to 4: a case is opened, where not to go is said once, what is left is shown, and she chooses."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import items, needed, one
from api.demo.scenarios.transfer.money import carriers
from api.demo.scenarios.transfer.story import HOUSES, KEPT_AWAY, SCRIPT, Transfer, counts, said_in

ALBERTA_AND_QUEBEC = ("CA-AB", "CA-QC")


@SCRIPT.step(
    1,
    "À Fort McMurray, le pivot de l'Alberta ouvre un dossier : elle parle français et vient du Québec.",
    "In Fort McMurray the Alberta pivot opens a case: she speaks French and comes from Québec.",
)
async def opened(play: Transfer, see: Seen) -> None:
    """CNF-01, CNF-02, POL-03: a random code, two consents, nobody of a police service."""
    play.day_zero = await first_day(play)
    await play.until(0, "10:00")
    counted = [await counts(play, shelter) for shelter in HOUSES.values()]
    see.that("les maisons ont compté", "the shelters have counted", all(counted), counted)
    backup = one(items(await play.cast.alberta.get("/v1/companions")), is_you=False)["member_id"]
    body = {
        "region": "CA-AB",
        "age_band": "21-24",
        "party": {"gender": "woman"},
        "languages": ["fr"],
        "consents": [{"scope": "bed"}, {"scope": "fund"}],
        "backup_member_id": backup,
        "limits_shown": 1,
    }
    reply = await play.cast.alberta.post("/v1/cases", body)
    see.accepted("le dossier est ouvert", "the case is open", reply)
    play.case, play.code = str(reply.at("id")), str(reply.at("code"))
    coded = re.fullmatch("[0-9A-Z]{3}-[0-9A-Z]{3}", play.code) is not None
    bare = isinstance(reply.body, dict) and set(reply.body) == {"id", "code", "marker", "version"}
    see.that("un code au hasard, rien d'autre", "a random code, nothing else", coded and bare, reply.body)
    view = needed(await play.cast.alberta.get(f"/v1/cases/{play.case}"))
    scopes = sorted(str(each.get("scope")) for each in view.at("consents") or [])
    see.equal("deux consentements : lit et fonds", "two consents: bed and fund", scopes, ["bed", "fund"])
    police = await play.cast.police.get(f"/v1/cases/{play.case}")
    see.that("la police n'y lit rien", "police read nothing of it", not police.ok, police.status)


async def first_day(play: Transfer) -> Any:
    """The first day whose morning is still to come, once the fund may pay its carriers."""
    usable = await carriers(play)
    begins = max(usable, await play.stage.now()).astimezone(Transfer.zone)
    return begins.date() + timedelta(days=0 if begins.hour < 10 else 1)


@SCRIPT.step(
    2,
    "Elle veut aller vers Montréal, et jamais près de trois villes.",
    "She wants to go towards Montréal, and never near three cities.",
)
async def away_from(play: Transfer, see: Seen) -> None:
    """SAF-02, SAF-04, GEO-07: filters travel with the case and no shelter reads them; nobody computes a risk."""
    path = f"/v1/cases/{play.case}/exclusions"
    for city in KEPT_AWAY:
        needed(await play.cast.alberta.post(path, {"kind": "city", "value": city}))
    view = await play.cast.alberta.get(f"/v1/cases/{play.case}")
    kept = sorted(str(row.get("value")) for row in view.at("exclusions") or [])
    see.equal("trois villes au dossier", "three cities on the case", kept, sorted(KEPT_AWAY))
    risk = {"forms": ["not_determined"], "risk": "high"}
    needed(await play.cast.alberta.put(f"/v1/cases/{play.case}/assessment", risk, str(view.etag)))
    view = await play.cast.alberta.get(f"/v1/cases/{play.case}")
    see.equal(
        "le risque est celui que le pivot a choisi",
        "the risk is what the pivot chose",
        view.at("risk"),
        "high",
    )
    before = await play.search(play.cast.alberta, *ALBERTA_AND_QUEBEC)
    more = needed(await play.cast.alberta.post(path, {"kind": "city", "value": "calgary"}))
    without = await play.search(play.cast.alberta, *ALBERTA_AND_QUEBEC)
    needed(await play.cast.alberta.post(f"{path}/{more.at('id')}/lift"))
    see.equal(
        "une ville de plus, et ses maisons ne sont plus proposées",
        "one city more, and its shelters are no longer proposed",
        sorted(set(before) - set(without)),
        ["Maison S12", "Maison S9"],
    )
    for shelter in HOUSES:
        read = await play.cast.coordinator(shelter).get(path)
        see.that(f"{shelter} ne peut pas les lire", f"{shelter} cannot read them", not read.ok, read.status)


@SCRIPT.step(
    3,
    "Où, en Alberta et au Québec? S12 et S2 conviennent; S9 se choisit; S1 se négocie.",
    "Where, in Alberta and Québec? S12 and S2 match; S9 is a choice; S1 is to negotiate.",
)
async def searched(play: Transfer, see: Seen) -> None:
    """ADM-01, ADM-03, ADM-05, BED-12, SAF-01."""
    found = await play.search(play.cast.alberta, *ALBERTA_AND_QUEBEC, nights=2)
    see.equal("trois maisons", "three shelters", sorted(found), ["Maison S12", "Maison S2", "Maison S9"])
    for name in ("Maison S12", "Maison S2"):
        see.equal(f"{name} convient", f"{name} matches", criteria(found, name), ["conjugal_violence"])
        tier = found.get(name, {}).get("tier")
        see.equal(f"{name} n'est pas à négocier", f"{name} is not to negotiate", tier, "flexible")
    programme = found.get("Maison S9", {})
    see.that(
        "S9 : un programme structuré, à choisir, jamais d'office",
        "S9: a structured programme, to choose, never automatic",
        "programme" in criteria(found, "Maison S9") and programme.get("hold_at_once") is False,
        programme,
    )
    see.equal("aucune adresse", "no address", said_in(play.must("board").body, ["address", "adresse"]), [])
    ticked = await play.search(play.cast.alberta, *ALBERTA_AND_QUEBEC, nights=2, fact=["shared_home"])
    first = ticked.get("Maison S1", {})
    see.equal("S1 est à négocier", "S1 is to negotiate", first.get("tier"), "to_negotiate")
    see.equal("critère conjugal satisfait : logement partagé", "conjugal criterion met by: shared home",
              first.get("met_by"), {"conjugal_violence": "shared_home"})  # fmt: skip
    see.equal("restent : sobriété, appel par elle-même", "remaining: sobriety, her own call",
              sorted(criteria(ticked, "Maison S1")), ["self_call", "sobriety"])  # fmt: skip
    play.found["options"] = len(found)


def criteria(found: dict[str, Any], name: str) -> list[str]:
    """The criteria that the board names for a house."""
    return [str(item.get("criterion")) for item in found.get(name, {}).get("named") or []]


@SCRIPT.step(
    4,
    "Elle choisit S12 pour deux nuits, le temps du voyage. S12 accepte.",
    "She chooses S12 for two nights, while travel is arranged. S12 accepts.",
)
async def chosen(play: Transfer, see: Seen) -> None:
    """CNF-09, CNF-10, BED-16: held until a time, then confirmed; the choice is hers and is written down."""
    options = play.must("options")
    see.equal("trois options lui sont montrées", "three options are shown to her", options, 3)
    choice = {"options_shown": options, "person_chose": True}
    referral = await play.refer(play.cast.alberta, "S12", play.at(1, "16:00"), nights=2, **choice)
    see.equal(
        "retenu jusqu'à une heure dite, pas promis",
        "held until a time, not promised",
        referral.at("state"),
        "held",
    )
    until = moment(referral.at("until"))
    see.that(
        "la retenue a une fin", "the hold has an end", until > await play.stage.now(), referral.at("until")
    )
    path = f"/v1/referrals/{referral.at('id')}"
    early = await play.cast.alberta.get(path)
    see.that(
        "rien n'est encore confirmé",
        "nothing is confirmed yet",
        early.at("state") == "held",
        early.at("state"),
    )
    yes = await play.cast.desk("S12").post(f"{path}/confirm")
    see.accepted("S12 accepte", "S12 accepts", yes)
    view = await play.cast.alberta.get(path)
    see.equal("confirmé", "confirmed", view.at("state"), "confirmed")
    kept = (view.at("options_shown"), view.at("person_chose"))
    see.equal("trois options montrées, elle a choisi", "three options shown, she chose", kept, (3, True))
    play.found["placements"] = [await play.link(play.cast.alberta, referral, **choice)]
    play.found["S12"] = referral


def moment(text: Any) -> datetime:
    """The instant of a reply. Raises `ValueError` when it is none."""
    return datetime.fromisoformat(str(text))
