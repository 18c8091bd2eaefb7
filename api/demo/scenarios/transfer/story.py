"""The people of scenario B, its days and hours, and what its steps hand on to one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.demo.network import SHELTERS, DemoShelter, coordination_of
from api.demo.scenarios.stage import Hand, Script
from api.demo.scenarios.telling import Cast, Tale, items, needed, one, stamp
from api.demo.scenarios.wire import Reply

HOUSES = {shelter.code: shelter for shelter in SHELTERS if shelter.code in ("S1", "S2", "S6", "S9", "S12")}
"""The houses of Alberta, Québec and British Columbia that a woman of 21 to 24 could go to."""
HOME = "Trois-Rivières"
"""Her home town: in the story she asks for it to be left out, and no shelter reads that."""
KEPT_AWAY = ("Fort McMurray", "Edmonton", HOME)
PARTY = {"people": [{"gender": "woman", "age_band": "21-24"}]}


class People(Cast):
    """Everybody who has a part; nobody of a police service has one."""

    @property
    def alberta(self) -> Hand:
        return self("pivot.ab")

    @property
    def quebec(self) -> Hand:
        return self("pivot.qc")

    @property
    def stranger(self) -> Hand:
        """A pivot worker who has nothing to do with this case."""
        return self("pivot.on")

    @property
    def police(self) -> Hand:
        return self("enquete.p1")

    @property
    def fund_first(self) -> Hand:
        return self("fonds3")

    @property
    def fund_second(self) -> Hand:
        return self("fonds4")

    def coordinator(self, shelter: str) -> Hand:
        return self.stage.as_(coordination_of(shelter))


@dataclass
class Transfer(Tale):
    """What the steps share. A step that finds it missing cannot be played, and says so."""

    zone = ZoneInfo("America/Edmonton")

    case: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        self.cast = People(self.stage)

    async def search(self, who: Hand, *areas: str, **more: Any) -> dict[str, Any]:
        """The board's houses for this case, by name."""
        query = {"person": ["woman:21-24"], "area": list(areas), "purpose": "trafficking", "language": ["fr"],
                 "case_id": self.case, "limit": 50, **more}  # fmt: skip
        reply = needed(await who.get("/v1/board", **query))
        self.found["board"] = reply
        return {str(entry.get("name")): entry for entry in items(reply)}

    async def view(self, shelter: str) -> Any:
        """A shelter as its own coordinator reads it."""
        found = await self.cast.coordinator(shelter).get("/v1/shelters")
        return one(items(found), name=HOUSES[shelter].name)

    async def refer(self, who: Hand, shelter: str, expected_at: datetime, **more: Any) -> Reply:
        """Ask a shelter for a bed for this case."""
        nights = more.pop("nights")
        body = {
            "shelter_id": (await self.view(shelter))["id"],
            "question": {"party": PARTY, "nights": nights, "purpose": "trafficking", "languages": ["fr"]},
            "expected_at": stamp(expected_at),
            "case_id": self.case,
            **more,
        }
        return needed(await who.post("/v1/referrals", body))

    async def link(self, who: Hand, referral: Reply, **more: Any) -> str:
        """The place belongs to the case now, and only its pivots know."""
        claim = referral.at("claim_ids", 0)
        linked = await who.post(f"/v1/cases/{self.case}/placements", {"claim_id": claim, **more})
        return str(needed(linked).at("id"))


SCRIPT: Script[Transfer] = Script(Transfer)


async def counts(play: Transfer, shelter: DemoShelter) -> bool:
    """Notes who has left since an earlier play, then counts each pool; whether every count was taken (BED-15)."""
    hand, view = play.cast.coordinator(shelter.code), await play.view(shelter.code)
    place = f"/v1/shelters/{view['id']}"
    for stay in items(await hand.get(f"{place}/stays")):
        if not stay["anonymous"]:
            await hand.post(f"/v1/stays/{stay['id']}/departure")
    taken = []
    for kept, wanted in zip(view["pools"], shelter.pools, strict=True):
        body = {"looked_at": stamp(await play.stage.now()), "free": wanted.free, "pool_id": kept["id"]}
        taken.append((await hand.post(f"{place}/counts", body)).at("applied") is True)
    return bool(taken) and all(taken)


async def unchanged(play: Transfer, shelter: str) -> None:
    """One tap: nothing has changed here (BED-15)."""
    view = await play.view(shelter)
    body = {"looked_at": stamp(await play.stage.now()), "free": None}
    needed(await play.cast.coordinator(shelter).post(f"/v1/shelters/{view['id']}/counts", body))


def said_in(body: Any, words: list[str]) -> list[str]:
    """Which of these words a reply says."""
    text = str(body).lower()
    return [word for word in words if word.lower() in text]
