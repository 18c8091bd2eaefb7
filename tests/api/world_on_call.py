"""A house's roster, a phone that rings and a pivot organisation's pledge, for the world."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.api.world import World


async def on_call_things(world: "World") -> None:
    """The hotel's desk is on call each Friday night, and its roster is known by its ids."""
    hotel = world.stage.shelters["S8"]
    roster = await world.post(hotel.coordinator, "/rosters", {"duty": "shelter"})
    today = world.clock.now().date().isoformat()
    week = {"member_id": str(hotel.desk), "rank": 1, "weekday": 5, "starts": "20:00", "ends": "08:00"}
    await world.post(
        hotel.coordinator, f"/rosters/{roster['id']}/weeks", {**week, "midnights": 1, "first_day": today}
    )
    pledge = {"need": "interpreter", "free": True, "regions": ["CA-ON"], "languages": ["hu"], "starts_on": today,
              "until": today}  # fmt: skip
    await world.post(world.stage.pivot, "/pledges", pledge)
    await world.post(hotel.desk, "/push-devices", {"endpoint": "https://web.push.apple.com/desk"})
    world.ids |= {
        name: await world.one(f"SELECT id FROM {table} LIMIT 1")  # names of ours
        for name, table in (
            ("roster_id", "rosters"),
            ("week_id", "roster_weeks"),
            ("slot_id", "roster_slots"),
            ("pledge_id", "pledges"),
            ("device_id", "push_devices"),
        )
    }
