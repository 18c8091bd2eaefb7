"""The demo's shelters, loaded through the doors: profiles, beds, a first count, a vetted hotel, three agreements."""

from datetime import datetime, timedelta
from typing import Any

from api.demo.doors import Doors
from api.demo.network import AGREEMENTS, SHELTERS, DemoAgreement, DemoShelter, coordination_of
from api.demo.partners import demo_id

AGREED = timedelta(days=365)
INVESTIGATOR = "enquete.p1@relais.example"
REGION = ("region.on@relais.example", "region.on2@relais.example")
"""Two people sign for a hotel (BED-10)."""


async def load_houses(doors: Doors, now: datetime) -> None:
    """What is there already stays as it is."""
    ids = {shelter.code: await _shelter(doors, shelter, now) for shelter in SHELTERS}
    there = {agreement["shelter_id"]: agreement for agreement in await doors.get(INVESTIGATOR, "/agreements")}
    for agreement in AGREEMENTS:
        await _agreement(doors, agreement, ids[agreement.shelter], there, now)


async def _shelter(doors: Doors, shelter: DemoShelter, now: datetime) -> str:
    """The shelter's id, made if it was not there."""
    coordinator = coordination_of(shelter.code)
    view = await _view(doors, shelter)
    if view is None:
        await doors.post(coordinator, "/shelters", _body(shelter, now))
        view = await _view(doors, shelter) or {}
    place = f"/shelters/{view['id']}"
    for pool in shelter.pools[len(view["pools"]) :]:
        await doors.post(coordinator, f"{place}/pools", {"pool": pool.facts, "beds": pool.beds})
    if view["counted_at"] is None:
        await _first_count(doors, shelter, now)
    if view["kind"] == "hotel_partner" and view["vetted_on"] is None:
        for coordinator in REGION:
            await doors.post(coordinator, f"{place}/vetting")
    return str(view["id"])


async def _view(doors: Doors, shelter: DemoShelter) -> Any:
    page = await doors.get(coordination_of(shelter.code), "/shelters")
    return next((view for view in page["items"] if view["name"] == shelter.name), None)


def _body(shelter: DemoShelter, now: datetime) -> dict[str, Any]:
    ends = (
        {"available_until": (now + AGREED).isoformat()}
        if shelter.facts["kind"] == "safe_house_rotating"
        else {}
    )
    return {**shelter.facts, **ends, "profile": shelter.profile}


async def _first_count(doors: Doors, shelter: DemoShelter, now: datetime) -> None:
    """Pool by pool, since a shelter's beds are not all alike."""
    view = await _view(doors, shelter)
    for kept, wanted in zip(view["pools"], shelter.pools, strict=True):
        body = {"looked_at": now.isoformat(), "free": wanted.free, "pool_id": kept["id"]}
        await doors.post(coordination_of(shelter.code), f"/shelters/{view['id']}/counts", body)


async def _agreement(
    doors: Doors, agreement: DemoAgreement, shelter_id: str, there: dict[str, Any], now: datetime
) -> None:
    """Proposed by the shelter, accepted by the police service."""
    known = there.get(shelter_id)
    if known is None:
        body = {
            "shelter_id": shelter_id,
            "partner_id": str(demo_id("P1")),
            "places": agreement.places,
            "notice_hours": agreement.notice_hours,
            "longest_hold_hours": agreement.longest_hold_hours,
            "answer": "automatic",
            "review_on": (now + AGREED).date().isoformat(),
        }
        known = await doors.post(coordination_of(agreement.shelter), "/agreements", body)
    if known.get("state", "proposed") == "proposed":
        await doors.post(INVESTIGATOR, f"/agreements/{known['id']}/answer", {"accept": True})
