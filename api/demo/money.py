"""The demo's money, loaded through the doors: policies signed by two, envelopes, whom they can pay, who is on call."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.demo.bank import PAID_BY_TRANSFER
from api.demo.doors import Doors
from api.demo.network import CARRIER, DUTY_PHONE, ENVELOPES, FUNDS, ON_CALL, TURNS, DemoEnvelope, policy
from api.demo.partners import ORGANISATIONS, Organisation, demo_id
from api.demo.stripe_double import StripeDouble

A_YEAR = timedelta(days=365)
A_DAY = timedelta(days=1)
"""A policy begins at midnight where the fund is, which may still be hours away."""


async def load_money(doors: Doors, now: datetime, bank: StripeDouble | None = None) -> None:
    """What is there already stays as it is."""
    for keeper, second in FUNDS.items():
        await _policy(doors, keeper, second, now)
        await _payees(doors, keeper, second, bank)
        await _stock(doors, keeper)
    for envelope in ENVELOPES:
        await _envelope(doors, envelope, now)
    await _carrier(doors, ON_CALL[0], now.date())
    await _on_call(doors, now.astimezone(ZoneInfo("America/Toronto")).date())


async def _policy(doors: Doors, keeper: str, second: str, now: datetime) -> None:
    versions = await doors.get(keeper, "/policies")
    if any(version["in_force"] for version in versions):
        return
    if versions:
        unsigned = versions[-1]["id"]
    else:
        author = next(o.name for o in ORGANISATIONS if any(p.email == keeper for p in o.people))
        unsigned = (await doors.post(keeper, "/policies", policy(author, (now - A_DAY).date().isoformat())))[
            "id"
        ]
    await doors.post(second, f"/policies/{unsigned}/sign")


async def _envelope(doors: Doors, envelope: DemoEnvelope, now: datetime) -> None:
    there = await doors.get(envelope.keeper, "/envelopes")
    if any(one["code"] == envelope.code for one in there):
        return
    start = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    body = {
        "code": envelope.code,
        "name": envelope.name,
        "funder": envelope.funder,
        "funder_kind": "private" if envelope.private else "public",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(days=envelope.days)).isoformat(),
        "contribution_cents": envelope.cents,
        "regions": envelope.regions,
        "categories": envelope.categories,
        "low_cents": envelope.low_cents,
    }
    await doors.post(envelope.keeper, "/envelopes", body)


async def _payees(doors: Doors, keeper: str, second: str, bank: StripeDouble | None) -> None:
    """Invited, on-boarded by their own people, proposed by one and signed by another, like every payee (FND-08)."""
    there = {payee["name"]: payee for payee in await doors.get(keeper, "/payees")}
    for organisation in ORGANISATIONS:
        if organisation.code in PAID_BY_TRANSFER and bank is not None:
            await _onboarding(doors, keeper, organisation, bank)
            known = there.get(organisation.name) or await doors.post(keeper, "/payees", _payee(organisation))
            if not known.get("usable_from"):
                await doors.post(second, f"/payees/{known['id']}/confirm")


async def _stock(doors: Doors, keeper: str) -> None:
    """A drawer of cards, so that a line paid by card finds one (FND-03)."""
    if await doors.get(keeper, "/voucher-stock"):
        return
    for kind, cents in (("calling_card", 1_000), ("calling_card", 2_000), ("bus_ticket", 500)):
        sheet = "\n".join(f"DEMO-{kind[:4].upper()}-{cents}-{number:03}" for number in range(1, 13))
        await doors.post(keeper, "/vouchers/sheet", {"kind": kind, "value_cents": cents, "sheet": sheet})


async def _carrier(doors: Doors, keeper: str, today: date) -> None:
    """An agreement that is proposed for a journey while it stands (FND-05)."""
    if not await doors.get(keeper, "/carriers"):
        ends = str(today + A_YEAR)
        dates = {"starts_on": str(today), "ends_on": ends, "review_on": ends}
        await doors.post(keeper, "/carriers", {**CARRIER, **dates})


async def _on_call(doors: Doors, today: date) -> None:
    """Two people on call in turn, week after week, and the phone of that duty (OPS-04, SAF-09)."""
    planner = ON_CALL[0]
    if not await doors.get(planner, "/rosters"):
        roster = (await doors.post(planner, "/rosters", {"duty": "fund"}))["id"]
        for rank, who, days, nights in TURNS:
            slot = {
                "member_id": str(demo_id(ON_CALL[who])),
                "rank": rank,
                "weekday": (today + timedelta(days=days)).isoweekday(),
                "midnights": nights,
                "starts": "00:00",
                "ends": "00:00",
                "first_day": str(today),
            }
            await doors.post(planner, f"/rosters/{roster}/weeks", slot)
    if not await doors.get(planner, "/duty-phones"):
        phone = {"duty": "fund", "rung": "duty", "duty_number": DUTY_PHONE, "language": "en"}
        await doors.post(planner, "/duty-phones", phone)


async def _onboarding(doors: Doors, keeper: str, organisation: Organisation, bank: StripeDouble) -> None:
    """The organisation's own coordinator opens the link and answers what the rail asks; then the rail is looked at."""
    invited = await doors.get(keeper, "/onboardings")
    if any(one["organisation_id"] == str(organisation.id) and one["state"] == "ready" for one in invited):
        return
    coordinator = PAID_BY_TRANSFER[organisation.code]
    asked = await doors.post(keeper, "/onboardings", {"organisation_id": str(organisation.id)})
    if asked["state"] != "ready":
        link = await doors.post(coordinator, "/onboarding/link")
        bank.finish_onboarding(bank.follow(link["url"]))
        await doors.post(coordinator, "/onboarding/look")
        bank.save()


def _payee(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "rail": "stripe_connect",
        "region": organisation.regions[0],
        "partner_organisation_id": str(organisation.id),
    }
