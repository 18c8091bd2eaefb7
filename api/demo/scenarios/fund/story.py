"""The people of the fund's own scenario, and how they ask, decide and pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from api.demo.scenarios.stage import Hand, Script
from api.demo.scenarios.telling import ATTESTED, Cast, Tale, filled, items, needed, one
from api.demo.scenarios.wire import Ask, Reply

HOTEL = "Hôtel S8"
START = 500_000
"""What F1 has available at the start: 5,000."""
NIGHT = 10_000
"""Cents: a night at the hotel."""
BETWEEN = timedelta(minutes=2)
"""How far the clock goes when a payment does not move: past the pause that it rests."""
LOOKS, MOVES = 8, 12
"""How often one looks before the clock goes on, and how often it does."""


class People(Cast):
    """Who asks, who decides, who pays, and who audits."""

    @property
    def pivot(self) -> Hand:
        return self("pivot.on")

    @property
    def first(self) -> Hand:
        return self("fonds1")

    @property
    def second(self) -> Hand:
        return self("fonds2")


@dataclass
class Fund(Tale):
    """What the steps share."""

    def __post_init__(self) -> None:
        self.cast = People(self.stage)

    async def begin(self) -> None:
        """F1 holds what the story needs, and every webhook travels once."""
        await self.bank("webhooks", delivery="once")
        await filled(self.cast.first, "F1", START)
        self.found["begun"] = await self.stage.now()

    async def bank(self, act: str, **said: Any) -> None:
        """Something befalls the bank."""
        needed(await self.stage.wire.send(Ask(None, "POST", "/demo/bank", body={"act": act, **said})))

    async def case(self) -> str:
        """A case of its own: one person's sums never stand in another's way."""
        body = {
            "region": "CA-ON",
            "age_band": "25+",
            "languages": ["hu"],
            "party": {"gender": "man", "dependants": []},
            "consents": [{"scope": "bed"}, {"scope": "fund"}],
            "backup_member_id": needed(await self.cast("collegue.on").get("/v1/me")).at("member_id"),
            "limits_shown": 1,
        }
        return str(needed(await self.cast.pivot.post("/v1/cases", body)).at("id"))

    async def body(self, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """A request to F1 as it is sent."""
        fund = one(items(await self.cast.pivot.get("/v1/funds", region="CA-ON")), code="F1")
        whom = {"fund_id": fund["fund_id"], "envelope_id": fund["envelope_id"]}
        return {"case_id": await self.case(), **whom, "attested": ATTESTED, "lines": lines, **more}

    async def ask(self, *lines: dict[str, Any], **more: Any) -> str:
        """A request on its way; answers its id."""
        reply = needed(await self.cast.pivot.post("/v1/requests", await self.body(list(lines), **more)))
        return str(reply.at("id"))

    async def hotel(self, nights: int = 1) -> dict[str, Any]:
        """Nights at the hotel, which is paid by transfer."""
        fund = one(items(await self.cast.pivot.get("/v1/funds", region="CA-ON")), code="F1")["fund_id"]
        payees = items(await self.cast.pivot.get(f"/v1/funds/{fund}/payees"))
        payee = one(payees, name=HOTEL)["id"]
        return {
            "category": "hotel_nights",
            "amount_cents": nights * NIGHT,
            "units": nights,
            "payee_id": payee,
        }

    async def view(self, request: str) -> Reply:
        """The request as its pivot reads it."""
        return await self.cast.pivot.get(f"/v1/requests/{request}")

    async def state(self, request: str) -> Any:
        """Where the request stands, as its pivot reads it."""
        return (await self.view(request)).at("state")

    async def approve(self, who: Hand, request: str, **more: Any) -> Reply:
        """A signature of somebody of the fund."""
        return await who.post(f"/v1/requests/{request}/approve", more)

    async def payment(self, request: str) -> dict[str, Any]:
        """The request's newest payment, as the fund reads it."""
        rows = items(await self.cast.second.get("/v1/payouts", request_id=request))
        return dict(rows[0]) if rows else {}

    async def ordered(self, *faults: str, times: int = 1) -> list[str]:
        """So many nights at the hotel, asked and approved, while this befalls the next calls of their payments."""
        requests = [await self.ask(await self.hotel()) for _ in range(times)]
        if faults:
            await self.bank("fail", faults=list(faults))
        for request in requests:
            needed(await self.approve(self.cast.first, request))
        return requests

    async def becomes(self, request: str, *states: str, **wanted: Any) -> dict[str, Any]:
        """The payment once it is in one of these states and says this, or as it is when time is up; the clock goes on
        meanwhile."""
        for _ in range(MOVES):
            for _ in range(LOOKS):
                found = await self.payment(request)
                if found.get("state") in states and wanted.items() <= found.items():
                    return found
                await self.stage.rest()
            await self.stage.move_to(await self.stage.now() + BETWEEN)
        return await self.payment(request)


SCRIPT: Script[Fund] = Script(Fund)


def cash(cents: int, category: str = "food") -> dict[str, Any]:
    """A need that a worker pays in cash, and that no rule approves."""
    return {"category": category, "amount_cents": cents, "payment": "cash_by_worker"}


CARD = {"category": "calling_card", "amount_cents": 1_000, "payment": "cash_by_worker"}
"""A card that a rule approves."""


def reference() -> str:
    """As a worker notes one."""
    return f"fund {uuid4().hex[:8]}"
